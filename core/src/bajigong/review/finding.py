"""What a look at a law finds, the law that is looked at, and people tried on it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, get_args

from attrs import evolve, frozen

from bajigong.answers import Application, Outcome, Verdict
from bajigong.calendar import ALWAYS, NEVER, from_day, to_day
from bajigong.engine.decide import ALL, Decision, is_uncovered
from bajigong.engine.engine import Engine
from bajigong.engine.incentives import plan_of
from bajigong.law.bundle import RULES, within
from bajigong.law.place import Variant
from bajigong.policy.facts import Selection
from bajigong.policy.law import Rule
from bajigong.policy.text import Text
from bajigong.policy.when import TERM
from bajigong.review.witness_facts import Facts
from bajigong.review.witness_hopes import open_terms

if TYPE_CHECKING:
    from bajigong.law.bundle import Period
    from bajigong.law.opening import Bundle
    from bajigong.law.place import PlacedLaw
    from bajigong.law.tenants import Tenant


@frozen(eq=False)
class Side:
    """A law in a place on a day. ``name`` is what people call it."""

    name: Text
    engine: Engine
    place: str
    on: date

    @property
    def bundle(self) -> "Bundle":
        """The bundle that the engine decides by."""
        return self.engine.bundle

    @property
    def law(self) -> "PlacedLaw":
        """The rules as they stand in the place."""
        return self.engine.law(self.place)

    def counts(self, period: "Period") -> bool:
        """Say whether a period holds the day asked about."""
        return within(period, to_day(self.on))


def side_of(tenant: "Tenant", on: date, place: str | None = None) -> Side:
    """Open a tenant's bundle as one side; ``place`` is its own region unless given."""
    return Side(tenant.label, Engine(tenant.open(), tenant.id), place or tenant.region, on)


@frozen(eq=False)
class Trial:
    """Some people of one track, occupation and grade, before one side."""

    side: Side
    people: tuple[Facts, ...]
    selection: Selection
    decisions: tuple[Decision, ...]

    @classmethod
    def of(cls, side: Side, people: Sequence[Facts]) -> "Trial":
        """Put people, at least one, to a side."""
        one = people[0]
        selection = Selection(one["track"], one["occupation"], one["grade"], side.place)
        decisions = (side.engine.decision(selection, application(side, person)) for person in people)
        return cls(side, tuple(people), selection, tuple(decisions))

    def passes(self, variant: Variant[Any], *, hoping: bool = False) -> list[bool]:
        """Say for whom a rule certainly holds; ``hoping``, for whom it possibly does."""
        if not self.side.counts(variant.period):
            return [False] * len(self.people)
        bounds = (one.rule(route) for route, one in self._alone(variant))
        return [bound.may_hold if hoping else bound.holds for bound in bounds]

    def _alone(self, variant: Variant[Any]) -> Iterator[tuple[Variant[Any], Decision]]:
        """Give everybody's decision under a plan of one rule, which need not be one of the plan's."""
        engine, selection = self.side.engine, self.selection
        name = (variant.period, tuple(requirement.node for requirement in variant.requirements))
        program = engine.program_of(name, selection, lambda: plan_of([variant]))
        for person in self.people:
            on = to_day(self.side.on)
            yield program.plan.routes[0], Decision.of(program, person, on, selection)

    def before(self, side: Side) -> "Trial":
        """Put the same people to another side."""
        return Trial.of(side, self.people)

    def outcomes(self, wanted: Outcome | None = None) -> list[Outcome]:
        """Return every verdict, without its reasons; the same as the engine gives.

        With one that is ``wanted`` those that it cannot be may be taken for each other: it is quicker.
        """
        look = wanted in (None, Outcome.NOT_COVERED, Outcome.UNDETERMINED)
        return [self._outcome(one, look=look) for one in self.decisions]

    def _outcome(self, one: Decision, *, look: bool) -> Outcome:
        if is_uncovered(one):
            return Outcome.NOT_COVERED
        if one.verdict.holds:
            return Outcome.ELIGIBLE
        if not one.verdict.may_hold:
            return Outcome.NOT_ELIGIBLE
        return Outcome.NOT_COVERED if look and self._hangs_on_terms(one) else Outcome.UNDETERMINED

    def _hangs_on_terms(self, one: Decision) -> bool:
        """Say whether somebody would be eligible were the open terms filled, and by no fact without that."""
        terms = one.program.bits({TERM + name for name in self._open_terms(one)})
        return bool(terms) and _eligible(one, terms) and not _eligible(one, ALL & ~terms)

    def _open_terms(self, one: Decision) -> Iterator[str]:
        plan = one.plan
        if plan.columns:
            yield plan.conditions.term
        for variant in chain(plan.routes, *(gate.ways for gate in plan.gates)):
            yield from chain.from_iterable(open_terms(r.node) for r in variant.requirements)

    def shut(self, gate: str) -> list[bool]:
        """Say for whom a gate does not certainly open; for everybody where there is no such gate."""
        return self._each(lambda one: not any(one.gate(plan).holds for plan in one.plan.gates if plan.gate.id == gate))

    def past(self, gate: str) -> list[bool]:
        """Say for whom every other gate certainly opens; those on which the place is silent are passed over."""

        def others(one: Decision) -> bool:
            plans = (plan for plan in one.plan.gates if plan.gate.id != gate)
            return all(one.gate(plan).holds for plan in plans if any(self.side.counts(way.period) for way in plan.ways))

        return self._each(others)

    def _each(self, question: Callable[[Decision], bool]) -> list[bool]:
        return [question(one) for one in self.decisions]

    def gates(self) -> list[tuple[int, ...]]:
        """Say by person how each gate stands: 2 where it certainly holds, 1 where it may, 0 where it cannot."""
        every = ([one.gate(gate) for gate in one.plan.gates] for one in self.decisions)
        return [tuple(int(gate.holds) + int(gate.may_hold) for gate in gates) for gates in every]


