"""A block of people as a program takes them: plain arrays, unknown values told by a number of their own."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field

from bajigong.batch.columns import Column, Lists, Nested
from bajigong.batch.people import People
from bajigong.compile.columns import BLANK, Slot
from bajigong.compile.days import UNKNOWN
from bajigong.compile.program import ON
from bajigong.policy.facts import Schema

Array = npt.NDArray[Any]


@define(eq=False)
class Typed:
    """Some rows of a chunk one after another, each column made ready when a program first asks for it.

    What all rows of the chunk share, columns of length 1, is repeated for those programs that look at it row by row.
    """

    schema: Schema
    people: People
    first: int
    end: int
    _made: dict[Slot, Array] = field(factory=dict)
    _listed: dict[Slot, list[Any]] = field(factory=dict)

    def __len__(self) -> int:
        return self.end - self.first

    def column(self, slot: Slot) -> Array:
        """Return a column of facts."""
        if slot not in self._made:
            # Compiled code takes arrays of one kind: in one piece, and such as may be written to.
            self._made[slot] = np.require(self._make(slot), requirements=["C", "W"])
        return self._made[slot]

    def listed(self, slot: Slot) -> list[Any]:
        """Return a column as a list, for CPython."""
        if slot not in self._listed:
            self._listed[slot] = (self._made[slot] if slot in self._made else self._make(slot)).tolist()
        return self._listed[slot]

    def room(self, slots: Sequence[Slot]) -> int:
        """Return how many records there are at most in a row, among the lists of a program."""
        return max((int(self.column(slot).max(initial=0)) for slot in slots if slot.kind == "count"), default=0)

    # ------------------------------------------------------------------ columns

    def _make(self, slot: Slot) -> Array:
        people, path = self.people, slot.path
        match slot.kind:
            case "occupation":
                return people.occupations[self.first : self.end]
            case "place":
                return people.places[self.first : self.end]
            case "first":
                return self._where(path)[0]
            case "count":
                return self._where(path)[1]
            case "item_first" | "item_count" | "items":
                return self._nested(slot)
        if path == ON:
            return people.table.on[self.first : self.end]
        above, _, name = path.rpartition(".")
        if above in people.table.lists:
            return self._blanked(slot, people.table.lists[above].fields[name], self._records(above))
        column = people.table.columns[path]
        values = self._blanked(slot, column, self._rows(len(column.known)))
        return values if len(column.known) == len(people) else np.repeat(values, len(self))

    def _rows(self, length: int) -> slice:
        return slice(self.first, self.end) if length == len(self.people) else slice(0, 1)

    def _blanked(self, slot: Slot, column: Column, some: slice) -> Array:
        """Return values with a number in place of unknown ones."""
        kind: Any = np.int32
        blank: float = BLANK.get(slot.kind, np.nan)
        if slot.kind == "number":
            kind = np.float64
        elif slot.kind == "code" and self.schema.fields[slot.path].type == "occupation":
            kind = np.int64
        values = column.values[some]
        if column.whole:
            return values.astype(kind, copy=False)
        known = column.known[some] if column.within is None else column.known[some] | column.within[some]
        return np.where(known, values, kind(blank)).astype(kind, copy=False)

    # ------------------------------------------------------------------ lists

    def _where(self, path: str) -> tuple[Array, Array]:
        """Return where the records of each row begin, and how many there are, `UNKNOWN` where no list was given."""
        lists = self.people.table.lists[path]
        if len(lists.given) != len(self.people):
            every = lists.records if lists.given[0] else UNKNOWN
            return np.zeros(len(self), np.int32), np.full(len(self), every, np.int32)
        given = lists.given[self.first : self.end]
        first: Array
        count: Array
        if lists.there is not None:
            first, count = np.arange(len(self), dtype=np.int32), lists.there[self.first : self.end].astype(np.int32)
        else:
            offsets = lists.offsets[self.first : self.end + 1]
            first, count = (offsets[:-1] - offsets[0]).astype(np.int32), np.diff(offsets).astype(np.int32)
        return first, count if lists.whole else np.where(given, count, np.int32(UNKNOWN))

    def _records(self, path: str) -> slice:
        """Return where the block's records stand among all."""
        lists = self.people.table.lists[path]
        if len(lists.given) != len(self.people):
            return slice(0, lists.records)
        if lists.there is not None:
            return slice(self.first, self.end)
        return slice(int(lists.offsets[self.first]), int(lists.offsets[self.end]))

    def _nested(self, slot: Slot) -> Array:
        above, _, name = slot.path.rpartition(".")
        lists: Lists = self.people.table.lists[above]
        nested: Nested = lists.nested[name]
        some = self._records(above)
        offsets = nested.offsets[some.start : some.stop + 1]
        if slot.kind == "items":
            items: Array = nested.values[int(offsets[0]) : int(offsets[-1])].astype(np.int64, copy=False)
            return items
        if slot.kind == "item_first":
            first: Array = (offsets[:-1] - offsets[0]).astype(np.int32)
            return first
        count: Array = np.diff(offsets).astype(np.int32)
        known: Array = nested.known[some]
        counts: Array = np.where(known, count, np.int32(UNKNOWN))
        return count if nested.whole else counts
