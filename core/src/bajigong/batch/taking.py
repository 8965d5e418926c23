"""Some rows of a table, column by column and only when a column is looked at."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
from attrs import define, field

from bajigong.columns import Column, Flags, Lists, Nested, Table

T = TypeVar("T")
Rows = npt.NDArray[np.int64]


@define(eq=False)
class Lazy(Mapping[str, T], Generic[T]):
    """A mapping whose values are made when they are first asked for."""

    names: Mapping[str, object]
    make: Callable[[str], T]
    _made: dict[str, T] = field(factory=dict)

    def __getitem__(self, name: str) -> T:
        if name not in self._made:
            if name not in self.names:
                raise KeyError(name)
            self._made[name] = self.make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def all_rows(count: int) -> Flags:
    """Return flags that are all set, and take no room."""
    return np.broadcast_to(np.True_, count)


def taken(table: Table, rows: Rows, on: npt.NDArray[np.int32]) -> Table:
    """Return some rows of a table, asked about the days ``on``.

    What all rows share, columns of length 1, stays as it is: numpy stretches it as far as it is needed.
    """

    def column(path: str) -> Column:
        one = table.columns[path]
        return one if len(one.known) == 1 else take_column(one, rows)

    def lists(path: str) -> Lists:
        one = table.lists[path]
        if len(one.given) > 1 or len(table) == 1:
            return take_lists(one, rows)
        return take_lists(one, np.zeros(1 if one.records < 2 else len(rows), np.int64))

    return Table(on, Lazy(table.columns, column), Lazy(table.lists, lists))


def take_column(column: Column, rows: Rows) -> Column:
    """Return some rows of a column."""
    return Column(column.values.take(rows), all_rows(len(rows)) if column.whole else column.known.take(rows))


def take_lists(lists: Lists, rows: Rows) -> Lists:
    """Return some rows of a column of lists; where none of them has two records, as places for one."""
    given = all_rows(len(rows)) if lists.whole else lists.given.take(rows)
    if lists.there is not None:
        return _picked(lists, given, np.arange(len(rows) + 1), rows, lists.there.take(rows))
    start = lists.offsets[:-1].take(rows)
    counts = lists.offsets[1:].take(rows) - start
    if not lists.records:
        return _nowhere(lists, given)
    if not len(counts) or counts.max() < 2:
        there = counts > 0
        return _picked(lists, given, np.arange(len(rows) + 1), np.minimum(start, lists.records - 1), there)
    offsets = np.concatenate(([0], np.cumsum(counts)))
    records = np.repeat(start - offsets[:-1], counts) + np.arange(offsets[-1])
    return _picked(lists, given, offsets, records, None)


def _picked(lists: Lists, given: Flags, offsets: Rows, records: Rows, there: Flags | None) -> Lists:
    """Return the records at ``records``; what stands in a place without one counts as known."""

    def one(name: str) -> Column:
        column = take_column(lists.fields[name], records)
        return column if there is None or column.whole else Column(column.values, column.known | ~there)

    def many(name: str) -> Nested:
        nested = _nested(lists.nested[name], records)
        return nested if there is None else Nested(nested.values, nested.offsets, nested.known | ~there)

    return Lists(given, offsets, Lazy(lists.fields, one), Lazy(lists.nested, many), there)


def _nested(nested: Nested, records: Rows) -> Nested:
    start = nested.offsets[:-1].take(records)
    counts = nested.offsets[1:].take(records) - start
    offsets = np.concatenate(([0], np.cumsum(counts)))
    items = np.repeat(start - offsets[:-1], counts) + np.arange(offsets[-1])
    return Nested(nested.values.take(items), offsets, nested.known.take(records))


def _nowhere(lists: Lists, given: Flags) -> Lists:
    """Return a column in which no row has a record."""
    rows = len(given)

    def blank(name: str) -> Column:
        return Column(np.zeros(rows, lists.fields[name].values.dtype), all_rows(rows))

    def none(name: str) -> Nested:
        return Nested(np.zeros(0, np.int64), np.zeros(rows + 1, np.int64), all_rows(rows))

    there = np.zeros(rows, bool)
    return Lists(given, np.arange(rows + 1), Lazy(lists.fields, blank), Lazy(lists.nested, none), there)


def kept(table: Table, paths: Iterable[str]) -> Table:
    """Return a table that holds what stands at these paths, and holds on to nothing else."""
    read = set(paths)
    columns = {path: table.columns[path] for path in read if path in table.columns}
    lists = {path: _kept(table.lists[path], path, read) for path in read if path in table.lists}
    return Table(table.on, columns, lists)


def _kept(lists: Lists, path: str, read: set[str]) -> Lists:
    fields = {name: lists.fields[name] for name in lists.fields if f"{path}.{name}" in read}
    nested = {name: lists.nested[name] for name in lists.nested if f"{path}.{name}" in read}
    return Lists(lists.given, lists.offsets, fields, nested, lists.there)
