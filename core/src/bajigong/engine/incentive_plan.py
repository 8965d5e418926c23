"""Which incentives a grade may bring, and each as a plan of its own for the one evaluator."""

from collections.abc import Iterable
from typing import Any

from bajigong.engine.holdings import Holding
from bajigong.engine.plan import Plan
from bajigong.placed import PlacedLaw, Variant
from bajigong.policy.rules import Incentive, Route
from bajigong.policy.text import Text
from bajigong.standards import Conditions


def ways_of(law: PlacedLaw) -> Iterable[tuple[Variant[Incentive], ...]]:
    """Return every incentive of a place as its ways, in the order of their declaration."""
    ways: dict[str, list[Variant[Incentive]]] = {}
    for variant in law.incentives:
        ways.setdefault(variant.rule.id, []).append(variant)
    return map(tuple, ways.values())


def concerns(rule: Incentive, holding: Holding, track: str | None) -> bool:
    """Say whether an incentive is for a track, an occupation and a grade, so far as they are known."""
    codes = {holding.occupation, holding.whole}
    return (
        (not rule.tracks or track in (None, *rule.tracks))
        and (not rule.occupations or bool(codes & {None, *rule.occupations}))
        and (not rule.grades or holding.grade in (None, *rule.grades))
    )


def plan_of(variants: Iterable[Variant[Any]]) -> Plan:
    """Make a plan of one incentive, or of any rule: no gate, and each of its ways a route."""
    return Plan((), tuple(map(_route, variants)), (), (), Conditions((), ""))


def _route(variant: Variant[Any]) -> Variant[Route]:
    route = Route(variant.id, variant.grades, "", getattr(variant.rule, "label", Text("", "")))
    return Variant(variant.id, route, variant.grades, variant.requirements, variant.period, variant.clauses)
