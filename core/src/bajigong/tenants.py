"""Tenants: one integrator's set-up each. A region, its enabled plugins, further files of law, whether drafts count.

A tenant is bundled with a region plugin (entry-point group ``bajigong.tenants``) or declared in ``bajigong.toml``::

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
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from bajigong.bundle import Bundle, open_bundle
from bajigong.errors import TenantError
from bajigong.known import as_known
from bajigong.policy.law import Clause, Document, Filling
from bajigong.policy.text import Text, same
from bajigong.policy.values import freeze
from bajigong.schema import NO_COLUMNS, ColumnMap

GROUP: Final = "bajigong.tenants"
FILE: Final = "bajigong.toml"
#: Names the file of tenants, in place of the one in the folder one stands in.
VARIABLE: Final = "BAJIGONG_CONFIG"

_KEYS = {"label", "region", "plugins", "laws", "drafts", "fillings", "columns"}
_FILLING = {"term": str, "document": str, "value": object, "issued": date}


@frozen
class OwnFilling:
    """A value for a term that a tenant lays down, and the document in which it does."""

    term: str
    value: Any
    document: str
    issued: date | None = None


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
        extra = [(f"tenant {self.id}", what) for n, one in enumerate(self.fillings, 1) for what in self._own(n, one)]
        bundle = open_bundle(self.plugins, self.laws, drafts=self.drafts, extra=extra)
        return as_known(bundle, known) if known else bundle

    def _own(self, number: int, one: OwnFilling) -> Iterator[Document | Clause | Filling]:
        """Give a filling of the tenant's own as a document, its clause and the filling."""
        name = f"{self.id}-{number}"
        yield Document(name, same(one.document), self.label, place=self.region, issued=one.issued, layer="agency")
        gist = Text("按{document}执行", "as {document} lays down").fill(document=one.document)
        yield Clause(f"{name}/1", "", "eligibility", gist)
        yield Filling(one.term, freeze(one.value), f"{name}/1")


def tenants(config: Path | None = None) -> dict[str, Tenant]:
    """Return every tenant by name: the bundled ones, then those of the file, which may not take a bundled name.

    Raises TenantError for a file that cannot be read or does not say what a tenant needs.
    """
    found = {point.name: _load(point) for point in entry_points(group=GROUP)}
    for tenant in _from_file(config):
        if tenant.id in found:
            raise TenantError(f"{tenant.origin}: tenant {tenant.id!r} is already declared by {found[tenant.id].origin}")
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
        raise TenantError(f"found tenant {name!r}; expected one of {', '.join(others)}")
    return known[name]


def _load(point: Any) -> Tenant:
    try:
        loaded = point.load()
    except Exception as error:
        raise TenantError(f"tenant {point.name!r} ({point.value}) cannot be loaded: {error!r}") from error
    if not isinstance(loaded, Tenant):
        raise TenantError(f"entry point {point.name!r} ({point.value}) is not a tenant")
    return loaded


def bundled(name: str, zh: str, en: str, region: str, origin: str, *plugins: str) -> Tenant:
    """Declare a tenant for a region plugin to bundle."""
    return Tenant(name, Text(zh, en), region, plugins, origin=origin)


def law_files(config: Path | None = None) -> tuple[Path, ...]:
    """Return the file of tenants, if there is one, and the files of law that it names: what no command may write to.

    A file that says nothing of use names none; whoever opens it says what is wrong with it.
    """
    path, _ = _file(config)
    if not path.is_file():  # what comes through a pipe can be read but once, and not here
        return (path,)
    try:
        declared = [entry for _, entry in _tables(path).items() if isinstance(entry, dict)]
    except TenantError:
        declared = []
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
    for name, entry in _tables(path).items():
        yield _declared(path, name, entry)


def _tables(path: Path) -> Mapping[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TenantError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TenantError(f"{path}: is not TOML in UTF-8: {error}") from error
    others = set(content) - {"tenants"}
    if others or not isinstance(content.get("tenants", {}), dict):
        raise TenantError(f"{path}: found [{', '.join(sorted(others)) or 'tenants'}]; expected [tenants.NAME] tables")
    tables: Mapping[str, Any] = content.get("tenants", {})
    return tables


def _declared(path: Path, name: str, entry: Any) -> Tenant:
    where = f"{path}: tenant {name}"
    if not isinstance(entry, dict) or set(entry) - _KEYS:
        found = ", ".join(sorted(set(entry) - _KEYS)) if isinstance(entry, dict) else repr(entry)
        raise TenantError(f"{where}: found {found}; expected the keys {', '.join(sorted(_KEYS))}")
    region = entry.get("region")
    if not isinstance(region, str) or not (region.isdigit() and len(region) == len("510000")):
        raise TenantError(f"{where}: found region {region!r}; expected a code of six digits in quotes")
    plugins = entry.get("plugins")
    if not isinstance(plugins, list) or not plugins or not all(isinstance(p, str) for p in plugins):
        raise TenantError(f"{where}: found plugins {plugins!r}; expected a list of plugin names")
    label = entry.get("label")
    return Tenant(
        name,
        Text(label["zh"], label["en"]) if isinstance(label, dict) and set(label) == {"zh", "en"} else same(name),
        region,
        tuple(plugins),
        tuple(path.parent / law for law in _laws(where, entry)),
        _drafts(where, entry),
        str(path),
        tuple(_own_filling(where, one) for one in _own_fillings(where, entry)),
        _columns(where, entry, f"{path}, tenant {name}, columns"),
    )


def _columns(where: str, entry: Mapping[str, Any], origin: str) -> ColumnMap:
    columns = entry.get("columns", {})
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        raise TenantError(f"{where}: found columns {columns!r}; expected a table of headers and facts, both text")
    return ColumnMap(columns, origin=origin)


def _own_fillings(where: str, entry: Mapping[str, Any]) -> list[Any]:
    fillings = entry.get("fillings", [])
    if not isinstance(fillings, list):
        raise TenantError(f"{where}: found fillings {fillings!r}; expected a list of tables with term, value, document")
    return fillings


def _own_filling(where: str, entry: Any) -> OwnFilling:
    needed = {"term", "value", "document"}
    if not isinstance(entry, dict) or set(entry) - set(_FILLING) or needed - set(entry):
        raise TenantError(f"{where}: found the filling {entry!r}; expected the keys term, value, document and issued")
    for key, value in entry.items():
        if not isinstance(value, _FILLING[key]):
            raise TenantError(f"{where}: found {key} {value!r} in a filling; expected {_FILLING[key].__name__}")
    return OwnFilling(**entry)


def _laws(where: str, entry: Mapping[str, Any]) -> list[str]:
    laws = entry.get("laws", [])
    if not isinstance(laws, list) or not all(isinstance(law, str) for law in laws):
        raise TenantError(f"{where}: found laws {laws!r}; expected a list of file names")
    return laws


def _drafts(where: str, entry: Mapping[str, Any]) -> bool:
    drafts = entry.get("drafts", False)
    if not isinstance(drafts, bool):
        raise TenantError(f"{where}: found drafts {drafts!r}; expected true or false")
    return drafts
