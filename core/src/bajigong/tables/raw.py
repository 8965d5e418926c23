"""What a reader hands on: one application's values as they were written, and where each of them stands."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Protocol

from attrs import define, evolve, field, frozen

from bajigong.errors import InputError, Problem
from bajigong.policy.facts import Schema
from bajigong.policy.text import Text, same
from bajigong.tables.words import LONGEST_NAME, discreet, fold, masked, plain, printable

_LONGEST: Final = 200
MAPPING: Final = Text("一组键值（键: 值）", "a mapping (key: value)")


@frozen
class Where:
    """A spot in an input. It is its own `Places`: a file that tells no lines apart has one spot for everything."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    line: int | None = None
    item: int | None = None

    def at(self, path: str) -> "Where":
        """Return itself, whatever the path."""
        return self

    def in_column(self, column: str) -> "Where":
        """Return the spot in a column of the same row."""
        return evolve(self, column=column)

    def problem(self, found: Text, expected: Text, place: str = "") -> Problem:
        """Say that something is wrong here. ``place`` is the key path of the value."""
        file, at, column, sheet = map(printable, (self.file, discreet(place)[:_LONGEST], self.column, self.sheet))
        return Problem(file, at, found, expected, self.row, column or None, sheet, self.line, self.item)

    def error(self, found: Text, expected: Text) -> InputError:
        """Say that the input cannot be read because of what stands here."""
        return InputError((self.problem(found, expected),))


class Places(Protocol):
    """Knows where the value of each key path stands."""

    def at(self, path: str) -> Where:
        """Return the spot of a value, or of what it stands in."""
        ...


@frozen(eq=False)
class Lines:
    """The lines of a tree of values: its own, and those below by key or ``[index]``."""

    line: int
    below: Mapping[str, "Lines"]


@frozen(eq=False)
class LinePlaces:
    """Places in a text whose lines are known."""

    home: Where
    lines: Lines

    def at(self, path: str) -> Where:
        """Return the line of a value, or of the nearest thing it stands in."""
        here = self.lines
        for step in _steps(path):
            here = here.below.get(step, here)
        return evolve(self.home, line=here.line)


@frozen(eq=False)
class Origin:
    """Where one record of a table stands: its row, and the header over each of its fields."""

    row: Where
    columns: Mapping[str, str]


@frozen(eq=False)
class TablePlaces:
    """Places in tables: "" is the application's own row, ``applicant.work[1]`` a record and where it came from."""

    origins: Mapping[str, Origin]

    def at(self, path: str) -> Where:
        """Return the cell of a value, or the row of what it stands in."""
        record, bracket, rest = path.partition("]")
        for prefix, name in ((path, ""), (record + bracket, rest.lstrip(".")), ("", path)):
            if prefix in self.origins:
                origin = self.origins[prefix]
                return origin.row.in_column(origin.columns.get(name.partition("[")[0], ""))
        return self.origins[""].row


@frozen(eq=False)
class Raw:
    """One application as read: nested values without types, where they stand, and what reading already found wrong.

    Without ``facts`` it is not an application but something wrong that belongs to none.
    """

    facts: Mapping[str, Any]
    file: str
    places: Places
    row: int | None = None
    problems: tuple[Problem, ...] = ()


def name_of(raw: Raw, schema: Schema) -> str | None:
    """Return the applicant's name as far as it can be read, None where there is none."""
    name = schema.told(raw.facts, "name")
    return printable(name.strip())[:LONGEST_NAME] or None if isinstance(name, str) else None


Note = Callable[[Text], None]
"""Hears what people should know of an input that can be read."""


def unheard(said: Text) -> None:
    """Listen to no note."""


def where_said(where: Where) -> Text:
    """Name a file and, if it has one, its sheet."""
    file, sheet = printable(where.file), printable(where.sheet)
    return Text(f"{file}，工作表「{sheet}」", f"{file}, sheet '{sheet}'") if sheet else same(file)


def lost(problem: Problem) -> Raw:
    """Hand on a problem that belongs to no application."""
    return Raw({}, problem.file, Where(problem.file), problem.row, (problem,))


def no_application(where: Where) -> InputError:
    """Say that a file holds no application."""
    return where.error(Text("没有申报信息", "no application"), Text("至少一份申报信息", "at least one application"))


def _steps(path: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(r"\[\d+\]|[^.\[\]]+", path))


_NUMBER: Final = re.compile(r"[0-9]{17}[0-9X]")
#: So many numbers of one file are remembered, and so many pairs of rows named.
MOST: Final = 2_000_000
MOST_SAID: Final = 20

_TWICE: Final = Text(
    "{where}：注意：第{a}行与第{b}行的证件号码相同（{number}）",
    "{where}: warning: rows {a} and {b} have the same ID number, {number}",
)
_AND_MORE: Final = Text("{where}：证件号码相同的行还有，不再逐一列出", "{where}: more rows have the same ID number")


@define(eq=False)
class Twins:
    """Remembers the ID numbers of one file, and on which row each stood first."""

    _rows: dict[str, int] = field(factory=dict)
    _said: int = 0

    def see(self, where: Where, row: int | None, written: Any) -> Text | None:
        """Hear of a row's ID number; return what is to be said where another row has it. Others are passed over."""
        number = fold(plain(written)).lstrip("'").upper() if written is not None else ""
        if row is None or not _NUMBER.fullmatch(number):
            return None
        first = self._rows.get(number)
        if first is None:
            if len(self._rows) < MOST:
                self._rows[number] = row
            return None
        self._said += 1
        return twice_said(where, first, row, number, self._said)


def twice_said(where: Where, first: int, row: int, number: str, times: int) -> Text | None:
    """Say that a number stands on two rows, ``times`` for this file; after many, once that there are more."""
    if times > MOST_SAID:
        return _AND_MORE.fill(where=where_said(where)) if times == MOST_SAID + 1 else None
    return _TWICE.fill(where=where_said(where), a=first, b=row, number=masked(number))
