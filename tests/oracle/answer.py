"""What the oracle says of one application."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class RuleAnswer(NamedTuple):
    """Whether a gate or route holds on the day, and from when until when (the first day on which it no longer does)."""

    holds: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Answer:
    """The verdict on one application."""

    outcome: str
    since: date | None = None
    until: date | None = None
    eligible_from: date | None = None
    missing: frozenset[frozenset[str]] = frozenset()
    routes: dict[str, RuleAnswer] = field(default_factory=dict)
    gates: dict[str, RuleAnswer] = field(default_factory=dict)
