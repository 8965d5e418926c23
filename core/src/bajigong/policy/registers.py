"""Registers: grades, occupations with their names, codes and standards, and how certificate numbers are made."""

import csv
import hashlib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, get_args

from attrs import Factory, field, frozen, validators

from bajigong.errors import LawError
from bajigong.policy.asks import ALWAYS, Joined, When, read_ask, read_joined, read_when
from bajigong.policy.text import Text, among
from bajigong.policy.types import (
    LIST,
    TABLE,
    ClauseId,
    Count,
    Fault,
    GradeId,
    MethodId,
    RegionCode,
    TemplateId,
    TermId,
    TypeMismatch,
    collect,
    converter,
    refuse,
)


@frozen
class Grade:
    """One rung, with the words people write for it. ``order`` counts from the lowest."""

    id: str
    order: int
    label: Text
    aliases: tuple[str, ...] = ()


#: How sure a row of a register is: read in an official list or in the text itself; read once or concluded from what was
#: read; or no more than a hint, by which nothing is decided.
Sure = Literal["verified", "inferred", "uncertain"]


@frozen
class Occupation:
    """An occupation of the national classification: code, name, and its digital (S) and green (L) marks."""

    code: str
    name: str
    marks: str = ""


@frozen
class Trade:
    """A trade (工种) within an occupation. Its code is that of the occupation and a number of its own.

    ``-T01`` and the like stand for trades whose number no source gives: they are never shown.
    """

    code: str
    name: str
    sure: Sure
    source: str


@frozen
class OtherName:
    """Another name that people use for an occupation: a former one, a common one, a short one (``kind``)."""

    name: str
    occupation: str
    kind: str
    sure: Sure
    source: str
    note: Text | None = None

    @property
    def id(self) -> str:
        """Its name and what it stands for: one name may be in use for several occupations."""
        return f"{self.name} {self.occupation}"


@frozen
class CodeChange:
    """A code under an earlier edition of the classification, the name it stood for, and the code of that today."""

    old: str
    name: str
    edition: str
    new: str
    sure: Sure
    source: str

    @property
    def id(self) -> str:
        """The code, the edition and the name."""
        return f"{self.old} {self.edition} {self.name}"


@frozen
class Classification:
    """An edition of the national classification of occupations, in use from a day on.

    ``seen_from``: some of its codes were in use from this earlier day on, so that a code of that time may be of either.
    """

    id: str
    label: Text
    since: date
    seen_from: date | None = None
    source: str = ""


@frozen
class Qualification:
    """An entry of the national list of qualifications (国家职业资格目录) that concerns an occupation, or a trade.

    ``scope``: it closes the "whole" of it to recognition, concerns a "part" of its work, or is a "licence" for acts
    within it. ``by`` is who grants it.
    """

    occupation: str
    name: str
    scope: Literal["whole", "part", "licence"]
    sure: Sure
    by: Text
    source: str


@frozen
class Condition:
    """One condition of application of a standard: the grade it opens, its place in the list, and what it asks.

    ``as_in``: it is word for word that condition of the edition which the standard follows, such as ``4-3``.
    """

    grade: GradeId
    number: int
    when: When = ALWAYS
    as_in: str = ""


@frozen
class TradeGrades:
    """The grades that a standard sets for one of its trades, where they are not those of the occupation."""

    trade: str
    grades: tuple[GradeId, ...]


