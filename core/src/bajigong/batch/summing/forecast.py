"""What time alone will bring: who becomes eligible in which month, who ceases to be, and when many cease at once."""

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.batch.summing.distinct import Distinct, Numbers

#: So many, as a share of those eligible now, must cease to be on one day for the day to be told of.
_MANY: Final = 0.05


@frozen
class Month:
    """One calendar month by its first day: people who become eligible, who cease to be, and those eligible after it."""

    first: date
    gained: int
    lost: int
    total: int


@frozen
class Leaving:
    """A day from which many who were eligible no longer are."""

    day: date
    people: int


@frozen
class Forecast:
    """The months to come, from that of the day asked about on.

    ``now`` are the people eligible before the first month, once those are reckoned in whose own day came earlier than
    it. Losses are of these and of those who become eligible later.
    """

    now: int
    months: tuple[Month, ...]
    leaving: tuple[Leaving, ...]


def forecast(eligible: int, begins: Distinct, ends: Distinct, first: date, months: int) -> Forecast:
    """Count by month. ``begins`` are first eligible days of the others, ``ends`` first days after being eligible."""
    start = (first.year - 1970) * 12 + first.month - 1
    earlier_gained, *gained = _by_month(begins.counts(), start, months)
    earlier_lost, *lost = _by_month(ends.counts(), start, months)
    now = eligible + earlier_gained - earlier_lost
    totals = now + np.cumsum(gained) - np.cumsum(lost)
    rows = zip(range(start, start + months), gained, lost, totals.tolist(), strict=True)
    said = tuple(Month(date(1970 + month // 12, month % 12 + 1, 1), *counts) for month, *counts in rows)
    return Forecast(now, said, _leaving(ends.counts(), start, months, eligible))


def _by_month(counted: tuple[Numbers, Numbers], start: int, months: int) -> list[int]:
    """Return what lies before the first month, then each month's count."""
    days, counts = counted
    at = np.clip(_months(days) - start + 1, 0, months + 1)
    sums = np.zeros(months + 2, np.int64)
    np.add.at(sums, at, counts)
    found: list[int] = sums[: months + 1].tolist()
    return found


def _leaving(counted: tuple[Numbers, Numbers], start: int, months: int, eligible: int) -> tuple[Leaving, ...]:
    days, counts = counted
    at = _months(days) - start
    many = (at >= 0) & (at < months) & (counts >= max(1, _MANY * eligible))
    found = zip(days[many].astype("datetime64[D]").tolist(), counts[many].tolist(), strict=True)
    return tuple(Leaving(day, people) for day, people in found)


def _months(days: Numbers) -> npt.NDArray[np.int64]:
    """Return the months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
