"""Civil dates on columns: exact years and months, leap days included.

A day is an int32 count from 1970-01-01. `ALWAYS` stands before every day and `NEVER` after; arithmetic leaves both as
they are. An anniversary of 29 February falls on 28 February in a common year: the last day of the month, where a month
has no such day (Civil Code, article 202).
"""

from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
Months = npt.NDArray[np.int64]

ALWAYS: Final = -(1 << 30)
NEVER: Final = 1 << 30

_EPOCH = date(1970, 1, 1).toordinal()


def to_day(day: date) -> int:
    """Count the days from 1970-01-01 to a date."""
    return day.toordinal() - _EPOCH


def from_day(day: int) -> date | None:
    """Return the date of a count, None for `ALWAYS`, `NEVER` and days outside the years 1 to 9999."""
    ordinal = int(day) + _EPOCH
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def first_day(day: date | None) -> int:
    """Return the day on which a span begins; a missing date is no bound."""
    return ALWAYS if day is None else to_day(day)


def end_day(day: date | None) -> int:
    """Return the day on which a span has ended; a missing date is no bound."""
    return NEVER if day is None else to_day(day)


def bounded(days: Days) -> npt.NDArray[np.bool_]:
    """Say which days are real ones."""
    return (days > ALWAYS) & (days < NEVER)


def add_months(days: Days, months: int | Months) -> Days:
    """Move days by whole months, to the last day of the month where it has no such day.

    ``months`` is one number or a column as long as ``days``. `ALWAYS` and `NEVER` stay.
    """
    if isinstance(months, int):
        if not months:
            return days
        if len(days) >= _MANY:
            return _looked_up(days, months)
    return _moved(days, months)


#: From so many days on it pays to look them up.
_MANY: Final = 2048
#: The days in the table, first and last excluded: 1800 to 2199.
FIRST_LOOKED_UP: Final = (date(1800, 1, 1) - date(1970, 1, 1)).days
_LAST: Final = (date(2200, 1, 1) - date(1970, 1, 1)).days


@lru_cache(maxsize=256)
def table_of(months: int) -> Days:
    """Return where each day of the table's years moves to."""
    return _moved(np.arange(FIRST_LOOKED_UP, _LAST, dtype=np.int32), months)


def _looked_up(days: Days, months: int) -> Days:
    table = table_of(months)
    inside = (days >= FIRST_LOOKED_UP) & (days < _LAST)
    moved: Days = np.where(inside, table.take(days - FIRST_LOOKED_UP, mode="clip"), days)
    if not inside.all():
        strange = ~inside & bounded(days)
        if strange.any():
            moved[strange] = _moved(days[strange], months)
    return moved


def _moved(days: Days, months: int | Months) -> Days:
    real = bounded(days)
    moved = _add_months(np.where(real, days, 0), months)
    return np.where(real, moved, days).astype(np.int32)


def add_years(days: Days, years: int) -> Days:
    """Move days to an anniversary. `ALWAYS` and `NEVER` stay."""
    return add_months(days, 12 * years)


def add_days(days: Days, count: int) -> Days:
    """Move days by a count of days. `ALWAYS` and `NEVER` stay."""
    if not count:
        return days
    return np.where(bounded(days), days + count, days).astype(np.int32)


def _add_months(days: npt.NDArray[np.int32], months: int | Months) -> npt.NDArray[np.int64]:
    dates = days.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    within = (dates - month.astype("datetime64[D]")).astype(np.int64)
    target = month + np.asarray(months, dtype="timedelta64[M]")
    first = target.astype("datetime64[D]").astype(np.int64)
    length = (target + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - first
    moved: npt.NDArray[np.int64] = first + np.minimum(within, length - 1)
    return moved
