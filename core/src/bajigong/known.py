"""What was known on a day: the law as it could have been applied then.

A document or filling may say from when it was known (``known_from``); what says nothing was always known. Leaving a
document out leaves out its clauses, every filling and every rule that cites them, and so what they grant.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import evolve

from bajigong.declared import Bundle, Said
from bajigong.policy.law import Document, Filling

#: The parts of a bundle whose declarations cite clauses.
_CITING = ("ways", "routes", "ladders", "methods", "aspects", "incentives", "duties")


def as_known(bundle: Bundle, day: date) -> Bundle:
    """Return the bundle without what was not yet known on a day.

    A rule that rests on a document not yet known is left out with it, whatever else it cites.
    """
    documents = {name: said for name, said in bundle.documents.items() if _known(said.what, day)}
    clauses = {name: said for name, said in bundle.clauses.items() if said.what.document in documents}
    rules: Mapping[str, Any] = {name: _resting(getattr(bundle, name), set(clauses)) for name in _CITING}
    fillings = tuple(said for said in bundle.fillings if said.what.clause in clauses and _known(said.what, day))
    return evolve(bundle, documents=documents, clauses=clauses, fillings=fillings, known=day, **rules)


def _known(declaration: Any, day: date) -> bool:
    since: date | None = declaration.known_from
    return since is None or since <= day


def _resting(rules: Mapping[str, Said[Any]], clauses: set[str]) -> dict[str, Said[Any]]:
    return {name: said for name, said in rules.items() if clauses.issuperset(said.what.clauses)}


def learned(bundle: Bundle) -> tuple[date, ...]:
    """Return the days on which something of a bundle came to be known, earliest first."""
    dated: list[Document | Filling] = [*(s.what for s in bundle.documents.values()), *(s.what for s in bundle.fillings)]
    return tuple(sorted({one.known_from for one in dated if one.known_from}))
