"""Gates and routes: what they require, and while which documents are in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .days import BEFORE_ALL_DAYS
from .facts import NO_HOPE
from .law import Document
from .requirements import IMPOSSIBLE, Hopes, Requirement, every, smallest

Stretch = tuple[date | None, date | None]


@dataclass(frozen=True)
class Rule:
    """A route, or one way through a gate. In force during these spells, each up to before its second day."""

    id: str
    requirement: Requirement
    spells: tuple[Stretch, ...] = ((None, None),)

    def in_force(self, day: date) -> bool:
        """Say whether every document that it cites is in force."""
        return any((not since or since <= day) and (not until or day < until) for since, until in self.spells)

    def certain(self, day: date) -> bool:
        """Say whether it holds whatever the unknown facts are."""
        return self.in_force(day) and self.requirement.holds(day, NO_HOPE)

    def hopes(self, day: date) -> Hopes:
        """Give the smallest sets of unknown facts that would make it hold."""
        return self.requirement.hopes(day) if self.in_force(day) else IMPOSSIBLE

    @cached_property
    def turns(self) -> list[date]:
        """The days on which it may come to hold, or cease to, in order."""
        return sorted(self.requirement.turns | {day for spell in self.spells for day in spell if day})

    def stretch(self, day: date) -> Stretch | None:
        """Give the unbroken stretch around a day on which it certainly holds; of another day, the next such stretch."""
        start = (
            day if self.certain(day) else next((turn for turn in self.turns if turn > day and self.certain(turn)), None)
        )
        if start is None:
            return None
        # Between two turns nothing changes: so each stands for the days up to the next.
        since = start
        for turn in sorted((turn for turn in (BEFORE_ALL_DAYS, *self.turns) if turn <= start), reverse=True):
            if not self.certain(turn):
                break
            since = turn
        until = next((turn for turn in self.turns if turn > start and not self.certain(turn)), None)
        return None if since == BEFORE_ALL_DAYS else since, until


@dataclass(frozen=True)
class Gate:
    """What must hold whatever the route; any of its ways will do. None where the place opens no way."""

    id: str
    ways: tuple[Rule, ...]


def rule(name: str, documents: Iterable[Document], *requirements: Requirement) -> Rule:
    """Make a rule that holds while all the documents do."""
    since = max((document.since for document in documents if document.since), default=None)
    until = min((document.until for document in documents if document.until), default=None)
    return Rule(name, every(*requirements), ((since, until),))


def together(rules: Iterable[Rule], day: date) -> Stretch | None:
    """Give from when until when one of several rules holds: of those that hold on the day, else the next to come.

    The earliest beginning and the latest end among those that hold on one and the same day.
    """
    stretches = [stretch for one in rules if (stretch := one.stretch(day))]
    current = [stretch for stretch in stretches if not stretch[0] or stretch[0] <= day]
    if not current:
        first = min((since for since, _ in stretches if since), default=None)
        current = [stretch for stretch in stretches if stretch[0] == first]
    if not current:
        return None
    begins, ends = [since for since, _ in current], [until for _, until in current]
    return (
        None if None in begins else min(day for day in begins if day),
        None if None in ends else max(day for day in ends if day),
    )


def hopes_of_any(rules: Iterable[Rule], day: date) -> Hopes:
    """Give the smallest sets of unknown facts under which one of several rules holds."""
    return smallest(hope for one in rules for hope in one.hopes(day))
