"""Rules that another makes needless: whoever meets them meets the other as well, to the same end."""

from collections.abc import Iterator, Sequence
from typing import Any

from bajigong.doctor.finding import Finding, Patient
from bajigong.placed import Variant
from bajigong.policy.rules import Route
from bajigong.policy.text import Text
from bajigong.witness.alone import settled_part, somebody
from bajigong.witness.implied import implies

_NEEDLESS = Text(
    "满足此项的人必然也满足{other}（{clauses}），此项不会使任何人多得到结论",
    "whoever meets it also meets {other} ({clauses}): nobody gains by it",
)
_AS_WRITTEN = Text("{said}；两项均为{document}原文所列", "{said}; both stand so in {document} itself")


def needless(patient: Patient) -> Iterator[Finding]:
    """Find routes and ways that ask at least what another of their kind asks, and lead no further."""
    for part in ("routes", "ways"):
        those = tuple(variant for variant in patient.in_force(part) if settled_part(variant) == variant)
        for number, variant in enumerate(those):
            other = _other(those, number)
            if other:
                yield _finding(patient, variant, other)


def _other(those: Sequence[Variant[Any]], number: int) -> Variant[Any] | None:
    """Return a rule that makes one needless; of two that ask the same the first stays."""
    one = those[number]
    for place, other in enumerate(those):
        if place != number and _covers(other, one) and (place < number or not _covers(one, other)):
            return other
    return None


def _covers(other: Variant[Any], one: Variant[Any]) -> bool:
    """Say whether the other leads wherever the one does, for as long, and asks no more."""
    if other.rule is one.rule and other.id == one.id and other.requirements == one.requirements:
        return False
    return _as_far(other, one) and all(
        any(implies(m.node, t.node) for m in one.requirements) for t in other.requirements
    )


def _as_far(other: Variant[Any], one: Variant[Any]) -> bool:
    mine, theirs = one.rule, other.rule
    if isinstance(mine, Route):
        same_end = theirs.method == mine.method and set(one.grades) <= set(other.grades)
        kinds = _within(mine.standards, theirs.standards)
    else:
        same_end = theirs.gate == mine.gate
        kinds = _within(one.grades, other.grades)
    return same_end and kinds and _within(mine.tracks, theirs.tracks) and other.period[1] >= one.period[1]


def _within(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Compare lists of which an empty one stands for all."""
    return not theirs or (bool(mine) and set(mine) <= set(theirs))


def _finding(patient: Patient, variant: Variant[Any], other: Variant[Any]) -> Finding:
    message = _NEEDLESS.fill(other=other.id, clauses=", ".join(other.clauses))
    documents = {clause.partition("/")[0] for clause in (*variant.clauses, *other.clauses)}
    person = somebody(patient.side, variant)
    plugin = patient.maker(variant.rule)
    if len(documents) == 1:
        document = patient.side.bundle.documents[documents.pop()].what
        said = _AS_WRITTEN.fill(said=message, document=document.name)
        return Finding("needless", "note", plugin, variant.id, said, variant.clauses, person)
    return Finding("needless", "warning", plugin, variant.id, message, variant.clauses, person)
