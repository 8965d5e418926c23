"""Opening a law that may not open: what does not fit is found and left out, so that what is left can be looked at.

So a clause that is cited and does not exist, a filling outside its bounds and all else that `checks` refuses are found
together, each with the file and the line where it stands.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bajigong.bundle import Bundle, Laid, Said, lay_out
from bajigong.declared import Misfit
from bajigong.doctor.finding import Finding
from bajigong.errors import LawError, PluginError, Slip
from bajigong.policy.law import Document
from bajigong.policy.text import Text, same
from bajigong.tenants import Tenant


def open_all(tenant: Tenant, files: Iterable[Path] = ()) -> tuple[Bundle | None, tuple[Finding, ...]]:
    """Open a tenant's bundle with further files of law; what does not fit is left out and found.

    None for the bundle where the plugins themselves cannot be opened.
    """
    try:
        laid = lay_out(tenant.plugins, (*tenant.laws, *files), tenant.own_law())
    except PluginError as error:
        return None, (Finding("opening", "error", error.plugin, "", same(str(error))),)
    except LawError as error:
        return None, tuple(_finding(slip) for slip in error.slips)
    found = [_finding(slip) for slip in (*laid.slips, *tenant.outside(laid.said))]
    bundle, misfits = laid.fit(drafts=tenant.drafts)
    while misfits:
        found += [_finding(one.slip, one.said) for one in misfits]
        if not _left_out(laid, misfits):
            return None, _once(found)
        bundle, misfits = laid.fit(drafts=tenant.drafts)
    return bundle, _once(found)


def _left_out(laid: Laid, misfits: Iterable[Misfit]) -> bool:
    """Leave out the declarations that do not fit; say whether there were any that could be."""
    wrong = {_key(one.said.what) for one in misfits if one.said}
    fitting = [said for said in laid.said if _key(said.what) not in wrong]
    changed = len(fitting) < len(laid.said)
    standing = {_named(said.what) for said in fitting}
    laid.refused.update({_named(one.said.what) for one in misfits if one.said} - standing)
    laid.said[:] = fitting
    return changed


def _key(what: Any) -> tuple[Any, ...]:
    """Tell a declaration from others; a document by its name, for it may have been dated after its basis meanwhile."""
    return (Document, what.id) if isinstance(what, Document) else (id(what),)


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple({(one.file, one.line, one.message.en): one for one in findings}.values())


def _finding(slip: Slip, said: Said[Any] | None = None) -> Finding:
    """Give a slip as a finding: whose it is and what it is stand apart from what is wrong."""
    entry, _, key = slip.entry.partition(": ")
    by, name = (said.by, _named(said.what)) if said else (slip.file or slip.by, entry)
    here = Slip("" if by == slip.file else slip.file, slip.line, key, slip.message)
    return Finding("opening", "error", by, name, Text(here.say("zh"), here.say("en")), file=slip.file, line=slip.line)


def _named(what: Any) -> str:
    return next((str(getattr(what, key)) for key in ("id", "term", "path", "name") if hasattr(what, key)), "")
