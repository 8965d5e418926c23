"""The differences between two laws: two tenants, or one on two days.

Documents, terms, rules and assessment are compared as they stand in each side's place on its day; people are found
whose verdicts differ, decided by both sides.
"""

from collections.abc import Iterator

from attrs import evolve

from bajigong.differing.difference import Difference, Differences, Held, How, Part, Practised
from bajigong.differing.documents import document_differences
from bajigong.differing.practice import practice_differences
from bajigong.differing.rules import rule_differences
from bajigong.differing.shown import Shown
from bajigong.differing.terms import term_differences
from bajigong.witness import Side, Witness, side_of

__all__ = [
    "Difference",
    "Differences",
    "Held",
    "How",
    "Part",
    "Practised",
    "Side",
    "Witness",
    "differences",
    "side_of",
]


def differences(a: Side, b: Side) -> Differences:
    """Compare two laws. A law compared with itself has no differences."""
    return Differences(a, b, tuple(_all(a, b)))


def _all(a: Side, b: Side) -> Iterator[Difference]:
    yield from document_differences(a, b)
    terms = {one.id: one for one in term_differences(a, b)}
    yield from terms.values()
    rules = tuple(rule_differences(a, b, terms))
    yield from (one for one in rules if one.part in ("ways", "routes", "ladders"))
    shown = Shown(a, b)
    yield from practice_differences(a, b, shown)
    for one in (one for one in rules if one.part not in ("ways", "routes", "ladders")):
        told = one.part == "methods" and one.how != "basis"
        yield evolve(one, practice=shown.method(one.id)) if told else one
