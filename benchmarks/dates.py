"""Exact dates on columns, for making people and for peers that have no calendar: int32 days counted from 1970-01-01.

Whole years are compared by keys: a day's year, month and day in one number, 512 to a year. So many years are full when
the key of the first day, plus 512 for each, is not more than the end key of the last. An anniversary of 29 February
falls on 28 February in a common year: there, and only there, the end key is that of the day that is missing.
"""

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
Keys = npt.NDArray[np.int32]

YEAR: Final = 512
#: Stands for a day that is not known, and for an end that is open: later than every other.
FAR: Final = 1 << 28
_FIRST: Final = date(1880, 1, 1)
_LAST: Final = date(2200, 1, 1)


def count(day: date) -> int:
    """Count the days to a date."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def key(days: Days) -> Keys:
    """Return the key of each day of the years 1880 to 2199; any later one has a key after all of those."""
    return np.take(_KEYS, days - _BASE, mode="clip")


def end_key(days: Days) -> Keys:
    """Return the key of each day as the end of a stretch of years."""
    return np.take(_END_KEYS, days - _BASE, mode="clip")


def full_years(start: Days, end: Days) -> npt.NDArray[np.int32]:
    """Return how many whole years lie between two days: less than 0 where the second comes first."""
    return (end_key(end) - key(start)) // YEAR


def anniversary(days: Days, years: int | npt.NDArray[np.integer]) -> Days:
    """Return the day so many years later."""
    dates = days.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    within = (dates - month.astype("datetime64[D]")).astype(np.int64)
    target = month + 12 * np.asarray(years, "timedelta64[M]")
    first = target.astype("datetime64[D]").astype(np.int64)
    length = (target + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - first
    moved: npt.NDArray[np.int64] = first + np.minimum(within, length - 1)
    return moved.astype(np.int32)


def day_of(on: date, years: int) -> date:
    """Return the last day whose anniversary, so many years later, is not after ``on``, which is of 1901 to 2099."""
    try:
        day = on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)
    last_of_february = (on.month, on.day) == (2, 28) and on.year % 4
    return date(day.year, 2, 29) if last_of_february and not day.year % 4 else day


def _key(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return day.year * YEAR + day.month * 32 + day.day


def _ends(keys: Keys) -> Keys:
    """Move the last day of a common February one on."""
    ends = keys.copy()
    last = np.flatnonzero((keys[:-1] % YEAR == 2 * 32 + 28) & (keys[1:] % YEAR == 3 * 32 + 1))
    ends[last] += 1
    return ends


_BASE: Final = np.int32(count(_FIRST))
_KEYS: Final = np.array([_key(n) for n in range(_FIRST.toordinal(), _LAST.toordinal())] + [1 << 30], np.int32)
_END_KEYS: Final = _ends(_KEYS)
