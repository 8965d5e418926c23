"""Facts as columns: one row per application, with what is known and what is not told apart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.calendar import ALWAYS, NEVER, DayWithin, NumberFrom, day_number, number_of
from bajigong.policy.facts import FactField, Schema, value_at

Flags = npt.NDArray[np.bool_]
#: Days as counts from 1970-01-01.
Days = npt.NDArray[np.int32]


def bounded(days: Days) -> Flags:
    """Say which days are real ones."""
    return (days > ALWAYS) & (days < NEVER)


@frozen(eq=False)
class Column:
    """Values and which of them are known; what stands for an unknown value means nothing.

    ``within``: which of the others are known within bounds (`bajigong.calendar`), None where none is.
    """

    values: npt.NDArray[Any]
    known: Flags
    within: Flags | None = None

    @cached_property
    def whole(self) -> bool:
        """Whether every value is known."""
        return bool(self.known.all())


@frozen(eq=False)
class Nested:
    """A column of small lists: those of item ``i`` are ``values[offsets[i]:offsets[i + 1]]``."""

    values: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    known: Flags

    @cached_property
    def whole(self) -> bool:
        """Whether every list is known."""
        return bool(self.known.all())

    def any(self, hits: Flags) -> Flags:
        """Say which items have a hit among their values."""
        counts = np.concatenate(([0], np.cumsum(hits)))
        return (counts[self.offsets[1:]] > counts[self.offsets[:-1]]).astype(np.bool_)


@frozen(eq=False)
class Lists:
    """A column of lists of records. ``given`` tells a declared empty list from one that was left out.

    The records of row ``i`` are those from ``offsets[i]`` to ``offsets[i + 1]``. With ``there`` every row has just one
    place for a record, ``offsets`` only count the rows, and ``there`` says which places are filled: what stands in the
    others means nothing, and counts as known.
    """

    given: Flags
    offsets: npt.NDArray[np.int64]
    fields: Mapping[str, Column]
    nested: Mapping[str, Nested]
    there: Flags | None = None

    @cached_property
    def row(self) -> npt.NDArray[np.int64]:
        """The row of each record."""
        return np.repeat(np.arange(len(self.given)), np.diff(self.offsets))

    @cached_property
    def whole(self) -> bool:
        """Whether every list was given."""
        return bool(self.given.all())

    @property
    def records(self) -> int:
        """How many records there are, or places for one."""
        return int(self.offsets[-1])


@frozen(eq=False)
class Table:
    """Applications as columns: ``on`` is the day asked about, by row."""

    on: Days
    columns: Mapping[str, Column]
    lists: Mapping[str, Lists]

    def __len__(self) -> int:
        return len(self.on)


def to_table(schema: Schema, facts: Sequence[Mapping[str, Any]], on: Days) -> Table:
    """Lay out checked applications as columns.

    ``facts`` are nested mappings whose values have their types already (dates as `datetime.date`, codes as text); a
    key left out, or None, is unknown.
    """
    found = {
        field.path: [value_at(one, field.path) for one in facts]
        for field in schema.fields.values()
        if _top(field, schema)
    }
    columns, lists = {}, {}
    for path, values in found.items():
        field = schema.fields[path]
        if field.type == "list":
            lists[path] = _lists(schema, field, values)
        elif field.type != "text" and not field.many:
            columns[path] = _column(schema, field, values)
    return Table(on, columns, lists)


def _top(field: FactField, schema: Schema) -> bool:
    above = schema.fields.get(field.parent)
    return above is None or above.type != "list"


def _lists(schema: Schema, field: FactField, values: Sequence[Any]) -> Lists:
    given = np.array([value is not None for value in values], bool)
    records = [record for value in values for record in value or ()]
    below = schema.children.get(field.path, {})
    return Lists(
        given,
        _offsets(len(value or ()) for value in values),
        {n: _column(schema, f, [r.get(n) for r in records]) for n, f in below.items() if _plain(f)},
        {n: _nested(schema, f, [r.get(n) for r in records]) for n, f in below.items() if f.many},
    )


def _plain(field: FactField) -> bool:
    return field.type != "text" and not field.many


def _offsets(lengths: Iterable[int]) -> npt.NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.fromiter(lengths, np.int64)))).astype(np.int64)


def _column(schema: Schema, field: FactField, values: Sequence[Any]) -> Column:
    bounded = np.array([isinstance(value, DayWithin | NumberFrom) for value in values], bool)
    known = np.array([value is not None for value in values], bool) & ~bounded
    within = bounded if bounded.any() else None
    if field.type == "number":
        return Column(np.array([0.0 if v is None else number_of(v) for v in values], np.float64), known, within)
    number, blank = _number(schema, field)
    width = np.int64 if field.type == "occupation" else np.int32
    return Column(np.array([blank if v is None else number(v) for v in values], width), known, within)


def _number(schema: Schema, field: FactField) -> tuple[Callable[[Any], int], int]:
    if field.type == "date":
        return day_number, ALWAYS
    return (lambda value: schema.code(field.path, value)), -1


def _nested(schema: Schema, field: FactField, values: Sequence[Any]) -> Nested:
    known = np.array([value is not None for value in values], bool)
    codes = [schema.code(field.path, item) for value in values for item in value or ()]
    return Nested(np.array(codes, np.int64), _offsets(len(value or ()) for value in values), known)
