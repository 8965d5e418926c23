"""A decision said in full: the verdict with its rules, requirements, spans and clauses."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from attrs import define, field

from bajigong.answers import Holds, Outcome, ReadingAnswer, RequirementAnswer, RuleAnswer
from bajigong.calendar import from_day
from bajigong.engine.decide import Answering, Bounds, is_uncovered
from bajigong.engine.missing import Missing, Sets, minimal
from bajigong.law.place import Variant
from bajigong.law.plan import NOT_ON_RECORD, GatePlan, Reading
from bajigong.law.terms import Period
from bajigong.policy.asks import Requirement
from bajigong.policy.rules import Route
from bajigong.policy.when import TERM


@define(eq=False, slots=False)
class Explainer:
    """Explains one decision."""

    decision: Answering
    missing: Missing = field(init=False)
    #: What several rules ask is answered once. Requirements are told apart as objects: to compare them takes longer.
    _answers: dict[tuple[int, int | None], RequirementAnswer] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.missing = Missing(self.decision)

    @cached_property
    def outcome(self) -> tuple[Outcome, tuple[tuple[str, ...], ...]]:
        """The verdict, and the sets of missing facts where it hangs on them."""
        decision = self.decision
        if is_uncovered(decision):
            return Outcome.NOT_COVERED, ()
        if decision.verdict.holds:
            return Outcome.ELIGIBLE, ()
        if not decision.verdict.may_hold:
            return Outcome.NOT_ELIGIBLE, ()
        return _hanging(self.missing.verdict())

    def gates(self) -> tuple[RuleAnswer, ...]:
        """Return each gate with the way that answers, or all of its ways where none holds."""
        return tuple(self._gate(plan) for plan in self.decision.plan.gates)

    def routes(self) -> tuple[RuleAnswer, ...]:
        """Return each route in the order of its declaration.

        Of a standard's conditions, those of the day, and those by which the person becomes eligible later.
        """
        shown = [variant for variant in self.decision.plan.routes if self._is_shown(variant)]
        # What stands in several forms, for readings or one after the other, is shown once: in force, and the longest.
        lasting = {one.id: one for one in sorted(shown, key=lambda one: (self._in_force(one), _length(one.period)))}
        return tuple(
            self._route(variant) for variant in shown if lasting[variant.id] is variant or not self._is_once(variant)
        )

    def _is_once(self, variant: Variant[Route]) -> bool:
        """Say whether it is left out for a longer form: what is in force is not, nor what leads to no method."""
        return bool(variant.reading) or (bool(variant.rule.method) and not self._in_force(variant))

    def readings(self) -> tuple[ReadingAnswer, ...]:
        """Return what each reading gives where it is open which conditions apply on the day."""
        plan, on = self.decision.plan, self.decision.on
        segment = plan.conditions.at(on)
        if segment is None or len(segment.alternatives) < 2:
            return ()
        return tuple(self._reading(reading) for reading in plan.readings if reading.id in segment.alternatives)

    def _reading(self, reading: Reading) -> ReadingAnswer:
        bounds = self.decision.under(reading.column)
        since, until = map(from_day, bounds.certain)
        return ReadingAnswer(reading.id, reading.label, _holds(bounds), since, until)

    @property
    def hangs_on_days(self) -> bool:
        """Whether the states on the day alone do not tell which routes are shown."""
        return any(self._is_bound(route) and self._is_to_come(route) for route in self.decision.plan.routes)

    def _is_shown(self, variant: Variant[Route]) -> bool:
        if not self._is_bound(variant) or self._in_force(variant):
            return True
        return self._is_to_come(variant) and self.decision.leads_there(variant)

    def _is_bound(self, variant: Variant[Route]) -> bool:
        return bool(variant.rule.standards) or variant.rule.id == NOT_ON_RECORD

    def _is_to_come(self, variant: Variant[Route]) -> bool:
        return variant.period[0] > self.decision.on

    def _gate(self, plan: GatePlan) -> RuleAnswer:
        bounds = self.decision.gate(plan)
        passed = [way for way in plan.ways if self.decision.rule(way).holds]
        shown = passed[:1] or list(plan.ways)
        requirements = [
            answer
            for number, way in enumerate(shown, 1)
            for answer in self._requirements(way, number if len(shown) > 1 else None)
        ]
        since, until = map(from_day, bounds.certain)
        cites = _once(clause for way in shown for clause in way.clauses)
        in_force = any(self._in_force(way) for way in plan.ways)
        gate = plan.gate
        return RuleAnswer(
            gate.id, gate.label, _holds(bounds), since, until, tuple(requirements), cites, in_force=in_force
        )

    def _route(self, variant: Variant[Route]) -> RuleAnswer:
        rule, bounds = variant.rule, self.decision.rule(variant)
        since, until = map(from_day, bounds.certain)
        return RuleAnswer(
            variant.id,
            rule.label,
            _holds(bounds),
            since,
            until,
            self._requirements(variant, None),
            variant.clauses,
            rule.method,
            self._in_force(variant),
            variant.reading,
            rule.method in self.decision.plan.examinations,
        )

    def _in_force(self, variant: Variant[Any]) -> bool:
        return self.decision.in_force(variant)

    def _requirements(self, variant: Variant[Any], way: int | None) -> tuple[RequirementAnswer, ...]:
        return tuple(self._requirement(requirement, way) for requirement in variant.requirements)

    def _requirement(self, requirement: Requirement, way: int | None) -> RequirementAnswer:
        key = id(requirement), way
        if key not in self._answers:
            self._answers[key] = self._answered(requirement, way)
        return self._answers[key]

    def _answered(self, requirement: Requirement, way: int | None) -> RequirementAnswer:
        bounds = self.decision.requirement(requirement)
        holds = _holds(bounds)
        since, until = map(from_day, bounds.certain)
        if holds is not Holds.UNKNOWN:
            return RequirementAnswer(requirement.text, holds, since, until, way=way)
        needed = _once(f for s in self.missing.requirement(requirement) for f in sorted(s))
        facts = tuple(f for f in needed if not f.startswith(TERM))
        terms = tuple(f.removeprefix(TERM) for f in needed if f.startswith(TERM))
        return RequirementAnswer(requirement.text, holds, since, until, facts, terms, way)


def _holds(bounds: Bounds) -> Holds:
    if bounds.holds:
        return Holds.YES
    return Holds.UNKNOWN if bounds.may_hold else Holds.NO


def _length(period: Period) -> int:
    return period[1] - period[0]


def _hanging(sets: Sets) -> tuple[Outcome, tuple[tuple[str, ...], ...]]:
    """Tell what hangs on facts from what hangs only on terms that nobody has filled.

    Where every set needs both, the facts come first: without them nobody can say that the terms are all that is open.
    """
    settled = [some for some in sets if not any(path.startswith(TERM) for path in some)]
    facts = minimal(settled or [frozenset(p for p in some if not p.startswith(TERM)) for some in sets])
    if frozenset() in facts:
        return Outcome.NOT_COVERED, ()
    return Outcome.UNDETERMINED, tuple(tuple(sorted(some)) for some in facts)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
