"""Which missing facts would settle a case: the smallest sets, any one of which is enough if favourable."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import product
from typing import Any

from attrs import define, field

from bajigong.engine.decide import Answering, Decision
from bajigong.law.place import Variant
from bajigong.policy.asks import Requirement
from bajigong.policy.when import TERM, Node

#: Sets of facts, none of which contains another. One empty set: it holds already. No set: it cannot hold.
Sets = tuple[frozenset[str], ...]

_HOLDS: Sets = (frozenset(),)


def minimal(sets: Iterable[frozenset[str]]) -> Sets:
    """Drop every set that contains another, and sort: fewest facts first, then by name."""
    kept: list[frozenset[str]] = []
    for one in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(other <= one for other in kept):
            kept.append(one)
    return tuple(kept)


def together(parts: Sequence[Sets]) -> Sets:
    """Return the sets that settle all the parts: one from each, joined."""
    joined = _HOLDS
    for sets in parts:
        joined = minimal(a | b for a, b in product(joined, sets))
    return joined


def enough_of(facts: Iterable[str], settles: Callable[[frozenset[str]], bool]) -> set[frozenset[str]]:
    """Return which parts of some facts settle what all of them do: neither none of them nor all.

    More that is favourable never settles less. So a part is only tried where one settles that holds one fact more.
    """
    found, tried, left = set[frozenset[str]](), set[frozenset[str]](), [frozenset(facts)]
    for whole in left:
        for part in (whole - {fact} for fact in whole) if len(whole) > 1 else ():
            if part not in tried:
                tried.add(part)
                if settles(part):
                    found.add(part)
                    left.append(part)
    return found


def lacking(decision: Decision, node: Node) -> tuple[Any, ...]:
    """Say what an open requirement lacks, and which parts of that are enough."""
    lacks = sorted(decision.unknown(node))
    enough = enough_of(lacks, partial(decision.settles, node))
    return tuple(lacks), tuple(sorted(tuple(sorted(some)) for some in enough))


@define(eq=False)
class Missing:
    """Finds which facts would settle what is not certain in a decision."""

    decision: Answering
    #: By the requirement as an object: to compare them takes longer.
    _found: dict[int, Sets] = field(factory=dict)

    def verdict(self) -> Sets:
        """Return the sets of facts that would make the application eligible."""
        plan = self.decision.plan
        return together([*(self._any(gate.ways) for gate in plan.gates), self._routes()])

    def _routes(self) -> Sets:
        """Any route; where readings differ, what settles all of them, or one of them with the question that is open."""
        plan = self.decision.plan
        if not plan.columns:
            return self._any(plan.routes)
        sides = [self._any(plan.routes_of(column)) for column in plan.columns]
        term = frozenset((TERM + plan.conditions.term,))
        return minimal((*together(sides), *(term | one for side in sides for one in side)))

    def _any(self, variants: Sequence[Variant[Any]]) -> Sets:
        return minimal(one for variant in variants for one in self.rule(variant))

    def rule(self, variant: Variant[Any]) -> Sets:
        """Return the sets of facts that would make a rule hold; none where it is not in force."""
        if not self.decision.in_force(variant):
            return ()
        return together([self.requirement(requirement) for requirement in variant.requirements])

    def requirement(self, requirement: Requirement) -> Sets:
        """Return the sets of facts that would make a requirement hold on the day."""
        if id(requirement) not in self._found:
            self._found[id(requirement)] = self._search(requirement)
        return self._found[id(requirement)]

    def _search(self, requirement: Requirement) -> Sets:
        bounds = self.decision.requirement(requirement)
        if bounds.holds:
            return _HOLDS
        if not bounds.may_hold:
            return ()
        unknown = self.decision.unknown(requirement.node)
        if len(unknown) == 1:
            return (frozenset(unknown),)
        found = enough_of(unknown, partial(self.decision.settles, requirement.node))
        # Hoping on every fact it reads is what made it possible.
        return minimal([*found, frozenset(unknown)])
