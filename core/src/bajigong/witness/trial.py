"""Trying people on a side: what each comes to, many at a time."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
from attrs import evolve, frozen

from bajigong.calendar import to_day
from bajigong.columns import Flags
from bajigong.engine.decide import Decision
from bajigong.engine.engine import Application
from bajigong.engine.evaluate import Evaluator
from bajigong.engine.hope import Hope
from bajigong.engine.scene import Scene
from bajigong.engine.selection import Selection
from bajigong.engine.verdict import Outcome, Verdict
from bajigong.placed import Variant
from bajigong.policy.when import TERM
from bajigong.spans import Ask, all_of, any_of, whole
from bajigong.witness.draft import Facts
from bajigong.witness.side import Side
from bajigong.witness.waiting import open_terms


@frozen(eq=False)
class Trial:
    """Some people of one track, occupation and grade, before one side."""

    side: Side
    people: tuple[Facts, ...]
    decision: Decision

    @classmethod
    def of(cls, side: Side, people: Sequence[Facts]) -> "Trial":
        """Put people, at least one, to a side."""
        one = people[0]
        selection = Selection(one["track"], one["occupation"], one["grade"], side.place)
        return cls(side, tuple(people), side.engine.decision(selection, [application(side, p) for p in people]))

    def passes(self, variant: Variant[Any], *, hoping: bool = False) -> Flags:
        """Say for whom a rule certainly holds; ``hoping``, for whom it possibly does."""
        if not self.side.counts(variant.period):
            return np.zeros(len(self.people), bool)
        bounds = self.decision.rule(variant)
        return bounds.may_hold(self.decision.on) if hoping else bounds.holds(self.decision.on)

    def before(self, side: Side) -> "Trial":
        """Put the same people to another side, laid out as they are if its facts are the same."""
        mine, theirs = self.side.bundle.schema, side.bundle.schema
        if (theirs.fields, theirs.grades) != (mine.fields, mine.grades):
            return Trial.of(side, self.people)
        scene = self.decision.evaluator.scene
        days = np.full(len(self.people), to_day(side.on), np.int32)
        selection = evolve(scene.selection, place=side.place)
        there = Scene(evolve(scene.table, on=days), theirs, selection)
        return Trial(side, self.people, Decision(side.engine.plan(selection), Evaluator(there)))

    def outcomes(self, wanted: Outcome | None = None) -> list[Outcome]:
        """Return every verdict, without its reasons; the same as the engine gives, many at a time.

        With one that is ``wanted`` those that it cannot be may be taken for each other: it is quicker.
        """
        decision, on = self.decision, self.decision.on
        sure, maybe = decision.verdict.holds(on), decision.verdict.may_hold(on)
        told = [Outcome.NOT_COVERED, Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.NOT_COVERED]
        look = wanted in (None, Outcome.NOT_COVERED, Outcome.UNDETERMINED)
        hangs = self._hangs_on_terms(maybe & ~sure & look)
        which = np.select([decision.uncovered, sure, ~maybe, hangs], range(4), 4)
        return [[*told, Outcome.UNDETERMINED][one] for one in which]

    def _hangs_on_terms(self, hangs: Flags) -> Flags:
        """Say who would be eligible were the open terms filled, and by no fact without that."""
        terms = frozenset(TERM + name for name in self._open_terms()) if hangs.any() else frozenset()
        if not terms:
            return np.zeros(len(self.people), bool)
        return self._eligible(Hope(terms)) & ~self._eligible(Hope(terms, others=True))

    def _eligible(self, hope: Hope) -> Flags:
        """Say who is eligible under a hope."""
        plan, on = self.decision.plan, self.decision.on
        gates = [gate.ways for gate in plan.gates]
        one_is_enough = not plan.columns or hope.on(TERM + plan.conditions.term)
        routes = [plan.routes] if one_is_enough else [plan.routes_of(column) for column in plan.columns]
        asks = [partial(any_of, self._asks(those, hope)) for those in (*gates, *routes)]
        return all_of(asks, on)[0] <= on

    def _asks(self, variants: Sequence[Variant[Any]], hope: Hope) -> list[Ask]:
        return [self._rule(variant, hope) for variant in variants]

    def _rule(self, variant: Variant[Any], hope: Hope) -> Ask:
        force = whole(*variant.period).at
        return partial(all_of, [force, *(self.decision.evaluator.spans(r.node, hope).at for r in variant.requirements)])

    def _open_terms(self) -> Iterator[str]:
        plan = self.decision.plan
        if plan.columns:
            yield plan.conditions.term
        for variant in chain(plan.routes, *(gate.ways for gate in plan.gates)):
            yield from chain.from_iterable(open_terms(r.node) for r in variant.requirements)

    def shut(self, gate: str) -> Flags:
        """Say for whom a gate does not certainly open; for everybody where there is no such gate."""
        shut = np.ones(len(self.people), bool)
        for plan in self.decision.plan.gates:
            if plan.gate.id == gate:
                shut &= ~self.decision.gate(plan).holds(self.decision.on)
        return shut

    def past(self, gate: str) -> Flags:
        """Say for whom every other gate certainly opens; those on which the place is silent are passed over."""
        past = np.ones(len(self.people), bool)
        for plan in self.decision.plan.gates:
            if plan.gate.id != gate and any(self.side.counts(way.period) for way in plan.ways):
                past &= self.decision.gate(plan).holds(self.decision.on)
        return past

    def gates(self) -> list[tuple[int, ...]]:
        """Say by person how each gate stands: 2 where it certainly holds, 1 where it may, 0 where it cannot."""
        bounds = [self.decision.gate(gate) for gate in self.decision.plan.gates]
        on = self.decision.on
        stand = [b.holds(on).astype(int) + b.may_hold(on).astype(int) for b in bounds]
        return [tuple(int(gate[row]) for gate in stand) for row in range(len(self.people))]


def application(side: Side, facts: Facts) -> Application:
    """Make facts an application to a side."""
    return Application(facts, side.on, side.place)


def decided(side: Side, facts: Facts) -> Verdict:
    """Decide one person in full."""
    return side.engine.decide([application(side, facts)])[0]
