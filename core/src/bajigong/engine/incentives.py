"""What the grades that somebody holds bring: each incentive of a place, from when until when, and why not."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.answers import Application, Holds, Outcome, RequirementAnswer, RuleAnswer
from bajigong.calendar import ALWAYS, from_day, to_day
from bajigong.engine.decide import ALL, NONE, Decision
from bajigong.engine.engine import Engine
from bajigong.engine.explain import Explainer
from bajigong.law.bundle import out_of_force, silent, undated, within
from bajigong.law.opening import Bundle
from bajigong.law.place import PlacedLaw, Variant
from bajigong.law.plan import Plan
from bajigong.law.standards import Conditions
from bajigong.policy.asks import Requirement
from bajigong.policy.facts import Role, Schema, Selection
from bajigong.policy.law import Clause, Document, Incentive, Route, Term
from bajigong.policy.text import Text


class Status(StrEnum):
    """How an incentive stands on the day asked about."""

    NOW = "now"
    FROM = "from"
    UNKNOWN = "unknown"
    LAPSED = "lapsed"
    NEVER = "never"
    NOT_COVERED = "not_covered"


@frozen
class IncentiveAnswer:
    """One incentive for one grade of one occupation, and all that it rests on.

    ``since`` and ``until`` bound a stretch of days, None for no bound: for ``NOW`` and ``FROM`` the one on which it may
    be claimed, this or the next; for ``UNKNOWN`` the one on which it may be, if the missing facts are favourable; for
    ``LAPSED`` the last one, over since ``until``. Otherwise there is none. ``missing`` are sets of facts, smallest
    first, any one of which would settle it if favourable. ``amount`` is the most it is worth, in yuan. ``in_force`` is
    false where nothing in force on the day provides for it. A requirement that is over for good says when it last held.
    """

    id: str
    label: Text
    gist: Text
    occupation: str | None
    grade: str | None
    status: Status
    since: date | None = None
    until: date | None = None
    amount: int | None = None
    requirements: tuple[RequirementAnswer, ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()
    cites: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    in_force: bool = True


#: An occupation's own code; that of a trade goes on.
_CODE = len("0-00-00-00")


@frozen
class Holding:
    """A grade of an occupation.

    ``lacks`` are the facts without which it cannot be said which grade of which. ``assumed``: it is at least in part
    what was applied for, because no certificate says.
    """

    occupation: str | None
    grade: str | None
    lacks: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def whole(self) -> str | None:
        """The code of the occupation as a whole, where that of a trade is given."""
        return self.occupation[:_CODE] if self.occupation else None


def holdings(application: Application, schema: Schema) -> tuple[Holding, ...]:
    """Return the grades held, each once, whatever the trade.

    Where a certificate leaves its occupation or grade out, or no list of certificates was given, those applied for
    stand for it: nothing is then certain, but what may be missing can be named. An empty list holds nothing.
    """
    once: dict[object, Holding] = {}
    # None stands for a list that was not given.
    records: Iterable[Mapping[str, Any] | None] | None = schema.told(application.facts, "held")
    for record in (None,) if records is None else records:
        one = _holding(application.facts, record, schema)
        key = one.whole, one.grade, one.lacks
        if key not in once or once[key].assumed:
            once[key] = one
    return tuple(once.values())


_SAID_OF: Final[Mapping[str, Role]] = {"occupation": "held_occupation", "grade": "held_grade"}


def _holding(facts: Mapping[str, Any], record: Mapping[str, Any] | None, schema: Schema) -> Holding:
    said = {key: (record or {}).get(schema.key(role)) for key, role in _SAID_OF.items()}
    held = {key: value or facts.get(key) for key, value in said.items()}
    lacking = [key for key, value in held.items() if value is None]
    # Where no fact lists certificates, what is held is the occupation and grade of the application itself.
    lacks = (schema.path("held" if record is None else _SAID_OF[key]) or key for key in lacking)
    return Holding(**held, lacks=tuple(dict.fromkeys(lacks)), assumed=None in said.values())


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


_Days = tuple[int, int]
#: A question that is put at a day: the stretch that contains it, else the next.
_Ask = Callable[[int], _Days]


def dated(answer: IncentiveAnswer, decision: Decision) -> IncentiveAnswer:
    """Add the days, and tell what is yet to come, and what is over, from what time alone never brings.

    ``decision`` is about one application and the incentive alone.
    """
    certain, possible = decision.verdict.certain, decision.verdict.possible
    match answer.status:
        case Status.NOW:
            return _between(answer, _whole(certain, _any(decision, NONE)))
        case Status.UNKNOWN:
            return _between(answer, _whole(possible, _any(decision, ALL)))
        case Status.NEVER if certain[0] < certain[1]:
            return _between(evolve(answer, status=Status.FROM), _whole(certain, _any(decision, NONE)))
        case Status.NEVER if last := _last(_any(decision, ALL), decision.on):
            return _between(evolve(answer, status=Status.LAPSED), _whole(last, _any(decision, ALL)))
    return answer


def with_past(decision: Decision, ways: Iterable[RuleAnswer]) -> tuple[RuleAnswer, ...]:
    """Let each requirement that is over for good say when it last held."""
    return tuple(
        evolve(way, requirements=tuple(map(partial(_looked_back, decision), variant.requirements, way.requirements)))
        for variant, way in zip(decision.plan.routes, ways, strict=True)
    )


def _looked_back(decision: Decision, requirement: Requirement, answer: RequirementAnswer) -> RequirementAnswer:
    coming = answer.since or answer.until
    ask = partial(decision.node_at, requirement.node, ALL)
    last = None if coming or answer.holds is not Holds.NO else _last(ask, decision.on)
    return evolve(answer, since=from_day(last[0]), until=from_day(last[1])) if last else answer


def _last(ask: _Ask, on: int) -> _Days | None:
    """Return the last stretch before the day asked about on which it was possible.

    Possible, because what is over whatever the unknown facts are is what has lapsed. None where there never was one,
    or where another is yet to come.
    """
    at, last = ALWAYS, None
    while True:
        since, until = ask(at)
        if since > on:
            return last if since == until else None
        at, last = until, (since, until)


def _whole(days: _Days, ask: _Ask) -> _Days:
    """Join what touches: where one rule takes over from another on a day, what may be claimed goes on."""
    since, until = days
    while (after := ask(until))[0] <= until < after[1]:
        until = after[1]
    while since > ALWAYS and (before := ask(since - 1))[0] < since <= before[1]:
        since = before[0]
    return since, until


def _any(decision: Decision, hope: int) -> _Ask:
    """Ask when any way holds under a hope."""
    return partial(decision.any_route_at, hope)


def _between(answer: IncentiveAnswer, days: _Days) -> IncentiveAnswer:
    return evolve(answer, since=from_day(days[0]), until=from_day(days[1]))


_ASSUMED = Text(
    "证书未给出或未载明职业、等级，按所申报的作答",
    "no certificate says which occupation and grade is held; those applied for are taken",
)
_OPEN = Text("{term}尚无规定（{clauses}）", "{term}: nobody has laid it down ({clauses})")
_PARTLY = Text("{doc}（{at}）：{lacks}", "{doc}, {at}: {lacks}")


@frozen(eq=False)
class IncentiveNotes:
    """Writes the notes of answers under one bundle, for one day."""

    bundle: Bundle
    on: date

    def write(self, clauses: Iterable[str], terms: Iterable[str]) -> tuple[Text, ...]:
        """Return the notes that clauses, and terms that nobody has filled, call for."""
        cited = tuple(clauses)
        documents = dict.fromkeys(self._clause(clause).document for clause in cited)
        notes = [note for name in documents for note in self._on_document(self.bundle.documents[name].what)]
        notes += [_OPEN.fill(term=self.bundle.terms[name].what.label, clauses=", ".join(cited)) for name in terms]
        return tuple(dict.fromkeys((*notes, *self._partly(cited))))

    def assumed(self) -> tuple[Text, ...]:
        """Say that what was applied for is taken for what is held."""
        return (_ASSUMED,)

    def silent(self, label: Text, term: Term) -> tuple[Text, ...]:
        """Say that nothing in force in a place provides for an incentive."""
        return (silent(label, term),)

    def _on_document(self, document: Document) -> Iterator[Text]:
        """Say that a document is not in force on the day, and what is noted of it; or that it has no first day."""
        not_now = out_of_force(document, to_day(self.on))
        yield from (not_now,) if not_now else undated((document,))
        if not_now and document.note:
            yield document.note

    def _partly(self, clauses: Iterable[str]) -> Iterator[Text]:
        """Say what no requirement asks of a clause that is only partly encoded."""
        for clause in map(self._clause, clauses):
            if clause.status == "partly" and clause.lacks:
                document = self.bundle.documents[clause.document].what
                yield _PARTLY.fill(doc=document.name, at=clause.at, lacks=clause.lacks)

    def _clause(self, name: str) -> Clause:
        return self.bundle.clauses[name].what


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
    asked = (_Asked(engine, application, holding) for holding in holdings(application, engine.bundle.schema))
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
            cites=rule.clauses,
            notes=self._said(rule.clauses, ()),
        )

    def _said(self, clauses: tuple[str, ...], terms: tuple[str, ...]) -> tuple[Text, ...]:
        assumed = self.holding.assumed and not self.holding.lacks
        return (*(self._notes.assumed() if assumed else ()), *self._notes.write(clauses, terms))

    def _answer(self, rule: Incentive, variants: tuple[Variant[Incentive], ...]) -> IncentiveAnswer:
        lacks = self.holding.lacks + (("track",) if rule.tracks and self._track is None else ())
        there = tuple(filter(self._in_force, variants))
        blank = evolve(self._blank(rule), amount=(there or variants)[-1].amount, in_force=bool(there))
        if lacks:
            return evolve(blank, status=Status.UNKNOWN, missing=(lacks,)) if blank.in_force else blank
        decision = self._decision(variants)
        explainer = Explainer(decision)
        outcome, missing = explainer.outcome
        answer = evolve(blank, status=_STATUS[outcome], missing=missing)
        return self._explained(dated(answer, decision), with_past(decision, explainer.routes()))

    def _in_force(self, variant: Variant[Incentive]) -> bool:
        return within(variant.period, to_day(self.application.on))

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
