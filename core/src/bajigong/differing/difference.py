"""One difference between two laws: what each side says, by which clauses, and who would notice."""

from datetime import date
from typing import Any, Literal, get_args

from attrs import frozen

from bajigong.calendar import from_day
from bajigong.policy.text import Text
from bajigong.readings import Period
from bajigong.witness import Side, Witness

Part = Literal[
    "documents", "terms", "ways", "routes", "ladders", "practice", "methods", "aspects", "incentives", "duties"
]
PARTS: tuple[Part, ...] = get_args(Part)
#: Only one side says anything; both do, and differ; both say the same, on other clauses or for another time.
How = Literal["only_a", "only_b", "otherwise", "basis"]


@frozen
class Held:
    """What one side says: in words, by which clauses, made by which plugins, from when until when it counts.

    ``rules`` are the ids of the rules that say it.
    """

    says: Text
    clauses: tuple[str, ...]
    by: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    rules: tuple[str, ...] = ()


@frozen(eq=False)
class Practised:
    """A selection for which assessment is laid down differently, and what each side lays down for it."""

    track: str
    occupation: str
    grade: str
    agency_kind: str | None
    a: Text | None
    b: Text | None


@frozen(eq=False)
class Difference:
    """One thing that differs. A side that says nothing of it is None.

    ``through`` are the terms, themselves among the differences, that make it differ.
    """

    part: Part
    id: str
    label: Text
    how: How
    a: Held | None
    b: Held | None
    through: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    practice: Practised | None = None


@frozen(eq=False)
class Differences:
    """All differences between two sides, part by part in the order of `PARTS`."""

    a: Side
    b: Side
    items: tuple[Difference, ...]

    def of(self, *parts: Part) -> tuple[Difference, ...]:
        """Return the differences of some parts."""
        return tuple(item for item in self.items if item.part in parts)


def how(a: Held | None, b: Held | None, *, same: bool) -> How:
    """Say how two sides differ that do not say the same on the same basis."""
    if a is None or b is None:
        return "only_b" if a is None else "only_a"
    return "basis" if same else "otherwise"


def days(period: Period) -> dict[str, Any]:
    """Return a period as the days of what is held."""
    since, until = period
    return {"since": from_day(since), "until": from_day(until)}
