"""What the grades that somebody holds bring: each incentive of a place, from when until when, and why not."""

from collections.abc import Iterator

from attrs import evolve, frozen

from bajigong.calendar import to_day
from bajigong.engine.decide import Decision
from bajigong.engine.engine import Application, Engine
from bajigong.engine.explain import Explainer
from bajigong.engine.holdings import Holding, holdings
from bajigong.engine.incentive_answer import IncentiveAnswer, Status
from bajigong.engine.incentive_days import dated, with_past
from bajigong.engine.incentive_notes import IncentiveNotes
from bajigong.engine.incentive_plan import concerns, plan_of, ways_of
from bajigong.engine.selection import Selection
from bajigong.engine.verdict import Holds, Outcome, RuleAnswer
from bajigong.placed import PlacedLaw, Variant
from bajigong.policy.rules import Incentive
from bajigong.policy.text import Text

_STATUS = {
    Outcome.ELIGIBLE: Status.NOW,
    Outcome.UNDETERMINED: Status.UNKNOWN,
    Outcome.NOT_COVERED: Status.NOT_COVERED,
    Outcome.NOT_ELIGIBLE: Status.NEVER,
}


def incentives(engine: Engine, application: Application) -> tuple[IncentiveAnswer, ...]:
    """Return an answer for each grade held and each incentive that it may bring on the application's track and place.

    An application without a list of certificates is answered for the grade applied for, and says what is missing.
    """
    asked = (_Asked(engine, application, holding) for holding in holdings(application))
    return tuple(answer for one in asked for answer in one.answers())


@frozen(eq=False)
class _Asked:
    """One grade held, and the question what it brings."""

    engine: Engine
    application: Application
    holding: Holding

    def answers(self) -> Iterator[IncentiveAnswer]:
        """Answer for each incentive in the order of its declaration, then for those on which the place is silent."""
        for variants in ways_of(self._law):
            if concerns(variants[0].rule, self.holding, self._track):
                yield self._answer(variants[0].rule, variants)
        for silence in self._law.silences:
            if isinstance(silence.rule, Incentive) and concerns(silence.rule, self.holding, self._track):
                notes = self._notes.silent(silence.rule.label, silence.term)
                yield evolve(self._blank(silence.rule), notes=notes, in_force=False)

    @property
    def _law(self) -> PlacedLaw:
        return self.engine.law(self.application.place)

    @property
    def _notes(self) -> IncentiveNotes:
        return IncentiveNotes(self.engine.bundle, self.application.on)

    @property
    def _track(self) -> str | None:
        track: str | None = self.application.facts.get("track")
        return track

    def _decision(self, variants: tuple[Variant[Incentive], ...]) -> Decision:
        """Decide the application under one incentive alone; its occupation and grade are known."""
        engine, holding, application = self.engine, self.holding, self.application
        selection = Selection(self._track or "", holding.occupation or "", holding.grade or "", application.place)
        program = engine.program_of(f"incentive {variants[0].rule.id}", selection, lambda: plan_of(variants))
        return Decision.of(program, application.facts, to_day(application.on), selection)

    def _blank(self, rule: Incentive) -> IncentiveAnswer:
        holding = self.holding
        return IncentiveAnswer(
            rule.id,
            rule.label,
            rule.gist,
            holding.occupation,
            holding.grade,
            Status.NOT_COVERED,
            amount=rule.amount,
            cites=rule.clauses,
            notes=self._said(rule.clauses, ()),
        )

    def _said(self, clauses: tuple[str, ...], terms: tuple[str, ...]) -> tuple[Text, ...]:
        assumed = self.holding.assumed and not self.holding.lacks
        return (*(self._notes.assumed() if assumed else ()), *self._notes.write(clauses, terms))

    def _answer(self, rule: Incentive, variants: tuple[Variant[Incentive], ...]) -> IncentiveAnswer:
        lacks = self.holding.lacks + (("track",) if rule.tracks and self._track is None else ())
        blank = evolve(self._blank(rule), in_force=any(map(self._in_force, variants)))
        if lacks:
            return evolve(blank, status=Status.UNKNOWN, missing=(lacks,)) if blank.in_force else blank
        decision = self._decision(variants)
        explainer = Explainer(decision)
        outcome, missing = explainer.outcome()
        answer = evolve(blank, status=_STATUS[outcome], missing=missing)
        return self._explained(dated(answer, decision), with_past(decision, explainer.routes()))

    def _in_force(self, variant: Variant[Incentive]) -> bool:
        return variant.period[0] <= to_day(self.application.on) < variant.period[1]

    def _explained(self, answer: IncentiveAnswer, ways: tuple[RuleAnswer, ...]) -> IncentiveAnswer:
        """Add the way that holds, or those in force, or all of them, with the clauses and notes that go with them."""
        shown = [way for way in ways if way.holds is Holds.YES][:1] or [way for way in ways if way.in_force] or ways
        requirements = tuple(
            evolve(requirement, way=number if len(shown) > 1 else None)
            for number, way in enumerate(shown, 1)
            for requirement in way.requirements
        )
        cites = tuple(dict.fromkeys(clause for way in shown for clause in way.cites))
        terms = tuple(dict.fromkeys(term for requirement in requirements for term in requirement.terms))
        return evolve(answer, requirements=requirements, cites=cites, notes=self._said(cites, terms))
