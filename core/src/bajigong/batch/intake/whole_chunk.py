"""A chunk with what is given for all rows filled in, the rows that can be taken as they are, and these as people."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from bajigong.batch.columns import Column, Days, Flags, Lists, Table
from bajigong.batch.intake.cells import BAD, FILLED, KNOWN, ODD, Cells, Coded, Marks, Read, Rows, coded, has, merged
from bajigong.batch.intake.lists import (
    ListColumn,
    Records,
    Said,
    Setting,
    Wide,
    birth_dates,
    born_wrong,
    column_of,
    disagree,
    is_nested,
    read_nested,
    too_many,
)
from bajigong.batch.intake.plan import PLACE, Constants, Keyed, Plan, Terms, is_single
from bajigong.batch.intake.reader import TRACK
from bajigong.batch.intake.roads import Written, read_column
from bajigong.batch.intake.text_readers import is_text
from bajigong.batch.people import People
from bajigong.calendar import ALWAYS, to_day
from bajigong.compile.days import UNKNOWN
from bajigong.policy.facts import AGENCY, Role, Schema
from bajigong.tables.check import DAYS_OF_A_YEAR, ROUNDED
from bajigong.tables.words import TOTAL, is_blank, sums_up


@frozen(eq=False)
class Chunk:
    """Rows by fact: single ones by path, lists by path, and what stands in columns without a header."""

    size: int
    plain: Mapping[str, Cells]
    lists: Mapping[str, ListColumn]
    strays: Sequence[Marks]
    totals: Flags

    @property
    def filled(self) -> Flags:
        """Say which rows say anything: those of totals do not."""
        found = np.zeros(self.size, bool)
        for marks in (*(cells.marks for cells in self.plain.values()), *self.strays):
            found |= has(marks, FILLED)
        for one in self.lists.values():
            found |= one.filled
        return found & ~self.totals


def read_chunk(plan: Plan, columns: Sequence[Written], size: int) -> Chunk:
    """Read every column of a chunk."""
    return Chunk(
        size,
        {path: read_column(reader, columns[column]) for path, (column, reader) in plan.plain.items()},
        {
            **{path: _wide(plan, path, slots, columns, size) for path, slots in plan.records.items()},
            **{path: _whole(plan, path, columns) for path in plan.whole},
        },
        [_stray(columns[column]) for column in plan.headless],
        _totals([columns[column] for column in plan.layout.telling], size),
    )


def _totals(columns: Sequence[Written], size: int) -> Flags:
    """Say which rows sum others up."""
    found = np.zeros(size, bool)
    for column in columns:
        if isinstance(column, pa.Array):
            found |= _summing(column)
        else:
            sums = np.array([False, *map(sums_up, column.values)], bool)
            found |= sums[column.places]
    return found


def _summing(column: pa.Array) -> Flags:
    words = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not is_text(words.type):
        return np.zeros(len(column), bool)
    hits = pc.match_substring_regex(words.cast(pa.large_string()), f"^(?s:{TOTAL.pattern})$")
    if words is not column:
        hits = hits.take(column.indices)
    flags: Flags = hits.fill_null(False).to_numpy(zero_copy_only=False)
    return flags


def _wide(plan: Plan, path: str, slots: Sequence[Keyed], columns: Sequence[Written], size: int) -> Wide:
    cells = ({name: read_column(r, columns[column]) for name, (column, r) in slot.items()} for slot in slots)
    return Wide(tuple(Records(plan.schema, path, one, size) for one in cells), path in plan.layout.open_lists)


def _whole(plan: Plan, path: str, columns: Sequence[Written]) -> ListColumn:
    column, reader = plan.whole[path]
    cells = columns[column]
    if isinstance(cells, pa.Array) and is_nested(cells.type):
        return read_nested(cells, plan.schema, path, plan.below[path])
    return Said(plan.schema, path, read_column(reader, cells))


def _stray(column: Written) -> Marks:
    """Mark the values of a column without a header, which are wrong wherever they stand."""
    cells = column if isinstance(column, Coded) else coded(column)
    marks = np.array([0, *(0 if is_blank(value) else BAD for value in cells.values)], np.uint8)
    found: Marks = marks[cells.places]
    return found


ON: Final = "on"


@frozen(eq=False)
class WholeChunk:
    """What the rows of a chunk say, and what all rows have in common."""

    chunk: Chunk
    constants: Constants
    terms: Terms

    @cached_property
    def plain(self) -> Mapping[str, Cells]:
        """The cells of single facts that columns give, blank ones filled in, but for those that are given before."""
        constants = self.constants
        return {
            path: constants.filled_in(path, cells)
            for path, cells in self.chunk.plain.items()
            if path not in constants.fixed
        }

    @cached_property
    def on(self) -> Days:
        """The day asked about: one, or one for each row."""
        given = self.days(ON)
        asked: Days = np.where(given > ALWAYS, given, np.int32(self._today))
        return asked

    @cached_property
    def birth(self) -> Days:
        """The birth dates, `ALWAYS` where none is known: one, or one for each row."""
        return birth_dates(self._day_of("birth"), self._inside)

    @cached_property
    def odd(self) -> Flags:
        """Say which rows are left to the way of single rows."""
        if not self.constants.sound:
            return np.ones(self.chunk.size, bool)
        found = self.wrong.copy()
        found |= self._weighed
        found |= self._unplaced
        for path, one in self.chunk.lists.items():
            if self._common(path).records:  # these are laid out only where no column gives the list
                found |= ~one.filled
        return found

    @property
    def _unplaced(self) -> Flags:
        """Say which rows name places of the agency's, and not where the assessment is held."""
        found = np.zeros(self.chunk.size, bool)
        for path, one in self.chunk.lists.items():
            below = self._schema.children.get(path, {}).values()
            if self._schema.fields[path].group == AGENCY and any(field.many and field.type == PLACE for field in below):
                found |= one.filled
        place = self.plain.get(PLACE)
        given = place.known if isinstance(place, Read) else np.full(self.chunk.size, self.terms.gives(PLACE))
        unplaced: Flags = found & ~given
        return unplaced

    @property
    def _weighed(self) -> Flags:
        """Say which rows state years of work that must be weighed against listed work, or against the first of days.

        Those are the days of birth and of the first work of any kind.
        """
        schema = self._schema
        years, work = self.plain.get(schema.path("stated_years")), schema.path("work")
        if not isinstance(years, Read):
            return np.full(self.chunk.size, self.terms.gives(schema.path("stated_years")))
        stated = self._day_of("stated_on")
        as_of = np.where(stated > ALWAYS, stated, self.on)
        days, begun = years.values * DAYS_OF_A_YEAR, self._day_of("first_work")
        beyond = (self.birth > ALWAYS) & (days > as_of - self.birth)
        beyond |= (begun > ALWAYS) & (days > as_of - begun + ROUNDED)
        listed = self.chunk.lists[work].filled if work in self.chunk.lists else bool(work) and self.in_common(work)
        weighed: Flags = has(years.marks, KNOWN) & (beyond | listed)
        return weighed

    @cached_property
    def wrong(self) -> Flags:
        """Say in which rows something cannot be read, or cannot be true together, as far as can be told here."""
        size = self.chunk.size
        cells = [one.marks for one in self.plain.values()]
        found = has(merged([*cells, *self.chunk.strays], size), ODD)
        found |= born_wrong(self._day_of("birth"), self._inside, self._today)
        found |= too_many(self.plain, "", self.terms.schema, size)
        for some in (self._groups(), self._common_records()):
            for path, dates in some:
                found |= disagree(dates, path, self.terms.schema, self._setting, size)
        for odd in self.odd_lists.values():
            found |= odd
        return found

    @cached_property
    def odd_lists(self) -> Mapping[str, Flags]:
        """Say of each list in which rows it cannot be taken as it is."""
        return {path: one.odd(self._setting) for path, one in self.chunk.lists.items()}

    def days(self, path: str) -> Days:
        """Return the dates of a fact, `ALWAYS` where none is known: one, or one for each row."""
        cells = self.plain.get(path)
        return cells.values if isinstance(cells, Read) else self.constants.day(path)

    def _day_of(self, role: Role) -> Days:
        return self.days(self._schema.path(role))

    @property
    def _schema(self) -> Schema:
        return self.terms.schema

    def declared(self, path: str) -> bool:
        """Say whether who does not give a list has no record of it."""
        common = self._common(path)
        return bool(common.given[0]) and not common.records

    def in_common(self, path: str) -> bool:
        """Say whether a list is given for all rows."""
        return bool(self._common(path).given[0])

    def _groups(self) -> Iterator[tuple[str, Mapping[str, Days]]]:
        """Give the dates of each group of single facts."""
        schema = self.terms.schema
        for above, fields in schema.children.items():
            names = [n for n, f in fields.items() if f.type == "date" and is_single(f.path, schema)]
            if names:
                yield above, {name: self.days(fields[name].path) for name in names}

    def _common_records(self) -> Iterator[tuple[str, Mapping[str, Days]]]:
        """Give the dates of each record that all rows have."""
        for path, lists in self.constants.table.lists.items():
            fields = self.terms.schema.children.get(path, {})
            dates = {n: column for n, column in lists.fields.items() if fields[n].type == "date"}
            for record in range(lists.records if path not in self.chunk.lists else 0):
                some = slice(record, record + 1)
                yield path, {name: column.values[some] for name, column in dates.items()}

    def _common(self, path: str) -> Lists:
        return self.constants.table.lists[path]

    @cached_property
    def _setting(self) -> Setting:
        return Setting(np.maximum(self.on, self._today), self.birth)

    @property
    def _inside(self) -> Days:
        cells = self.plain.get(self._schema.path("id_number"))
        return cells.values if isinstance(cells, Read) else self.constants.inside

    @property
    def _today(self) -> int:
        return to_day(self.terms.today)


