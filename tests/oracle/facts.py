"""One application's facts, of which any may be unknown, and what hope makes of the unknown ones.

A hope is a set of paths of facts: an unknown fact whose path is hoped for counts as favourable, any other as not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from .days import BEFORE_ALL_DAYS, day_after, plus

Hope = frozenset[str]
NO_HOPE: Hope = frozenset()
CODE = 10  # the characters of an occupation's code; a trade's goes on


@dataclass(frozen=True)
class Application:
    """The facts, the day asked about, the place and the tenant."""

    facts: dict[str, Any]
    on: date
    place: str
    tenant: str

    def get(self, path: str) -> Any:
        """Give a fact, None where it is unknown."""
        value: Any = self.facts
        for key in path.split("."):
            value = (value or {}).get(key)
        return value


@dataclass(frozen=True)
class Test:
    """One test on a record: the fields it reads, and whether a record passes under a hope."""

    fields: tuple[str, ...]
    passes: Callable[[dict[str, Any], Hope], bool]

    __test__ = False  # not one of pytest's


class Records:
    """The records of a list that pass every test, under whatever hope."""

    def __init__(self, application: Application, path: str, *tests: Callable[[str], Test]) -> None:
        self.path = path
        self.rows = application.get(path)
        self.tests = [test(path) for test in tests]

    def unknowns(self, *fields: str) -> frozenset[str]:
        """Give the paths of what is unknown in them, among what the tests read and these fields."""
        if self.rows is None:
            return frozenset({self.path})
        read = [*fields, *(name for test in self.tests for name in test.fields)]
        return frozenset(f"{self.path}.{name}" for row in self.rows for name in read if row.get(name) is None)

    def first(self, field: str, hope: Hope) -> date | None:
        """Give the earliest day of theirs. One hoped for lies before all days."""
        if self.rows is None:
            return BEFORE_ALL_DAYS if self.path in hope else None
        days = [row.get(field) or self._hoped(field, hope) for row in self._passing(hope)]
        return min((day for day in days if day), default=None)

    def spells(self, start: str, end: str, hope: Hope, *, ongoing: bool) -> list[tuple[date, date | None]]:
        """Give their spells, each as its first day and the first day after it, None where there is none.

        ``ongoing``: without an end it still goes on; otherwise the end is unknown. What is hoped for holds always.
        """
        if self.rows is None:
            return [(BEFORE_ALL_DAYS, None)] if self.path in hope else []
        spells: list[tuple[date, date | None]] = []
        for row in self._passing(hope):
            since = row.get(start) or self._hoped(start, hope)
            last = row.get(end)
            if since and (last or ongoing or self._hoped(end, hope)):
                spells.append((since, day_after(last) if last else None))
        return spells

    def _passing(self, hope: Hope) -> list[dict[str, Any]]:
        return [row for row in self.rows if all(test.passes(row, hope) for test in self.tests)]

    def _hoped(self, field: str, hope: Hope) -> date | None:
        return BEFORE_ALL_DAYS if f"{self.path}.{field}" in hope else None


def that(field: str, good: Callable[[Any], bool]) -> Callable[[str], Test]:
    """Ask something of one field of a record."""

    def test(path: str) -> Test:
        def passes(row: dict[str, Any], hope: Hope) -> bool:
            value = row.get(field)
            return f"{path}.{field}" in hope if value is None else good(value)

        return Test((field,), passes)

    return test


def among(field: str, values: Iterable[Any]) -> Callable[[str], Test]:
    """Ask that a field have one of these values."""
    allowed = tuple(values)
    return that(field, lambda value: value in allowed)


def same_occupation(code: str) -> Callable[[str], Test]:
    """Ask that a record be of the same occupation (本职业), whatever the trade."""
    return that("occupation", lambda value: value[:CODE] == code[:CODE])


def same_or_related_occupation(code: str) -> Callable[[str], Test]:
    """Ask that a record be of the same occupation or one stated as related (本职业或相关职业)."""

    def test(path: str) -> Test:
        def passes(row: dict[str, Any], hope: Hope) -> bool:
            occupation, related = row.get("occupation"), row.get("related")
            if occupation is not None and occupation[:CODE] == code[:CODE]:
                return True
            if related is not None:
                return related or (occupation is None and f"{path}.occupation" in hope)
            return f"{path}.related" in hope or (occupation is None and f"{path}.occupation" in hope)

        return Test(("occupation", "related"), passes)

    return test


@dataclass(frozen=True)
class Event:
    """A day from which time is counted (取得…后), under a hope; and the unknown facts on which it hangs."""

    day: Callable[[Hope], date | None]
    unknowns: frozenset[str]


def first(records: Records, field: str, *, years: int = 0) -> Event:
    """Make the event of the first of some records, or so many years from it."""

    @cache
    def day(hope: Hope) -> date | None:
        found = records.first(field, hope)
        return found and plus(found, years=years)

    return Event(day, records.unknowns(field))
