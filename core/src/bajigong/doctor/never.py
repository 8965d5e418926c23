"""Rules that can never hold: nobody could be found who meets them, by themselves or with the gates before them."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from bajigong.doctor.finding import Finding, Patient, Severity
from bajigong.engine.plan import Plan
from bajigong.engine.verdict import Outcome
from bajigong.placed import Variant
from bajigong.policy.asks import Ask, Requirement
from bajigong.policy.rules import Route
from bajigong.policy.text import Text, listed
from bajigong.witness.alone import anybody, anybody_with, settled_part
from bajigong.witness.favour import Favour
from bajigong.witness.passing import Setting
from bajigong.witness.samples import selections
from bajigong.witness.side import Side
from bajigong.witness.waiting import open_terms

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
    if not settled.requirements or any(anybody(here, settled) for here in _within(side)):
        return None
    for ask, requirement in _asked(variant):
        if not any(_can_hold(here, variant, requirement.node) for here in _within(side)):
            by_value = any(ask.terms()) or settled != variant
            message = (_VOID if by_value else _EMPTY).fill(what=requirement.text)
            return _finding(patient, variant, "note" if by_value else "error", message)
    what = listed(tuple(r.text for r in settled.requirements), "；", "; ")
    return _finding(patient, variant, "warning", _CONFLICT.fill(what=what))


def _asked(variant: Variant[Any]) -> Iterator[tuple[Ask, Requirement]]:
    """Give the requirements of a rule with what was written for each."""
    ways = variant.rule.when.ways
    number = ord(variant.id[-1]) - ord("a") if len(ways) > 1 else 0
    yield from zip(ways[number], variant.requirements, strict=True)


def _within(side: Side) -> Iterator[Side]:
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
    return any(True for setting in settings for _ in Favour(setting).drafts(node))


def _with_gates(patient: Patient, variant: Variant[Any]) -> Iterator[Finding]:
    """Find a route that stops at the gates, where every gate has a way in force and none waits for a term."""
    side = patient.side
    if not side.counts(variant.period) or any(any(open_terms(r.node)) for r in variant.requirements):
        return
    plans = [side.engine.plan(selection) for selection in selections(side, variant)]
    if any(_open(side, plan) for plan in plans) and not anybody_with(side, variant, Outcome.ELIGIBLE):
        yield _finding(patient, variant, "warning", _SHUT)


def _open(side: Side, plan: Plan) -> bool:
    return all(any(side.counts(way.period) for way in gate.ways) for gate in plan.gates)


def _finding(patient: Patient, variant: Variant[Any], severity: Severity, message: Text) -> Finding:
    return Finding("never", severity, patient.maker(variant.rule), variant.id, message, variant.clauses)
