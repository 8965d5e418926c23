"""What a look at a law finds, and the law that is looked at."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, Literal, get_args

from attrs import evolve, frozen

from bajigong.calendar import ALWAYS, NEVER, from_day, to_day
from bajigong.law.bundle import RULES
from bajigong.law.place import Variant
from bajigong.policy.facts import Selection
from bajigong.policy.rules import Rule
from bajigong.policy.text import Text
from bajigong.review.witness_facts import Facts
from bajigong.review.witness_trial import Side

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
Check = Literal["opening", "never", "needless", "unfilled", "documents", "gaps", "order", "easier"]


@frozen(eq=False)
class Finding:
    """One thing found: how grave, whose it is, and who or what shows it.

    ``person`` are facts, ``selection`` a track, occupation, grade and place. ``file`` and ``line`` say where it stands,
    of what can be said to stand in a file.
    """

    check: Check
    severity: Severity
    plugin: str
    id: str
    message: Text
    clauses: tuple[str, ...] = ()
    person: Facts | None = None
    selection: Selection | None = None
    file: str = ""
    line: int | None = None


@frozen(eq=False, slots=False)
class Patient:
    """The law that is looked at: one side, and ways to walk through its rules."""

    side: Side

    def maker(self, rule: Rule) -> str:
        """Name the plugin that declares a rule."""
        return self._makers[id(rule)]

    @cached_property
    def _makers(self) -> dict[int, str]:
        bundle = self.side.bundle
        return {id(said.what): said.by for part in RULES for said in getattr(bundle, part).values()}

    def rules(self) -> Iterator[Rule]:
        """Give every rule of the bundle."""
        for part in RULES:
            yield from (said.what for said in getattr(self.side.bundle, part).values())

    def every(self, *parts: str) -> Iterator[Variant[Any]]:
        """Give the rules of some kinds, or of all, as they stand in the place, whenever they are in force."""
        for part in parts or RULES:
            yield from getattr(self.side.law, part)

    def in_force(self, part: str) -> Iterator[Variant[Any]]:
        """Give the rules of a kind that are in force on the day."""
        yield from (variant for variant in self.every(part) if self.side.counts(variant.period))

    def during(self, variant: Variant[Any]) -> Side:
        """Return the side on a day on which a rule is in force: the day asked about, else the nearest."""
        since, until = variant.period
        day = max(to_day(self.side.on), since if since > ALWAYS else to_day(date.min))
        day = min(day, until - 1) if until < NEVER else day
        return evolve(self.side, on=from_day(day) or self.side.on)
