"""Values that are known within bounds: some day of a month or of a year, a number that is at least so much.

In a column each stands as a number that no known value has: a day below `ALWAYS`, a number below 0. Whoever does not
look for bounds takes such a value for one that is not known.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from attrs import frozen

from bajigong.calendar import to_day

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