def lay_out(chunk: WholeChunk, rows: Rows) -> People:
    """Lay out some rows of a chunk, none of them odd, in their order.

    A fact that no column gives is one value for all of them, in a column of length 1, and a list a column of one list.
    """
    size = np.arange(chunk.chunk.size)[rows].size
    table = _table(chunk, rows, size)
    columns = table.columns
    return People(
        table,
        _tracks(chunk, rows, size),
        _selected(columns.get("occupation"), size, UNKNOWN).astype(np.int64),
        _selected(columns.get("grade"), size, UNKNOWN).astype(np.int8),
        _selected(columns.get("place"), size, int(chunk.terms.tenant_place)).astype(np.int64),
    )


def _table(chunk: WholeChunk, rows: Rows, size: int) -> Table:
    constants = chunk.constants.table
    lists = {path: one.lists(rows, declared=chunk.declared(path)) for path, one in chunk.chunk.lists.items()}
    columns = {path: _column(chunk, path, rows, column) for path, column in constants.columns.items()}
    return Table(_repeated(chunk.on, rows, size), columns, {**constants.lists, **lists})


def _column(chunk: WholeChunk, path: str, rows: Rows, constant: Column) -> Column:
    if path == chunk.terms.schema.path("birth"):
        birth = chunk.birth if len(chunk.birth) == 1 else chunk.birth[rows]
        return Column(birth, birth > ALWAYS)
    cells = chunk.plain.get(path)
    if not isinstance(cells, Read):
        return constant
    return column_of(cells.pick(rows), chunk.terms.schema.fields[path])


def _repeated(days: Days, rows: Rows, size: int) -> Days:
    return np.full(size, days[0], np.int32) if len(days) == 1 else days[rows]


def _tracks(chunk: WholeChunk, rows: Rows, size: int) -> npt.NDArray[np.int8]:
    cells = chunk.plain.get(TRACK)
    if not isinstance(cells, Read):
        return np.full(size, chunk.constants.track, np.int8)
    read = cells.pick(rows)
    return np.where(read.known, read.values, UNKNOWN).astype(np.int8)


def _selected(column: Column | None, size: int, unknown: int) -> npt.NDArray[np.int64]:
    """Return the numbers of a column for each row, another for an unknown one."""
    if column is None:
        return np.full(size, unknown, np.int64)
    return np.broadcast_to(np.where(column.known, column.values, unknown), size).astype(np.int64)
