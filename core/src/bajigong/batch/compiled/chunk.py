"""A chunk of people as the loops want it: plain arrays of one type, unknown values told by a number of their own."""

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from bajigong.batch.codes import counted
from bajigong.batch.compiled import loops
from bajigong.batch.compiled.days import EARLIEST, LATEST
from bajigong.batch.people import People, lacking
from bajigong.columns import Column, Flags, Lists

Array = npt.NDArray[Any]
Values = npt.NDArray[np.int32]
Codes = npt.NDArray[np.uint16]
#: The field of a list whose value says whether the record is of the row's own occupation.
OWN = "="


class Unfit(Exception):
    """What the loops do not do: it goes to the column path."""


@frozen(eq=False)
class Standing:
    """Where the records of each row stand, whether the list was given, how many there are, at most in a row too."""

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    given: npt.NDArray[np.bool_]
    count: int
    most: int


@define(eq=False)
class Chunk:
    """The columns of a chunk, each made ready once."""

    people: People
    _values: dict[str, Values] = field(factory=dict)
    _standing: dict[str, Standing] = field(factory=dict)
    _lacks: dict[str, Flags | None] = field(factory=dict)
    _codes: dict[tuple[str, tuple[tuple[str, int], ...]], Codes] = field(factory=dict)

    def standing(self, path: str) -> Standing:
        """Return where the records of a list stand. Raises Unfit for records that all rows share."""
        if path not in self._standing:
            self._standing[path] = self._stand(self.people.table.lists[path])
        return self._standing[path]

    def _stand(self, lists: Lists) -> Standing:
        rows = len(self.people)
        if len(lists.given) != rows:
            if lists.records:
                raise Unfit
            nothing = np.zeros(rows, np.int64)
            return Standing(nothing, nothing, np.full(rows, lists.given[0]), 0, 0)
        given = np.ascontiguousarray(lists.given)
        if lists.there is None:
            offsets = np.ascontiguousarray(lists.offsets, np.int64)
            return Standing(offsets[:-1], offsets[1:], given, lists.records, int(np.diff(offsets).max(initial=0)))
        start = counted(rows)
        return Standing(start, start + lists.there, given, rows, 1)

    def values(self, path: str) -> Values:
        """Return a plain fact, or a field of a list. Raises Unfit where all rows share it, or for no plain number."""
        if path not in self._values:
            self._values[path] = _plain(self._column(path))
        return self._values[path]

    def days(self, path: str) -> Values:
        """Return dates. Raises Unfit where one is further away than the loops' tables reach."""
        if path not in self._values:
            values, known = _ready(self._column(path))
            days = np.empty(len(values), np.int32)
            if not loops.dated(values, known, EARLIEST, LATEST, days):
                raise Unfit
            self._values[path] = days
        return self._values[path]

    def varies(self, path: str) -> bool:
        """Say whether a fact, or the list it stands in, differs from row to row."""
        table, rows = self.people.table, len(self.people)
        if path in table.columns:
            return len(table.columns[path].known) == rows
        lists = table.lists.get(path) or table.lists.get(path.rpartition(".")[0])
        return lists is not None and len(lists.given) == rows

    def lacks(self, path: str, open_ended: frozenset[str]) -> Flags | None:
        """Say which rows lack a fact that differs from row to row; None where none does."""
        if path not in self._lacks:
            flags = lacking(self.people, path, open_ended)
            self._lacks[path] = flags if flags is not None and self.varies(path) else None
        return self._lacks[path]

    def codes(self, path: str, fields: tuple[tuple[str, int], ...]) -> Codes:
        """Return one code for each record of a list: its fields as digits, each with so many values, 0 for unknown."""
        if (path, fields) not in self._codes:
            codes = np.zeros(self.standing(path).count, np.uint16)
            if len(codes):
                for name, size in fields:
                    self._add(codes, path, name, size)
            self._codes[path, fields] = codes
        return self._codes[path, fields]

    def _add(self, codes: Codes, path: str, name: str, size: int) -> None:
        column = self._column(f"{path}.occupation" if name == OWN else f"{path}.{name}")
        if len(column.known) == 1:
            column = Column(np.repeat(column.values, len(codes)), np.repeat(column.known, len(codes)))
        if name != OWN:
            loops.digit(*_ready(column), size, codes)
            return
        lists = self.people.table.lists[path]
        row = np.zeros(0, np.int64) if lists.there is not None else lists.row
        values, known = np.ascontiguousarray(column.values, np.int64), np.ascontiguousarray(column.known)
        loops.owned(values, known, self.people.occupations, row, codes)

    def _column(self, path: str) -> Column:
        table, rows = self.people.table, len(self.people)
        if path in table.columns:
            column = table.columns[path]
            if len(column.known) != rows:
                raise Unfit
            return column
        parent, _, name = path.rpartition(".")
        lists = table.lists[parent]
        if name not in lists.fields:
            raise Unfit
        if len(lists.given) != rows:
            return Column(np.zeros(0, np.int32), np.zeros(0, bool))
        return lists.fields[name]


def _plain(column: Column) -> Values:
    values, known = _ready(column)
    return values if column.whole else np.where(known, values, np.int32(loops.UNKNOWN))


def _ready(column: Column) -> tuple[Values, npt.NDArray[np.bool_]]:
    values = column.values
    if values.dtype.kind not in "iu" or values.dtype.itemsize > np.dtype(np.int32).itemsize:
        raise Unfit
    return np.ascontiguousarray(values, np.int32), np.ascontiguousarray(column.known)
