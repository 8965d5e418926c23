"""Lists of records as the engine takes them, from cells that were read."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
from attrs import frozen
from pyarrow import types

from bajigong.batch.columns import Column, Days, Flags, Lists, Nested
from bajigong.batch.intake.cells import (
    ABSENT,
    FILLED,
    KNOWN,
    ODD,
    SAYS,
    Cells,
    Index,
    Many,
    Marks,
    Numbers,
    Read,
    Rows,
    has,
    merged,
    validity,
)
from bajigong.batch.intake.reader import NumberCode, Reader, Shape
from bajigong.batch.intake.roads import is_list, lengths, read_column
from bajigong.calendar import ALWAYS
from bajigong.policy.facts import AFTER_BIRTH, FactField, Role, Schema


@frozen(eq=False)
class Kept:
    """The records that remain of a list, or a place for one in each row: the cells of each key.

    With ``there`` the places that are not filled mean nothing, and count as known.
    """

    schema: Schema
    path: str
    cells: Mapping[str, Cells]
    size: int
    there: Flags | None = None

    def lists(self, given: Flags, offsets: Numbers) -> Lists:
        """Lay the records out, by which rows give a list and where the records of each begin."""
        below = self.schema.children.get(self.path, {})
        fields = {n: self._column(n) for n, f in below.items() if f.type != "text" and not f.many}
        nested = {n: self._nested(n) for n, f in below.items() if f.many}
        return Lists(given, offsets, fields, nested, self.there)

    def _column(self, name: str) -> Column:
        read, field = self.cells.get(name), self.schema.fields[f"{self.path}.{name}"]
        if not isinstance(read, Read):
            shape = Shape(self.schema, field)
            return Column(np.full(self.size, shape.blank, shape.dtype), self._free)
        column = column_of(read, field)
        return column if self.there is None else Column(column.values, column.known | self._free)

    def _nested(self, name: str) -> Nested:
        many = self.cells.get(name)
        if not isinstance(many, Many):
            return Nested(np.zeros(0, np.int64), np.zeros(self.size + 1, np.int64), self._free)
        known = many.known if self.there is None else many.known & self.there
        counts = many.counts * known
        offsets = offsets_of(counts)
        first = np.repeat(many.starts - offsets[:-1], counts)
        return Nested(many.pool[first + np.arange(offsets[-1])], offsets, known | self._free)

    @property
    def _free(self) -> Flags:
        """The places where no record is."""
        return np.zeros(self.size, bool) if self.there is None else ~self.there


def column_of(read: Read, field: FactField) -> Column:
    """Lay out cells that were read. Of an ID number a column only says that there is one."""
    known = read.known
    if field.type == "id_number":
        return Column(np.where(known, 1, -1).astype(np.int32), known)
    return Column(read.values, known)


def offsets_of(counts: Numbers) -> Numbers:
    """Return where each of several lists begins, and where the last ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))


@frozen(eq=False)
class Records:
    """As many records of one list as ``size``, with the cells that each key has in them."""

    schema: Schema
    path: str
    cells: Mapping[str, Cells]
    size: int

    @cached_property
    def filled(self) -> Flags:
        """Say which records have some cell."""
        return has(self._marks, FILLED)

    @cached_property
    def none(self) -> Flags:
        """Say which records stand for none, as `bajigong.tables.check` does.

        They do by one cell that says so by itself; or because something other than a flag is filled, and all that is
        filled says "none" or "no".
        """
        said = self._marks
        others = merged([cells.marks for name, cells in self.cells.items() if not self._is_flag(name)], self.size)
        return has(said, ABSENT) | (has(others, FILLED) & ~has(said, SAYS))

    @cached_property
    def odd(self) -> Flags:
        """Say which records have a cell that cannot be read; of those that stand for none nothing is read."""
        return has(self._marks, ODD) & ~self.none

    @cached_property
    def _marks(self) -> Marks:
        return merged([cells.marks for cells in self.cells.values()], self.size)

    def _is_flag(self, name: str) -> bool:
        return self.schema.fields[f"{self.path}.{name}"].type == "flag"


_EPOCH = 1970


@frozen(eq=False)
class Setting:
    """The days by which a row's other dates are judged, each one day or a day for each row.

    ``limit`` is the day asked about or today, whichever is later; ``birth`` is `ALWAYS` where it is not known.
    """

    limit: Days
    birth: Days

    def at(self, rows: Index) -> "Setting":
        """Return the days for records that stand in rows."""
        return Setting(*(days if len(days) == 1 else days[rows] for days in (self.limit, self.birth)))


def birth_dates(given: Days, inside: Days) -> Days:
    """Return the birth dates given, else those inside the ID numbers; one of each, or one for each row."""
    dates: Days = np.where(given > ALWAYS, given, inside)
    return dates


def born_wrong(given: Days, inside: Days, today: int) -> Flags:
    """Say which birth dates lie ahead, or differ from that inside the ID number."""
    differ = (given != inside) & (given > ALWAYS) & (inside > ALWAYS)
    found: Flags = (np.maximum(given, inside) > today) | differ
    return found


def dates_of(cells: Mapping[str, Cells], path: str, schema: Schema) -> dict[str, Days]:
    """Return the columns of dates among the facts below a path, by name; `ALWAYS` stands for an unknown one."""
    above = f"{path}." if path else ""
    return {
        name: read.values
        for name, read in cells.items()
        if schema.fields[above + name].type == "date" and isinstance(read, Read)
    }


