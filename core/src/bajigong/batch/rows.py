"""Columns turned back into the facts of single rows, as a check of one application gives them; text is not among them.

It is what `bajigong.batch.columns.to_table` laid out: what was unknown there is left out here.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from bajigong.batch.columns import Column, Lists, Nested
from bajigong.batch.people import People
from bajigong.calendar import from_day
from bajigong.policy.facts import FactField
from bajigong.schema import Schema, occupation_code

#: Only somebody's birth date stands in the column of these.
_HIDDEN: Final = "id_number"
#: A code of GB/T 2260 has so many digits.
_PLACE: Final = 6

Facts = dict[str, Any]


def facts_of(schema: Schema, people: People, leaving: frozenset[str] = frozenset()) -> list[Facts]:
    """Return the facts of each row, nested by key. ``leaving`` are keys of the whole that are left out."""
    rows: list[Facts] = [{} for _ in range(len(people))]
    table = people.table
    for path, column in table.columns.items():
        if path.partition(".")[0] not in leaving and schema.fields[path].type != _HIDDEN:
            put_all(rows, path, _spread(_values(schema, schema.fields[path], column), len(rows)))
    for path, lists in table.lists.items():
        if path.partition(".")[0] not in leaving:
            put_all(rows, path, _records(schema, path, lists, len(rows)))
    tracks = [schema.tracks[number] if number >= 0 else None for number in people.tracks.tolist()]
    put_all(rows, "track", tracks)
    return rows


def put_all(rows: Sequence[Facts], path: str, values: Sequence[Any]) -> None:
    """Put a value into each row at a path; None is not put."""
    *above, name = path.split(".")
    for row, value in zip(rows, values, strict=True):
        if value is None:
            continue
        for key in above:
            row = row.setdefault(key, {})  # noqa: PLW2901  (down to where the value stands)
        row[name] = value


def _records(schema: Schema, path: str, lists: Lists, size: int) -> list[Any]:
    """Return the list of each row, None where none was given."""
    records: list[Facts] = [{} for _ in range(lists.records)]
    for name, column in lists.fields.items():
        put_all(records, name, _values(schema, schema.fields[f"{path}.{name}"], column))
    for name, many in lists.nested.items():
        put_all(records, name, _several(schema, schema.fields[f"{path}.{name}"], many))
    ends = lists.offsets.tolist()
    there = [True] * len(records) if lists.there is None else lists.there.tolist()
    found = [
        [records[place] for place in range(ends[row], ends[row + 1]) if there[place]] if given else None
        for row, given in enumerate(lists.given.tolist())
    ]
    return _spread(found, size)


def _values(schema: Schema, field: FactField, column: Column) -> list[Any]:
    """Return the values of a column, None where one is not known."""
    known = column.known
    if not known.any():
        return [None] * len(known)
    numbers, places = np.unique(column.values[known], return_inverse=True)
    words = list(map(_reader(schema, field), numbers.tolist()))
    found = np.full(len(known), None, object)
    found[known] = np.array([*words, None], object)[places]
    values: list[Any] = found.tolist()
    return values


def _several(schema: Schema, field: FactField, many: Nested) -> list[Any]:
    read, ends = _reader(schema, field), many.offsets.tolist()
    values = many.values.tolist()
    return [
        [read(one) for one in values[ends[place] : ends[place + 1]]] if known else None
        for place, known in enumerate(many.known.tolist())
    ]


def _reader(schema: Schema, field: FactField) -> Callable[[Any], Any]:
    """Return what makes a value of its number: the way back of `Schema.code`."""
    match field.type:
        case "date":
            return from_day
        case "number":
            return lambda number: int(number) if number == int(number) else number
        case "choice":
            return [choice.value for choice in field.choices].__getitem__
        case "grade":
            return {order: grade for grade, order in schema.grade_order.items()}.__getitem__
        case "occupation":
            return occupation_code
        case "place":
            return lambda number: f"{number:0{_PLACE}d}"
        case _:
            return bool


def _spread(values: list[Any], size: int) -> list[Any]:
    """Give each row its value: one that all rows share is repeated."""
    return values if len(values) == size else values * size
