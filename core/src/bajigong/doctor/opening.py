"""Opening a law that may not open: what does not fit is found and left out, one declaration at a time.

So a clause that is cited and does not exist, a filling outside its bounds and all else that `checks` refuses are found
together, and what is left can be looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bajigong.bundle import Bundle, Said, gather, open_bundle
from bajigong.checks import check_bundle
from bajigong.doctor.finding import Finding
from bajigong.errors import BajigongError, LawError, PluginError
from bajigong.policy import law
from bajigong.policy.text import same
from bajigong.policy.toml import SECTIONS, load_law
from bajigong.tenants import Tenant

#: What others rest on is laid down first: documents, clauses, terms; then gates and methods; rules; fillings.
_FIRST = (
    "document",
    "clause",
    "term",
    "grade",
    "standard",
    "template",
    "number_scheme",
    "fact",
    "track",
    "gate",
    "method",
)


def open_all(tenant: Tenant, files: Iterable[Path] = ()) -> tuple[Bundle | None, tuple[Finding, ...]]:
    """Open a tenant's bundle with further files of law; what does not fit is left out and found.

    None for the bundle where the plugins themselves cannot be opened.
    """
    every = (*tenant.laws, *files)
    try:
        return open_bundle(tenant.plugins, every, drafts=tenant.drafts), ()
    except PluginError as error:
        return None, (_finding(error.plugin, "", error),)
    except LawError:
        return _piece_by_piece(tenant, every)


def _piece_by_piece(tenant: Tenant, files: Sequence[Path]) -> tuple[Bundle | None, tuple[Finding, ...]]:
    try:
        stands = open_bundle(tenant.plugins, drafts=tenant.drafts)
    except LawError as error:
        return None, (_finding(", ".join(tenant.plugins), "", error),)
    found: list[Finding] = []
    for said in _ordered(files, found):
        try:
            stands = _with(stands, said)
        except LawError as error:
            found.append(_finding(said.by, _named(said.what), error))
    return stands, tuple(found)


def _ordered(files: Sequence[Path], found: list[Finding]) -> Iterator[Said[Any]]:
    """Give the declarations of files, what others rest on first; a file that cannot be read is a finding."""
    every: list[Said[Any]] = []
    for file in files:
        try:
            every += [Said(file.name, what) for what in load_law(file)]
        except LawError as error:
            found.append(_finding(file.name, "", error))
    ranks = {SECTIONS[section]: rank for rank, section in enumerate(_FIRST)}
    ranks[law.Filling] = len(SECTIONS) + 1
    yield from sorted(every, key=lambda said: ranks.get(type(said.what), len(SECTIONS)))


def _with(bundle: Bundle, said: Said[Any]) -> Bundle:
    """Lay one declaration on what stands. Raises LawError where it does not fit."""
    more = gather([*bundle.all(), said], drafts=bundle.drafts)
    check_bundle(more)
    return more


def _named(what: Any) -> str:
    return next((str(getattr(what, key)) for key in ("id", "term", "path", "name") if hasattr(what, key)), "")


def _finding(by: str, name: str, error: BajigongError) -> Finding:
    return Finding("opening", "error", by, name, same(str(error)))
