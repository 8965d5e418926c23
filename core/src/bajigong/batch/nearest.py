"""Which route matters most for each row: the one that holds since longest, else the nearest."""

import numpy as np
import numpy.typing as npt

from bajigong.batch.marks import Case
from bajigong.batch.plans import Rules
from bajigong.calendar import ALWAYS, Days

Ranks = npt.NDArray[np.int64]
#: More requirements than any route has.
_MANY = 1 << 10


def rank(rules: Rules, case: Case) -> list[int]:
    """Rank the routes of a case: least is nearest. It holds or is in force, fails in least, and has least open."""
    ranks = []
    for number, nodes in rules.routes:
        states = [case.state(node) for node in nodes]
        held = case.force[number] and all(state == "y" for state in states)
        order = (not held) * 2 + (not case.force[number])
        ranks.append((order * _MANY + states.count("n")) * _MANY + states.count("u"))
    return ranks


def nearest(ranks: Ranks, codes: npt.NDArray[np.int32], since: list[Days]) -> npt.NDArray[np.int16]:
    """Return the number of the nearest route by row, -1 where there is none.

    ``ranks`` holds a row for each code and a column for each route; of equals the one with the earliest ``since`` is
    nearest, then the one declared first.
    """
    if not ranks.shape[1]:
        return np.full(len(codes), -1, np.int16)
    best = ranks.argmin(axis=1)
    tied = (ranks == ranks.min(axis=1)[:, None]).sum(axis=1) > 1
    picked: npt.NDArray[np.int16] = best.astype(np.int16).take(codes)
    rows = np.flatnonzero(tied.take(codes)) if not tied.all() else None
    some = codes if rows is None else codes.take(rows)
    if len(some):
        chosen = _among(ranks, some, [_some(days, rows) for days in since])
        if rows is None:
            return chosen
        picked[rows] = chosen
    return picked


def _some(days: Days, rows: npt.NDArray[np.int64] | None) -> Days:
    return days if rows is None or len(days) == 1 else days.take(rows)


def _among(ranks: Ranks, codes: npt.NDArray[np.int32], since: list[Days]) -> npt.NDArray[np.int16]:
    chosen = np.zeros(len(codes), np.int16)
    least: Ranks | None = None
    for number, days in enumerate(since):
        order = (ranks[:, number] << 32).take(codes) + (days.astype(np.int64) - ALWAYS)
        if least is None:
            least = order
        else:
            chosen[order < least] = number
            np.minimum(least, order, out=least)
    return chosen
