"""Tenants: one integrator's set-up each. A region, its enabled plugins, further files of law, whether drafts count.

A tenant is declared in ``bajigong.toml`` or, in the same words, in a TOML file of an installed package: an entry point
of the group ``bajigong.tenants`` says ``guizhou = "bajigong_guizhou.tenant"`` for the package's ``tenant.toml``::

    [tenants.guizhou]
    label = { zh = "贵州", en = "Guizhou" }
    region = "520000"
    plugins = ["national", "enterprise", "college", "third_party"]
    laws = ["guizhou.toml"]        # beside the file
    drafts = false
    fillings = [{ term = "national:conditions", value = "2023", document = "…〔2026〕3号" }]

``fillings`` are values that the tenant itself, or the agency it serves, lays down, each with the document that does:
its name or number, and ``issued`` (a date) where it does not count from ever. ``columns = { "取证时间" =
"applicant.certificates.issued", "政治面貌" = "" }`` says what headers of sheets stand for, as ``--columns`` does.
"""

import os
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Final

from attrs import evolve, field, frozen

from bajigong.errors import LawError, Slip, TenantError
from bajigong.law.bundle import as_known, covers, slip_of
from bajigong.law.opening import Bundle, Said, open_bundle
from bajigong.policy.facts import NO_COLUMNS, ColumnMap
from bajigong.policy.law import Clause, Document, Filling
from bajigong.policy.text import Text, near, one_of, same
from bajigong.policy.toml import (
    NO_FILE_FOUND,
    NOT_TOML,
    UNREADABLE,
    is_ordinary,
    key_path,
    line_at,
    lines_of,
    read_text,
)
from bajigong.policy.types import PluginName, RegionCode, Some, TermId, TypeMismatch, structure

GROUP: Final = "bajigong.tenants"
FILE: Final = "bajigong.toml"
#: Names the file of tenants, in place of the one in the folder one stands in.
VARIABLE: Final = "BAJIGONG_CONFIG"

_REGION: Final = Text(
    "place 为 {place}，不在租户地区 {region} 之内",
    "found place {place}; expected one in or above the tenant's region {region}",
)
_UNKNOWN: Final = Text("没有租户{name!r}；应为{expected}", "found tenant {name!r}; expected {expected}")
_TAKEN: Final = Text("租户{name!r}已由 {origin} 声明", "tenant {name!r} is already declared by {origin}")
_NOT_THERE: Final = Text(
    "入口点 bajigong.tenants 的{name!r}指向 {value}；应为 软件包.文件，即软件包中含有[tenants.{name}]的 文件.toml",
    "entry point {name!r} of bajigong.tenants names {value}; expected PACKAGE.FILE, for a FILE.toml in the package "
    "that has [tenants.{name}]",
)


@frozen
class OwnFilling:
    """A value for a term that a tenant lays down, and the document in which it does."""

    term: TermId
    value: Any
    document: str
    issued: date | None = None


