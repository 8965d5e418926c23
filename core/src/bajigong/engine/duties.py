"""What is to be done by whom and by when: the duties of a place on a day, and until when records are kept."""

from calendar import monthrange
from datetime import MAXYEAR, date
from typing import get_args

from attrs import frozen

from bajigong.calendar import from_day, to_day
from bajigong.compile.days import add_months
from bajigong.law.bundle import within
from bajigong.law.place import PlacedLaw, Variant
from bajigong.policy.law import Duty, DutyKind, Keep

#: The kinds of duty in the order in which they are listed.
KINDS: tuple[DutyKind, ...] = get_args(DutyKind)


@frozen
class Due:
    """A duty in force, with the clauses that lay it down, and the next day by which it is to be done.

    ``day`` is None for a duty without a day, and for one whose documents lapse before it comes. ``since`` is the first
    day on which they count, ``lapses`` the first on which they no longer do; None is no bound.
    """

    duty: Duty
    clauses: tuple[str, ...]
    day: date | None
    since: date | None
    lapses: date | None

    @property
    def cut_short(self) -> bool:
        """Whether it has a day of the year that no longer comes while it is in force."""
        return bool(self.duty.due) and self.day is None


def agenda(law: PlacedLaw, on: date, days: int = 366) -> tuple[Due, ...]:
    """Return the duties in force on a day, those with a day first, the earliest before the later, then by kind.

    A duty whose next day is ``days`` days away or more is left out; 366 reach every day of the year.
    """
    in_force = (_due(variant, on) for variant in law.duties if within(variant.period, to_day(on)))
    soon = (due for due in in_force if due.day is None or (due.day - on).days < days)
    return tuple(sorted(soon, key=_order))


def kept_through(keep: Keep, made: date) -> date | None:
    """Return the last day on which something made on a day must still be kept, None for ever.

    The day it was made does not count, the last day of the term does (Civil Code, articles 201 and 202).
    """
    if keep.years is None:
        return None
    return from_day(add_months(to_day(made), 12 * keep.years))


def _due(variant: Variant[Duty], on: date) -> Due:
    since, lapses = (from_day(bound) for bound in variant.period)
    day = _next(variant.rule, on) if variant.rule.due else None
    if day and lapses and day >= lapses:
        day = None
    return Due(variant.rule, variant.clauses, day, since, lapses)


def _next(duty: Duty, on: date) -> date | None:
    """Return the first occurrence of a day of the year; the 29th of February is the last day of that month."""
    month, number = map(int, duty.due.split("-"))
    for year in range(on.year, min(on.year + 1, MAXYEAR) + 1):
        day = date(year, month, min(number, monthrange(year, month)[1]))
        if day >= on:
            return day
    return None


def _order(due: Due) -> tuple[date, int, str]:
    return due.day or date.max, KINDS.index(due.duty.kind), due.duty.id
