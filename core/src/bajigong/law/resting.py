"""What declarations rest on: what rests on one that was refused is left out with it, and not blamed for it."""

from collections.abc import Iterable, Iterator
from typing import Any

from bajigong.law.bundle import Said
from bajigong.law.place import asks_of, terms_of
from bajigong.policy.asks import Ask
from bajigong.policy.law import Clause, Filling

#: The keys by which declarations name others, one or several.
_ONE = ("gate", "method", "replaces", "clause")
_SEVERAL = ("clauses", "methods", "tracks")


def standing_without(said: Iterable[Said[Any]], refused: set[str]) -> list[Said[Any]]:
    """Return the declarations that rest on none of the refused names, nor on one that does."""
    standing, gone = list(said), set(refused)
    while gone:
        falling = [one for one in standing if not gone.isdisjoint(_rests_on(one.what))]
        standing = [one for one in standing if one not in falling]
        gone = {one.what.id for one in falling if hasattr(one.what, "id")}
    return standing


def _rests_on(what: Any) -> Iterator[str]:
    if isinstance(what, Clause):
        yield what.document
    if isinstance(what, Filling):
        yield what.term
    yield from (name for key in _ONE if isinstance(name := getattr(what, key, ""), str) and name)
    yield from (name for key in _SEVERAL for name in getattr(what, key, ()))
    if hasattr(what, "needs") or hasattr(what, "when"):
        yield from terms_of(what)
        for _, _, ask in asks_of(what):
            yield from _kinds(ask)


def _kinds(ask: Ask) -> Iterator[str]:
    yield ask.kind
    yield from (kind for _, value in ask.params if isinstance(value, Ask) for kind in _kinds(value))
