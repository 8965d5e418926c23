"""What an evaluation looks at: a table of facts, what its columns mean, and what its rows have in common."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.columns import Lists, Table
from bajigong.engine.selection import Selection
from bajigong.policy.when import TERM
from bajigong.schema import Schema

#: The selectors whose values may differ from row to row without other rules answering.
OCCUPATION, PLACE = "occupation", "place"


@frozen(eq=False)
class Scene:
    """A table whose rows share a selection.

    Many rows may share one in all but occupation and place: ``occupations`` and ``places`` then hold them by row, and
    what the selection says of them stands for one row among others.
    """

    table: Table
    schema: Schema
    selection: Selection
    occupations: npt.NDArray[np.int64] | None = None
    places: npt.NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.table)

    def lists(self, path: str) -> Lists:
        """Return a column of lists."""
        return self.table.lists[path]

    def wanted(self, path: str, selector: str, lists: Lists) -> "int | npt.NDArray[np.int64]":
        """Return the application's own track, occupation, grade or place, coded as the fact at a path is.

        One number, or one for each record of the lists.
        """
        rows = {OCCUPATION: self.occupations, PLACE: self.places}.get(selector)
        if rows is not None:
            return rows if lists.there is not None else rows[lists.row]
        return self.schema.code(path, getattr(self.selection, selector))

    @cached_property
    def own_occupation(self) -> "int | npt.NDArray[np.int64]":
        """The occupation applied for without its trade: one number, or one for each row."""
        return (self.selection.occupation_number if self.occupations is None else self.occupations) // 1000

    def open_ended(self, path: str) -> bool:
        """Say whether leaving this date out says that the thing still goes on."""
        return path in self.schema.fields and self.schema.fields[path].open_ended

    def whole(self, path: str) -> bool:
        """Say whether a fact is known in every row, as far as there is a record that could hold it."""
        if path.startswith(TERM):
            return False
        if self.open_ended(path):
            return True
        if path in self.table.columns:
            return self.table.columns[path].whole
        if path in self.table.lists:
            return self.table.lists[path].whole
        parent, _, name = path.rpartition(".")
        lists = self.table.lists[parent]
        return (lists.fields[name] if name in lists.fields else lists.nested[name]).whole
