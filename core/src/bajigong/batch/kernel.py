"""Deciding many people at once: rows that the same rules answer for go together, block by block."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, evolve, field

from bajigong.answers import SELECTORS, Outcome
from bajigong.batch.cases import Answers, Cases, Registry, unselected
from bajigong.batch.people import Array, Codes, People, Typed, counted, encoded
from bajigong.batch.plans import Common, Plans, Rules, Shares
from bajigong.batch.running import Rows, Running
from bajigong.calendar import ALWAYS, NEVER
from bajigong.compile.days import UNKNOWN
from bajigong.compile.native import Natives
from bajigong.compile.program import Program
from bajigong.engine.engine import Engine, Notes
from bajigong.policy.occupations import occupation_code
from bajigong.policy.text import Text
from bajigong.policy.when import Node

#: So many rows are decided together: their columns fit the cache.
BLOCK = 1 << 16
#: From so many people on it pays to compile.
LEAST = 50_000


@define(eq=False)
class _Block:
    """Some rows of a chunk one after another.

    ``common`` is what all rows of the chunk share; ``told`` tells rows apart by occupation, place and day, ``few``:
    so few of these differ that it pays to work out what rows with the same ones have in common.
    """

    people: People
    common: Common
    typed: Typed
    told: Codes = field(init=False)
    few: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        people, count = self.people, len(self.typed)
        occupations, places, days = (self.some(one) for one in (people.occupations, people.places, people.table.on))
        keys = [occupations] if _same(places) else [occupations * 1_000_000 + places]
        keys += [] if _same(days) else [days.astype(np.int64)]
        self.told = encoded(keys, count)
        self.few = len(self.told.row) <= max(_FEW, count // 64)

    @property
    def first(self) -> int:
        """Where the block begins."""
        return self.typed.first

    def some(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the block's part of a column."""
        return column[self.typed.first : self.typed.end]

    def per_row(self, column: npt.NDArray[np.int64], number: Callable[[int], int]) -> npt.NDArray[np.int64]:
        """Return a number for each row by an occupation or a place, worked out once for each that differs."""
        values = self.some(column)[self.told.row]
        numbers = {value: number(value) for value in dict.fromkeys(values.tolist())}
        return np.array([numbers[value] for value in values.tolist()], np.int64).take(self.told.codes)

    def shares(self, rows: Rows, shares: Shares) -> Array:
        """Return by row of the block which shared answers it has, right for the rows of a group."""
        people, codes = self.people, self.told.codes
        numbers = np.zeros(len(self.told.row), np.int32)
        for code in np.flatnonzero(np.bincount(codes.take(rows))):
            row = int(self.told.row[code]) + self.first
            share = int(people.occupations[row]), int(people.places[row]), int(people.table.on[row])
            numbers[code] = shares.number(share, people, row, self.common)
        return numbers.take(codes)


#: So many shared answers are worked out for however few rows.
_FEW = 16


