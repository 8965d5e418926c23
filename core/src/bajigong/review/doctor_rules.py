"""Rules that can never hold: nobody could be found who meets them, by themselves or with the gates before them."""

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import evolve

from bajigong.answers import Outcome
from bajigong.law.place import Variant
from bajigong.law.plan import Plan
from bajigong.policy.asks import Ask, Requirement
from bajigong.policy.rules import Route
from bajigong.policy.text import Text, listed
from bajigong.review.finding import Finding, Patient, Severity
from bajigong.review.witness import anybody, anybody_with, settled_part, somebody
from bajigong.review.witness_facts import Setting
from bajigong.review.witness_hopes import FactDrafts, implies, open_terms
from bajigong.review.witness_people import selections
from bajigong.review.witness_trial import Side

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
                yield _needless_finding(patient, variant, other)


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


def _needless_finding(patient: Patient, variant: Variant[Any], other: Variant[Any]) -> Finding:
    message = _NEEDLESS.fill(other=other.id, clauses=", ".join(other.clauses))
    documents = {clause.partition("/")[0] for clause in (*variant.clauses, *other.clauses)}
    person = somebody(patient.side, variant)
    plugin = patient.maker(variant.rule)
    if len(documents) == 1:
        document = patient.side.bundle.documents[documents.pop()].what
        said = _AS_WRITTEN.fill(said=message, document=document.name)
        return Finding("needless", "note", plugin, variant.id, said, variant.clauses, person)
    return Finding("needless", "warning", plugin, variant.id, message, variant.clauses, person)


_EMPTY = Text(
    "条件“{what}”没有任何可以满足它的情形，规则永远不能成立",
    "nothing at all meets the condition '{what}': the rule can never hold",
)
_VOID = Text(
    "在此地的取值之下，条件“{what}”没有可以满足它的情形，此项在此地不起作用",
    "with the values laid down here nothing meets the condition '{what}': the rule has no effect here",
)
_CONFLICT = Text(
    "未找到能同时满足各项条件的人，规则可能永远不能成立：{what}",
    "nobody could be found who meets all of it, so the rule may never hold: {what}",
)
_SHUT = Text(
    "能满足此申报条件的人，未找到可以通过准入条件的：二者可能互相抵触",
    "of those who meet this route nobody could be found whom the gates let through: they may contradict each other",
)


def never_holding(patient: Patient) -> Iterator[Finding]:
    """Find rules that no facts can make hold, and routes whose people no gate lets through."""
    for variant in patient.every("ways", "routes", "ladders", "incentives"):
        found = _alone(patient, variant)
        if found:
            yield found
        elif isinstance(variant.rule, Route):
            yield from _with_gates(patient, variant)


def _alone(patient: Patient, variant: Variant[Any]) -> Finding | None:
    """Look at what a rule asks by itself, whatever still waits for a term left out."""
    side, settled = patient.during(variant), settled_part(variant)
    if not settled.requirements or any(anybody(here, settled) for here in _never_within(side)):
        return None
    for ask, requirement in _asked(variant):
        if not any(_can_hold(here, variant, requirement.node) for here in _never_within(side)):
            by_value = any(ask.terms()) or settled != variant
            message = (_VOID if by_value else _EMPTY).fill(what=requirement.text)
            return _never_finding(patient, variant, "note" if by_value else "error", message)
    what = listed(tuple(r.text for r in settled.requirements), "；", "; ")
    return _never_finding(patient, variant, "warning", _CONFLICT.fill(what=what))


def _asked(variant: Variant[Any]) -> Iterator[tuple[Ask, Requirement]]:
    """Give the requirements of a rule with what was written for each."""
    ways = variant.rule.when.ways
    number = ord(variant.id[-1]) - ord("a") if len(ways) > 1 else 0
    yield from zip(ways[number], variant.requirements, strict=True)


def _never_within(side: Side) -> Iterator[Side]:
    """Give a side in its place, and in a city and a county of it: a rule may be for those alone."""
    province, city = side.place[:2], side.place[2:4]
    first = "01" if int(city) == 0 else city
    for place in dict.fromkeys((side.place, f"{province}{first}00", f"{province}{first}01")):
        yield evolve(side, place=place)


def _can_hold(side: Side, variant: Variant[Any], node: Any) -> bool:
    """Say whether one requirement can hold for some selection of the rule."""
    settings = (
        Setting(side.bundle.schema, selection, side.on, side.on, (side.place,))
        for selection in selections(side, variant)
    )
    return any(True for setting in settings for _ in FactDrafts(setting).drafts(node))


def _with_gates(patient: Patient, variant: Variant[Any]) -> Iterator[Finding]:
    """Find a route that stops at the gates, where every gate has a way in force and none waits for a term."""
    side = patient.side
    if not side.counts(variant.period) or any(any(open_terms(r.node)) for r in variant.requirements):
        return
    plans = [side.engine.plan(selection) for selection in selections(side, variant)]
    if any(_open(side, plan) for plan in plans) and not anybody_with(side, variant, Outcome.ELIGIBLE):
        yield _never_finding(patient, variant, "warning", _SHUT)


def _open(side: Side, plan: Plan) -> bool:
    return all(any(side.counts(way.period) for way in gate.ways) for gate in plan.gates)


def _never_finding(patient: Patient, variant: Variant[Any], severity: Severity, message: Text) -> Finding:
    return Finding("never", severity, patient.maker(variant.rule), variant.id, message, variant.clauses)
