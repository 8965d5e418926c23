"""What is told to a run that asks another law as well: picklable, so that other processes can be told."""

import re
from collections.abc import Container
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, Final

import numpy as np
import pyarrow as pa
from attrs import define, evolve, field, frozen

from bajigong.batch.against.changes import FIELDS, columns
from bajigong.batch.against.moving import Foreign, Moving
from bajigong.batch.cases import Answers
from bajigong.batch.files.ask import Ask, TenantLaw
from bajigong.batch.files.frame import Reasoned, reasons_table
from bajigong.batch.people import People
from bajigong.engine.engine import Engine
from bajigong.errors import BajigongError
from bajigong.law.bundle import as_known
from bajigong.law.opening import Bundle, open_bundle
from bajigong.law.tenants import Tenant, tenant, tenants
from bajigong.policy.law import Document
from bajigong.policy.text import Lang, Text
from bajigong.policy.toml import load_law


@define(eq=False)
class Across:
    """Decides the people of one file under the law there. Several threads may use it at once."""

    opposite: "Opposite"
    reasoned: Reasoned = field(init=False)
    _used: set[int] = field(factory=set)
    _lock: Lock = field(factory=Lock)

    def __attrs_post_init__(self) -> None:
        self.reasoned = Reasoned(self.opposite.tenant_law.kernel)

    def columns(self, people: "People", answers: Answers) -> dict[str, pa.Array]:
        """Return the columns for a chunk of people, given their answers here."""
        there = self.opposite.decide(people)
        used = np.flatnonzero(np.bincount(there.reasons)).tolist()
        with self._lock:
            self._used.update(used)
        return columns(answers, there, self.reasoned.columns(there.reasons))

    @property
    def signatures(self) -> tuple[int, ...]:
        """The signatures there that occur in the columns given so far, in order."""
        every = self.opposite.tenant_law.kernel.reasons.signatures
        return tuple(sorted({every[place] for place in self._used}))

    def reasons(self, known: Container[int] = ()) -> pa.Table:
        """Return the reasons there that occur in the columns given so far, but for those that are known."""
        return reasons_table(self.opposite.tenant_law.kernel, {one for one in self.signatures if one not in known})


LAW: Final = ".toml"
_DAY: Final = re.compile(r"[\d./-]+")

_EXPECTED: Final = Text(
    "--against填写为“{said}”；应为租户名称（{names}）、YYYY-MM-DD格式的日期，或者规定文件（*.toml）；"
    "租户名称和文件后可加@日期",
    "--against: found {said!r}; expected a tenant ({names}), a day as YYYY-MM-DD, or a law file (*.toml); a tenant and"
    " a file may be followed by @ and a day",
)
_NO_DAY: Final = Text(
    "--against填写为“{said}”；日期应为YYYY-MM-DD", "--against: found {said!r}; expected a day as YYYY-MM-DD"
)
_NO_FILE: Final = Text("--against所指文件{said}不存在", "--against: there is no file {said}")


@frozen
class Asked:
    """The other side as it is asked for, ``said`` on a command line.

    ``tenant`` is whose law it is, ``law`` a file of declarations to be laid on it, ``on`` the day asked about, None for
    the day of each row.
    """

    said: str
    tenant: Tenant
    law: Path | None = None
    on: date | None = None


def read(said: str, here: Tenant, config: Path | None = None, lang: Lang = "en", home: Path | None = None) -> Asked:
    """Read what ``--against`` says, from the side of a tenant. ``home`` is the folder from which files are named.

    Raises BajigongError for what is no tenant, day or file; TenantError for a tenant whose set-up is wrong.
    """
    what, at, day = said.strip().rpartition("@")
    if not at:
        if _DAY.fullmatch(day):
            return Asked(said, here, None, _day(day, said, lang))
        what, day = day, ""
    on = _day(day, said, lang) if at else None
    if what.lower().endswith(LAW):
        return Asked(said, here, _file(what, lang, home), on)
    return Asked(said, _tenant(what, said, config, lang), None, on)


def law_of(said: str, home: Path | None = None) -> tuple[Path, ...]:
    """Return the file of law that ``--against`` names, if it names one; nothing is checked."""
    what = said.strip()
    named = what if what.lower().endswith(LAW) else what.rpartition("@")[0]
    return ((home or Path()) / named,) if named.lower().endswith(LAW) else ()


def _day(words: str, said: str, lang: Lang) -> date:
    try:
        return date.fromisoformat(words.strip())
    except ValueError as error:
        raise BajigongError(_NO_DAY.fill(said=said).say(lang)) from error


