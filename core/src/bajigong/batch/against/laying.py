"""A law file laid on a tenant's own law: a draft notice, as if it were in force."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from bajigong.batch.files.ask import Desk
from bajigong.bundle import Bundle, open_bundle
from bajigong.engine.engine import Engine
from bajigong.errors import BajigongError
from bajigong.known import as_known
from bajigong.policy.law import Document
from bajigong.policy.text import Lang, Text
from bajigong.policy.toml import load_law
from bajigong.tenants import Tenant

_NOTHING: Final = Text("{name}中没有任何规定", "{name}: declares nothing")

#: When each of some files was changed, and its size.
Marks = tuple[tuple[int, int], ...]


def marks_of(*files: Path) -> Marks:
    """Return what tells whether files were changed, of those that are there."""
    return tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.exists())


@lru_cache(maxsize=4)
def laid_on(one: Tenant, law: Path, known: date | None, lang: Lang, marks: Marks) -> Desk:
    """Open a tenant with a law file on top, once for each state of its files (``marks``).

    Documents of the file count though they be drafts; other drafts as the tenant has it. Raises BajigongError for a
    file that declares nothing, PluginError and LawError for declarations that do not fit.
    """
    declared = load_law(law)
    if not declared:
        raise BajigongError(_NOTHING.fill(name=law.name).say(lang))
    bundle = _with(one, [(law.name, _binding(what)) for what in declared])
    return Desk(one, Engine(as_known(bundle, known) if known else bundle, one.id))


def _with(one: Tenant, extra: list[tuple[str, Any]]) -> Bundle:
    return open_bundle(one.plugins, one.laws, drafts=one.drafts, extra=extra)


def _binding(what: Any) -> Any:
    return evolve(what, draft=False) if isinstance(what, Document) else what
