"""A list in columns of its own, those of each record in turn."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from attrs import frozen

from bajigong.batch.columns import Flags, Lists
from bajigong.batch.intake.contradictions import Setting
from bajigong.batch.intake.fact import Shape
from bajigong.batch.intake.list_column import odd_records
from bajigong.batch.intake.lists import Kept, offsets_of
from bajigong.batch.intake.reads import Cells, Index, Rows
from bajigong.batch.intake.records import Records
from bajigong.batch.intake.slots import side_by_side
from bajigong.schema import Schema


@frozen(eq=False)
class Wide:
    """The first records of all rows, their second records, and on: at least the first.

    ``is_open``: where all of them are filled there may be another, of which nothing is known.
    """

    slots: tuple[Records, ...]
    is_open: bool = False

    @cached_property
    def filled(self) -> Flags:
        """Say which rows give the list."""
        found: Flags = np.logical_or.reduce([slot.filled for slot in self.slots])
        return found

    def odd(self, setting: Setting) -> Flags:
        """Say which rows are left to the way of single rows."""
        found: Flags = np.logical_or.reduce([odd_records(slot, setting) for slot in self.slots])
        return found

    def lists(self, rows: Rows, *, declared: bool) -> Lists:
        """Lay out some rows, in their order: with a place for a record in each where none has more than one."""
        given = self.filled[rows] | declared
        if len(self.slots) == 1 and not self.is_open:
            return self._one_place(rows, given)
        there = np.stack([(slot.filled & ~slot.none)[rows] for slot in self.slots], axis=1)
        if self.is_open:
            there = np.column_stack((there, there.all(axis=1)))
        cells = self._gathered(rows, len(given), np.flatnonzero(there))
        kept = Kept(self._schema, self._path, cells, int(np.count_nonzero(there)))
        return kept.lists(given, offsets_of(there.sum(axis=1)))

    def _one_place(self, rows: Rows, given: Flags) -> Lists:
        slot = self.slots[0]
        there = (slot.filled & ~slot.none)[rows]
        cells = {name: one.pick(rows) for name, one in slot.cells.items()}
        return Kept(self._schema, self._path, cells, len(given), there).lists(given, np.arange(len(given) + 1))

    def _gathered(self, rows: Rows, size: int, there: Index) -> Mapping[str, Cells]:
        """Return the cells of some rows by key, those of all their records in one column."""
        found = {}
        for name in dict.fromkeys(name for slot in self.slots for name in slot.cells):
            cells = [slot.cells[name].pick(rows) if name in slot.cells else None for slot in self.slots]
            cells += [None] if self.is_open else []
            shape = Shape(self._schema, self._schema.fields[f"{self._path}.{name}"])
            found[name] = side_by_side(cells, shape, size).pick(there)
        return found

    @property
    def _schema(self) -> Schema:
        return self.slots[0].schema

    @property
    def _path(self) -> str:
        return self.slots[0].path
