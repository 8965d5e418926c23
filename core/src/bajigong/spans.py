"""When something holds: half-open stretches of days ``[since, until)`` as columns, one row per application.

A thing may hold in several stretches. It is asked *at* a day and answers with the stretch that contains the day, else
the next one, else nothing (`NEVER`, `NEVER`). Every function here takes and gives int32 columns as long as the table,
or of length 1 where all rows have the same: numpy stretches those as far as they are needed.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

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
        if self.until is FOREVER:
            return self.since, FOREVER
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
        if len(days) == 1 and len(self.offsets) > 2:
            days = np.broadcast_to(days, len(self.offsets) - 1)
        if len(days) != len(self.offsets) - 1:
            return self._of_one_row(days)
        ended = (self.until <= days[self.row]).astype(np.int64)
        gone = np.concatenate(([0], np.cumsum(ended)))
        pick = self.offsets[:-1] + gone[self.offsets[1:]] - gone[self.offsets[:-1]]
        none = pick >= self.offsets[1:]
        if not len(self.since):
            return _nothing(len(days))
        safe = np.where(none, 0, pick)
        return _never(none, self.since[safe], self.until[safe])

    def _of_one_row(self, days: Days) -> Stretch:
        """Put many days to the stretches of the only row."""
        if not len(self.since):
            return _nothing(len(days))
        pick = np.searchsorted(self.until, days, side="right")
        none = pick >= len(self.until)
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


@frozen(eq=False)
class Steps:
    """What is the same in every row and changes on a few days only: the answer for each time between two of them.

    ``turns`` are sorted; ``since[k]`` and ``until[k]`` answer for days from ``turns[k - 1]`` until ``turns[k]``.
    """

    turns: Days
    since: Days
    until: Days

    def at(self, days: Days) -> Stretch:
        """Return the stretch that contains each day, else the next."""
        step = np.searchsorted(self.turns, days, side="right")
        return self.since.take(step), self.until.take(step)


Spans = One | Many | Joined | Steps


_NEVER = np.int32(NEVER)
#: The end of what never ends, in every row: known by being this very array.
FOREVER: Days = np.array([NEVER], np.int32)
_BEFORE_ALL: Days = np.array([ALWAYS], np.int32)
for _shared in (FOREVER, _BEFORE_ALL):
    _shared.flags.writeable = False


def _never(gone: npt.NDArray[np.bool_], since: Days, until: Days) -> Stretch:
    return np.where(gone, _NEVER, since), np.where(gone, _NEVER, until)


def _nothing(rows: int) -> Stretch:
    never = np.full(rows, NEVER, np.int32)
    return never, never


@lru_cache(maxsize=1024)
def whole(since: int = ALWAYS, until: int = NEVER) -> One:
    """Return one stretch that is the same in every row."""
    return One(np.array([since], np.int32), FOREVER if until == NEVER else np.array([until], np.int32))


def onward(since: Days) -> One:
    """Return what holds for good from a day on."""
    return One(since, FOREVER)


def up_to(until: Days) -> One:
    """Return what holds until a day."""
    return One(_BEFORE_ALL, until)


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


def outside(spans: Spans, rows: int) -> Spans:
    """Return the stretches before, between and after those of one thing, in so many rows."""
    if isinstance(spans, One):
        if (spans.since >= spans.until).all():
            return whole()
        if (spans.until >= NEVER).all():
            return up_to(spans.since)
        row, since, until = _of_each(spans, rows)
    elif isinstance(spans, Many):
        row, since, until = spans.row, spans.since, spans.until
        if not len(row):
            return whole()
    else:
        raise TypeError("what is made of several is left by leaving each of them")
    every = np.concatenate((np.arange(rows), row))
    opens = np.concatenate((np.full(rows, ALWAYS, np.int32), until))
    closes = np.concatenate((since, np.full(rows, NEVER, np.int32)))
    ending = np.concatenate((row, np.arange(rows)))
    by_start, by_end = np.lexsort((opens, every)), np.lexsort((closes, ending))
    return merged(every[by_start], opens[by_start], closes[by_end], rows)


def _of_each(one: One, rows: int) -> tuple[npt.NDArray[np.int64], Days, Days]:
    """Return the stretch of each row that has one."""
    since, until = np.broadcast_to(one.since, rows), np.broadcast_to(one.until, rows)
    row = np.flatnonzero(since < until)
    return row, since[row], until[row]


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
        since, until = _BEFORE_ALL, FOREVER
        for ask in asks:
            mine = ask(at)
            since, until = _later(since, mine[0]), _earlier(until, mine[1])
        moved = np.maximum(at, since)
        if (moved == at).all():
            return since, until
        at = moved


def _later(one: Days, other: Days) -> Days:
    return other if one is _BEFORE_ALL else np.maximum(one, other)


def _earlier(one: Days, other: Days) -> Days:
    if other is FOREVER:
        return one
    return other if one is FOREVER else np.minimum(one, other)


def both(parts: Sequence[Spans]) -> Spans:
    """Return when all of them hold. Single stretches are put together at once."""
    ones = [part for part in parts if isinstance(part, One)]
    since, until = _BEFORE_ALL, FOREVER
    for one in ones:
        since, until = _later(since, one.since), _earlier(until, one.until)
    others = [part for part in parts if not isinstance(part, One)]
    one = One(since, until)
    if not others:
        return one
    return Joined(all_of, (*([one.at] if ones else []), *(part.at for part in others)))


def either(parts: Sequence[Spans]) -> Spans:
    """Return when one of them at least holds; with none, never."""
    if len(parts) == 1:
        return parts[0]
    onwards = [part.since for part in parts if isinstance(part, One) and part.until is FOREVER]
    if onwards and len(onwards) == len(parts):
        first = onwards[0]
        for since in onwards[1:]:
            first = np.minimum(first, since)
        return onward(first)
    return Joined(any_of, tuple(part.at for part in parts))


def stepped(spans: Spans, turns: Sequence[int]) -> Steps:
    """Tabulate what is the same in every row. ``turns`` are all days on which the answer may change."""
    days = np.unique(np.array([ALWAYS, *turns], np.int32))
    since, until = spans.at(days)
    # Before the first turn lies nothing: ALWAYS is the first.
    since, until = (np.broadcast_to(side, len(days)) for side in (since, until))
    return Steps(days[1:], since, until)


def any_of(asks: Sequence[Ask], days: Days) -> Stretch:
    """Return the days around each day on which one of them at least holds, else the stretch that comes first.

    Those that hold on the day count together: from the earliest ``since`` to the latest ``until``.
    """
    if not asks:
        return FOREVER, FOREVER
    since, until = asks[0](days)
    for ask in asks[1:]:
        mine = ask(days)
        now, other = mine[0] <= days, since <= days
        both = now & other
        better = (now & ~other) | (~now & ~other & (mine[0] < since))
        since, until = (
            np.where(both, np.minimum(since, mine[0]), np.where(better, mine[0], since)),
            np.where(both, np.maximum(until, mine[1]), np.where(better, mine[1], until)),
        )
    return since, until
