"""Decide a table whose rows share a selection: the verdict's columns, certain and possible."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import define, field, frozen

from bajigong.calendar import Days
from bajigong.columns import Flags
from bajigong.engine.evaluate import Evaluator
from bajigong.engine.hope import ALL, NONE, Hope
from bajigong.engine.plan import GatePlan, Plan
from bajigong.placed import Variant
from bajigong.policy.asks import Requirement
from bajigong.policy.when import TERM
from bajigong.spans import Spans, Stretch, both, either, whole

#: When something holds, under a hope.
_Question = Callable[[Hope], Spans]


@frozen(eq=False)
class Bounds:
    """The stretches of a rule or a verdict at the day asked about: what is certain, and what is possible."""

    certain: Stretch
    possible: Stretch

    def holds(self, on: Days) -> Flags:
        """Say where it certainly holds on the day."""
        return self.certain[0] <= on

    def may_hold(self, on: Days) -> Flags:
        """Say where it possibly holds on the day."""
        return self.possible[0] <= on


@define(eq=False, slots=False)
class Decision:
    """The answers for one table under one plan, worked out when asked for."""

    plan: Plan
    evaluator: Evaluator
    _answers: dict[int, Bounds] = field(factory=dict)
    _wholes: dict[tuple[object, ...], tuple[Spans, list[Spans]]] = field(factory=dict)

    @property
    def on(self) -> Days:
        """The day asked about, by row."""
        return self.evaluator.scene.table.on

    @cached_property
    def verdict(self) -> Bounds:
        """Every gate and any route."""
        return self._bounds(self._verdict)

    @cached_property
    def uncovered(self) -> Flags:
        """The rows for which some gate has no rule in force on the day, or no route has and no gate refuses them."""
        silent = ~self._some_in_force(self.plan.routes)
        for gate in self.plan.gates:
            silent &= self.gate(gate).may_hold(self.on)
        for gate in self.plan.gates:
            silent |= ~self._some_in_force(gate.ways)
        return silent

    def gate(self, gate: GatePlan) -> Bounds:
        """Return when a gate can be passed."""
        return self._once(gate, lambda hope: self._any(gate.ways, hope))

    def rule(self, variant: Variant[Any]) -> Bounds:
        """Return when all the requirements of a rule hold together while it is in force."""
        return self._once(variant, lambda hope: self._rule(variant, hope))

    def requirement(self, requirement: Requirement) -> Bounds:
        """Return when one requirement holds."""
        return self._once(requirement, lambda hope: self.evaluator.spans(requirement.node, hope))

    def _once(self, what: object, question: _Question) -> Bounds:
        """Answer by identity: what is asked about lives as long as the plan does."""
        if id(what) not in self._answers:
            self._answers[id(what)] = self._bounds(question)
        return self._answers[id(what)]

    def in_force(self, variant: Variant[Any]) -> Flags:
        """Say where a rule is in force on the day."""
        return (variant.period[0] <= self.on) & (self.on < variant.period[1])

    def _some_in_force(self, variants: Sequence[Variant[Any]]) -> Flags:
        found = np.zeros(len(self.on), bool)
        for variant in variants:
            found |= self.in_force(variant)
        return found

    def _bounds(self, question: _Question) -> Bounds:
        certain = question(NONE)
        possible = question(ALL)
        at = self._at(certain)
        return Bounds(at, at if possible is certain else self._at(possible))

    def _at(self, spans: Spans) -> Stretch:
        since, until = spans.at(self.on)
        rows = len(self.on)
        if len(since) == rows == len(until):
            return since, until
        return np.broadcast_to(since, rows), np.broadcast_to(until, rows)

    def _verdict(self, hope: Hope) -> Spans:
        return self._both([*self._gates(hope), self._routes(hope)])

    def _gates(self, hope: Hope) -> list[Spans]:
        return [self._any(gate.ways, hope) for gate in self.plan.gates]

    def _routes(self, hope: Hope) -> Spans:
        """Any route; where readings of an open question differ, any route of each, or of one that is hoped for."""
        columns = self.plan.columns
        if not columns:
            return self._any(self.plan.routes, hope)
        sides = [self._any(self.plan.routes_of(column), hope) for column in columns]
        hoped = hope.on(TERM + self.plan.conditions.term)
        return self._made("any", either, sides) if hoped else self._both(sides)

    def under(self, reading: str) -> Bounds:
        """Return the verdict as it would be by one reading alone."""
        routes = self.plan.routes_of(reading)
        return self._bounds(lambda hope: self._both([*self._gates(hope), self._any(routes, hope)]))

    def _any(self, variants: Sequence[Variant[Any]], hope: Hope) -> Spans:
        return self._made("any", either, [self._rule(variant, hope) for variant in variants])

    def _rule(self, variant: Variant[Any], hope: Hope) -> Spans:
        spans = self.evaluator.spans
        return self._both([whole(*variant.period), *(spans(r.node, hope) for r in variant.requirements)])

    def _both(self, parts: list[Spans]) -> Spans:
        return self._made("all", both, parts)

    def _made(self, how: str, make: Callable[[Sequence[Spans]], Spans], parts: list[Spans]) -> Spans:
        """Put parts together once: the same parts are the same whole, whatever was hoped for."""
        key = (how, *map(id, parts))
        if key not in self._wholes:
            self._wholes[key] = make(parts), parts
        return self._wholes[key][0]
