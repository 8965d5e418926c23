"""Counts of numbers and days of which there are too many kinds to be numbered beforehand."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

Numbers = npt.NDArray[np.int64]
#: So many pairs of a value and a count may wait to be put together.
_WAITING: Final = 1 << 20


@define(eq=False)
class Distinct:
    """Counts the values of a column of whole numbers or days; nulls are left out."""

    waiting: list[tuple[Numbers, Numbers]] = field(factory=list)
    held: int = 0

    def add(self, column: Any) -> None:
        """Count a batch."""
        if column.null_count == len(column):
            return
        found = pc.value_counts(column.drop_null())
        values, counts = found.field("values"), found.field("counts")
        if pa.types.is_date32(values.type):
            values = values.cast(pa.int32())
        self.waiting.append((values.to_numpy().astype(np.int64), counts.to_numpy()))
        self.held += len(values)
        if self.held > _WAITING:
            self._settle()

    def counts(self) -> tuple[Numbers, Numbers]:
        """Return the values in order, and how often each was there. Days are counted from 1970-01-01."""
        self._settle()
        return self.waiting[0] if self.waiting else (np.zeros(0, np.int64), np.zeros(0, np.int64))

    def _settle(self) -> None:
        if len(self.waiting) > 1:
            values, where = np.unique(np.concatenate([one for one, _ in self.waiting]), return_inverse=True)
            every = np.concatenate([counts for _, counts in self.waiting])
            counts = np.zeros(len(values), np.int64)
            np.add.at(counts, where, every)
            self.waiting = [(values, counts)]
        elif self.waiting:
            order = np.argsort(self.waiting[0][0])
            self.waiting = [(self.waiting[0][0][order], self.waiting[0][1][order])]
        self.held = 0
