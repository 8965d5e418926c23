"""What each row's case is, as one number: which requirements hold, which may hold, which rules are in force."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from attrs import define, frozen

from bajigong.batch.evaluating import GroupEvaluator
from bajigong.batch.plans import Rules
from bajigong.calendar import Days
from bajigong.columns import Flags
from bajigong.engine.hope import ALL, NONE
from bajigong.policy.when import Node
from bajigong.spans import Stretch

#: So many flags fit one number.
_BITS = 56
Keys = npt.NDArray[np.int64]


@frozen
class Case:
    """What holds, may hold and is in force for every row with one key, in the order of a plan's nodes and rules."""

    holds: tuple[bool, ...]
    may: tuple[bool, ...]
    force: tuple[bool, ...]

    def state(self, node: int) -> str:
        """Return y, n or u for a node."""
        return "y" if self.holds[node] else "u" if self.may[node] else "n"


@define(eq=False, slots=False)
class Marks:
    """The marks of a group of rows. ``on`` is one day for each row, or one for all."""

    rules: Rules
    evaluator: GroupEvaluator
    on: Days

    def certain(self, node: Node) -> Stretch:
        """Return the stretch in which a node certainly holds, on the day or next."""
        return self.evaluator.spans(node, NONE).at(self.on)

    @cached_property
    def flags(self) -> tuple[Sequence[Flags], Sequence[Flags], Sequence[Flags]]:
        """Say for each node whether it holds and whether it may, for each rule whether it is in force.

        What is the same in every row stands once.
        """
        holds, may = [], []
        for node in self.rules.nodes:
            certain, possible = (self.evaluator.spans(node, hope) for hope in (NONE, ALL))
            held = certain.at(self.on)[0] <= self.on
            holds.append(held)
            may.append(held if possible is certain else possible.at(self.on)[0] <= self.on)
        force = [(v.period[0] <= self.on) & (self.on < v.period[1]) for v in self.rules.variants]
        return holds, may, force

    @cached_property
    def _varying(self) -> Mapping[int, Flags]:
        """The flags that differ from row to row, each once, by identity."""
        every = (flags for side in self.flags for flags in side)
        return {id(flags): flags for flags in every if len(flags) > 1}

    @cached_property
    def keys(self) -> list[Keys]:
        """Return numbers that are the same just where all flags are: one, or several where there are many flags."""
        return packed(list(self._varying.values()))

    @cached_property
    def layout(self) -> tuple[int, ...]:
        """How the keys are to be read: -2 and -1 for what never and always holds, else its place among the flags."""
        place = {name: number for number, name in enumerate(self._varying)}
        every = (flags for side in self.flags for flags in side)
        return tuple(place[id(flags)] if len(flags) > 1 else int(flags[0]) - 2 for flags in every)

    def key(self, row: int) -> tuple[int, ...]:
        """Return the key of one row."""
        return tuple(int(numbers[row]) for numbers in self.keys)

    def case(self, row: int) -> Case:
        """Return the case of one row."""
        holds, may, force = (tuple(bool(f[row if len(f) > 1 else 0]) for f in side) for side in self.flags)
        return Case(holds, may, force)


def packed(flags: Sequence[Flags]) -> list[Keys]:
    """Return numbers that are the same just where all flags are."""
    return [_packed(flags[start : start + _BITS]) for start in range(0, len(flags), _BITS)]


def _packed(flags: Sequence[Flags]) -> Keys:
    """Pack flags into numbers, eight at a time."""
    packed = np.zeros(len(flags[0]), np.int64)
    for start in range(0, len(flags), 8):
        byte = flags[start].view(np.uint8)
        for place, one in enumerate(flags[start + 1 : start + 8], 1):
            byte = byte | (one.view(np.uint8) << np.uint8(place))
        packed = byte.astype(np.int64) if not start else packed | (byte.astype(np.int64) << start)
    return packed
