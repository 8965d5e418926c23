"""Cases that have come up: what each comes to, from the states of its requirements, and kept to be looked up."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from bajigong.answers import Outcome, ReadingAnswer, RuleAnswer, Verdict
from bajigong.batch.columns import Days
from bajigong.batch.people import Array
from bajigong.batch.plans import Common, Rules, decision
from bajigong.batch.running import Found, Running
from bajigong.calendar import ALWAYS, NEVER, from_day
from bajigong.compile.columns import evaluate, joined, spread
from bajigong.compile.native import Native
from bajigong.compile.program import Program
from bajigong.engine.decide import Bounds, Decision
from bajigong.engine.explain import Explainer, best_route, clauses, failing
from bajigong.law.bundle import within
from bajigong.law.place import Variant
from bajigong.law.plan import GatePlan, Plan
from bajigong.policy.asks import Requirement
from bajigong.policy.facts import Schema, Selection
from bajigong.policy.law import Route
from bajigong.policy.text import Text
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


#: The verdicts in the order of their numbers in a column.
OUTCOMES = tuple(Outcome)


@frozen(eq=False)
class Reason:
    """Why: what a verdict rests on, the same for every application with this signature.

    ``signature`` is a number that depends on nothing but what stands here. ``failing`` and ``clauses`` are those of
    the gates and of the route that holds or is nearest, ``route``; "" where there is none. ``missing`` are sets of
    facts, smallest first, any one of which would settle it. ``gates``, ``routes`` and ``readings`` say
    what held, failed or was unknown on the day, without days of their own.
    """

    signature: int
    outcome: Outcome
    track: str
    grade: str
    route: str
    route_label: Text | None
    method: str
    failing: tuple[Text, ...]
    missing: tuple[tuple[str, ...], ...]
    clauses: tuple[str, ...]
    gates: tuple[RuleAnswer, ...]
    routes: tuple[RuleAnswer, ...]
    readings: tuple[ReadingAnswer, ...] = ()


@frozen(eq=False)
class Answers:
    """The answers for a chunk of people, by row.

    ``outcomes`` are places in `OUTCOMES`; ``since`` is the first day of an eligible row, ``eligible_from`` the one
    from which time alone makes another one eligible, and ``until`` the first day after either, each `ALWAYS` or `NEVER`
    where there is no such day; ``reasons`` are places in the kernel's list of reasons.
    """

    outcomes: npt.NDArray[np.int8]
    since: Days
    until: Days
    eligible_from: Days
    reasons: npt.NDArray[np.int32]


def reason(selection: Selection, explainer: RowExplainer, near: Variant[Route] | None, signature: int) -> Reason:
    """Explain a row, whose nearest route is known."""
    verdict, row = _verdict(selection, explainer), explainer.row
    named = [one for one in verdict.routes if near and one.id == near.id]
    route = next((one for one in named if near and (one.reading == near.reading or len(named) == 1)), None)
    if route is None and row.decided:  # the nearest is not among those that are shown
        route = best_route(_verdict(selection, Explainer(row.decided)))
    return Reason(
        signature,
        verdict.outcome,
        selection.track,
        selection.grade,
        route.id if route else "",
        route.label if route else None,
        route.method if route else "",
        failing(verdict, route),
        verdict.missing,
        clauses(verdict, route),
        verdict.gates,
        verdict.routes,
        verdict.readings,
    )


def unselected(missing: tuple[str, ...], track: str, grade: str, signature: int) -> Reason:
    """Explain rows for which no rule could be picked."""
    return Reason(signature, Outcome.UNDETERMINED, track, grade, "", None, "", (), (missing,), (), (), ())


def _verdict(selection: Selection, explainer: Explainer) -> Verdict:
    outcome, missing = explainer.outcome
    day = from_day(explainer.decision.on)
    assert day is not None  # a day asked about is a real one
    return Verdict(
        applicant=None,
        tenant="",
        track=selection.track,
        occupation=None,
        grade=selection.grade,
        place=selection.place,
        on=day,
        outcome=outcome,
        since=None,
        until=None,
        eligible_from=None,
        gates=explainer.gates(),
        routes=explainer.routes(),
        missing=missing,
        notes=(),
        bundle="",
        readings=explainer.readings(),
    )


#: Makes a reason, given its signature.
Maker = Callable[[int], Reason]

#: The id of the nearest route, and of how it is assessed.
Way = tuple[str, str]
NO_ROUTE: Way = ("", "")


def signature_of(case: object) -> int:
    """Number a case: 63 bits of the hash of how it is written down."""
    return int.from_bytes(hashlib.sha256(repr(case).encode()).digest()[:8], "big") >> 1


@define(eq=False)
class Registry(Sequence[Reason]):
    """Every signature that has come up, in the order of coming up. Reasons are made when they are first looked at.

    ``signatures``, ``routes`` and ``outcomes`` say of each what is asked for most, without making it.
    """

    signatures: list[int] = field(factory=list)
    cases: list[tuple[Any, ...]] = field(factory=list)
    routes: list[Way] = field(factory=list)
    outcomes: npt.NDArray[np.int8] = field(factory=lambda: np.zeros(0, np.int8))
    _places: dict[tuple[Any, ...], int] = field(factory=dict)
    _makers: list[Maker] = field(factory=list)
    _made: dict[int, Reason] = field(factory=dict)
    _lock: Lock = field(factory=Lock)

    def find(self, case: tuple[Any, ...]) -> int | None:
        """Return the place of a case that has come up before."""
        return self._places.get(case)

    def add(self, case: tuple[Any, ...], outcome: Outcome, maker: Maker, route: Way = NO_ROUTE) -> int:
        """Return the place of a case, new or not."""
        with self._lock:
            if case not in self._places:
                self.signatures.append(signature_of(case))
                self.outcomes = np.append(self.outcomes, np.int8(OUTCOMES.index(outcome)))
                self.cases.append(case)
                self.routes.append(route)
                self._makers.append(maker)
                self._places[case] = len(self._makers) - 1
            return self._places[case]

    def __len__(self) -> int:
        return len(self._makers)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        with self._lock:
            if place not in self._made:
                self._made[place] = self._makers[place](self.signatures[place])
            return self._made[place]


@define(eq=False)
class Cases:
    """The cases under some rules, by the marks of their rows. Several threads may look for them at once."""

    schema: Schema
    rules: Rules
    whole: Program
    registry: Registry
    lookup: Native | None
    _places: dict[tuple[int, ...], int] = field(factory=dict)
    _table: tuple[Array, Array] | None = None
    _explained: dict[Any, RuleAnswer] = field(factory=dict)
    _turns: npt.NDArray[np.int32] = field(init=False)
    _lock: Lock = field(factory=Lock)

    def __attrs_post_init__(self) -> None:
        turns = sorted({day for variant in self.rules.variants for day in variant.period})
        self._turns = np.array(turns, np.int32)

    def places(self, common: Common, rows: Array, running: Running, found: Found) -> npt.NDArray[np.int32]:
        """Return the place of each row's reason among all reasons.

        Rows that lack several facts for a requirement are put to the test first, and a case that is new is explained.
        """
        places = np.full(len(rows), -1, np.int32)
        if self._search(rows, running, found, places):
            left = np.flatnonzero(places < 0)
            running.settle(found, left)
            if self._search(rows, running, found, places):
                self._learn(common, rows, running, found, np.flatnonzero(places < 0))
                self._search(rows, running, found, places)
        return places

    def _search(self, rows: Array, running: Running, found: Found, places: npt.NDArray[np.int32]) -> int:
        """Look up the rows that have no place yet; return how many are left."""
        program, native = running.program, self.lookup
        keys, codes = self._table or (np.zeros(0, np.int64), np.full(1, -1, np.int32))
        arrays = [found.held, found.may, found.near, found.lacks, found.settled, found.shares, found.numbers]
        arrays += [
            found.block.typed.people.table.on.take(rows),
            self._turns,
            running.own,
            running.reads,
            running.terms,
            keys,
            codes,
        ]
        line = np.zeros(_width(running), np.int64)
        if native and native.ready():
            return int(native.function(program.words, program.hope_words, *arrays, line, places))
        lists, answers = [one.tolist() for one in arrays], places.tolist()
        left = evaluate(*[program.words, program.hope_words, *lists, line.tolist(), answers])
        found.lacks[:], places[:] = lists[3], answers
        return left

    def _learn(self, common: Common, rows: Array, running: Running, found: Found, left: Array) -> None:
        """Explain cases that are new."""
        lines = self._lines(rows[left], running, found, left)
        fresh = {line: int(at) for line, at in zip(reversed(lines), left[::-1], strict=True)}
        with self._lock:
            for line, at in reversed(fresh.items()):
                if line not in self._places:
                    self._places[line] = self._add(common, int(rows[at]), running, found, at)
            self._table = self._tabled(_width(running))

    def _lines(self, rows: Array, running: Running, found: Found, left: Array) -> list[tuple[int, ...]]:
        """Return what marks some rows, as `bajigong.compile.columns` lays it out."""
        words, facts = running.program.words, running.program.hope_words
        force = np.searchsorted(self._turns, found.block.typed.people.table.on.take(rows), side="right")
        settled, shared = np.maximum(found.settled[left], 0), found.numbers.take(found.shares[left])
        sides = [found.lacks.reshape(-1, facts)[left], found.held.reshape(-1, words)[left]]
        sides += [found.may.reshape(-1, words)[left], found.near[left], settled, shared, force]
        return list(map(tuple, np.column_stack(sides).tolist()))

    def _tabled(self, width: int) -> tuple[Array, Array]:
        """Lay all that is known out as a table for the search; several threads may look at the old one meanwhile."""
        size = 1 << (4 * len(self._places)).bit_length()
        keys, codes = np.zeros(size * width, np.int64), np.full(size, -1, np.int32)
        for line, code in self._places.items():
            place = spread(line, width) & (size - 1)
            while codes[place] >= 0:
                place = (place + 1) & (size - 1)
            keys[place * width : (place + 1) * width], codes[place] = line, code
        return keys, codes

    def _add(self, common: Common, row: int, running: Running, found: Found, at: int) -> int:
        """Explain a row that stands for a new case, and return the place of its reason."""
        rules, program = self.rules, self.whole
        people, words = found.block.typed.people, slice(at * running.program.words, (at + 1) * running.program.words)
        held, may = (joined(map(int, one[words])) for one in (found.held, found.may))
        lacks = running.lacking(found, at)
        one = RowStates(program, int(people.table.on[row]), held, may, lacks)
        states = "".join("y" if held >> n & 1 else "u" if may >> n & 1 else "n" for n in range(len(program.nodes)))
        force = "".join("ny"[one.in_force(variant)] for variant in rules.variants)
        near = int(found.near[at])
        lacking = tuple(lacks.get(place, ((), ())) for place in range(len(program.nodes))) if lacks else ()
        written = (rules.name, states, force, near, lacking)
        place = self.registry.find(written)
        if place is not None:
            return place
        route = one.plan.routes[near] if near >= 0 else None
        way = (route.id, route.rule.method) if route else NO_ROUTE
        explainer = RowExplainer(one, known=self._explained)
        if explainer.hangs_on_days:  # laid out now, for the people of its chunk do not stay
            one.decided = decision(self.schema, program, people, row, common)
        outcome = explainer.outcome[0]
        return self.registry.add(written, outcome, partial(reason, rules.selection, explainer, route), way)


def _width(running: Running) -> int:
    """Say how many numbers mark a row: what is missing, the states certain and possible, and four more."""
    return running.program.hope_words + 2 * running.program.words + 4
