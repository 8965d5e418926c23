"""Limits in a calendar year: what may be had so many times a year and no more."""

import numpy as np
import numpy.typing as npt

from bajigong.calendar import ALWAYS, NEVER, Days
from bajigong.columns import Flags
from bajigong.engine.events import by_row_and_day, edge_days
from bajigong.engine.hope import Hope
from bajigong.engine.records import passing
from bajigong.engine.scene import Scene
from bajigong.policy.when import Fewer
from bajigong.spans import Spans, merged, outside

#: Stretches of several rows: the row of each, its first day and the first day after it.
_Closed = tuple[npt.NDArray[np.int64], Days, Days]


def fewer(scene: Scene, node: Fewer, hope: Hope) -> Spans:
    """Return the days on which fewer records than the limit fall in the year so far.

    What counts against the limit is what there is no hope about: a list that was not given closes every day, a record
    without its day counts in every year.
    """
    path, against = node.records.path, hope.against
    lists = scene.lists(path)
    counts = passing(scene, node.records, against)
    known = lists.fields[node.edge.field].known
    undated = counts & ~known & against.on(f"{path}.{node.edge.field}")
    left = node.count - np.bincount(lists.row[undated], minlength=len(scene))
    shut = (left <= 0) | (~lists.given & against.on(path))
    days = edge_days(lists, node.edge, NEVER)
    full = _full_years(lists.row[counts & known], days[counts & known], left)
    row, since, until = _joined(full, _for_ever(shut))
    order = by_row_and_day(row, since)
    return outside(merged(row[order], since[order], until[order], len(scene)), len(scene))


def _full_years(row: npt.NDArray[np.int64], days: Days, left: npt.NDArray[np.int64]) -> _Closed:
    """Return what is left of each year from the day on which its limit is reached."""
    order = by_row_and_day(row, days)
    row, days = row[order], days[order]
    years = days.astype("datetime64[D]").astype("datetime64[Y]")
    reached = _place(row, years.astype(np.int64)) == left[row]
    next_year = (years[reached] + np.timedelta64(1, "Y")).astype("datetime64[D]").astype(np.int32)
    return row[reached], days[reached], next_year


def _place(row: npt.NDArray[np.int64], years: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Count each record among those of its row and year, from 1; they are sorted."""
    here = np.arange(len(row))
    fresh = np.ones(len(row), bool)
    fresh[1:] = (row[1:] != row[:-1]) | (years[1:] != years[:-1])
    return here - np.maximum.accumulate(np.where(fresh, here, 0)) + 1


def _for_ever(rows: Flags) -> _Closed:
    row = np.flatnonzero(rows)
    return row, np.full(len(row), ALWAYS, np.int32), np.full(len(row), NEVER, np.int32)


def _joined(one: _Closed, other: _Closed) -> _Closed:
    return (
        np.concatenate((one[0], other[0])),
        np.concatenate((one[1], other[1])),
        np.concatenate((one[2], other[2])),
    )
