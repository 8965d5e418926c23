"""Which documents count on one side only."""

from collections.abc import Iterator
from typing import Any

from bajigong.bundle import Said
from bajigong.differing.difference import Difference, Held, days, how
from bajigong.policy.law import Document
from bajigong.readings import covers, in_force
from bajigong.witness import Side


def document_differences(a: Side, b: Side) -> Iterator[Difference]:
    """Give the documents that count on one side only, or for another time."""
    mine, theirs = _counting(a), _counting(b)
    for name in dict.fromkeys((*mine, *theirs)):
        one, other = mine.get(name), theirs.get(name)
        held, other_held = _held(one), _held(other)
        if held != other_held:
            same = bool(one and other and one.what == other.what)
            label = (one or theirs[name]).what.name
            yield Difference("documents", name, label, how(held, other_held, same=same), held, other_held)


def _counting(side: Side) -> dict[str, Said[Document]]:
    """Return the documents that are law in the place on the day."""
    return {name: said for name, said in side.bundle.documents.items() if _counts(side, said.what)}


def _counts(side: Side, document: Document) -> bool:
    binding = side.bundle.drafts or not document.draft
    return binding and covers(document, side.place) and side.counts(in_force(document))


def _held(said: Said[Any] | None) -> Held | None:
    return Held(said.what.title, (), (said.by,), **days(in_force(said.what))) if said else None
