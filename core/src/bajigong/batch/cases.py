"""Cases that have come up: for each what it comes to, kept so that a row costs no more than looking it up."""

from collections.abc import Callable, Hashable
from typing import Any

from attrs import define, field, frozen

from bajigong.batch.explaining import Stand
from bajigong.batch.marks import Case, Marks
from bajigong.batch.nearest import rank
from bajigong.batch.plans import Rules
from bajigong.batch.registry import NO_ROUTE, Registry
from bajigong.engine.verdict import Outcome

#: Some rows to be explained, and which of them is meant.
Standing = Callable[[], tuple[Stand, int]]


@frozen(eq=False)
class Known:
    """A case, the ranks of its routes, whether facts or terms are open in it, and the places of its reasons."""

    case: Case
    ranks: list[int]
    is_open: bool
    places: dict[int, int] = field(factory=dict)
    opened: dict[Hashable, int] = field(factory=dict)


@define(eq=False)
class Cases:
    """The cases of one bundle, by how they are marked."""

    registry: Registry
    _known: dict[Hashable, Known] = field(factory=dict)

    def known(self, marks: Marks, row: int) -> Known:
        """Return the case of a row."""
        key = (marks.rules.name, marks.layout, marks.key(row))
        if key not in self._known:
            case = marks.case(row)
            is_open = any(may and not held for may, held in zip(case.may, case.holds, strict=True))
            self._known[key] = Known(case, rank(marks.rules, case), is_open)
        return self._known[key]

    def add(self, marks: Marks, one: Known, route: int, lacks: tuple[Any, ...], standing: Standing) -> int:
        """Return the place of a case's reason; ``lacks`` says what is lacking for each open requirement."""
        rules, case = marks.rules, one.case
        states = "".join(case.state(number) for number in range(len(rules.nodes)))
        force = "".join("ny"[held] for held in case.force)
        written = (rules.name, states, force, route, lacks)
        place = self.registry.find(written)
        if place is not None:
            return place
        stand, row = standing()
        outcome = _closed(rules, case) or stand.outcome(row)
        nearest = rules.plan.routes[route] if route >= 0 else None
        way = (nearest.id, nearest.rule.method) if nearest else NO_ROUTE
        return self.registry.add(written, outcome, lambda signature: stand.reason(row, signature), way)


def _closed(rules: Rules, case: Case) -> Outcome | None:
    """Return the verdict of a case, None where it hangs on what is open."""
    held, may, force = [], [], []
    for number, variant in enumerate(rules.variants):
        nodes = [rules.place[r.node] for r in variant.requirements]
        force.append(case.force[number])
        held.append(case.force[number] and all(case.holds[n] for n in nodes))
        may.append(case.force[number] and all(case.may[n] for n in nodes))
    return _outcome(rules, held, may, force)


def _any_of_each(rules: Rules, held: list[bool]) -> bool:
    """Say whether some route holds by every reading."""
    plan = rules.plan
    sides = plan.columns or ("",)
    return all(
        any(one for one, route in zip(held, plan.routes, strict=True) if not side or route.reading in ("", side))
        for side in sides
    )


def _outcome(rules: Rules, held: list[bool], may: list[bool], force: list[bool]) -> Outcome | None:
    start, gates = 0, []
    for ways in rules.ways:
        gates.append(slice(start, start + len(ways)))
        start += len(ways)
    routes = slice(start, None)
    silent = not any(force[routes]) and all(any(may[gate]) for gate in gates)
    if silent or not all(any(force[gate]) for gate in gates):
        return Outcome.NOT_COVERED
    if all(any(held[gate]) for gate in gates) and _any_of_each(rules, held[routes]):
        return Outcome.ELIGIBLE
    return None if all(any(may[side]) for side in (*gates, routes)) else Outcome.NOT_ELIGIBLE
