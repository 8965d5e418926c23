"""Deciding many people at once: rows that the same rules answer for go together, column by column."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from attrs import define, evolve, field

from bajigong.batch.answers import Answers
from bajigong.batch.cases import Cases
from bajigong.batch.codes import Codes, counted, encoded
from bajigong.batch.compiled import is_installed
from bajigong.batch.evaluating import GroupEvaluator, Shared
from bajigong.batch.explaining import Stand, unselected
from bajigong.batch.group import Group
from bajigong.batch.marks import Marks
from bajigong.batch.people import UNKNOWN, People, lacking
from bajigong.batch.plans import Plans, Rules
from bajigong.batch.registry import Registry
from bajigong.batch.taking import Rows, kept, taken
from bajigong.calendar import ALWAYS, NEVER, Days
from bajigong.columns import Flags
from bajigong.engine.decide import Decision
from bajigong.engine.engine import SELECTORS, Engine
from bajigong.engine.notes import Notes
from bajigong.engine.verdict import Outcome
from bajigong.policy.text import Text
from bajigong.schema import occupation_code

if TYPE_CHECKING:
    from bajigong.batch.compiled.chunk import Chunk

#: The place of each row's reason, and the days of its verdict.
Decided = tuple[npt.NDArray[np.int32], Days, Days]


@define(eq=False)
class Kernel:
    """Decides chunks of people under one bundle. It may be used from several threads at once.

    ``reasons`` holds every reason that has come up, in the order of coming up; `Answers.reasons` are places in it.
    ``loops`` lets compiled loops decide chunks of ``least`` people and more.
    """

    engine: Engine
    loops: bool = field(factory=is_installed)
    least: int = 20_000
    reasons: Registry = field(factory=Registry)
    _known: dict[Any, int] = field(factory=dict)
    _plans: Plans = field(init=False)
    _cases: Cases = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._plans = Plans(self.engine)
        self._cases = Cases(self.reasons)

    def decide(self, people: People) -> Answers:
        """Return the answers for a chunk of people, in their order."""
        count = len(people)
        chunk = self._chunk(people)
        since, until, later = (np.full(count, day, np.int32) for day in (ALWAYS, NEVER, NEVER))
        answers = Answers(np.zeros(count, np.int8), since, until, later, np.zeros(count, np.int32))
        for rules, rows in self._groups(people):
            if rules is None:
                self._unselected(people, rows, answers)
            else:
                self._decide(rules, chunk, rows, answers)
        return answers

    def _chunk(self, people: People) -> "Chunk | People":
        """Make a chunk ready for the loops, where it is long enough for them to pay."""
        if not self.loops or len(people) < self.least:
            return people
        from bajigong.batch.compiled.chunk import Chunk

        return Chunk(people)

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

    def _groups(self, people: People) -> Iterator[tuple[Rules | None, Rows]]:
        """Give the rows that the same rules answer for."""
        laws = _per_value(people.places, self._plans.law)
        followed = _per_value(people.occupations, lambda code: self._plans.conditions(code) if code >= 0 else 0)
        known = (people.tracks >= 0) & (people.occupations >= 0) & (people.grades >= 0)
        schema = self.engine.bundle.schema
        # As small a number as there can be: small ones are told apart quickly.
        tracks, grades = len(schema.tracks), max(schema.grade_order.values(), default=0) + 1
        place = (laws * (int(followed.max(initial=0)) + 1) + followed).astype(np.int32) * np.int32(tracks * grades)
        key = place + people.tracks.astype(np.int32) * np.int32(grades) + people.grades
        groups = encoded([key if known.all() else np.where(known, key, np.int32(UNKNOWN))], len(people))
        for code, first in enumerate(groups.row):
            rows = np.flatnonzero(groups.codes == code) if len(groups.row) > 1 else counted(len(people))
            if not known[first]:
                yield None, rows
                continue
            sides = (laws, followed, people.tracks, people.grades, people.occupations)
            selectors = (int(side[first if len(side) > 1 else 0]) for side in sides)
            yield self._plans.rules(*selectors), rows

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

    def _decide(self, rules: Rules, chunk: "Chunk | People", rows: Rows, answers: Answers) -> None:
        places, since, until = self._by_loops(rules, chunk, rows) or self._by_columns(rules, _people(chunk), rows)
        outcomes = self.reasons.outcomes.take(places)
        eligible = outcomes == 0
        answers.reasons[rows] = places
        answers.outcomes[rows] = outcomes
        answers.since[rows] = np.where(eligible, since, ALWAYS)
        answers.until[rows] = np.where(eligible | ((outcomes == 1) & (since < NEVER)), until, NEVER)
        answers.eligible_from[rows] = np.where(outcomes == 1, since, NEVER)

    def _by_columns(self, rules: Rules, people: People, rows: Rows) -> Decided:
        """Decide by columns those that lack a fact or have several records apart from those that do not."""
        places = np.zeros(len(rows), np.int32)
        since, until = np.zeros(len(rows), np.int32), np.zeros(len(rows), np.int32)
        for part in _parted(people, rules, rows):
            if len(part):
                group = self._group(rules, people, rows[part])
                places[part] = group.places()
                since[part], until[part] = group.verdict()
        return places, since, until

    def _by_loops(self, rules: Rules, chunk: "Chunk | People", rows: Rows) -> Decided | None:
        """Decide by compiled loops, None where they do not do the group."""
        if isinstance(chunk, People) or not _same(on := chunk.people.table.on.take(rows)):
            return None
        from bajigong.batch.compiled.chunk import Unfit
        from bajigong.batch.compiled.group import CompiledGroup, decided

        people = chunk.people
        evaluator = self._evaluator(rules, people, rows, on)
        try:
            group = CompiledGroup(rules, chunk, rows, evaluator, int(on[0]))
        except Unfit:
            return None
        name = (rules.name, group.layout, evaluator.shared.print, int(on[0]))
        return decided(group, self._known, name, lambda some: self._by_columns(rules, people, rows[some]))

    def _group(self, rules: Rules, people: People, rows: Rows) -> Group:
        on = people.table.on.take(rows)
        marks = Marks(rules, self._evaluator(rules, people, rows, on), on[:1] if _same(on) else on)

        def stand(some: Rows) -> Stand:
            evaluator = self._evaluator(rules, people, rows[some], on[some], keep=True)
            return Stand(rules, Decision(rules.plan, evaluator))

        return Group(marks, len(rows), self._cases, stand)

    def _evaluator(self, rules: Rules, people: People, rows: Rows, on: Days, *, keep: bool = False) -> GroupEvaluator:
        """Return an evaluator of some rows; with ``keep``, one that does not hold on to the others."""
        occupations, places = people.occupations.take(rows), people.places.take(rows)
        table = taken(people.table, rows, on)
        shared = Shared.of(people.table, occupations, places)
        table = kept(table, rules.looks_at) if keep else table
        scene = shared.scene(table, self.engine.bundle.schema, rules.selection, (occupations, places))
        return GroupEvaluator(scene, shared=shared)


def _same(values: npt.NDArray[np.generic]) -> bool:
    return bool((values == values[0]).all())


def _per_value(values: npt.NDArray[np.int64], number: Callable[[int], int]) -> npt.NDArray[np.int64]:
    """Return a number for each value, worked out once for each that occurs; one number where all are the same."""
    if len(values) and _same(values):
        return np.array([number(int(values[0]))], np.int64)
    codes: Codes = encoded([values], len(values))
    return np.array([number(int(value)) for value in values[codes.row]], np.int64).take(codes.codes)


def _people(chunk: "Chunk | People") -> People:
    return chunk if isinstance(chunk, People) else chunk.people


def _parted(people: People, rules: Rules, rows: Rows) -> tuple[Rows, ...]:
    """Part the rows that lack a fact, and those with several records in a list, from the others."""
    lacking, several = _lacking(people, rules), _several(people, rules)
    if lacking is None and several is None:
        return (counted(len(rows)),)
    kind = np.zeros(len(rows), np.int8)
    if lacking is not None:
        kind |= lacking.take(rows).astype(np.int8)
    if several is not None:
        kind |= several.take(rows).astype(np.int8) << 1
    return tuple(np.flatnonzero(kind == one) for one in range(4))


def _lacking(people: People, rules: Rules) -> Flags | None:
    """Say which rows lack a fact that the rules read, None where none does."""
    found: Flags | None = None
    for path in rules.reads:
        lacks = lacking(people, path, rules.open_ended)
        if lacks is not None and len(lacks) == len(people):
            found = lacks if found is None else found | lacks
    return found


def _several(people: People, rules: Rules) -> Flags | None:
    """Say which rows have several records in a list that the rules read, None where none has."""
    found: Flags | None = None
    for path in rules.reads:
        lists = people.table.lists.get(path)
        if lists is None or lists.there is not None or len(lists.given) != len(people):
            continue
        several = np.diff(lists.offsets) > 1
        if several.any():
            found = several if found is None else found | several
    return found
