"""Counts of pairs of signatures: few, however many people there are."""

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
from attrs import define, field

#: So many pairs may wait to be put together.
_WAITING: Final = 1 << 20
_SIDES: Final = ["here", "there"]


@define(eq=False)
class Pairs:
    """Counts rows by the signatures of both sides."""

    waiting: list[Any] = field(factory=list)
    held: int = 0

    def add(self, here: Any, there: Any) -> None:
        """Count a batch, given the signatures of each row."""
        if not len(here):
            return
        self.waiting.append(_summed(pa.table([here, there, pa.repeat(1, len(here))], [*_SIDES, "people"])))
        self.held += self.waiting[-1].num_rows
        if self.held > _WAITING:
            self._settle()

    def counted(self) -> Iterator[tuple[int, int, int]]:
        """Give the pairs in order: the signatures here and there, and how many people have them."""
        self._settle()
        for one in self.waiting:
            ordered = one.sort_by([(side, "ascending") for side in _SIDES])
            columns = (ordered.column(name).to_pylist() for name in (*_SIDES, "people"))
            yield from zip(*columns, strict=True)

    def _settle(self) -> None:
        if self.waiting:
            self.waiting = [_summed(pa.concat_tables(self.waiting))]
            self.held = self.waiting[0].num_rows


def _summed(table: Any) -> Any:
    return table.group_by(_SIDES).aggregate([("people", "sum")]).rename_columns({"people_sum": "people"})
