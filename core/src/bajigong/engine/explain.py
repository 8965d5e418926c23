"""What is said of a decision: each rule and requirement, what is missing, the nearest route and what it rests on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import product
from typing import Any

from attrs import define, field

from bajigong.answers import Holds, Outcome, ReadingAnswer, RequirementAnswer, RuleAnswer, Verdict
from bajigong.calendar import ALWAYS, NEVER, from_day, to_day
from bajigong.compile.days import farness
from bajigong.engine.decide import Answering, Bounds, Decision, is_uncovered
from bajigong.law.bundle import Period
from bajigong.law.place import Variant
from bajigong.law.plan import NOT_ON_RECORD, GatePlan, Reading
from bajigong.policy.asks import Requirement
from bajigong.policy.law import Route
from bajigong.policy.text import Text, listed
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


_OUT_OF_FORCE = Text("{rule}：所依文件当日不在有效期内", "{rule}: no document in force on the day")
_NOT_LAID_DOWN = Text("{rule}：现行文件对此地未作规定", "{rule}: no document in force here provides for it")
_NO_ROUTE = Text("现行文件对此等级未规定申报条件", "no document in force here lays down a route to this grade")
_UNSETTLED = Text("适用哪一版申报条件尚无规定", "which conditions of application apply has not been laid down")
_NO_WAY = Text("{rule}：各种情形均不满足", "{rule}: none of its ways holds")


def best_route(verdict: Verdict) -> RuleAnswer | None:
    """Return the route that holds since longest, else the nearest.

    Nearest is what time alone makes hold, the soonest first; then what hangs on facts that are not known; then what
    fails; and what is not in force last. Of two that are alike an examination is nearer than a prize, then the one that
    fails in fewer requirements, then that with fewer open ones.
    """
    return min(verdict.routes, key=_farness, default=None)


def failing(verdict: Verdict, nearest: RuleAnswer | None = None) -> tuple[Text, ...]:
    """Say what stands in the way on the day: of every gate that fails, and of the nearest route, where it is told.

    Where the documents are silent, say what they are silent about.
    """
    if verdict.outcome is Outcome.ELIGIBLE:
        return ()
    if verdict.outcome is Outcome.NOT_COVERED:
        return tuple(dict.fromkeys(_silent(verdict))) or verdict.notes[:1]
    route = nearest or best_route(verdict)
    rules = [*verdict.gates, *([route] if route else [])]
    return tuple(dict.fromkeys(reason for rule in rules for reason in reasons(rule)))


def reasons(rule: RuleAnswer) -> Iterator[Text]:
    """Say why a rule does not hold; nothing where it holds or is open."""
    if rule.holds is not Holds.NO:
        return
    if not rule.in_force:
        yield _OUT_OF_FORCE.fill(rule=rule.label)
    elif any(requirement.way for requirement in rule.requirements):
        yield _NO_WAY.fill(rule=rule.label)
    else:
        yield from (requirement.text for requirement in rule.requirements if requirement.holds is Holds.NO)


def _silent(verdict: Verdict) -> Iterator[Text]:
    rules = [gate for gate in verdict.gates if gate.holds is not Holds.YES] or list(verdict.routes)
    closed = tuple(rule.label for rule in rules if rule.cites and not rule.in_force)
    if closed:
        yield _OUT_OF_FORCE.fill(rule=listed(closed))
        return
    for rule in rules:
        if not rule.in_force:
            yield _NOT_LAID_DOWN.fill(rule=rule.label)
        yield from (requirement.text for requirement in rule.requirements if requirement.terms)
    if len({reading.holds for reading in verdict.readings}) > 1:
        yield _UNSETTLED
    if not verdict.routes:
        yield _NO_ROUTE


def clauses(verdict: Verdict, nearest: RuleAnswer | None = None) -> tuple[str, ...]:
    """Return the clauses that the gates and the best route, where it is told, rest on, each once."""
    route = nearest or best_route(verdict)
    return once(clause for rule in (*verdict.gates, *([route] if route else [])) for clause in rule.cites)


def once(clauses: Iterable[str]) -> tuple[str, ...]:
    """Return clauses in their order, each once."""
    return tuple(dict.fromkeys(clauses))


def _farness(route: RuleAnswer) -> int:
    holds = [requirement.holds for requirement in route.requirements]
    sure, asked = holds.count(Holds.YES), len(holds)
    since = to_day(route.since) if route.since else ALWAYS if route.holds is Holds.YES else NEVER
    return farness(route.in_force, asked, sure, asked - holds.count(Holds.NO), since, route.examined)


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
