"""What one fact may be: limits that can be met together, and a value that meets them."""

from datetime import date
from typing import Any, Final, Literal

from attrs import frozen

from bajigong.calendar import from_day, to_day
from bajigong.compile.days import add_months

#: How to pick a day: well within what is asked, the last day that will do, or the first.
Manner = Literal["well", "last", "first"]
MANNERS: Final[tuple[Manner, ...]] = ("well", "last", "first")
#: Somebody of whom only a birth is asked is grown up and has worked for a while.
_YEARS_OF_A_LIFE: Final = 20


@frozen
class OneOf:
    """One of these values."""

    values: tuple[Any, ...]


@frozen
class AllOf:
    """A list that holds all of these."""

    values: tuple[Any, ...]


@frozen
class Number:
    """A number between two, both counted."""

    least: int
    most: int


@frozen
class Within:
    """A day between two, both counted, None for no bound. ``life``: the day of a birth."""

    first: date | None = None
    last: date | None = None
    life: bool = False


Limit = OneOf | AllOf | Number | Within


def meet(one: Limit, other: Limit) -> Limit | None:
    """Return what meets both limits, None where nothing does."""
    match one, other:
        case OneOf(mine), OneOf(theirs):
            both = tuple(value for value in mine if value in theirs)
            return OneOf(both) if both else None
        case AllOf(mine), AllOf(theirs):
            return AllOf(tuple(dict.fromkeys((*mine, *theirs))))
        case Number(least, most), Number(low, high):
            return Number(max(least, low), min(most, high)) if max(least, low) <= min(most, high) else None
        case Within(), Within():
            return _meet_days(one, other)
    return None


def _meet_days(one: Within, other: Within) -> Within | None:
    first = max((day for day in (one.first, other.first) if day), default=None)
    last = min((day for day in (one.last, other.last) if day), default=None)
    return Within(first, last, one.life or other.life) if not first or not last or first <= last else None


def pick(limit: Limit, manner: Manner) -> Any:
    """Return a value within a limit."""
    match limit:
        case OneOf(values):
            return values[0]
        case AllOf(values):
            return sorted(values)
        case Number(least):
            return least
        case Within():
            return _pick_day(limit, manner)


def _pick_day(limit: Within, manner: Manner) -> date | None:
    first, last = limit.first, limit.last
    if last is None or (manner == "first" and first):
        return date(first.year, 12, 31) if first and manner == "well" else first
    if manner != "well":
        return last
    back = _YEARS_OF_A_LIFE if limit.life else 1
    new_years_days = (date(last.year - back, 1, 1), date(last.year, 1, 1))
    return next((day for day in new_years_days if first is None or day >= first), last)


def moved(day: date, *, months: int = 0, days: int = 0) -> date:
    """Move a day by whole months, then by days."""
    return from_day(add_months(to_day(day), months) + days) or day