def disagree(dates: Mapping[str, Days], path: str, schema: Schema, setting: Setting, size: int) -> Flags:
    """Say which of ``size`` records, or rows, have a date before what it cannot precede or after what it cannot follow.

    ``dates`` are those of the facts below a path, by name, each one day or a day for each record.
    """
    found = np.zeros(size, bool)
    for name, days in dates.items():
        field = schema.fields[f"{path}.{name}" if path else name]
        if field.past:
            found |= days > setting.limit
        earlier = setting.birth if field.after == AFTER_BIRTH else dates.get(field.after)
        if earlier is not None:
            found |= (days < earlier) & (days > ALWAYS)
    return found


def too_many(cells: Mapping[str, Cells], path: str, schema: Schema, size: int) -> Flags:
    """Say which of ``size`` records, or rows, have a number above what its fact may be at most."""
    found = np.zeros(size, bool)
    for name, read in cells.items():
        most = schema.fields[f"{path}.{name}" if path else name].most
        if most is not None and isinstance(read, Read):
            found |= read.values > most
    return found


_ON_A_CERTIFICATE: Final[tuple[Role, ...]] = ("held_number", "held_grade", "held_issued")


def numbers_disagree(cells: Mapping[str, Cells], path: str, schema: Schema) -> Flags | bool:
    """Say which certificates have a number that says another year or grade, or that is none of a certificate's."""
    number, grade, issued = (cells.get(schema.key(one)) for one in _ON_A_CERTIFICATE)
    if path != schema.path("held") or not isinstance(number, Read):
        return False
    said, known = number.values.astype(np.int64), has(number.marks, KNOWN)
    found: Flags = known & (said == NumberCode.OTHER)
    year, order = np.divmod(said, NumberCode.GRADES)
    if isinstance(grade, Read):
        found |= known & has(grade.marks, KNOWN) & (order != NumberCode.NO_GRADE) & (order != grade.values)
    if isinstance(issued, Read):
        years = issued.values.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + _EPOCH
        found |= known & has(issued.marks, KNOWN) & (year < NumberCode.NO_YEAR) & (year != years % 100)
    return found


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
    wrong = disagree(dates, records.path, records.schema, setting, records.size)
    wrong |= too_many(records.cells, records.path, records.schema, records.size)
    wrong |= numbers_disagree(records.cells, records.path, records.schema)
    return records.odd | (wrong & ~records.none)


@frozen(eq=False)
class NestedCells:
    """The records of all rows, the row of each, and the rows whose list is not one of records of known keys."""

    given: Flags
    records: Records
    row: Index
    strange: Flags

    @property
    def filled(self) -> Flags:
        """Say which rows give the list."""
        return self.given

    def odd(self, setting: Setting) -> Flags:
        """Say which rows are left to the way of single rows."""
        found = self.strange.copy()
        found[self.row[odd_records(self.records, setting.at(self.row))]] = True
        return found

    def lists(self, rows: Rows, *, declared: bool) -> Lists:
        """Lay out some rows, in their order."""
        wanted = np.zeros(len(self.given), bool)
        wanted[rows] = True
        there = np.flatnonzero(wanted[self.row] & ~self.records.none)
        cells = {name: one.pick(there) for name, one in self.records.cells.items()}
        counts = np.bincount(self.row[there], minlength=len(wanted))[rows]
        kept = Kept(self.records.schema, self.records.path, cells, len(there))
        return kept.lists(self.given[rows] | declared, offsets_of(counts))


def is_nested(kind: pa.DataType) -> bool:
    """Say whether a type is a list of structs."""
    return is_list(kind) and types.is_struct(kind.value_type)


def read_nested(array: pa.Array, schema: Schema, path: str, readers: Mapping[str, Reader]) -> NestedCells:
    """Read a column of lists of structs. ``readers`` are those of a record's keys."""
    row = np.repeat(np.arange(len(array)), lengths(array))
    structs = array.flatten()
    names = [field.name for field in structs.type]
    columns = dict(zip(names, structs.flatten(), strict=True))
    cells = {name: read_column(readers[name], column) for name, column in columns.items() if name in readers}
    strange = np.zeros(len(array), bool)
    if len(cells) < len(names):  # a key that is not known, or one twice
        strange[row] = True
    elif (there := validity(structs)) is not None:
        strange[row[~there]] = True
    valid = validity(array)
    given = np.ones(len(array), bool) if valid is None else valid
    return NestedCells(given, Records(schema, path, cells, len(row)), row, strange)


def side_by_side(slots: Sequence[Cells | None], shape: Shape, rows: int) -> Cells:
    """Return the cells of ``slots`` records of each row, one row after the other; None is a column of blank cells."""
    return _many(slots, rows) if shape.field.many else _single(slots, shape, rows)


def _single(slots: Sequence[Cells | None], shape: Shape, rows: int) -> Read:
    values = np.full((rows, len(slots)), shape.blank, shape.dtype)
    marks = np.zeros((rows, len(slots)), np.uint8)
    for place, read in enumerate(slots):
        if isinstance(read, Read):
            values[:, place], marks[:, place] = read.values, read.marks
    return Read(values.ravel(), marks.ravel(), shape.blank)


def _many(slots: Sequence[Cells | None], rows: int) -> Many:
    starts, counts = np.zeros((rows, len(slots)), np.int64), np.zeros((rows, len(slots)), np.int64)
    marks = np.zeros((rows, len(slots)), np.uint8)
    pool = np.zeros(0, np.int64)
    for place, many in enumerate(slots):
        if isinstance(many, Many):
            starts[:, place], counts[:, place] = many.starts + len(pool), many.counts
            marks[:, place] = many.marks
            pool = np.concatenate((pool, many.pool))
    return Many(pool, starts.ravel(), counts.ravel(), marks.ravel())


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
