"""One group of rows decided by the loops; what they do not do is done by columns, for those rows or altogether."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from bajigong.batch.codes import encoded, refined
from bajigong.batch.compiled import verdicts
from bajigong.batch.compiled.chunk import Chunk, Unfit
from bajigong.batch.compiled.lacking import Lacking
from bajigong.batch.compiled.leaves import Leaves
from bajigong.batch.compiled.passing import Passing
from bajigong.batch.compiled.sums import Block, Same, Sums
from bajigong.batch.evaluating import GroupEvaluator
from bajigong.batch.plans import Rules
from bajigong.batch.taking import Rows
from bajigong.calendar import Days
from bajigong.engine.hope import ALL, NONE
from bajigong.policy.when import Node, reads
from bajigong.spans import One

#: So many rows at a time: their columns fit the cache.
BLOCK = 1 << 14
#: So many requirements that differ from row to row fit one key, two bits each.
_MOST = 31
_OPEN = 2
#: The place of each row's reason, and the days of its verdict.
Decided = tuple[npt.NDArray[np.int32], Days, Days]


@frozen(eq=False)
class Found:
    """The key and the nearest route of each row, and the days of its verdict."""

    keys: npt.NDArray[np.int64]
    best: npt.NDArray[np.int16]
    since: Days
    until: Days


@define(eq=False, slots=False)
class CompiledGroup:
    """Decides the rows of one group, all asked about one day. Raises Unfit where the loops do not do the group."""

    rules: Rules
    chunk: Chunk
    rows: Rows
    evaluator: GroupEvaluator
    on: int
    same: dict[int, Same] = field(factory=dict)
    given: dict[int, tuple[One, One]] = field(factory=dict)
    looped: list[int] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        """Part the requirements: what is the same in every row, what the columns give, what the loops do."""
        if self.rules.plan.readings:
            raise Unfit  # one answer by several readings is for the columns
        scene = self.evaluator.scene
        self.passing = Passing(scene.schema, scene.selection, self.rules.nodes, self.rules.all_nodes)
        probe = Leaves(self.chunk, self.passing, self.rows[:1])
        for number, node in enumerate(self.rules.nodes):
            try:
                probe.found(node)
                self.looped.append(number)
            except Unfit:
                self._by_columns(number)
        if len(self.varying) > _MOST:
            raise Unfit

    def _by_columns(self, number: int) -> None:
        node = self.rules.nodes[number]
        certain, possible = (self.evaluator.spans(node, hope) for hope in (NONE, ALL))
        if not isinstance(certain, One) or not isinstance(possible, One):
            raise Unfit
        if self._hangs_on_pairs(node, certain is not possible):
            raise Unfit
        if len(self.rows) > 1 and all(len(side) == 1 for one in (certain, possible) for side in (one.since, one.until)):
            held, may = (int(one.since[0]) <= self.on < int(one.until[0]) for one in (certain, possible))
            self.same[number] = Same(int(certain.since[0]), int(certain.until[0]), held + 2 * may)
        else:
            self.given[number] = certain, possible

    def _hangs_on_pairs(self, node: Node, is_open: bool) -> bool:
        """Say whether what would settle a shared requirement may differ from occupation to occupation."""
        several = self.evaluator.shared.codes is not None
        return several and is_open and sum(not self.evaluator.scene.whole(path) for path in reads(node)) > 1

    @cached_property
    def varying(self) -> list[int]:
        """The requirements that differ from row to row, in the order of their columns."""
        return [*self.looped, *self.given]

    @property
    def layout(self) -> tuple[Any, ...]:
        """How keys are to be read, and what is the same in every row."""
        return tuple(self.varying), tuple((number, same.mark) for number, same in self.same.items())

    def is_open(self, key: int) -> bool:
        """Say whether a requirement that differs from row to row is open."""
        return any((key >> 2 * column) & 3 == _OPEN for column in range(len(self.varying)))

    @cached_property
    def lacking(self) -> Lacking:
        """Which facts rows lack."""
        return Lacking.of(self.chunk, self.rules, self.evaluator.scene)

    def is_plain(self, key: int, lacks: int) -> bool:
        """Say whether each open requirement lacks just one fact: then it is known what would settle it."""
        columns = (c for c in range(len(self.varying)) if (key >> 2 * c) & 3 == _OPEN)
        return all(self.lacking.count(self.varying[column], lacks) == 1 for column in columns)

    def find(self) -> Found:
        """Decide every row, block by block."""
        count, size = len(self.rows), min(BLOCK, len(self.rows))
        found = Found(
            np.empty(count, np.int64), np.empty(count, np.int16), np.empty(count, np.int32), np.empty(count, np.int32)
        )
        block = Block(len(self.varying), size)
        sums: Sums | None = None
        for start in range(0, count, BLOCK):
            part = slice(start, min(start + BLOCK, count))
            self._fill(part, block)
            sums = sums or Sums.of(self.rules, self.same, self.varying, self.on, ends=bool(block.has_end.any()))
            out = (found.keys[part], found.best[part], found.since[part], found.until[part])
            if sums.onward:
                verdicts.onward(self.on, block.certain, block.state, *sums.rules, *sums.besides, *out)
            else:
                shared = (block.certain, block.ends, block.has_end, block.state)
                verdicts.verdicts(self.on, *shared, *sums.rules, sums.sides, *sums.besides, *out)
        return found

    def _fill(self, part: slice, block: Block) -> None:
        rows = self.rows[part]
        leaves = Leaves(self.chunk, self.passing, rows)
        for column, number in enumerate(self.varying):
            if number in self.given:
                sides = tuple(_side(side, part) for one in self.given[number] for side in (one.since, one.until))
            else:
                sides = leaves.found(self.rules.nodes[number])
            verdicts.marks(self.on, *sides, block.state[column, : len(rows)])
            block.put(column, sides[0], sides[1])


def _side(days: Days, part: slice) -> Days:
    return np.ascontiguousarray(np.broadcast_to(days, part.stop)[part] if len(days) == 1 else days[part])


def decided(group: CompiledGroup, known: dict[Any, int], name: Any, by_columns: Callable[[Rows], Decided]) -> Decided:
    """Return the place of each row's reason, and the days of its verdict.

    ``known`` keeps the reasons of cases that came up before, under ``name``; ``by_columns`` decides some rows, given as
    places within the group.
    """
    found = group.find()
    codes = refined(encoded([found.keys], len(found.keys)), found.best, -1, 1 << 10)
    named = [(name, int(found.keys[row]), int(found.best[row])) for row in codes.row]
    is_open = np.array([group.is_open(key) for _, key, _ in named], bool)
    places = _looked_up(
        [None if shut else one for one, shut in zip(named, is_open, strict=True)], codes.row, known, by_columns
    )
    sides: Decided = places.take(codes.codes), found.since, found.until
    if is_open.any():
        rows = np.flatnonzero(is_open.take(codes.codes))
        _open(group, named, codes.codes.take(rows), rows, sides, known, by_columns)
    return sides


def _open(
    group: CompiledGroup,
    named: list[tuple[Any, int, int]],
    codes: npt.NDArray[np.int32],
    rows: Rows,
    sides: Decided,
    known: dict[Any, int],
    by_columns: Callable[[Rows], Decided],
) -> None:
    """Find the reasons of open rows: by what is lacking, where each requirement lacks one fact; else by columns."""
    lacks = group.lacking.of_rows(group.rows.take(rows))
    finer = encoded([codes.astype(np.int64), lacks], len(rows))
    of = [(named[codes[row]], int(lacks[row])) for row in finer.row]
    asked = [(*one, mask) if group.is_plain(one[1], mask) else None for one, mask in of]
    sides[0][rows] = _looked_up(asked, rows.take(finer.row), known, by_columns).take(finer.codes)
    odd = np.array([one is None for one in asked], bool)
    if odd.any():
        rest = rows[odd.take(finer.codes)]
        for side, mended in zip(sides, by_columns(rest), strict=True):
            side[rest] = mended


def _looked_up(
    named: list[Any], rows: Rows, known: dict[Any, int], by_columns: Callable[[Rows], Decided]
) -> npt.NDArray[np.int32]:
    """Return the places of cases; of those that are new, one row each is decided by columns. Of None: 0."""
    fresh = [n for n, one in enumerate(named) if one is not None and one not in known]
    if fresh:
        known.update(zip((named[n] for n in fresh), by_columns(rows[fresh])[0].tolist(), strict=True))
    return np.array([0 if one is None else known[one] for one in named], np.int32)
