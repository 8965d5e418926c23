"""What a check gives for each application of the input: a verdict, or what kept it from being checked."""

import re
from datetime import date, timedelta
from typing import Final

from attrs import define, field, frozen

from bajigong.answers import Application, Verdict
from bajigong.errors import Problem
from bajigong.law.opening import Bundle
from bajigong.law.tenants import Tenant
from bajigong.policy.text import Lang, Text, listed, same
from bajigong.tables.words import printable

#: The verdicts, and what is said of an application that could not be checked.
VERDICTS = {
    "eligible": Text("符合", "eligible"),
    "not_eligible": Text("不符合", "not eligible"),
    "undetermined": Text("无法判定", "undetermined"),
    "not_covered": Text("未作规定", "not covered"),
    "error": Text("未核验", "not checked"),
}
_DAY_ZH = "{0.year}年{0.month}月{0.day}日"
_CLAUSE = re.compile(r"[A-Za-z0-9]+/[A-Za-z0-9.-]*[A-Za-z0-9]")


@frozen(eq=False)
class Names:
    """Names what a bundle declares. A code that it does not know is its own name."""

    tenant: Tenant
    bundle: Bundle

    def grade(self, grade: str) -> Text:
        """Name a grade."""
        said = self.bundle.grades.get(grade)
        return said.what.label if said else same(grade)

    def occupation(self, code: str) -> Text:
        """Name an occupation; a trade that is not listed goes by its occupation's name."""
        return same(self.bundle.register.name(code) or code)

    def trade(self, code: str) -> str:
        """Name the trade of an occupation that a code stands for, "" for the occupation as a whole."""
        trade = self.bundle.register.trade(code)
        return trade.name if trade else ""

    def track(self, track: str) -> Text:
        """Name a kind of assessment."""
        said = self.bundle.tracks.get(track)
        return said.what.label if said else same(track)

    def method(self, method: str) -> Text:
        """Name an assessment method."""
        said = self.bundle.methods.get(method)
        return said.what.label if said else same(method)

    def fact(self, path: str) -> Text:
        """Name a fact, or a value of an application by its place; one of a record is named with its list."""
        return self.bundle.schema.named(path)

    def clause(self, clause: str) -> Text:
        """Cite a clause as offices do: the document's number or title, and the place in it."""
        return Text("{doc} {at}", "{doc} {at}").fill(doc=self.document(clause), at=self.bundle.clauses[clause].what.at)

    def document(self, clause: str) -> Text:
        """Name the document of a clause."""
        return self.bundle.documents[self.bundle.clauses[clause].what.document].what.name

    def spoken(self, text: Text) -> Text:
        """Put citations in the place of the clause ids in a text."""

        def cited(lang: Lang) -> str:
            return _CLAUSE.sub(lambda m: self.clause(m[0]).say(lang) if m[0] in clauses else m[0], text.say(lang))

        clauses = self.bundle.clauses
        return Text(cited("zh"), cited("en"))


def day(when: date) -> Text:
    """Write a day as each language writes it in a sentence."""
    return Text(_DAY_ZH.format(when), when.isoformat())


def last(until: date) -> date:
    """Return the last day of a stretch: the day before the one on which it has ended."""
    return until - timedelta(days=1)


def masked(number: str) -> str:
    """Hide the middle of an ID number: the first six and the last two characters stay."""
    hidden = len(number) - 8
    return f"{number[:6]}{'*' * hidden}{number[-2:]}" if hidden > 0 else "*" * len(number)


def apart(start: date, end: date, lang: Lang) -> str:
    """Say how long it is from one day to another, in years, months and days."""
    import pendulum

    interval = pendulum.Date.fromordinal(start.toordinal()).diff(end)
    locale = pendulum.locale(lang)
    counts = {"year": interval.years, "month": interval.months, "day": interval.weeks * 7 + interval.remaining_days}
    said = [locale.translation(f"units.{u}.{locale.plural(n)}").format(n) for u, n in counts.items() if n]
    return ("" if lang == "zh" else " ").join(said)


@frozen(eq=False)
class Answer:
    """A verdict, the application it answers, and the names of its tenant's declarations."""

    verdict: Verdict
    application: Application
    names: Names

    @property
    def id_number(self) -> str:
        """The applicant's ID number, "" where it was not given."""
        return str(self.names.bundle.schema.told(self.application.facts, "id_number") or "")


@frozen(eq=False)
class Row:
    """One application of the input. Without an answer, its problems say why.

    ``row`` is that of a table. ``number`` counts the applications of a file from 1, None for a problem that belongs to
    no application. ``name`` is the applicant's as far as it could be read, ``names`` are its tenant's if one is known.
    """

    file: str = field(converter=printable)
    row: int | None = None
    number: int | None = None
    name: str | None = None
    answer: Answer | None = None
    problems: tuple[Problem, ...] = ()
    names: Names | None = None

    @property
    def place(self) -> int | None:
        """The number people know it by: the row of a table, else which one of its file it is."""
        return self.number if self.row is None else self.row


#: Exit codes besides 0: something could not be checked; a verdict is another than the one asked for.
REFUSED: Final = 1
UNLIKE: Final = 3

_CLOSING = Text("共{n}份申报：已核验{done}份，未核验{left}份", "{n} applications: {done} checked, {left} not checked")
_CLOSING_ONE = Text(_CLOSING.zh, "{n} application: {done} checked, {left} not checked")
_STRAY = Text("{n}处问题不属于任何一份申报", "problems that belong to no application: {n}")


@define
class Tally:
    """Counts rows in, answered and refused, and those whose verdict is not the one asked for."""

    answered: int = 0
    refused: int = 0
    stray: int = 0
    unlike: int = 0

    def count(self, row: Row, wanted: str | None) -> None:
        """Count one row."""
        if row.answer:
            self.answered += 1
            self.unlike += wanted is not None and row.answer.verdict.outcome != wanted
        elif row.number is None:
            self.stray += len(row.problems)
        else:
            self.refused += 1

    @property
    def code(self) -> int:
        """The exit code."""
        return REFUSED if self.refused or self.stray else UNLIKE if self.unlike else 0

    def says(self, lang: Lang) -> str:
        """Close the books: rows in are those answered and those refused."""
        rows = self.answered + self.refused
        closing = _CLOSING_ONE if rows == 1 else _CLOSING
        said = [closing.fill(n=rows, done=self.answered, left=self.refused)] if rows else []
        said += [_STRAY.fill(n=self.stray)] if self.stray else []
        return listed(tuple(said), "；", "; ").say(lang)
