"""When something holds: half-open stretches of days ``[since, until)`` as columns, one row per application.

A thing may hold in several stretches. It is asked *at* a day and answers with the stretch that contains the day, else
the next one, else nothing (`NEVER`, `NEVER`). Every function here takes and gives int32 columns as long as the table.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.calendar import ALWAYS, NEVER, Days

#: A stretch per row: its first day, and the first day after it.
Stretch = tuple[Days, Days]
#: A question that can be put at a day: the answer is the stretch that contains it, else the next.
Ask = Callable[[Days], Stretch]


@frozen(eq=False)
class One:
    """A single stretch per row. An empty one, with ``until`` not after ``since``, never holds."""

    since: Days
    until: Days

    def at(self, days: Days) -> Stretch:
        """Return the stretch that contains each day, else the next."""
        gone = (days >= self.until) | (self.since >= self.until)
        return _never(gone, self.since, self.until)


@frozen(eq=False)
class Many:
    """Any number of stretches per row, sorted, apart from each other.

    ``row`` names each stretch's row; ``offsets[r]`` to ``offsets[r + 1]`` are the stretches of row ``r``.
    """

    row: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    since: Days
    until: Days

    def at(self, days: Days) -> Stretch:
        """Return the stretch that contains each day, else the next."""
        ended = (self.until <= days[self.row]).astype(np.int64)
        gone = np.concatenate(([0], np.cumsum(ended)))
        pick = self.offsets[:-1] + gone[self.offsets[1:]] - gone[self.offsets[:-1]]
        none = pick >= self.offsets[1:]
        if not len(self.since):
            return _nothing(len(days))
        safe = np.where(none, 0, pick)
        return _never(none, self.since[safe], self.until[safe])


@frozen(eq=False)
class Joined:
    """Several questions put as one, by `all_of` or `any_of`."""

    how: "Callable[[Sequence[Ask], Days], Stretch]"
    asks: tuple[Ask, ...]

    def at(self, days: Days) -> Stretch:
        """Return the stretch that contains each day, else the next."""
        return self.how(self.asks, days)


Spans = One | Many | Joined


_NEVER = np.int32(NEVER)


def _never(gone: npt.NDArray[np.bool_], since: Days, until: Days) -> Stretch:
    return np.where(gone, _NEVER, since), np.where(gone, _NEVER, until)


def _nothing(rows: int) -> Stretch:
    never = np.full(rows, NEVER, np.int32)
    return never, never


def whole(rows: int, since: int = ALWAYS, until: int = NEVER) -> One:
    """Return one stretch that is the same in every row."""
    return One(np.full(rows, since, np.int32), np.full(rows, until, np.int32))


def onward(since: Days) -> One:
    """Return what holds for good from a day on."""
    return One(since, np.full(len(since), NEVER, np.int32))


def up_to(until: Days) -> One:
    """Return what holds until a day."""
    return One(np.full(len(until), ALWAYS, np.int32), until)


def held(holds: npt.NDArray[np.bool_]) -> One:
    """Return always for the rows that hold, never for the others."""
    return onward(np.where(holds, ALWAYS, NEVER).astype(np.int32))


def merged(row: npt.NDArray[np.int64], since: Days, until: Days, rows: int) -> Many:
    """Join stretches that overlap or touch. ``row`` and, within it, ``since`` must be sorted."""
    keep = since < until
    row, since, until = row[keep], since[keep], until[keep]
    reach = running_end(row, until)
    starts = np.ones(len(row), bool)
    starts[1:] = (row[1:] != row[:-1]) | (since[1:] > reach[:-1])
    ends = np.append(np.flatnonzero(starts)[1:] - 1, len(row) - 1) if len(row) else np.zeros(0, np.int64)
    first = row[starts]
    offsets = np.searchsorted(first, np.arange(rows + 1)).astype(np.int64)
    return Many(first, offsets, since[starts], reach[ends].astype(np.int32))


def running_end(row: npt.NDArray[np.int64], until: Days) -> npt.NDArray[np.int64]:
    """Return, for each stretch, the latest end among it and those before it in its row."""
    if not len(row):
        return until.astype(np.int64)
    lift = row.astype(np.int64) << 32
    reach: npt.NDArray[np.int64] = np.maximum.accumulate(lift + until) - lift
    return reach


def all_of(asks: Sequence[Ask], days: Days) -> Stretch:
    """Return the first stretch, from each day on, in which all of them hold.

    Asked again at the latest ``since`` until nothing moves: exact, because each answer is a whole stretch.
    """
    at = days
    while True:
        since = np.full(len(days), ALWAYS, np.int32)
        until = np.full(len(days), NEVER, np.int32)
        for ask in asks:
            mine = ask(at)
            since, until = np.maximum(since, mine[0]), np.minimum(until, mine[1])
        moved = np.maximum(at, since)
        if np.array_equal(moved, at):
            return since, until
        at = moved


def any_of(asks: Sequence[Ask], days: Days) -> Stretch:
    """Return the days around each day on which one of them at least holds, else the stretch that comes first.

    Those that hold on the day count together: from the earliest ``since`` to the latest ``until``.
    """
    since = np.full(len(days), NEVER, np.int32)
    until = np.full(len(days), NEVER, np.int32)
    for ask in asks:
        mine = ask(days)
        now, other = mine[0] <= days, since <= days
        both = now & other
        better = (now & ~other) | (~now & ~other & (mine[0] < since))
        since, until = (
            np.where(both, np.minimum(since, mine[0]), np.where(better, mine[0], since)),
            np.where(both, np.maximum(until, mine[1]), np.where(better, mine[1], until)),
        )
    return since.astype(np.int32), until.astype(np.int32)
