"""A chunk of people as the loops want it: plain arrays of one type, unknown values told by a number of their own."""

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from bajigong.batch.compiled.days import EARLIEST, LATEST
from bajigong.batch.compiled.loops import UNKNOWN
from bajigong.batch.people import People
from bajigong.calendar import ALWAYS
from bajigong.columns import Column, Lists

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
        start = np.arange(rows)
        return Standing(start, start + lists.there, given, rows, 1)

    def values(self, path: str) -> Values:
        """Return a plain fact, or a field of a list. Raises Unfit where all rows share it, or for no plain number."""
        if path not in self._values:
            self._values[path] = _plain(self._column(path))
        return self._values[path]

    def days(self, path: str) -> Values:
        """Return dates. Raises Unfit where one is further away than the loops' tables reach."""
        fresh = path not in self._values
        days = self.values(path)
        if fresh and len(days):
            known = np.maximum(days, ALWAYS)  # places without a record hold what stands for no day
            if known.max() >= LATEST or np.where(known == ALWAYS, 0, known).min() <= EARLIEST:
                del self._values[path]
                raise Unfit
        return days

    def codes(self, path: str, fields: tuple[tuple[str, int], ...]) -> Codes:
        """Return one code for each record of a list: its fields as digits, each with so many values, 0 for unknown."""
        if (path, fields) not in self._codes:
            codes = np.zeros(self.standing(path).count, np.int32)
            for name, size in fields:
                codes = codes * np.int32(size) + (self._own(path) if name == OWN else self._digit(f"{path}.{name}"))
            self._codes[path, fields] = codes.astype(np.uint16)
        return self._codes[path, fields]

    def _digit(self, path: str) -> Values:
        column = self._column(path)
        values = column.values.astype(np.int32) + np.int32(1)
        return values if column.whole else np.where(column.known, values, np.int32(0))

    def _own(self, path: str) -> Values:
        column = self._column(f"{path}.occupation")
        rows, lists = self.people.occupations // 1000, self.people.table.lists[path]
        same = column.values // 1000 == (rows if lists.there is not None else rows[lists.row])
        return np.where(column.known, same + np.int32(1), np.int32(0))

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
    values = column.values
    if values.dtype.kind not in "iu" or values.dtype.itemsize > np.dtype(np.int32).itemsize:
        raise Unfit
    if not column.whole:
        values = np.where(column.known, values, np.int32(UNKNOWN))
    return np.ascontiguousarray(values, np.int32)