@define(eq=False)
class Kernel:
    """Decides chunks of people under one bundle. It may be used from several threads at once.

    ``reasons`` holds every reason that has come up, in the order of coming up; `Answers.reasons` are places in it.
    ``natives`` compiles programs once ``least`` people have come; until then, and without it, CPython runs them.
    """

    engine: Engine
    natives: Natives | None = field(factory=Natives.here)
    least: int = LEAST
    reasons: Registry = field(factory=Registry)
    _plans: Plans = field(init=False)
    _runs: dict[Any, Running] = field(factory=dict)
    _known: dict[Any, Cases] = field(factory=dict)
    _settled: dict[Any, dict[Any, int]] = field(factory=dict)
    _lock: Lock = field(factory=Lock)
    #: How many people have come.
    _seen: int = 0

    def __attrs_post_init__(self) -> None:
        self._plans = Plans(self.engine)

    def decide(self, people: People) -> Answers:
        """Return the answers for a chunk of people, in their order."""
        count = len(people)
        self._seen += count
        since, until, later = (np.full(count, day, np.int32) for day in (ALWAYS, NEVER, NEVER))
        answers = Answers(np.zeros(count, np.int8), since, until, later, np.zeros(count, np.int32))
        for block in self._blocks(people):
            for rules, rows in self._groups(block):
                if rules is None:
                    self._unselected(people, rows + block.first, answers)
                else:
                    self._decide(rules, block, rows, answers)
        return answers

    def prepare(self, people: People) -> None:
        """Have the rules compiled that a chunk of people needs, however few they are, without deciding it."""
        for block in self._blocks(people):
            for rules, rows in self._groups(block):
                if rules is not None:
                    self._cases(rules, self._running(rules, block, rows, large=True)[0])

    def _blocks(self, people: People) -> Iterator["_Block"]:
        common = Common.of(people)
        for first in range(0, len(people), BLOCK):
            typed = Typed(self.engine.bundle.schema, people, first, min(first + BLOCK, len(people)))
            yield _Block(people, common, typed)

    def follows(self, occupation: int) -> int:
        """Number the conditions that an occupation follows: those that follow the same have the same."""
        return self._plans.conditions(occupation)

    def notes(self, reason: int, occupation: int, on: int) -> tuple[Text, ...]:
        """Return what must be said besides a reason of an occupation (as a number) on a day."""
        said = self.reasons[reason]
        rules = self._plans.named(self.reasons.cases[reason][0])
        if rules is None:
            return ()
        selection = evolve(rules.selection, occupation=occupation_code(occupation))
        own = self.engine.plan(selection)
        plan = evolve(rules.plan, conditions=own.conditions, qualifications=own.qualifications)
        return Notes(self.engine.bundle, plan, on).write(said.outcome, said.gates, said.routes, said.readings)

    # ------------------------------------------------------------------ groups

    def _groups(self, block: _Block) -> Iterator[tuple[Rules | None, Rows]]:
        """Give the rows of a block that the same rules answer for."""
        people, size = block.people, len(block.typed)
        laws = block.per_row(people.places, self._plans.law)
        followed = block.per_row(people.occupations, lambda code: self._plans.conditions(code) if code >= 0 else 0)
        occupations, tracks, grades = (block.some(one) for one in (people.occupations, people.tracks, people.grades))
        schema = self.engine.bundle.schema
        # As small a number as there can be: small ones are told apart quickly.
        most = max(schema.grade_order.values(), default=0) + 1
        place = (laws * (int(followed.max(initial=0)) + 1) + followed).astype(np.int32) * np.int32(
            len(schema.tracks) * most
        )
        key = place + tracks.astype(np.int32) * np.int32(most) + grades
        known = (tracks >= 0) & (occupations >= 0) & (grades >= 0)
        groups = encoded([key if known.all() else np.where(known, key, np.int32(UNKNOWN))], size)
        sorted_rows, ends = counted(size), np.array([size])
        if len(groups.row) > 1:
            # Numbers of 16 bits are sorted by counting them.
            small = len(groups.row) < 1 << 15
            sorted_rows = np.argsort(groups.codes.astype(np.int16 if small else np.int32), kind="stable")
            ends = np.cumsum(np.bincount(groups.codes))
        for first, rows in zip(groups.row, np.split(sorted_rows, ends[:-1]), strict=True):
            if not known[first]:
                yield None, rows
                continue
            sides = (laws, followed, tracks, grades, occupations)
            yield self._plans.rules(*(int(side[first]) for side in sides)), rows

    def _unselected(self, people: People, rows: Rows, answers: Answers) -> None:
        """Rows that lack a selector: which rules answer cannot be said."""
        lacks = [column.take(rows) < 0 for column in (people.tracks, people.occupations, people.grades)]
        key = (lacks[0] * 4 + lacks[1] * 2 + lacks[2]).astype(np.int64) << 16
        key += (people.tracks.take(rows).astype(np.int64) + 1) * 256 + people.grades.take(rows) + 1
        codes = encoded([key], len(rows))
        places = [self._lacking_selectors(people, int(row)) for row in rows[codes.row]]
        answers.reasons[rows] = np.array(places, np.int32).take(codes.codes)
        answers.outcomes[rows] = list(Outcome).index(Outcome.UNDETERMINED)

    def _lacking_selectors(self, people: People, row: int) -> int:
        schema = self.engine.bundle.schema
        values = (people.tracks[row], people.occupations[row], people.grades[row])
        missing = tuple(name for name, value in zip(SELECTORS, values, strict=True) if value < 0)
        track = schema.tracks[people.tracks[row]] if people.tracks[row] >= 0 else ""
        grade = next((name for name, order in schema.grade_order.items() if order == people.grades[row]), "")
        return self.reasons.add(
            (missing, track, grade), Outcome.UNDETERMINED, partial(unselected, missing, track, grade)
        )

    # ------------------------------------------------------------------ one group

    def _decide(self, rules: Rules, block: "_Block", rows: Rows, answers: Answers) -> None:
        """Decide rows of a block that the same rules answer for."""
        within = rows + block.first
        running, share = self._running(rules, block, rows, large=self._seen >= self.least)
        found = running.run(block.typed, rows, share)
        places = self._cases(rules, running).places(block.common, within, running, found)
        outcomes = self.reasons.outcomes.take(places)
        since, until = found.since, found.until
        eligible = outcomes == 0
        answers.reasons[within] = places
        answers.outcomes[within] = outcomes
        answers.since[within] = np.where(eligible, since, ALWAYS)
        answers.until[within] = np.where(eligible | ((outcomes == 1) & (since < NEVER)), until, NEVER)
        answers.eligible_from[within] = np.where(outcomes == 1, since, NEVER)

    def _running(self, rules: Rules, block: "_Block", rows: Rows, *, large: bool) -> tuple[Running, Array]:
        """Return what runs the rules over rows of a block, and which shared answers each row of it has."""
        given = block.common.given(rules) if block.few else ()
        running = self._made(rules, given, block.common.print if given else b"", large=large)
        return running, block.shares(rows, running.shares) if given else np.zeros(len(block.typed), np.int32)

    def _made(self, rules: Rules, given: tuple[Node, ...], facts: bytes, *, large: bool) -> Running:
        key = (rules.name, given, facts, large)
        with self._lock:
            if key not in self._runs:
                self._runs[key] = self._make(rules, given, large=large)
            return self._runs[key]

    def _make(self, rules: Rules, given: tuple[Node, ...], *, large: bool) -> Running:
        engine = self.engine
        name = ("rows", rules.name, given)
        program = engine.program_of(name, rules.selection, lambda: rules.plan, account=False, given=given)
        native = self.natives.of(program, engine.bundle.schema) if self.natives and large else None
        settled = self._settled.setdefault((rules.name, given), {})
        return Running(program, Shares(engine.bundle.schema, program, self._whole(rules), settled), native, settled)

    def _whole(self, rules: Rules) -> Program:
        return self.engine.program_of(("whole", rules.name), rules.selection, lambda: rules.plan)

    def _cases(self, rules: Rules, running: Running) -> Cases:
        key = (rules.name, running.program.given, running.native is not None)
        with self._lock:
            if key not in self._known:
                lookup = self.natives.lookup if self.natives and running.native else None
                self._known[key] = Cases(self.engine.bundle.schema, rules, self._whole(rules), self.reasons, lookup)
            return self._known[key]


def _same(values: npt.NDArray[np.generic]) -> bool:
    return bool((values == values[0]).all())