@frozen
class Standard:
    """A standard for an occupation: a national one, or the norm (评价规范) of an enterprise.

    ``code`` is as printed in it; ``occupation`` the code of today, "" where it is not known, the same where it is not
    given; ``trades`` are named where it is for those alone. ``linked`` says how sure it is that it is the occupation's.
    ``grades`` and ``conditions`` are its own, empty where its text was not at hand; ``edition`` is the set of
    conditions it was written by, "" to go by its date. ``sure`` is about these. ``number`` is that of the document
    which issued it.
    """

    code: str
    name: str
    issued: date
    number: str = ""
    occupation: str = field(default=Factory(lambda self: self.code, takes_self=True))
    linked: Sure = "verified"
    trades: tuple[str, ...] = ()
    marks: str = ""
    edition: TemplateId = ""
    grades: tuple[GradeId, ...] = ()
    grades_sure: Sure = "verified"
    trade_grades: tuple[TradeGrades, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sure: Sure = "verified"
    layer: Literal["nation", "agency"] = "nation"
    method: MethodId = ""
    source: str = ""
    note: Text | None = None

    @property
    def id(self) -> str:
        """Its occupation's code and the day of issue, and its trades: what clauses and routes of it begin with."""
        trades = f" {' '.join(self.trades)}" if self.trades else ""
        return f"{self.occupation or self.code}:{self.issued}{trades}"

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clause in which it sets its grades, where they are on record."""
        return (f"{self.id}/levels",) if self.grades else ()

    @property
    def title(self) -> str:
        """Its name, with its trades in brackets."""
        return f"{self.name}（{'、'.join(self.trades)}）" if self.trades else self.name


@frozen
class Template:
    """A set of conditions (申报条件) by which standards are written, an edition of the rules for writing them.

    ``since`` is the first day on which it can have been there at all; from ``sure_from`` on every standard follows it.
    ``method`` is how a grade is assessed under it. ``term`` is filled by whoever lays down which conditions apply to an
    occupation whose standard is older: with this id, or with ``standard`` for the standard's own. ``grades_term`` is
    for which grades a standard has, where that was not read or not verified.
    """

    id: str
    label: Text
    since: date
    sure_from: date
    method: MethodId
    term: TermId
    grades_term: TermId = ""


@frozen(repr=False)
class Listing:
    """A register in a table of its own, too long for a declaration for each row. ``of`` says what its rows declare.

    ``rows`` are as written, in the columns of `LISTED`; ``digest`` tells one content from another.
    """

    of: str
    name: str
    digest: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def id(self) -> str:
        """What its rows are, and the file."""
        return f"{self.of} {self.name}"

    def __repr__(self) -> str:
        return f"Listing({self.of!r}, {self.digest!r})"


def _one_character(part: "NumberPart", attribute: object, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"found pattern {pattern!r} ({error}); expected a pattern of one character") from error


NumberRole = Literal["", "year", "grade", "serial"]


@frozen
class NumberPart:
    """A run of characters in a certificate number; each of them fits ``pattern``, such as ``[0-9]``.

    ``table`` explains the values; ``as_in`` names the part, ``scheme/part``, whose table explains these too. A value
    that the table lacks is wrong, unless ``open_table``: then it means ``other`` or, without that, what no source says.
    With no table at all every value means ``other``. ``role`` says what is counted: a year by its last two digits, in
    the century that begins with ``century`` or else the latest that is not to come; a serial, from 1 on. The role
    "grade" says that its table has the ids of grades.
    """

    id: str
    label: Text
    length: Count
    pattern: str = field(validator=_one_character)
    table: tuple[tuple[str, Text], ...] = ()
    open_table: bool = False
    as_in: str = ""
    other: Text | None = None
    role: NumberRole = field(default="", validator=validators.in_(get_args(NumberRole)))
    century: int | None = None


@frozen
class NumberScheme:
    """One way in which certificate numbers are made, part by part. ``current``: it is issued today.

    ``filing``: how many characters from the first on are the agency's filing number. ``certificate`` is false for a
    number of another kind, declared so that it can be told apart. ``checked_at`` is the official site that tells
    whether a certificate is genuine; ``source`` is the page that describes the scheme, where no clause does.
    """

    id: str
    label: Text
    parts: tuple[NumberPart, ...]
    current: bool
    gist: Text
    clause: ClauseId = ""
    filing: int = 0
    certificate: bool = True
    checked_at: str = ""
    source: str = ""

    @property
    def length(self) -> int:
        """Characters in a number of this scheme."""
        return sum(part.length for part in self.parts)


@frozen
class Place:
    """A place of the official division (行政区划, GB/T 2260): its code of six digits, and its name."""

    code: RegionCode
    label: Text


Register = (
    Grade
    | Place
    | Occupation
    | Trade
    | OtherName
    | CodeChange
    | Classification
    | Qualification
    | Standard
    | Template
    | NumberScheme
    | Listing
)

#: The columns of each kind of listing, in order.
LISTED: Mapping[str, tuple[str, ...]] = {
    "occupation": ("code", "name", "marks"),
    "trade": ("code", "name", "sure", "source"),
    "other_name": ("name", "occupation", "kind", "sure", "source", "note_zh", "note_en"),
    "code_change": ("old", "name", "edition", "new", "sure", "source"),
    "qualification": ("occupation", "name", "scope", "sure", "by_zh", "by_en", "source"),
    "standard": ("code", "name", "trades", "occupation", "linked", "marks", "issued", "number"),
}


def read_listing(of: str, path: Path) -> Listing:
    """Read a register from a CSV file in UTF-8 whose first row names the columns of `LISTED`.

    Raises LawError naming the file for one that cannot be read or has other columns, and the row that has too many or
    too few.
    """
    try:
        content = path.read_bytes()
        rows = tuple(map(tuple, csv.reader(content.decode("utf-8").splitlines())))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LawError(f"{path.name}: cannot be read: {error}") from error
    columns = LISTED[of]
    if not rows or rows[0] != columns:
        found = ", ".join(rows[0]) if rows else "nothing"
        raise LawError(f"{path.name}: found the columns {found}; expected {', '.join(columns)}")
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise LawError(f"{path.name}, row {number}: found {len(row)} cells; expected {len(columns)}")
    return Listing(of, path.name, hashlib.sha256(content).hexdigest(), rows[1:])


#: The kind of requirement by which the short form of a standard's condition is read.
SHORT: Final = "condition"

_CONDITION: Final = Text(
    '版本中的条件号“4-3”、{{ years = …, after = "…" }} 或条件列表',
    "a condition's number '4-3', {{ years = …, after = '…' }} or a list of requirements",
).fill()


def _conditions(value: Any, _: Any = None) -> tuple[Condition, ...]:
    """Read the conditions of a standard, by grade: a condition of its edition by its number, or what is asked.

    What is asked is a list of requirements; a single one without a ``kind`` is of the kind named `SHORT`.
    """
    if isinstance(value, tuple):
        return tuple(collect(((number,), one, Condition) for number, one in enumerate(value)))
    if not isinstance(value, Mapping):
        raise refuse(value, TABLE)
    for grade, some in value.items():
        if not isinstance(some, list):
            raise refuse(some, LIST, grade)
    faults, found = list[Fault](), list[Condition]()
    for grade, some in value.items():
        for number, one in enumerate(some, 1):
            try:
                found.append(_condition(str(grade), number, one))
            except TypeMismatch as misfit:
                faults += misfit.within(grade, number - 1)
    if faults:
        raise TypeMismatch(tuple(faults))
    return tuple(found)


def _condition(grade: str, number: int, value: Any) -> Condition:
    if isinstance(value, str):
        return Condition(grade, number, as_in=value)
    if isinstance(value, Mapping) and "any" in value:
        others = set(value) - {"any", "when"}
        if others:
            raise TypeMismatch((Fault((min(others),), among(min(others), ("any", "when"))),))
        return Condition(grade, number, read_joined(Joined(value["any"], value.get("when"))))
    if isinstance(value, Mapping):
        return Condition(grade, number, When(((read_ask({"kind": SHORT, **value}),),)))
    if not isinstance(value, list):
        raise refuse(value, _CONDITION)
    return Condition(grade, number, read_when(value))


def _trade_grades(value: Any, _: Any = None) -> tuple[TradeGrades, ...]:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Mapping):
        raise refuse(value, TABLE)
    names = list(value)
    read = collect(((name,), value[name], tuple[GradeId, ...]) for name in names)
    return tuple(TradeGrades(name, grades) for name, grades in zip(names, read, strict=True))


def _teach() -> None:
    made = converter()
    made.register_structure_hook_func(lambda wanted: wanted == tuple[Condition, ...], _conditions)
    made.register_structure_hook_func(lambda wanted: wanted == tuple[TradeGrades, ...], _trade_grades)


_teach()
