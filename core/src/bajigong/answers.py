"""What goes in and what comes out: a checked application, and the verdict on it with all that it rests on."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import frozen

from bajigong.policy.text import Text

#: The keys without which no rule can be picked.
SELECTORS = ("track", "occupation", "grade")


@frozen(eq=False)
class Application:
    """One checked application: its facts with their types, the day asked about and the place.

    ``remarks`` say how something in it was read that could be read otherwise.
    """

    facts: Mapping[str, Any]
    on: date
    place: str
    remarks: tuple[Text, ...] = ()

    @property
    def missing_selectors(self) -> tuple[str, ...]:
        """The selectors that were not given."""
        return tuple(key for key in SELECTORS if self.facts.get(key) is None)


class Outcome(StrEnum):
    """The four verdicts."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"
    NOT_COVERED = "not_covered"


class Holds(StrEnum):
    """Whether a rule or requirement holds on the day asked about."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@frozen
class RequirementAnswer:
    """One requirement on the day asked about.

    ``since`` and ``until`` bound the stretch in which it certainly holds: the one that contains the day, else the next.
    ``missing`` are the facts that could yet make it hold. ``terms`` are the terms it waits for.
    """

    text: Text
    holds: Holds
    since: date | None
    until: date | None
    missing: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    way: int | None = None


@frozen
class RuleAnswer:
    """One gate or route on the day asked about.

    ``reading`` is that by which a route applies, "" for every one; ``examined``: it leads to an examination.
    """

    id: str
    label: Text
    holds: Holds
    since: date | None
    until: date | None
    requirements: tuple[RequirementAnswer, ...]
    cites: tuple[str, ...] = ()
    method: str = ""
    in_force: bool = True
    reading: str = ""
    examined: bool = False


@frozen
class ReadingAnswer:
    """What one reading of an open question gives on the day asked about, taken alone."""

    id: str
    label: Text
    holds: Holds
    since: date | None
    until: date | None


@frozen
class Verdict:
    """The answer for one application, and all that it rests on.

    ``since`` and ``until`` bound the days around the one asked about on which it is eligible, None for no bound.
    ``missing`` are sets of facts, smallest first, any one of which would settle it if favourable. ``parts`` are those
    of the ``notes`` that name the part of a gate that fails.
    """

    applicant: str | None
    tenant: str
    track: str | None
    occupation: str | None
    grade: str | None
    place: str
    on: date
    outcome: Outcome
    since: date | None
    until: date | None
    eligible_from: date | None
    gates: tuple[RuleAnswer, ...]
    routes: tuple[RuleAnswer, ...]
    missing: tuple[tuple[str, ...], ...]
    notes: tuple[Text, ...]
    bundle: str
    readings: tuple[ReadingAnswer, ...] = ()
    parts: tuple[Text, ...] = ()
