"""Numbers for the values of dictionary columns, and counts by them: a batch at a time, on codes alone."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

Codes = npt.NDArray[np.int64]


def _as_it_is(value: str) -> str:
    return value


@define(eq=False)
class Coding:
    """Numbers the values of a column, each the same in every batch; "" is for null.

    ``shape`` puts values together: those that it makes alike have one number.
    """

    shape: Callable[[str], str] = _as_it_is
    values: dict[str, int] = field(factory=dict)

    def codes(self, column: Any) -> Codes:
        """Return the number of each row's value. Values are looked at once in each dictionary, not by row."""
        encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
        numbers = [self.number(value) for value in encoded.dictionary.to_pylist()]
        indices = encoded.indices
        if indices.null_count:
            indices = indices.cast(pa.int32()).fill_null(len(numbers))
            numbers.append(self.number(None))
        codes: Codes = np.array(numbers or [0], np.int64)[indices.to_numpy(zero_copy_only=False)]
        return codes

    def number(self, value: str | None) -> int:
        """Return the number of one value."""
        return self.values.setdefault(self.shape(value) if value else "", len(self.values))


@define(eq=False)
class Crossed:
    """Counts rows by a column and by verdict. ``width`` is the number of verdicts."""

    width: int
    coding: Coding = field(factory=Coding)
    counts: npt.NDArray[np.int64] = field(factory=lambda: np.zeros(0, np.int64))

    def add(self, column: Any, verdicts: Codes) -> None:
        """Count a batch: the column's values, and the number of each row's verdict."""
        cells = self.coding.codes(column) * self.width + verdicts
        counts = np.bincount(cells, minlength=len(self.coding.values) * self.width)
        counts[: len(self.counts)] += self.counts
        self.counts = counts

    def by_value(self) -> dict[str, tuple[int, ...]]:
        """Return the counts of each value, one for each verdict."""
        rows = self.counts.reshape(-1, self.width).tolist()
        return {value: tuple(rows[number]) for value, number in self.coding.values.items() if sum(rows[number])}
