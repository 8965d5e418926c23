"""A list of records as a chunk of rows gives it, whatever the columns that hold it."""

from typing import Protocol

import numpy as np
from attrs import frozen

from bajigong.batch.columns import Flags, Lists
from bajigong.batch.intake.contradictions import Setting, dates_of, disagree, numbers_disagree
from bajigong.batch.intake.lists import Kept
from bajigong.batch.intake.marks import FILLED, ODD, has
from bajigong.batch.intake.reads import Cells, Rows
from bajigong.batch.intake.records import Records
from bajigong.schema import Schema


class ListColumn(Protocol):
    """A list of records, as a chunk of rows gives it."""

    @property
    def filled(self) -> Flags:
        """Say which rows give it."""
        ...

    def odd(self, setting: Setting) -> Flags:
        """Say which rows are left to the way of single rows."""
        ...

    def lists(self, rows: Rows, *, declared: bool) -> Lists:
        """Lay out some rows, in their order. ``declared``: who does not give the list has no record."""
        ...


@frozen(eq=False)
class Said:
    """A list in one column of text, which can say no more than that there is no record."""

    schema: Schema
    path: str
    cells: Cells

    @property
    def filled(self) -> Flags:
        """Say which rows give it."""
        return has(self.cells.marks, FILLED)

    def odd(self, setting: Setting) -> Flags:
        """Say which rows are left to the way of single rows."""
        return has(self.cells.marks, ODD)

    def lists(self, rows: Rows, *, declared: bool) -> Lists:
        """Lay out some rows, in their order."""
        given = self.cells.known[rows] | declared
        return Kept(self.schema, self.path, {}, 0).lists(given, np.zeros(len(given) + 1, np.int64))


def odd_records(records: Records, setting: Setting) -> Flags:
    """Say which records cannot be read, or hold what cannot be true together."""
    dates = dates_of(records.cells, records.path, records.schema)
    wrong = disagree(dates, records.path, setting, records.size) | numbers_disagree(records.cells, records.path)
    return records.odd | (wrong & ~records.none)
