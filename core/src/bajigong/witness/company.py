"""What must hold besides a rule for a person to pass by it: the gates, and a route where the rule is none."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice, product
from typing import Any, Final

from attrs import frozen

from bajigong.engine.plan import LADDER, Plan
from bajigong.engine.selection import Selection
from bajigong.placed import Variant
from bajigong.policy.rules import Ladder, Route, Way
from bajigong.policy.when import Node
from bajigong.witness.draft import Draft
from bajigong.witness.favour import Favour
from bajigong.witness.implied import implies
from bajigong.witness.limits import OneOf
from bajigong.witness.passing import Setting
from bajigong.witness.side import Side
from bajigong.witness.waiting import open_terms

#: So many drafts are tried for a selection. They come in a fixed order, the simplest first.
MOST: Final = 12

_Nodes = tuple[Node, ...]


@frozen(eq=False)
class Company:
    """A rule and a selection on one side, and the other side, whose gates it should pass as well."""

    side: Side
    other: Side
    variant: Variant[Any]
    selection: Selection

    def answers(self) -> bool:
        """Say whether the rule is among those that answer for the selection."""
        ids = {variant.id for variant in self._peers(self._plan(self.side))}
        return self.variant.id in ids

    def made_up_for(self) -> bool:
        """Say whether the other side surely lets everybody through whom the rule does: it asks no more there."""
        mine = [r.node for r in self.variant.requirements]
        return any(
            self.other.counts(peer.period) and all(any(implies(m, t.node) for m in mine) for t in peer.requirements)
            for peer in self._peers(self._plan(self.other))
        )

    def drafts(self, *, share: bool) -> Iterator[Draft]:
        """Give drafts under which somebody passes by the rule; ``share``: and the gates of the other side as well."""
        own = tuple(r.node for r in self.variant.requirements)
        every = islice(Favour(self._setting, apart=True).all_of(own), MOST * MOST)
        goals = sorted(every, key=_variety)[:MOST]
        slots = [*self._slots(), *(self._shared() if share else ())]
        for goal, rest in product(goals, islice(_products(slots), MOST)):
            for draft in islice(Favour(self._setting).all_of(rest), 2):
                both = goal.also(draft)
                settled = both.settled() if both else None
                yield from [settled] if settled else []

    @property
    def _setting(self) -> Setting:
        """Both days and both places: what differs between the sides should be the law alone."""
        sides = (self.side, self.other)
        days = [side.on for side in sides]
        places = tuple(dict.fromkeys(side.place for side in sides))
        return Setting(self.side.bundle.schema, self.selection, min(days), max(days), places)

    def _plan(self, side: Side) -> Plan:
        here = Selection(self.selection.track, self.selection.occupation, self.selection.grade, side.place)
        return side.engine.plan(here)

    def _peers(self, plan: Plan) -> Iterable[Variant[Any]]:
        """Give the rules of the plan that stand where the rule does: its gate's ways, or the routes."""
        if isinstance(self.variant.rule, Route):
            return plan.routes
        return chain.from_iterable(gate.ways for gate in plan.gates if gate.gate.id == self._gate)

    @property
    def _gate(self) -> str:
        return gate_of(self.variant)

    def _slots(self) -> Iterator[list[_Nodes]]:
        """Give, for each gate but the rule's own, what its ways ask; then what the routes ask."""
        plan = self._plan(self.side)
        for gate in plan.gates:
            if gate.gate.id != self._gate:
                asked = _asked(self.side, gate.ways)
                favour = Favour(self._setting)
                yield [nodes for nodes in asked if any(True for _ in favour.all_of(nodes))] or asked
        for routes in self._routes(plan):
            yield _asked(self.side, routes)

    def _routes(self, plan: Plan) -> Iterator[tuple[Variant[Route], ...]]:
        """Give the routes of each reading of which conditions apply, but those to which the rule belongs."""
        of_each = [plan.routes_of(column) for column in plan.columns] or [plan.routes]
        for routes in of_each:
            mine = (one for one in routes if one.id == self.variant.id and self.side.counts(one.period))
            if not isinstance(self.variant.rule, Route) or not any(mine):
                yield routes

    def _shared(self) -> Iterator[list[_Nodes]]:
        """Give what the gates of the other side ask, where they can be passed there at all."""
        for gate in self._plan(self.other).gates:
            asked = _asked(self.other, gate.ways)
            if gate.gate.id != self._gate and asked:
                yield asked


def gate_of(variant: Variant[Any]) -> str:
    """Return the id of the gate that a rule opens, "" for a route."""
    rule = variant.rule
    return rule.gate if isinstance(rule, Way) else LADDER.id if isinstance(rule, Ladder) else ""


def _variety(draft: Draft) -> int:
    """Count the different values that a draft picks: a student of the agency's own kind of school is the plainer."""
    limits = chain(draft.single.values(), *(record.fields.values() for record in draft.records))
    return len({limit for limit in limits if isinstance(limit, OneOf)})


def _asked(side: Side, variants: Iterable[Variant[Any]]) -> list[_Nodes]:
    """Return what each rule in force asks, each once, those that ask least first; rules that wait for a term, not."""
    found = dict.fromkeys(tuple(r.node for r in v.requirements) for v in variants if side.counts(v.period))
    return sorted((nodes for nodes in found if not any(any(open_terms(node)) for node in nodes)), key=len)


def _products(slots: list[list[_Nodes]]) -> Iterator[_Nodes]:
    """Give one choice from each slot, joined; each node once."""
    for choice in product(*slots):
        yield tuple(dict.fromkeys(chain.from_iterable(choice)))
