"""The tenants a command works for, each opened once when it is first named, and names for what their results say."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import define, evolve, field, frozen

from bajigong.answers import Application, Verdict
from bajigong.engine.engine import Engine
from bajigong.errors import BajigongError, InputError, Problem, TenantError
from bajigong.law.opening import Bundle, Said
from bajigong.law.tenants import Tenant, tenant, tenants
from bajigong.policy.facts import NO_COLUMNS, ColumnMap, FactField, Schema
from bajigong.policy.law import Clause, Document
from bajigong.policy.occupations import NO_OCCUPATIONS
from bajigong.policy.text import Lang, Text, listed, same
from bajigong.tables import Raw, Where, read_files
from bajigong.tables.files import MOST
from bajigong.tables.headers import with_columns
from bajigong.tables.raw import Note, Twins, name_of, unheard
from bajigong.tables.read import NO_FACTS, is_table, with_common
from bajigong.tables.words import is_blank, printable, shown

if TYPE_CHECKING:
    from bajigong.batch.summing.result import Result

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


@frozen(eq=False)
class OpenTenant:
    """One tenant, its engine and the names of what its bundle declares."""

    tenant: Tenant
    engine: Engine
    names: Names
    columns: ColumnMap = NO_COLUMNS

    @property
    def schema(self) -> Schema:
        """The facts that its applications may hold. Raises InputError where headers are said to stand for others."""
        schema, maps = self.engine.bundle.schema, (self.tenant.columns, self.columns)
        return with_columns(schema, *maps) if any(maps) else schema


@define(eq=False)
class OpenTenants:
    """Opens tenants by name, with the law as it was known on a day if one is given."""

    config: Path | None = None
    day: date | None = None
    columns: ColumnMap = NO_COLUMNS
    _open: dict[str, OpenTenant] = field(factory=dict)
    _names: tuple[str, ...] | None = None
    _every: Schema | None = None

    def get(self, name: str) -> OpenTenant:
        """Return a tenant at work. Raises TenantError where there is none of that name."""
        if name not in self._open:
            one = tenant(name, self.config)
            bundle = one.open(self.day)
            self._open[name] = OpenTenant(one, Engine(bundle, one.id), Names(one, bundle), self.columns)
        return self._open[name]

    def find(self, name: object) -> OpenTenant | None:
        """Return a tenant at work, None where there is none of that name."""
        if not isinstance(name, str):
            return None
        try:
            return self.get(name.strip())
        except TenantError:
            if name.strip() in self.known:
                raise  # it is there, and something in its set-up is wrong
            return None

    @property
    def known(self) -> tuple[str, ...]:
        """The names of all tenants."""
        if self._names is None:
            self._names = tuple(tenants(self.config))
        return self._names

    def every_fact(self) -> Schema:
        """Return the facts of all tenants that can be opened: what the headers of a table may name."""
        if self._every is None:
            fields: dict[str, FactField] = {}
            for name in self.known:
                with suppress(BajigongError):
                    fields |= self.get(name).engine.bundle.schema.fields
            every = Schema(fields, (), (), NO_OCCUPATIONS)
            self._every = with_columns(every, self.columns) if self.columns else every
        return self._every


#: Characters of a bundle's name that are enough to tell two apart.
_SHORT: Final = len("sha256:") + 12
_OTHER = Text(
    "注意：已安装的规则包（{here}…）不是得出该结果的规则包（{there}…）；名称取自已安装的，原因仍是结果自带的",
    "note: the law installed ({here}…) is not the one that this result was made with ({there}…); "
    "names are those of the installed one, reasons are the result's own",
)
_NO_GIST = Text("（已安装的规则包中没有这一条）", "(the law installed has no such clause)")


@frozen(eq=False)
class Home:
    """The names of a result's tenant, and whether the law they come from is another than the result's."""

    names: Names
    other: Text | None

    def warn(self, lang: Lang) -> None:
        """Say on standard error that the law is another one, if it is."""
        if self.other:
            click.echo(self.other.say(lang), err=True)


def home_of(result: "Result", config: Path | None) -> Home:
    """Open the tenant of a result for its names. Raises TenantError, PluginError and LawError."""
    names = OpenTenants(config).get(result.tenant).names
    here, there = names.bundle.hash, result.bundle
    return Home(names, None if here == there else _OTHER.fill(here=here[:_SHORT], there=there[:_SHORT]))


def knowing(names: Names, clauses: Iterable[str]) -> Names:
    """Return names that know these clauses, too: one that the law lacks goes by its id."""
    bundle = names.bundle
    lacking = [clause for clause in dict.fromkeys(clauses) if clause not in bundle.clauses]
    if not lacking:
        return names
    added = {clause: Said("", _stand_in(clause)) for clause in lacking}
    titles = {said.what.document for said in added.values()} - bundle.documents.keys()
    documents = {title: Said("", Document(title, same(title), same(""))) for title in titles}
    known = evolve(bundle, clauses={**bundle.clauses, **added}, documents={**bundle.documents, **documents})
    return evolve(names, bundle=known)


def _stand_in(clause: str) -> Clause:
    return Clause(clause, clause.partition("/")[2], "principle", _NO_GIST)


_ONE_OF = Text("租户之一（{names}），亦可用--tenant给出", "one of {names}, here or as --tenant")


@frozen(eq=False)
class Found:
    """One application as read, which one of its file it is, whose, and who answers for it; or why nobody can."""

    raw: Raw
    number: int | None = None
    name: str | None = None
    open_tenant: OpenTenant | None = None
    problems: tuple[Problem, ...] = ()


@frozen(eq=False)
class Source:
    """The files of one check. What is read as a whole may have ``most`` bytes, and a workbook unfold to so many."""

    paths: tuple[str, ...]
    open_tenants: OpenTenants
    tenant: str | None = None
    common: Raw | None = None
    sheet: str | None = None
    note: Note = unheard
    most: int = MOST

    def read(self) -> Iterator[Found]:
        """Give every application of every file; a file that cannot be read gives its problems and no more."""
        for path in self.paths:
            try:
                yield from self._file(path)
            except InputError as error:
                yield Found(Raw({}, path, Where(path), None), problems=error.problems)

    def _file(self, path: str) -> Iterator[Found]:
        number, twins = 0, Twins()
        for raw in read_files([path], self._schema(path), sheet=self.sheet, note=self.note, most=self.most):
            if raw.problems and not raw.facts:
                yield Found(raw, problems=raw.problems)
                continue
            number += 1
            one = with_common(raw, self.common)
            name = self.tenant or one.facts.get("tenant")
            if is_blank(name) and number == 1 and is_table(path):
                raise InputError((self._unknown(Where(path), name),))
            open_tenant = self.open_tenants.find(name)
            schema = open_tenant.engine.bundle.schema if open_tenant else self.open_tenants.every_fact()
            if twice := twins.see(raw.places.at(""), raw.row, schema.told(raw.facts, "id_number")):
                self.note(twice)
            unknown = () if open_tenant else (self._unknown(one.places.at("tenant"), name),)
            yield Found(one, number, name_of(one, schema), open_tenant, (*one.problems, *unknown))

    def _unknown(self, where: Where, name: Any) -> Problem:
        return where.problem(shown(name), _ONE_OF.fill(names=", ".join(self.open_tenants.known)), "tenant")

    def _schema(self, path: str) -> Schema:
        if not is_table(path) and path != "-":
            return NO_FACTS
        open_tenant = self.open_tenants.find(self.tenant or (self.common.facts.get("tenant") if self.common else None))
        return open_tenant.schema if open_tenant else self.open_tenants.every_fact()
