"""What an application may hold: facts with their types, roles and headers, and codes for them in columns."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final, Literal

from attrs import field as attribute
from attrs import frozen

from bajigong.policy.occupations import Occupations, occupation_number
from bajigong.policy.registers import (
    Grade,
    NumberScheme,
)
from bajigong.policy.text import Text, same

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
