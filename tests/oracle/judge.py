"""The verdict on one application, from its gates and routes."""

from datetime import date, timedelta
from typing import Any

from .answer import Answer, RuleAnswer
from .facts import NO_HOPE, Application
from .requirements import CERTAIN, Hopes, smallest
from .rules import Gate, Rule, Stretch, hopes_of_any, together
from .tracks import gates_and_routes

SELECTING = ("track", "occupation", "grade")


def judge(facts: dict[str, Any], on: date, place: str, tenant: str) -> Answer:
    """Judge one application on a day, in a place, by the law that a tenant carries."""
    application = Application(facts, on, place, tenant)
    absent = frozenset(path for path in SELECTING if application.get(path) is None)
    if absent:
        return Answer("undetermined", missing=frozenset({absent}))
    gates, routes = gates_and_routes(application)
    told = {
        "gates": {gate.id: _answer(gate.ways, on) for gate in gates},
        "routes": {route.id: _answer([route], on) for route in _shown(gates, routes, on)},
    }
    if not all(any(way.in_force(on) for way in gate.ways) for gate in gates):
        return Answer("not_covered", **told)
    refused = any(answer.holds == "no" for answer in told["gates"].values())
    if not refused and not any(route.in_force(on) for side in routes for route in side):
        return Answer("not_covered", **told)
    if _certain(gates, routes, on):
        since, until = _as_long_as([*(gate.ways for gate in gates), *routes], on)
        return Answer("eligible", since, until, **told)
    hopes = _hopes(gates, routes, on)
    if not hopes:
        return Answer("not_eligible", eligible_from=_first_day(gates, routes, on), **told)
    missing = _missing(hopes)
    return Answer("undetermined" if missing else "not_covered", missing=missing, **told)


def _missing(hopes: Hopes) -> Hopes:
    """Name the facts on which it hangs. Where a figure that nobody has laid down is needed, too, facts come first.

    Nothing is named where such figures alone stand in the way.
    """
    facts = [frozenset(path for path in hope if not path.startswith("term:")) for hope in hopes]
    enough = frozenset(facts) & hopes
    if enough or NO_HOPE in facts:
        return enough
    return smallest(facts)


def _answer(rules: list[Rule] | tuple[Rule, ...], on: date) -> RuleAnswer:
    hopes = hopes_of_any(rules, on)
    holds = "yes" if NO_HOPE in hopes else "unknown" if hopes else "no"
    return RuleAnswer(holds, *(together(rules, on) or (None, None)))


def _shown(gates: list[Gate], routes: list[list[Rule]], on: date) -> list[Rule]:
    """Give the routes of the day, each once for the longest that any reading has it; the place's own, in force or not;

    and those of a standard by which the person becomes eligible later.
    """
    first = None if _certain(gates, routes, on) else _first_day(gates, routes, on)
    shown: dict[str, Rule] = {}
    for one in (route for side in routes for route in side):
        bound = one.id.startswith(("national:2018/", "national:2023/")) or one.id[:1].isdigit()
        stretch = one.stretch(on)
        if bound and not one.in_force(on) and not (first and stretch and stretch[0] == first):
            continue
        known = shown.get(one.id)
        if known is None or _lasts(known, on) < _lasts(one, on):
            shown[one.id] = one
    return list(shown.values())


def _lasts(route: Rule, on: date) -> tuple[bool, timedelta]:
    """Say whether a route is in force, and for how long in all."""
    first, last = route.spells[0][0] or date.min, route.spells[-1][1] or date.max
    return route.in_force(on), last - first


def _certain(gates: list[Gate], routes: list[list[Rule]], day: date) -> bool:
    ways = all(any(way.certain(day) for way in gate.ways) for gate in gates)
    return ways and all(any(route.certain(day) for route in side) for side in routes)


def _hopes(gates: list[Gate], routes: list[list[Rule]], day: date) -> Hopes:
    """Give the smallest sets of unknown facts under which every gate and some route hold.

    A route by every reading; or by one, if whoever may say so lays that one down.
    """
    sides = [hopes_of_any(side, day) for side in routes]
    by_all = CERTAIN
    for side in sides:
        by_all = smallest(a | b for a in by_all for b in side)
    term = frozenset({"term:national:conditions"}) if len(sides) > 1 else NO_HOPE
    needed = smallest((*by_all, *(term | one for side in sides for one in side)))
    for gate in gates:
        needed = smallest(a | b for a in needed for b in hopes_of_any(gate.ways, day))
    return needed


def _as_long_as(sides: list[list[Rule] | tuple[Rule, ...]], on: date) -> Stretch:
    """Give the latest beginning and the earliest end among the gates and the routes that hold, taken together."""
    stretches = [together([one for one in rules if one.certain(on)], on) or (None, None) for rules in sides]
    return (
        max((since for since, _ in stretches if since), default=None),
        min((until for _, until in stretches if until), default=None),
    )


def _first_day(gates: list[Gate], routes: list[list[Rule]], on: date) -> date | None:
    """Find the first later day on which time alone has brought every gate and some route to hold."""
    rules = [*(route for side in routes for route in side), *(way for gate in gates for way in gate.ways)]
    turns = sorted({turn for one in rules for turn in one.turns if turn > on})
    return next((turn for turn in turns if _certain(gates, routes, turn)), None)