def _file(name: str, lang: Lang, home: Path | None) -> Path:
    path = (home or Path()) / name
    if not path.is_file():
        raise BajigongError(_NO_FILE.fill(said=name).say(lang))
    return path.resolve()


def _tenant(name: str, said: str, config: Path | None, lang: Lang) -> Tenant:
    names = tuple(tenants(config))
    if name not in names:
        raise BajigongError(_EXPECTED.fill(said=said, names=", ".join(names)).say(lang))
    return tenant(name, config)


_NOTHING: Final = Text("{name}中没有任何规定", "{name}: declares nothing")

#: When each of some files was changed, and its size.
Marks = tuple[tuple[int, int], ...]


def marks_of(*files: Path) -> Marks:
    """Return what tells whether files were changed, of those that are there."""
    return tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.exists())


@lru_cache(maxsize=4)
def laid_on(one: Tenant, law: Path, known: date | None, lang: Lang, marks: Marks) -> TenantLaw:
    """Open a tenant with a law file on top, once for each state of its files (``marks``).

    Documents of the file count though they be drafts; other drafts as the tenant has it. Raises BajigongError for a
    file that declares nothing, PluginError and LawError for declarations that do not fit.
    """
    declared = load_law(law)
    if not declared:
        raise BajigongError(_NOTHING.fill(name=law.name).say(lang))
    bundle = _with(one, [(law.name, _binding(what)) for what in declared])
    return TenantLaw(one, Engine(as_known(bundle, known) if known else bundle, one.id))


def _with(one: Tenant, extra: list[tuple[str, Any]]) -> Bundle:
    return open_bundle(one.plugins, one.laws, drafts=one.drafts, extra=extra)


def _binding(what: Any) -> Any:
    return evolve(what, draft=False) if isinstance(what, Document) else what


@frozen(eq=False)
class Opposite:
    """The other side: what was asked for, the law at work there, and how people come to stand before it."""

    asked: Asked
    tenant_law: TenantLaw
    moving: Moving
    foreign: Foreign

    def decide(self, people: People) -> Answers:
        """Return the answers there for a chunk of people as they stand here, in their order."""
        moved = self.moving.people(people)
        answers = self.tenant_law.kernel.decide(moved)
        self.foreign.settle(people, moved, answers)
        return answers

    @property
    def name(self) -> str:
        """What tells it from others for a manifest: as it was asked for, and the name of its law."""
        return f"{self.asked.said} {self.tenant_law.bundle}"

    def metadata(self, reasons: str) -> dict[str, str]:
        """Return what a result says of the other side. ``reasons`` is the name of its dictionary for this side."""
        on = {"against_on": self.asked.on.isoformat()} if self.asked.on else {}
        return {
            "against": self.asked.said,
            "against_tenant": self.tenant_law.engine.tenant,
            "against_bundle": self.tenant_law.bundle,
            "against_reasons": reasons,
            **on,
        }

    def begin(self) -> "Across":
        """Take up the people of one file."""
        return Across(self)


def open_opposite(said: str, ask: Ask, here: TenantLaw, home: Path | None = None) -> Opposite:
    """Open what ``--against`` says. ``home`` is the folder from which it names files.

    Raises BajigongError for what is no tenant, day or law file, and where facts have other types there; TenantError,
    PluginError and LawError for a law that cannot be opened.
    """
    asked = read(said, here.tenant, ask.config, ask.lang, home)
    there = _desk(asked, ask, here)
    region = None if there.tenant.region == here.tenant.region else there.tenant.region
    moving = Moving.between(here.schema, there.schema, region, asked.on, ask.lang)
    return Opposite(asked, there, moving, Foreign(here.schema, there.kernel.reasons))


def _desk(asked: Asked, ask: Ask, here: TenantLaw) -> TenantLaw:
    if asked.law is not None:
        marks = marks_of(*asked.tenant.laws, asked.law)
        return laid_on(asked.tenant, asked.law, ask.known, ask.lang, marks)
    return here if asked.tenant == here.tenant else evolve(ask, tenant=asked.tenant.id).tenant_law()


@frozen
class Against:
    """Another law over the same people, as ``--against`` says it.

    ``fields`` are the columns it adds behind the others, ``signature`` the one that names a reason. ``home`` is the
    folder from which files are named: that of the command line, wherever it is opened.
    """

    said: str
    home: Path = field(factory=Path.cwd)
    fields: ClassVar[tuple[pa.Field, ...]] = FIELDS
    signature: ClassVar[str] = "against_signature"

    def open(self, ask: Ask, tenant_law: TenantLaw) -> Opposite:
        """Open the law there. Raises what `open_opposite` does."""
        return open_opposite(self.said, ask, tenant_law, self.home)
