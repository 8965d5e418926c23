"""The tenants a command works for: each opened once, when it is first named; and names for what their results say."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import define, evolve, field, frozen

from bajigong.cli.show.row import Names
from bajigong.engine.engine import Engine
from bajigong.errors import BajigongError, InputError, Problem, TenantError
from bajigong.law.opening import Said
from bajigong.law.tenants import Tenant, tenant, tenants
from bajigong.policy.facts import NO_COLUMNS, ColumnMap, FactField, Schema
from bajigong.policy.law import Clause, Document
from bajigong.policy.occupations import NO_OCCUPATIONS
from bajigong.policy.text import Lang, Text, same
from bajigong.tables import Raw, Where, read_files
from bajigong.tables.files import MOST
from bajigong.tables.headers import with_columns
from bajigong.tables.raw import Note, Twins, name_of, unheard
from bajigong.tables.read import NO_FACTS, is_table, with_common
from bajigong.tables.words import is_blank, shown

if TYPE_CHECKING:
    from bajigong.batch.summing.result import Result


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
        return with_columns(self.engine.bundle.schema, self.tenant.columns, self.columns)


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
            self._every = with_columns(Schema(fields, (), (), NO_OCCUPATIONS), self.columns)
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
