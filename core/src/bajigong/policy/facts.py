"""What an application may hold: facts with their types and headers, occupations, and codes for all of it in columns."""

import re
from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal, TypeVar

from attrs import field as attribute
from attrs import frozen

from bajigong.policy.registers import (
    Classification,
    CodeChange,
    Grade,
    Listing,
    NumberScheme,
    Occupation,
    OtherName,
    Qualification,
    Standard,
    Sure,
    Trade,
)
from bajigong.policy.text import Text, same

#: How long the code of an occupation is; that of a trade goes on.
LENGTH: Final = len("6-31-01-03")
_SURENESS: Final[tuple[Sure, ...]] = ("verified", "inferred", "uncertain")

T = TypeVar("T")


@frozen
class Meaning:
    """What a name or a code may stand for: the code of today, what kind of name it is, how sure and whence."""

    code: str
    kind: str
    sure: Sure
    source: str = ""
    note: Text | None = None


@frozen(eq=False, slots=False)
class Occupations:
    """The registers of one bundle. ``listings`` are its long tables, ``declared`` what was declared one by one."""

    listings: tuple[Listing, ...]
    declared: tuple[Any, ...]
    classifications: tuple[Classification, ...]

    @cached_property
    def _occupations(self) -> Mapping[str, Occupation | tuple[str, ...]]:
        rows: dict[str, Occupation | tuple[str, ...]] = {row[0]: row for row in self._rows("occupation")}
        return rows | {one.code: one for one in self._declared(Occupation)}

    @property
    def codes(self) -> KeysView[str]:
        """The code of every occupation, in the order of declaration."""
        return self._occupations.keys()

    def __contains__(self, code: str) -> bool:
        """Say whether there is an occupation of this code."""
        return code in self._occupations

    def occupation(self, code: str) -> Occupation | None:
        """Return the occupation of a code, or of a trade's code."""
        found = self._occupations.get(code[:LENGTH])
        return Occupation(*found) if isinstance(found, tuple) else found

    def every(self) -> Iterator[Occupation]:
        """Give every occupation, in the order of declaration."""
        return (one for code in self.codes if (one := self.occupation(code)))

    @cached_property
    def _trades(self) -> Mapping[str, Trade]:
        return {one.code: one for one in self._all("trade", Trade, _trade)}

    def trade(self, code: str) -> Trade | None:
        """Return the trade of a code, None for an occupation's or one that is not on record."""
        return self._trades.get(code) if len(code) > LENGTH else None

    def trades(self, code: str) -> tuple[Trade, ...]:
        """Return the trades on record of an occupation."""
        return tuple(one for one in self._trades.values() if one.code[:LENGTH] == code[:LENGTH])

    def code(self, occupation: str, trade: str) -> str:
        """Return the code of a trade by its name, the occupation's own where none on record is called so."""
        return (
            next((one.code for one in self.trades(occupation) if one.name == trade), occupation)
            if trade
            else occupation
        )

    def name(self, code: str) -> str:
        """Return the name of an occupation, with the trade in brackets where its name is known; "" for none."""
        occupation, trade = self.occupation(code), self.trade(code)
        if occupation is None:
            return ""
        return f"{occupation.name}（{trade.name}）" if trade else occupation.name

    @cached_property
    def _changes(self) -> Mapping[str, tuple[CodeChange, ...]]:
        return _grouped(self._all("code_change", CodeChange, _change), lambda one: one.old)

    def changes(self, code: str) -> tuple[CodeChange, ...]:
        """Return what a code stood for under earlier editions of the classification."""
        return self._changes.get(code[:LENGTH], ())

    def former_codes(self, code: str) -> tuple[CodeChange, ...]:
        """Return the earlier codes and names of an occupation."""
        return tuple(one for some in self._changes.values() for one in some if one.new == code[:LENGTH])

    # ---------------------------------------------------------------- names

    @cached_property
    def names(self) -> Mapping[str, tuple[Meaning, ...]]:
        """Every name with what it may stand for, each code once: who bears it today first, then the surest."""
        return {name: _surest(found) for name, found in _grouped(self._named(), lambda pair: pair[0]).items()}

    def _named(self) -> Iterator[tuple[str, Meaning]]:
        for one in self.every():
            yield one.name, Meaning(one.code, "name", "verified")
        for trade in self._trades.values():
            yield trade.name, Meaning(trade.code, "trade", trade.sure, trade.source)
        for other in self._all("other_name", OtherName, _other_name):
            yield other.name, Meaning(other.occupation, other.kind, other.sure, other.source, other.note)
        for some in self._changes.values():
            for change in some:
                yield change.name, Meaning(change.new, "former name", change.sure, change.source)
        for code, rows in self._standard_rows.items():
            for _, name, _, _, linked, _, issued, number in rows if code else ():
                yield name, Meaning(code, "former name", sureness(linked), f"{issued} {number}")

    @cached_property
    def _qualifications(self) -> Mapping[str, tuple[Qualification, ...]]:
        return _grouped(self._all("qualification", Qualification, _qualification), lambda one: one.occupation[:LENGTH])

    def every_qualification(self) -> tuple[Qualification, ...]:
        """Return all entries of the list of qualifications."""
        return tuple(one for some in self._qualifications.values() for one in some)

    def qualifications(self, code: str) -> tuple[Qualification, ...]:
        """Return the entries of the list of qualifications that concern an occupation, or a trade of it."""
        mine = self._qualifications.get(code[:LENGTH], ())
        return tuple(one for one in mine if len(code) == LENGTH or one.occupation in (code, code[:LENGTH]))

    def other_names(self, code: str) -> tuple[tuple[str, Meaning], ...]:
        """Return the names of an occupation besides its own, with how sure each is."""
        own = self.name(code[:LENGTH])
        return tuple(
            (name, meaning)
            for name, meanings in self.names.items()
            for meaning in meanings
            if meaning.code == code[:LENGTH] and name != own
        )

    # ---------------------------------------------------------------- standards

    @cached_property
    def _own_standards(self) -> tuple[Standard, ...]:
        return tuple(self._declared(Standard))

    @cached_property
    def _standard_rows(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """The rows of standards by today's occupation. A standard declared by itself takes the place of its row."""
        own = {(one.name, " ".join(one.trades), one.issued.isoformat()) for one in self._own_standards}
        rows = (row for row in self._rows("standard") if (row[1], row[2], row[6]) not in own)
        return _grouped(rows, lambda row: row[3][:LENGTH])

    def standards_of(self, code: str) -> tuple[Standard, ...]:
        """Return the standards of an occupation and its trades, earliest first."""
        code = code[:LENGTH]
        listed = map(_standard, self._standard_rows.get(code, ()))
        own = (one for one in self._own_standards if one.occupation[:LENGTH] == code)
        return tuple(sorted((*listed, *own), key=lambda one: one.issued))

    def standards(self) -> tuple[Standard, ...]:
        """Return every standard, earliest first."""
        listed = (_standard(row) for rows in self._standard_rows.values() for row in rows)
        return tuple(sorted((*listed, *self._own_standards), key=lambda one: (one.issued, one.code)))

    # ---------------------------------------------------------------- rows

    def _rows(self, of: str) -> Iterator[tuple[str, ...]]:
        return (row for listing in self.listings if listing.of == of for row in listing.rows)

    def _declared(self, type_: type[T]) -> Iterator[T]:
        return (one for one in self.declared if isinstance(one, type_))

    def _all(self, of: str, type_: type[T], make: Callable[[tuple[str, ...]], T]) -> Iterator[T]:
        yield from map(make, self._rows(of))
        yield from self._declared(type_)


#: No register at all.
NO_OCCUPATIONS: Final = Occupations((), (), ())


def sureness(word: str) -> Sure:
    """Read how sure a row is. Raises ValueError for another word."""
    for one in _SURENESS:
        if one == word:
            return one
    raise ValueError(f"found {word!r}; expected one of {', '.join(_SURENESS)}")


def _trade(row: tuple[str, ...]) -> Trade:
    code, name, sure, source = row
    return Trade(code, name, sureness(sure), source)


def _other_name(row: tuple[str, ...]) -> OtherName:
    name, occupation, kind, sure, source, note_zh, note_en = row
    note = Text(note_zh, note_en) if note_zh else None
    return OtherName(name, occupation, kind, sureness(sure), source, note)


def _change(row: tuple[str, ...]) -> CodeChange:
    old, name, edition, new, sure, source = row
    return CodeChange(old, name, edition, new, sureness(sure), source)


def _qualification(row: tuple[str, ...]) -> Qualification:
    occupation, name, scope, sure, by_zh, by_en, source = row
    scopes: Mapping[str, Literal["whole", "part", "licence"]]
    scopes = {"whole": "whole", "part": "part", "licence": "licence"}
    return Qualification(occupation, name, scopes[scope], sureness(sure), Text(by_zh, by_en), source)


def _standard(row: tuple[str, ...]) -> Standard:
    code, name, trades, occupation, linked, marks, issued, number = row
    day, sure = date.fromisoformat(issued), sureness(linked or "verified")
    return Standard(code, name, day, number, occupation, sure, tuple(trades.split()), marks)


def _grouped(items: Iterable[Any], key: Callable[[Any], str]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for one in items:
        found.setdefault(key(one), []).append(one)
    return {name: tuple(some) for name, some in found.items()}


def _surest(pairs: Iterable[tuple[str, Meaning]]) -> tuple[Meaning, ...]:
    found: dict[str, Meaning] = {}
    for _, meaning in sorted(pairs, key=lambda pair: (pair[1].kind != "name", _SURENESS.index(pair[1].sure))):
        found.setdefault(meaning.code, meaning)
    return tuple(found.values())


#: What ``after`` says of a date that does not come before the day of birth.
AFTER_BIRTH: Final = "birth"
FactType = Literal[
    "date", "flag", "choice", "text", "number", "grade", "occupation", "trade", "place", "id_number", "list"
]
#: What a fact is to the program, which knows none by its path: who applies (``name``, ``id_number``, ``birth``); the
#: ``work`` listed, from when to when, beside the years that are stated, as of which day, and the first day of any work;
#: the certificates ``held``, and what stands on each; of the agency its name and kind, what it filed and where it
#: reported work, the sanctions on it (``sanction`` is the kind of one), and the day of its last session.
Role = Literal[
    "name",
    "id_number",
    "birth",
    "work",
    "work_from",
    "work_to",
    "stated_years",
    "stated_on",
    "first_work",
    "held",
    "held_occupation",
    "held_grade",
    "held_issued",
    "held_number",
    "agency_name",
    "agency_kind",
    "filings",
    "filing_number",
    "filed_occupations",
    "filed_grades",
    "filed_regions",
    "filed_people",
    "filed_from",
    "filed_until",
    "reported_to",
    "reported_on",
    "sanctions",
    "sanction",
    "sanction_from",
    "sanction_until",
    "last_assessed",
]
#: The groups of an application: who applies, and who assesses.
APPLICANT: Final = "applicant"
AGENCY: Final = "agency"


def group_of(path: str) -> str:
    """Return the group of an application in which a path stands, or the path of what stands in none."""
    return path.partition(".")[0]


def value_at(facts: Any, path: str) -> Any:
    """Return what stands at a dotted path of nested values, None where nothing does."""
    for key in path.split("."):
        facts = facts.get(key) if isinstance(facts, Mapping) else None
    return facts


def put(facts: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path."""
    *above, name = path.split(".")
    for key in above:
        facts = facts.setdefault(key, {})
    facts[name] = value


@frozen
class Choice:
    """One value of a closed list, and the words people write for it.

    ``absent``: whoever writes this says that there is no such record (a diploma of no vocational school).
    """

    value: str
    label: Text
    aliases: tuple[str, ...] = ()
    absent: bool = False


@frozen
class FurtherChoice:
    """One more value of a closed list that somebody else declared: a city's honour among the achievements."""

    fact: str
    value: str
    label: Text
    aliases: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What tells it from others."""
        return f"{self.fact}={self.value}"

    @property
    def choice(self) -> Choice:
        """The value as it stands in the list."""
        return Choice(self.value, self.label, self.aliases)


@frozen
class FactField:
    """A fact: where it stands, its type, what people call it and which table headers carry it.

    ``path`` is dotted: ``applicant.birth_date``; a list is a field of type "list" and its records' fields stand below
    it. ``many``: the value is itself a list. ``open_ended``: leaving the date out says that it still goes on. ``sheet``
    are the names of a list's own sheet. ``dated_by`` is the key beside an occupation that says when it was written down
    (a code of that day is meant); ``refines`` the key of the occupation beside a trade. ``unfolds``: records may stand
    in place of the value, each of which makes the record it stands in once more, its keys as these keys.
    ``whole``: of a list, that a sheet's columns for one record tell all there is; of another they do not. ``exact``:
    of a date, that the month alone does not do. ``written_with`` is the key of a closed list beside this one whose
    words people write in one with its own: 函授大专 is a form of study and a kind of school. ``endings``: of a choice,
    words that people write behind any value and that add nothing to it: 大专毕业 says what 大专 says.
    ``past``: of a date, that it is known only once it has come. ``after``: of a date, the one that it does not come
    before: a key beside it, or ``birth``. ``most``: of a number, what it is at most, in its ``unit``.
    ``template``: of a list, where the template has columns for it: its first record beside the applicant, a sheet of
    its own, or both. ``role``: what it is to the program, which knows no fact by its path; what rests on a role that no
    fact has is left undone. ``examples``: what the template shows, as an application has it: of a list's record first
    that beside the applicant, then that in a sheet of its own, "" for nothing.
    """

    path: str
    type: FactType
    label: Text
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    many: bool = False
    open_ended: bool = False
    sheet: tuple[str, ...] = ()
    dated_by: str = ""
    refines: str = ""
    unfolds: tuple[tuple[str, str], ...] = ()
    whole: bool = False
    exact: bool = False
    written_with: str = ""
    endings: tuple[str, ...] = ()
    past: bool = False
    after: str = ""
    most: int | None = None
    unit: Text | None = None
    template: tuple[Literal["beside", "apart"], ...] = ()
    role: Role | None = None
    examples: tuple[Any, ...] = ()

    @property
    def parent(self) -> str:
        """The path of what it stands in."""
        return self.path.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Its own key."""
        return self.path.rpartition(".")[2]

    @property
    def group(self) -> str:
        """The first key of its path: the group of an application in which it stands."""
        return group_of(self.path)


#: From here on the last three digits of an occupation's number stand for a trade without a number of its own.
_UNNUMBERED = 900


def occupation_number(code: str) -> int:
    """Return an occupation's code as a number, the trade last, 000 for none: ``6-31-01-03-001`` gives 6310103001.

    A trade that has no number of its own, ``6-31-01-03-T01``, gives 6310103901.
    """
    whole, _, unnumbered = code.partition("-T")
    number = int(whole.replace("-", "").ljust(10, "0"))
    return number + _UNNUMBERED + int(unnumbered) if unnumbered else number


def occupation_code(number: int) -> str:
    """Return the code that `occupation_number` made a number of."""
    digits = f"{number:010d}"
    whole, trade = "-".join((digits[0], digits[1:3], digits[3:5], digits[5:7])), number % 1000
    if not trade:
        return whole
    return f"{whole}-T{trade - _UNNUMBERED:02d}" if trade > _UNNUMBERED else f"{whole}-{trade:03d}"


def printed_code(code: str) -> str:
    """Return a code as it may be printed: of a trade that has no number of its own, its occupation's."""
    return code.partition("-T")[0]


@frozen
class ColumnMap:
    """What the headers of sheets stand for, beyond what the facts declare themselves.

    ``meant`` gives for each header the fact's path, or another header of it; "" for a column that is no fact. ``whole``
    are the lists, by path, of which the columns of a sheet tell all there is. ``strict``: a header that is not known
    refuses its sheet. ``origin`` is the file that says so; ``wanted`` the headers that a sheet is said to have.
    """

    meant: Mapping[str, str] = attribute(factory=dict, hash=False)
    strict: bool = False
    whole: frozenset[str] = frozenset()
    origin: str = attribute(default="", eq=False)
    wanted: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.meant or self.strict or self.whole)


NO_COLUMNS: Final = ColumnMap()
_OF: Final = Text("{parent}中的{fact}", "{fact} ({parent})")
_INDEX: Final = re.compile(r"\[\d+\]")


@frozen(eq=False)
class Schema:
    """The facts and closed lists of one bundle, and what somebody says that the columns of sheets stand for.

    ``track_words`` are what people write for each track.
    """

    fields: Mapping[str, FactField]
    grades: tuple[Grade, ...]
    tracks: tuple[str, ...]
    occupations: Occupations
    columns: ColumnMap = NO_COLUMNS
    number_schemes: tuple[NumberScheme, ...] = ()
    track_labels: Mapping[str, Text] = attribute(factory=dict)
    track_words: Mapping[str, tuple[str, ...]] = attribute(factory=dict)

    def track_label(self, track: str) -> Text:
        """Return what a track is called, its id where nothing is declared."""
        return self.track_labels.get(track) or same(track)

    def named(self, path: str) -> Text:
        """Name a fact, or a value of an application by its place; one of a record is named with its list."""
        path = _INDEX.sub("", path)
        if path not in self.fields:
            return same(path)
        fact = self.fields[path]
        parent = self.fields.get(fact.parent)
        return _OF.fill(parent=parent.label, fact=fact.label) if parent else fact.label

    @cached_property
    def children(self) -> Mapping[str, Mapping[str, FactField]]:
        """The fields that stand below each path, by key; "" is the application itself."""
        below: dict[str, dict[str, FactField]] = {}
        for field in self.fields.values():
            below.setdefault(field.parent, {})[field.name] = field
        return below

    @cached_property
    def lists(self) -> tuple[FactField, ...]:
        """The facts that are lists of records."""
        return tuple(field for field in self.fields.values() if field.type == "list")

    @cached_property
    def roles(self) -> Mapping[Role, FactField]:
        """The fact that has each role; a role that no fact has is left out."""
        return {field.role: field for field in self.fields.values() if field.role}

    def path(self, role: Role) -> str:
        """Return the path of the fact that has a role, "" where none has it: no fact stands there."""
        return self.roles[role].path if role in self.roles else ""

    def fact(self, name: str) -> FactField | None:
        """Return the fact of a path or a role, None where there is none."""
        return self.fields.get(name) or next((field for role, field in self.roles.items() if role == name), None)

    def key(self, role: Role) -> str:
        """Return the last key of that path: of what stands in a record, its key there."""
        return self.path(role).rpartition(".")[2]

    def keyed(self, values: Mapping[Role, Any]) -> dict[str, Any]:
        """Return values by role under the keys of their facts; those of roles that no fact has are left out."""
        return {self.key(role): value for role, value in values.items() if role in self.roles}

    def told(self, facts: Mapping[str, Any], role: Role) -> Any:
        """Return what facts say of a role, None where they say nothing."""
        return value_at(facts, self.roles[role].path) if role in self.roles else None

    @cached_property
    def grade_order(self) -> Mapping[str, int]:
        """The order of each grade, counted from the lowest."""
        return {grade.id: grade.order for grade in self.grades}

    @cached_property
    def _choice_codes(self) -> Mapping[str, Mapping[str, int]]:
        return {p: {c.value: i for i, c in enumerate(f.choices)} for p, f in self.fields.items() if f.type == "choice"}

    def code(self, path: str, value: object) -> int:
        """Return the number that stands for a value of a choice, grade, occupation, place or flag in a column.

        Raises KeyError for a value that the fact cannot have.
        """
        match self.fields[path].type:
            case "choice":
                return self._choice_codes[path][str(value)]
            case "grade":
                return self.grade_order[str(value)]
            case "occupation":
                return occupation_number(str(value))
            case "place":
                return int(str(value))
            case _:
                return int(bool(value))

    def codes(self, path: str, values: Iterable[object]) -> list[int]:
        """Return the numbers of several values."""
        return [self.code(path, value) for value in values]


@frozen
class Selection:
    """The track, occupation, grade and place that a group of applications share."""

    track: str
    occupation: str
    grade: str
    place: str

    @property
    def occupation_number(self) -> int:
        """The occupation's code as it stands in columns."""
        return occupation_number(self.occupation)

    @property
    def place_number(self) -> int:
        """The place's code as it stands in columns."""
        return int(self.place)
