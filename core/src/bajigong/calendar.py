"""Civil dates as counts of days from 1970-01-01, and values that are known within bounds only.

`ALWAYS` stands before every day and `NEVER` after; arithmetic on days is in `bajigong.compile.days`. Some day of a
month or of a year, or a number that is at least so much, stands in a column as a number that no known value has: a day
below `ALWAYS`, a number below 0. Whoever does not look for bounds takes such a value for one that is not known.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from attrs import frozen

ALWAYS: Final = -(1 << 30)
NEVER: Final = 1 << 30

_EPOCH = date(1970, 1, 1).toordinal()


def to_day(day: date) -> int:
    """Count the days from 1970-01-01 to a date."""
    return day.toordinal() - _EPOCH


def anniversary(day: date, years: int) -> date:
    """Return the same day so many years later, or earlier; of 29 February in a common year the 28th.

    Civil Code, article 202: where there is no corresponding day, the month's last day.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


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


#: What stands for a day that is not known.
UNKNOWN_DAY: Final = -(1 << 31)
#: The first day that bounds may have, and more days than lie between them.
EARLIEST_DAY: Final = to_day(date(1900, 1, 1))
WIDEST: Final = 1 << 9


@frozen
class DayWithin:
    """Some day of a month or of a year, of which ``first`` and ``last`` are the bounds."""

    first: date
    last: date

    def __str__(self) -> str:
        return self.first.isoformat()[: len("2012-07") if self.first.month == self.last.month else len("2012")]


@frozen
class NumberFrom:
    """A number that is at least ``least``."""

    least: float

    def __str__(self) -> str:
        return f"≥{self.least}"


Bounded = DayWithin | NumberFrom


def day_number(day: date | DayWithin) -> int:
    """Return what stands for a day in a column."""
    if not isinstance(day, DayWithin):
        return to_day(day)
    first = to_day(day.first)
    return UNKNOWN_DAY + 1 + (first - EARLIEST_DAY) * WIDEST + to_day(day.last) - first


def number_of(number: float | NumberFrom) -> float:
    """Return what stands for a number in a column."""
    return -1.0 - number.least if isinstance(number, NumberFrom) else float(number)


def first_of(day: date | DayWithin) -> date:
    """Return the first day that a day may be."""
    return day.first if isinstance(day, DayWithin) else day


def last_of(day: date | DayWithin) -> date:
    """Return the last day that a day may be."""
    return day.last if isinstance(day, DayWithin) else day


def least_of(number: float | NumberFrom) -> float:
    """Return the least that a number may be."""
    return number.least if isinstance(number, NumberFrom) else number


def bounded(facts: Any, path: str = "") -> Iterator[tuple[str, Bounded]]:
    """Give the values among nested facts that are known within bounds, each with the path of its fact."""
    if isinstance(facts, DayWithin | NumberFrom):
        yield path, facts
    elif isinstance(facts, Mapping):
        for key, value in facts.items():
            yield from bounded(value, f"{path}.{key}" if path else key)
    elif isinstance(facts, list | tuple):
        for value in facts:
            yield from bounded(value, path)
