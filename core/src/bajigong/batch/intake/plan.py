"""What each column of a table fills, found once from its header, and what stands for every row."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import evolve, frozen

from bajigong.batch.columns import Days, Table, to_table
from bajigong.batch.intake.cells import (
    FILLED,
    KNOWN,
    Cells,
    Many,
    Read,
    as_marks,
    has,
)
from bajigong.batch.intake.reader import TRACK, Reader
from bajigong.calendar import ALWAYS, bounded, to_day
from bajigong.compile.days import UNKNOWN
from bajigong.errors import Problem
from bajigong.policy.facts import AGENCY, Schema, value_at
from bajigong.tables.check import changed, check
from bajigong.tables.from_columns import as_raw
from bajigong.tables.headers import IGNORED, RUNNING_NUMBER, headers_of
from bajigong.tables.layout import Layout, make_layout
from bajigong.tables.raw import Raw, Where
from bajigong.tables.read import with_common
from bajigong.tables.values import birth_date_in
from bajigong.tables.words import (
    Words,
    is_blank,
    words_of,
)

if TYPE_CHECKING:
    from bajigong.answers import Application


@frozen(eq=False)
class Terms:
    """What holds for every row of a table.

    ``overrides`` and ``on`` go before what a row says; ``common`` comes after it.
    """

    schema: Schema
    tenant_place: str
    on: date | None
    today: date
    overrides: Mapping[str, Any]
    common: Raw | None

    def check(self, raw: Raw) -> "Application | tuple[Problem, ...]":
        """Check an application, what is common filled in already."""
        return check(
            raw,
            self.schema,
            tenant_place=self.tenant_place,
            on=self.on,
            overrides=self.overrides,
            today=self.today,
        )

    def check_common(self) -> "Application | tuple[Problem, ...]":
        """Check what is common, and the overrides, by themselves."""
        return self.check(self.common or Raw({}, "", Where("")))

    def check_row(
        self, layout: Layout, number: int, cells: Sequence[Any]
    ) -> "tuple[Raw, Application | tuple[Problem, ...]]":
        """Read and check one row of a table that is not empty. Returns it as it was written, and what became of it."""
        raw = as_raw(layout.fill(number, cells))
        if raw.problems and not raw.facts:
            return raw, raw.problems
        raw = with_common(raw, self.common)
        return raw, self.check(raw)

    @property
    def changes(self) -> Mapping[str, Any]:
        """What goes before a row's own, by path."""
        changes = {path: value for path, value in self.overrides.items() if value is not None}
        return changes if self.on is None else {**changes, "on": self.on}

    def gives(self, path: str) -> bool:
        """Say whether a fact is given for all rows."""
        return path in self.changes or not is_blank(value_at(self.common.facts if self.common else None, path))


#: The place where the assessment is held.
PLACE: Final = "place"


@frozen(eq=False)
class Constants:
    """Facts given for all rows, as a table of one row that holds every fact, known or not.

    ``fixed`` are the paths that go before what a row says. Unless it is ``sound``, something about these facts is wrong
    or unusual, and no row can be read but by itself.
    """

    table: Table
    track: int
    inside: Days
    fixed: frozenset[str]
    sound: bool
    id_number: str

    @classmethod
    def of(cls, terms: Terms, *, placed: bool) -> "Constants":
        """Check and lay out what holds for every row. ``placed``: rows may say where the assessment is held."""
        checked = terms.check_common()
        facts = {} if isinstance(checked, tuple) else checked.facts
        paths = terms.changes
        plain = all(is_single(path, terms.schema) for path in paths) and not any(bounded(facts))
        sound = plain and not isinstance(checked, tuple) and not (placed and _hangs_on_place(facts, terms))
        table = to_table(terms.schema, [_as_given(facts, terms)], np.zeros(1, np.int32))
        track = terms.schema.tracks.index(facts[TRACK]) if TRACK in facts else UNKNOWN
        number = terms.schema.path("id_number")
        return cls(table, track, _inside(facts, number), frozenset(paths), sound, number)

    def day(self, path: str) -> Days:
        """Return a date given for all rows, `ALWAYS` where it is not."""
        column = self.table.columns.get(path)
        return np.full(1, ALWAYS, np.int32) if column is None or not column.known[0] else column.values

    def filled_in(self, path: str, cells: Cells) -> Cells:
        """Give the cells of a fact that are blank what is given for all rows, if anything is."""
        value = self._value(path)
        if value is None or isinstance(cells, Many):
            return cells
        blank = ~has(cells.marks, FILLED)
        return Read(np.where(blank, value, cells.values), cells.marks | as_marks(blank, KNOWN), cells.blank)

    def _value(self, path: str) -> Any:
        """Return the number of a fact that is given for all rows, None where it is not given."""
        if path == TRACK:
            return None if self.track == UNKNOWN else np.int32(self.track)
        if path == self.id_number:
            return None if self.inside[0] == ALWAYS else self.inside[0]
        column = self.table.columns.get(path)
        return None if column is None or not column.known[0] else column.values[0]