@frozen
class Entry:
    """A table ``[tenants.NAME]`` as it is written. A ``label`` may be one text for both languages."""

    region: RegionCode
    plugins: Annotated[tuple[PluginName, ...], Some()]
    label: Text | str = ""
    laws: tuple[str, ...] = ()
    drafts: bool = False
    fillings: tuple[OwnFilling, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


@frozen
class TenantFile:
    """The file of tenants as it is written."""

    tenants: tuple[tuple[str, Entry], ...] = ()


@frozen
class Tenant:
    """One set-up. ``region`` is a GB/T 2260 code; ``origin`` says where it is declared.

    ``fillings`` are law of the last layer, the agency's own. ``columns`` says what the headers of its sheets stand for.
    """

    id: str
    label: Text
    region: str
    plugins: tuple[str, ...]
    laws: tuple[Path, ...] = ()
    drafts: bool = False
    origin: str = field(default="", eq=False)
    fillings: tuple[OwnFilling, ...] = ()
    columns: ColumnMap = NO_COLUMNS

    def open(self, known: date | None = None) -> Bundle:
        """Open its bundle, as it was known on a day if one is given.

        Raises PluginError and LawError as `open_bundle` does.
        """
        bundle = open_bundle(self.plugins, self.laws, drafts=self.drafts, extra=self.own_law())
        slips = self.outside(said for part in (bundle.documents,) for said in part.values())
        if slips:
            raise LawError(slips=slips)
        return as_known(bundle, known) if known else bundle

    def own_law(self) -> list[tuple[str, Any]]:
        """Return what the tenant itself lays down, each declaration with its maker."""
        return [(f"tenant {self.id}", what) for n, one in enumerate(self.fillings, 1) for what in self._own(n, one)]

    def outside(self, said: Iterable[Said[Any]]) -> tuple[Slip, ...]:
        """Say which documents of the tenant's own files are for places that it has nothing to do with."""
        files = {law.name for law in self.laws}
        documents = (one for one in said if one.by in files and isinstance(one.what, Document))
        return tuple(
            slip_of(one, f"document {one.what.id}", _REGION.fill(place=one.what.place, region=self.region), "place")
            for one in documents
            if not (covers(one.what, self.region) or _within(one.what.place, self.region))
        )

    def _own(self, number: int, one: OwnFilling) -> Iterator[Document | Clause | Filling]:
        """Give a filling of the tenant's own as a document, its clause and the filling."""
        name = f"{self.id}-{number}"
        yield Document(name, same(one.document), self.label, place=self.region, issued=one.issued, layer="agency")
        gist = Text("按{document}执行", "as {document} lays down").fill(document=one.document)
        yield Clause(f"{name}/1", "", "eligibility", gist)
        yield Filling(one.term, one.value, f"{name}/1")


def tenants(config: Path | None = None) -> dict[str, Tenant]:
    """Return every tenant by name: the bundled ones, then those of the file, which may not take a bundled name.

    Raises TenantError for a file that cannot be read or does not say what a tenant needs.
    """
    found = {point.name: _load(point) for point in entry_points(group=GROUP)}
    for tenant in _from_file(config):
        if tenant.id in found:
            message = _TAKEN.fill(name=tenant.id, origin=found[tenant.id].origin)
            raise TenantError(slips=(Slip(tenant.origin, None, "", message),))
        found[tenant.id] = tenant
    return dict(sorted(found.items()))


def tenant(name: str, config: Path | None = None) -> Tenant:
    """Return one tenant, loading no other bundled one.

    Raises TenantError, naming those there are, where there is none of that name.
    """
    for point in entry_points(group=GROUP, name=name):
        return _load(point)
    known = {one.id: one for one in _from_file(config)}
    if name not in known:
        others = sorted({*(point.name for point in entry_points(group=GROUP)), *known})
        wanted, nearest = one_of(others), near(name, others)
        expected = Text(wanted.zh + nearest.zh, wanted.en + nearest.en)
        raise TenantError(slips=(Slip("", None, "", _UNKNOWN.fill(name=name, expected=expected)),))
    return known[name]


def _load(point: EntryPoint) -> Tenant:
    """Read the tenant that an entry point names. Raises TenantError where it does not stand there."""
    package, _, stem = point.module.rpartition(".")
    try:
        found = find_spec(package)
    except (ImportError, ValueError):
        found = None
    for folder in (found and found.submodule_search_locations) or ():
        path = Path(folder) / f"{stem}.toml"
        if path.is_file():
            declared = {one.id: one for one in _declared_in(path)}
            if point.name in declared:
                return evolve(declared[point.name], origin=package)
    raise TenantError(slips=(Slip("", None, "", _NOT_THERE.fill(name=point.name, value=point.value)),))


def law_files(config: Path | None = None) -> tuple[Path, ...]:
    """Return the file of tenants, if there is one, and the files of law that it names: what no command may write to.

    A file that says nothing of use names none; whoever opens it says what is wrong with it.
    """
    path, _ = _file(config)
    if not path.is_file():  # what comes through a pipe can be read but once, and not here
        return (path,)
    try:
        tables = _content(path)[0].get("tenants")
    except TenantError:
        tables = None
    declared = [entry for entry in (tables if isinstance(tables, dict) else {}).values() if isinstance(entry, dict)]
    laws = [law for entry in declared if isinstance(entry.get("laws"), list) for law in entry["laws"]]
    return (path, *(path.parent / law for law in laws if isinstance(law, str)))


def _file(config: Path | None) -> tuple[Path, bool]:
    """Return the file of tenants, and whether somebody has named it."""
    named = config or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    return named or Path(FILE), named is not None


def _from_file(config: Path | None) -> Iterator[Tenant]:
    path, named = _file(config)
    if not named and not path.is_file():
        return
    yield from _declared_in(path)


def _declared_in(path: Path) -> Iterator[Tenant]:
    """Give the tenants of a file. Raises TenantError for one that cannot be read or does not say what it must."""
    content, text = _content(path)
    try:
        written: TenantFile = structure(content, TenantFile)
    except TypeMismatch as misfit:
        raise TenantError(slips=tuple(_slips(path, text, misfit))) from misfit
    for name, entry in written.tenants:
        yield _declared(path, name, entry)


def _slips(path: Path, text: str, misfit: TypeMismatch) -> Iterator[Slip]:
    """Say everything that is wrong with a file of tenants, and where."""
    lines = lines_of(text)
    for fault in misfit.faults:
        head, *inside = fault.path
        name = f"tenant {inside.pop(0)}" if head == "tenants" and inside else str(head)
        entry = ": ".join(filter(None, (name, key_path(tuple(inside)))))
        yield Slip(str(path), line_at(lines, fault.path), entry, fault.message)


def _content(path: Path) -> tuple[dict[str, Any], str]:
    if not is_ordinary(path):
        raise TenantError(slips=(Slip(str(path), None, "", NO_FILE_FOUND),))
    try:
        text = read_text(path)
        return tomllib.loads(text), text
    except OSError as error:
        raise TenantError(slips=(Slip(str(path), None, "", UNREADABLE.fill(why=error.strerror)),)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TenantError(slips=(Slip(str(path), None, "", NOT_TOML.fill(why=error)),)) from error


def _declared(path: Path, name: str, entry: Entry) -> Tenant:
    label = entry.label if isinstance(entry.label, Text) else same(entry.label or name)
    laws = tuple(path.parent / law for law in entry.laws)
    columns = ColumnMap(dict(entry.columns), origin=f"{path}, tenant {name}, columns")
    return Tenant(name, label, entry.region, entry.plugins, laws, entry.drafts, str(path), entry.fillings, columns)


def _within(place: str, region: str) -> bool:
    """Say whether a place lies in a region."""
    code, whole = int(place or 0), int(region)
    return code - code % 10000 == whole or (whole % 100 == 0 and code - code % 100 == whole)
