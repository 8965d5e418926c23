"""Cases that have come up: for each what it comes to, kept so that a row costs no more than looking it up."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from bajigong.answers import Outcome, ReadingAnswer, RuleAnswer, Verdict
from bajigong.batch.columns import Days
from bajigong.batch.plans import Rules
from bajigong.batch.running import Found, Running
from bajigong.batch.shares import Common, decision
from bajigong.batch.states import RowExplainer, RowStates
from bajigong.batch.typed import Array
from bajigong.calendar import from_day
from bajigong.compile.columns import joined
from bajigong.compile.lookup import evaluate, spread
from bajigong.compile.native import Native
from bajigong.compile.program import Program
from bajigong.engine.explain import Explainer, best_route, clauses, failing
from bajigong.law.place import Variant
from bajigong.policy.facts import Schema, Selection
from bajigong.policy.rules import Route
from bajigong.policy.text import Text

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
        """Return what marks some rows, as `bajigong.compile.lookup` lays it out."""
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