def is_single(path: str, schema: Schema) -> bool:
    """Say whether a path is that of a fact of one value, outside of every list."""
    field = schema.fields.get(path)
    if field is None or field.many or field.type == "list":
        return False
    above = schema.fields.get(field.parent)
    return above is None or above.type != "list"


def _as_given(facts: Mapping[str, Any], terms: Terms) -> Mapping[str, Any]:
    """Leave out a birth date that was only taken from an ID number: a row may have another number."""
    born = terms.schema.path("birth")
    return facts if terms.gives(born) or value_at(facts, born) is None else changed(facts, {born: None})


def _hangs_on_place(facts: Mapping[str, Any], terms: Terms) -> bool:
    """Say whether something was left out because nothing common to all says where the assessment is held."""
    if facts.get(PLACE) is not None or PLACE not in terms.schema.fields:
        return False
    told = evolve(terms, overrides={**terms.overrides, PLACE: terms.tenant_place}).check_common()
    return not isinstance(told, tuple) and told.facts.get(AGENCY) != facts.get(AGENCY)


def _inside(facts: Mapping[str, Any], path: str) -> Days:
    number = value_at(facts, path)
    return np.array([ALWAYS if number is None else to_day(birth_date_in(number))], np.int32)


#: A header that is passed over, in place of one that is the caller's own.
_PASSED_OVER: Final = min(IGNORED)

#: Columns by key, each with its place in the table.
Keyed = Mapping[str, tuple[int, Reader]]


@frozen(eq=False)
class Plan:
    """The columns of a table: of single facts by path; of lists record by record; of whole lists; without a header."""

    schema: Schema
    layout: Layout
    plain: Keyed
    records: Mapping[str, tuple[Keyed, ...]]
    whole: Keyed
    below: Mapping[str, Mapping[str, Reader]]
    headless: tuple[int, ...]

    @property
    def used(self) -> frozenset[int]:
        """The columns that are read."""
        return frozenset((*self.layout.targets, *self.headless, *self.layout.telling))

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.layout.headers)


def make_plan(schema: Schema, headers: Sequence[Any], where: Where, keys: Collection[str]) -> Plan:
    """Read a header. ``keys`` are columns that need not be facts.

    Raises InputError with everything that is wrong with it.
    """
    layout = _layout(schema, headers, where, keys)
    words = words_of(schema)
    targets = layout.targets.items()
    single = {t.path: (column, Reader(t.field, words)) for column, t in targets if t.record is None}
    lists = {path: one for path, one in single.items() if one[1].fact.type == "list"}
    return Plan(
        schema,
        layout,
        {path: one for path, one in single.items() if path not in lists},
        _records(layout, words),
        lists,
        {p: {n: Reader(f, words) for n, f in schema.children.get(p, {}).items()} for p in lists},
        tuple(column for column, header in enumerate(layout.headers) if not header),
    )


def _layout(schema: Schema, headers: Sequence[Any], where: Where, keys: Collection[str]) -> Layout:
    """Read the header without the caller's own columns. Only what fills a fact is ever called by its header."""
    known = headers_of(schema)
    # By the running number a row of totals is known, whether or not the caller wants it too.
    others = [key for key in keys if known.folded(key) != RUNNING_NUMBER]
    cells = [_PASSED_OVER if header in others and not known.find(header) else header for header in headers]
    return make_layout(where, cells, known)


def _records(layout: Layout, words: Words) -> Mapping[str, tuple[Keyed, ...]]:
    """Gather the columns of each list, record by record in their order."""
    found: dict[str, dict[int, dict[str, tuple[int, Reader]]]] = {}
    for column, target in layout.targets.items():
        if target.record is not None:
            slots = found.setdefault(target.field.parent, {})
            slots.setdefault(target.record, {})[target.field.name] = (column, Reader(target.field, words))
    return {path: tuple(slots[number] for number in sorted(slots)) for path, slots in found.items()}
