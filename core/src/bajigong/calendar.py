"""Civil dates as counts of days from 1970-01-01. `ALWAYS` stands before every day and `NEVER` after.

Arithmetic on them is in `bajigong.compile.days`.
"""

from datetime import date
from functools import lru_cache
from typing import Final

ALWAYS: Final = -(1 << 30)
NEVER: Final = 1 << 30

_EPOCH = date(1970, 1, 1).toordinal()


def to_day(day: date) -> int:
    """Count the days from 1970-01-01 to a date."""
    return day.toordinal() - _EPOCH


@lru_cache(maxsize=1 << 14)
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
