"""Requirements (条件要素): whether one holds on a day under a hope, and which sets of hopes it takes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations

from .facts import NO_HOPE, Hope

Hopes = frozenset[Hope]
CERTAIN: Hopes = frozenset({NO_HOPE})
IMPOSSIBLE: Hopes = frozenset()


@dataclass(frozen=True)
class Requirement:
    """What must hold.

    ``holds`` on a day under a hope; ``turns``: the days on which it may come to hold, or cease to, without any hope;
    ``hopes``: the smallest sets of unknown facts under which it holds on a day.
    """

    holds: Callable[[date, Hope], bool]
    turns: frozenset[date]
    hopes: Callable[[date], Hopes]


def atom(holds: Callable[[date, Hope], bool], turns: Iterable[date | None], unknowns: frozenset[str]) -> Requirement:
    """Make a requirement that is not made of others; its hopes are found by trying them, the smallest first."""

    @cache
    def hopes(day: date) -> Hopes:
        if holds(day, NO_HOPE):
            return CERTAIN
        found: list[Hope] = []
        if holds(day, unknowns):
            for size in range(1, len(unknowns) + 1):
                for some in map(frozenset, combinations(sorted(unknowns), size)):
                    if not any(less <= some for less in found) and holds(day, some):
                        found.append(some)
        return frozenset(found)

    return Requirement(holds, frozenset(turn for turn in turns if turn and turn != date.min), hopes)


def every(*parts: Requirement) -> Requirement:
    """Require all of these."""

    def hopes(day: date) -> Hopes:
        together = CERTAIN
        for part in parts:
            together = smallest(a | b for a in together for b in part.hopes(day))
        return together

    return Requirement(
        lambda day, hope: all(part.holds(day, hope) for part in parts),
        frozenset().union(*(part.turns for part in parts)),
        hopes,
    )


def either(*parts: Requirement) -> Requirement:
    """Require any of these."""
    return Requirement(
        lambda day, hope: any(part.holds(day, hope) for part in parts),
        frozenset().union(*(part.turns for part in parts)),
        lambda day: smallest(hope for part in parts for hope in part.hopes(day)),
    )


def fixed(value: bool) -> Requirement:
    """Require what the application itself settles, such as its track."""
    return atom(lambda day, hope: value, (), NO_HOPE)


def smallest(hopes: Iterable[Hope]) -> Hopes:
    """Keep the sets of which no other is a part."""
    kept: list[Hope] = []
    for hope in sorted(set(hopes), key=len):
        if not any(less <= hope for less in kept):
            kept.append(hope)
    return frozenset(kept)
