"""Records side by side: the cells of each key, and which records say that there is none."""

from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from bajigong.batch.columns import Flags
from bajigong.batch.intake.marks import ABSENT, FILLED, ODD, SAYS, Marks, has, merged
from bajigong.batch.intake.reads import Cells
from bajigong.schema import Schema


@frozen(eq=False)
class Records:
    """As many records of one list as ``size``, with the cells that each key has in them."""

    schema: Schema
    path: str
    cells: Mapping[str, Cells]
    size: int

    @cached_property
    def filled(self) -> Flags:
        """Say which records have some cell."""
        return has(self._marks, FILLED)

    @cached_property
    def none(self) -> Flags:
        """Say which records stand for none, as `bajigong.tables.absence` does.

        They do by one cell that says so by itself; or because something other than a flag is filled, and all that is
        filled says "none" or "no".
        """
        said = self._marks
        others = merged([cells.marks for name, cells in self.cells.items() if not self._is_flag(name)], self.size)
        return has(said, ABSENT) | (has(others, FILLED) & ~has(said, SAYS))

    @cached_property
    def odd(self) -> Flags:
        """Say which records have a cell that cannot be read; of those that stand for none nothing is read."""
        return has(self._marks, ODD) & ~self.none

    @cached_property
    def _marks(self) -> Marks:
        return merged([cells.marks for cells in self.cells.values()], self.size)

    def _is_flag(self, name: str) -> bool:
        return self.schema.fields[f"{self.path}.{name}"].type == "flag"