def _eligible(one: Decision, hope: int) -> bool:
    """Say whether somebody is eligible under a hope."""
    return one.ask(hope, one.on).verdict[0] <= one.on


def application(side: Side, facts: Facts) -> Application:
    """Make facts an application to a side."""
    return Application(facts, side.on, side.place)


def decided(side: Side, facts: Facts) -> Verdict:
    """Decide one person in full."""
    return side.engine.decide([application(side, facts)])[0]


Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
Check = Literal["opening", "never", "needless", "unfilled", "documents", "gaps", "order", "easier"]


@frozen(eq=False)
class Finding:
    """One thing found: how grave, whose it is, and who or what shows it.

    ``person`` are facts, ``selection`` a track, occupation, grade and place. ``file`` and ``line`` say where it stands,
    of what can be said to stand in a file.
    """

    check: Check
    severity: Severity
    plugin: str
    id: str
    message: Text
    clauses: tuple[str, ...] = ()
    person: Facts | None = None
    selection: Selection | None = None
    file: str = ""
    line: int | None = None


@frozen(eq=False, slots=False)
class Patient:
    """The law that is looked at: one side, and ways to walk through its rules."""

    side: Side

    def maker(self, rule: Rule) -> str:
        """Name the plugin that declares a rule."""
        return self._makers[id(rule)]

    @cached_property
    def _makers(self) -> dict[int, str]:
        bundle = self.side.bundle
        return {id(said.what): said.by for part in RULES for said in getattr(bundle, part).values()}

    def rules(self) -> Iterator[Rule]:
        """Give every rule of the bundle."""
        for part in RULES:
            yield from (said.what for said in getattr(self.side.bundle, part).values())

    def every(self, *parts: str) -> Iterator[Variant[Any]]:
        """Give the rules of some kinds, or of all, as they stand in the place, whenever they are in force."""
        for part in parts or RULES:
            yield from getattr(self.side.law, part)

    def in_force(self, part: str) -> Iterator[Variant[Any]]:
        """Give the rules of a kind that are in force on the day."""
        yield from (variant for variant in self.every(part) if self.side.counts(variant.period))

    def during(self, variant: Variant[Any]) -> Side:
        """Return the side on a day on which a rule is in force: the day asked about, else the nearest."""
        since, until = variant.period
        day = max(to_day(self.side.on), since if since > ALWAYS else to_day(date.min))
        day = min(day, until - 1) if until < NEVER else day
        return evolve(self.side, on=from_day(day) or self.side.on)
