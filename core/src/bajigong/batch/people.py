"""Many applications as columns: their facts, what selects the rules that answer, and blocks as a program takes them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define, field, frozen

from bajigong.batch.columns import Column, Flags, Lists, Nested, Table, to_table
from bajigong.calendar import from_day, to_day
from bajigong.compile.columns import BLANK, Slot
from bajigong.compile.days import UNKNOWN
from bajigong.compile.program import ON
from bajigong.policy.facts import FactField, Schema
from bajigong.policy.occupations import occupation_code, occupation_number
from bajigong.policy.when import TERM

if TYPE_CHECKING:
    from bajigong.answers import Application


@frozen(eq=False)
class People:
    """Checked applications, laid out for a whole chunk to be decided at once.

    ``table`` holds the facts and the days asked about; ``tracks`` are places in the schema's tracks, ``occupations``
    codes as numbers (`bajigong.policy.occupations.occupation_number`), ``grades`` orders counted from the lowest, each
    `UNKNOWN` where it was not given; ``places`` are codes of six digits. All are as long as the table.
    """

    table: Table
    tracks: npt.NDArray[np.int8]
    occupations: npt.NDArray[np.int64]
    grades: npt.NDArray[np.int8]
    places: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.table)


def lacking(people: People, path: str, open_ended: frozenset[str]) -> Flags | None:
    """Say which rows lack a fact; None where none does, and for dates that may be left out."""
    columns, lists = people.table.columns, people.table.lists
    if path in open_ended or path.startswith(TERM):
        return None
    if path in columns:
        return None if columns[path].whole else ~columns[path].known
    if path in lists:
        return None if lists[path].whole else ~lists[path].given
    parent, _, name = path.rpartition(".")
    of = lists[parent]
    known = of.fields[name] if name in of.fields else of.nested[name]
    if known.whole:
        return None
    if of.there is not None:
        return ~known.known
    counts = np.concatenate(([0], np.cumsum(~known.known)))
    return np.asarray(counts[of.offsets[1:]] > counts[of.offsets[:-1]])


def laid_out(schema: Schema, applications: "Sequence[Application]") -> People:
    """Lay out checked applications as they stand, one after another."""
    facts = [one.facts for one in applications]
    on = np.array([to_day(one.on) for one in applications], np.int32)
    tracks = {track: number for number, track in enumerate(schema.tracks)}
    return People(
        to_table(schema, facts, on),
        np.array([tracks.get(one.get("track", ""), UNKNOWN) for one in facts], np.int8),
        np.array([occupation_number(one["occupation"]) if one.get("occupation") else UNKNOWN for one in facts]),
        np.array([schema.grade_order.get(one.get("grade", ""), UNKNOWN) for one in facts], np.int8),
        np.array([int(one.place) for one in applications], np.int64),
    )


Numbers = npt.NDArray[np.signedinteger[Any]]


@frozen(eq=False)
class Codes:
    """A code for each row, counted from 0, and one row that has each code."""

    codes: npt.NDArray[np.int32]
    row: npt.NDArray[np.int64]


_COUNTED: list[npt.NDArray[np.int64]] = [np.arange(1 << 16)]


def counted(rows: int) -> npt.NDArray[np.int64]:
    """Return the numbers from 0 on, one for each row: part of an array that is made once. They must not be changed."""
    if len(_COUNTED[0]) < rows:
        _COUNTED[0] = np.arange(rows)
    return _COUNTED[0][:rows]


def encoded(keys: Sequence[Numbers], rows: int) -> Codes:
    """Code rows by one or several numbers that they have."""
    if not keys:
        return Codes(np.zeros(rows, np.int32), np.zeros(min(rows, 1), np.int64))
    codes = _code(keys[0])
    for more in keys[1:]:
        other = _code(more)
        codes = _code(codes.codes.astype(np.int64) * max(len(other.row), 1) + other.codes)
    return codes


def refined(codes: Codes, more: npt.NDArray[np.int16], least: int, most: int) -> Codes:
    """Tell rows with one code apart by small numbers from ``least`` to ``most``."""
    return _code(codes.codes.astype(np.int64) * (most - least + 1) + (more - least))


#: Numbers below this are counted in a table, which is quicker than hashing them.
_SMALL = 1 << 16


def _code(numbers: Numbers) -> Codes:
    if len(numbers) >= _SMALL // 4 and numbers.min() >= 0 and numbers.max() < _SMALL:
        return _tabled(numbers)
    codes = pa.array(numbers).dictionary_encode()
    indices = codes.indices.to_numpy()
    row = np.zeros(len(codes.dictionary), np.int64)
    row[indices] = counted(len(numbers))
    return Codes(indices, row)


def _tabled(numbers: Numbers) -> Codes:
    row = np.full(_SMALL, -1, np.int64)
    row[numbers] = counted(len(numbers))
    there = row >= 0
    code = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return Codes(code.take(numbers), row[there])


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
