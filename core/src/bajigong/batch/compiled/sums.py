"""What the requirements that are the same in every row come to, rule by rule, for the loop over verdicts."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from bajigong.batch.plans import Rules
from bajigong.calendar import NEVER, Days
from bajigong.spans import One, Steps, both, either, stepped

Array = npt.NDArray[Any]


@frozen
class Same:
    """A requirement that is the same in every row: its stretch, and its mark as in `verdicts.marks`."""

    since: int
    until: int
    mark: int


@define(eq=False)
class Block:
    """The columns of one block, one for each requirement that differs from row to row, used again for the next."""

    columns: int
    size: int
    certain: Array = field(init=False)
    ends: Array = field(init=False)
    state: Array = field(init=False)
    has_end: Array = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.certain, self.ends = (np.empty((self.columns, self.size), np.int32) for _ in range(2))
        self.state = np.zeros((self.columns, self.size), np.uint8)
        self.has_end = np.zeros(self.columns, np.bool_)

    def put(self, column: int, since: Days, until: Days) -> None:
        """Take the first days of a requirement, and the days after its last; none: it never ends."""
        self.certain[column, : len(since)] = since
        self.has_end[column] = len(until) > 0
        if len(until):
            self.ends[column, : len(until)] = until


@frozen(eq=False)
class Sums:
    """The rules for the loop: those of gates that differ from row to row, side by side, then the routes.

    ``onward``: only routes differ from row to row, and each holds for good once it does.
    """

    onward: bool
    rules: tuple[Array, ...]
    sides: Array
    besides: tuple[Array, ...]

    @classmethod
    def of(cls, rules: Rules, same: Mapping[int, Same], varying: Sequence[int], on: int, *, ends: bool) -> Self:
        """Sum up what is the same in every row on the day. ``ends``: what differs from row to row may end."""
        place = {number: column for column, number in enumerate(varying)}
        needs = [[rules.place[r.node] for r in variant.requirements] for variant in rules.variants]
        gates, start = [], 0
        for ways in rules.ways:
            gates.append(range(start, start + len(ways)))
            start += len(ways)
        shared = [gate for gate in gates if not any(n in place for rule in gate for n in needs[rule])]
        sides = [*(gate for gate in gates if gate not in shared), range(start, len(rules.variants))]
        order = [rule for side in sides for rule in side]
        periods = [_period(rules.variants[rule].period, [same[n] for n in needs[rule] if n in same]) for rule in order]
        marks = [[same[n].mark for n in needs[rule] if n in same] for rule in order]
        columns = [[place[n] for n in needs[rule] if n in place] for rule in order]
        force = [period[0] <= on < period[1] for period in (rules.variants[rule].period for rule in order)]
        besides = _besides(rules, same, needs, shared)
        lasting = len(sides) == 1 and all(until == NEVER for _, until in periods) and not ends
        return cls(
            lasting,
            (
                np.array(periods, np.int64).reshape(-1, 2),
                np.array([some.count(0) for some in marks], np.int64),
                np.array([some.count(2) for some in marks], np.int64),
                np.array(force, np.bool_),
                np.cumsum([0, *map(len, columns)]).astype(np.int64),
                np.array([column for some in columns for column in some], np.int64),
            ),
            np.cumsum([0, *map(len, sides)]).astype(np.int64),
            tuple(np.ascontiguousarray(side, np.int64) for side in (besides.turns, besides.since, besides.until)),
        )


def _period(period: tuple[int, int], nodes: Sequence[Same]) -> tuple[int, int]:
    since = max([period[0], *(one.since for one in nodes)])
    until = min([period[1], *(one.until for one in nodes)])
    return (since, until) if since < until else (NEVER, NEVER)


def _besides(rules: Rules, same: Mapping[int, Same], needs: list[list[int]], shared: list[range]) -> Steps:
    """Tabulate the gates that are the same for every row."""
    gates = [[_period(rules.variants[rule].period, [same[n] for n in needs[rule]]) for rule in gate] for gate in shared]
    ones = [[One(*(np.array([day], np.int32) for day in period)) for period in gate] for gate in gates]
    turns = [day for gate in gates for period in gate for day in period]
    return stepped(both([either(gate) for gate in ones]), turns)
