"""A row by the states of its requirements: enough to say what it comes to and what is missing, without asking again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from attrs import define, field

from bajigong.answers import RuleAnswer
from bajigong.calendar import ALWAYS, NEVER
from bajigong.compile.program import Program
from bajigong.engine.decide import Bounds, Decision
from bajigong.engine.explain import Explainer
from bajigong.law.place import Variant
from bajigong.law.plan import GatePlan, Plan
from bajigong.law.terms import within
from bajigong.policy.asks import Requirement
from bajigong.policy.rules import Route
from bajigong.policy.when import Node

#: What an open requirement lacks, and which parts of that are enough, as `bajigong.engine.explain.lacking` says it.
Lacks = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


@define(eq=False, slots=False)
class RowStates:
    """What a decision answers on its day, told by states alone; the days of what it returns are none.

    ``held`` and ``may`` are the states of the program's requirements, certain and possible, as bits; ``lacks`` are for
    those that are open, by their places. ``decided`` is the decision itself, for the few questions about days.
    """

    program: Program
    on: int
    held: int
    may: int
    lacks: Mapping[int, Lacks]
    decided: Decision | None = None
    #: The place of each requirement's node, by the requirement as an object.
    _places: dict[int, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._places = self.program.requirement_places

    @property
    def plan(self) -> Plan:
        """The rules that answer."""
        return self.program.plan

    @cached_property
    def verdict(self) -> Bounds:
        """Every gate and any route."""
        sides = [self.plan.routes_of(column) for column in self.plan.columns] or [self.plan.routes]
        gates = [self.gate(gate) for gate in self.plan.gates]
        routes = [self._any(side) for side in sides]
        certain = all(one.holds for one in (*gates, *routes))
        possible = all(one.may_hold for one in gates) and any(one.may_hold for one in routes)
        return self._bounds(certain, possible)

    def gate(self, gate: GatePlan) -> Bounds:
        """Say whether a gate can be passed."""
        return self._any(gate.ways)

    def rule(self, variant: Variant[Any]) -> Bounds:
        """Say whether all the requirements of a rule hold while it is in force."""
        bits, in_force = self.bits(variant), self.in_force(variant)
        return self._bounds(in_force and self.held & bits == bits, in_force and self.may & bits == bits)

    def bits(self, variant: Variant[Any]) -> int:
        """Return the requirements of a rule as bits."""
        return self.program.rule_bits[id(variant)]

    def requirement(self, requirement: Requirement) -> Bounds:
        """Say whether one requirement holds."""
        place = self._places[id(requirement)]
        return self._bounds(bool(self.held >> place & 1), bool(self.may >> place & 1))

    def under(self, column: str) -> Bounds:
        """Return the verdict as it would be by one reading alone."""
        sides = [*(self.gate(gate) for gate in self.plan.gates), self._any(self.plan.routes_of(column))]
        return self._bounds(all(one.holds for one in sides), all(one.may_hold for one in sides))

    def in_force(self, variant: Variant[Any]) -> bool:
        """Say whether a rule is in force on the day."""
        return within(variant.period, self.on)

    def leads_there(self, variant: Variant[Any]) -> bool:
        """Say whether the verdict begins to hold with a rule."""
        return self.decided is not None and self.decided.leads_there(variant)

    def unknown(self, node: Node) -> Sequence[str]:
        """Return the facts that a node reads and that are not known."""
        return self.lacks[self.program.places[node]][0]

    def settles(self, node: Node, facts: Iterable[str]) -> bool:
        """Say whether some facts alone, if favourable, make a node hold."""
        return tuple(sorted(facts)) in self.lacks[self.program.places[node]][1]

    def _any(self, variants: Iterable[Variant[Any]]) -> Bounds:
        rules = [self.rule(variant) for variant in variants]
        return self._bounds(any(one.holds for one in rules), any(one.may_hold for one in rules))

    def _bounds(self, certain: bool, possible: bool) -> Bounds:
        return _BOUNDS[certain, certain or possible]


@define(eq=False, slots=False)
class RowExplainer(Explainer):
    """Explains a row by its states. Rules that come to the same in many rows are put in words once, in ``known``."""

    known: dict[Any, RuleAnswer] = field(factory=dict, kw_only=True)

    @property
    def row(self) -> RowStates:
        """What is explained."""
        assert isinstance(self.decision, RowStates)  # as it was made
        return self.decision

    def _gate(self, plan: GatePlan) -> RuleAnswer:
        return self._once_for_all(plan.ways, id(plan), lambda: Explainer._gate(self, plan))

    def _route(self, variant: Variant[Route]) -> RuleAnswer:
        return self._once_for_all((variant,), id(variant), lambda: Explainer._route(self, variant))

    def _once_for_all(
        self, variants: Sequence[Variant[Any]], name: int, answered: Callable[[], RuleAnswer]
    ) -> RuleAnswer:
        row, mask = self.row, 0
        for variant in variants:
            mask |= row.bits(variant)
        left = row.may & ~row.held & mask
        lacks = tuple((place, lacks) for place, lacks in row.lacks.items() if left >> place & 1) if left else ()
        key = name, row.held & mask, left, lacks, tuple(map(row.in_force, variants))
        if key not in self.known:
            self.known[key] = answered()
        return self.known[key]


_YES, _NO = (ALWAYS, NEVER), (NEVER, NEVER)
#: Bounds without days, by what is certain and what is possible.
_BOUNDS = {
    (certain, possible): Bounds(_YES if certain else _NO, _YES if possible else _NO, 0)
    for certain in (False, True)
    for possible in (False, True)
}
