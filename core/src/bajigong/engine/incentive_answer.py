"""What comes out for one incentive and one grade held: may it be claimed, from when until when, and why not."""

from datetime import date
from enum import StrEnum

from attrs import frozen

from bajigong.engine.verdict import RequirementAnswer
from bajigong.policy.text import Text


class Status(StrEnum):
    """How an incentive stands on the day asked about."""

    NOW = "now"
    FROM = "from"
    UNKNOWN = "unknown"
    LAPSED = "lapsed"
    NEVER = "never"
    NOT_COVERED = "not_covered"


@frozen
class IncentiveAnswer:
    """One incentive for one grade of one occupation, and all that it rests on.

    ``since`` and ``until`` bound a stretch of days, None for no bound: for ``NOW`` and ``FROM`` the one on which it may
    be claimed, this or the next; for ``UNKNOWN`` the one on which it may be, if the missing facts are favourable; for
    ``LAPSED`` the last one, over since ``until``. Otherwise there is none. ``missing`` are sets of facts, smallest
    first, any one of which would settle it if favourable. ``amount`` is the most it is worth, in yuan. ``in_force`` is
    false where nothing in force on the day provides for it. A requirement that is over for good says when it last held.
    """

    id: str
    label: Text
    gist: Text
    occupation: str | None
    grade: str | None
    status: Status
    since: date | None = None
    until: date | None = None
    amount: int | None = None
    requirements: tuple[RequirementAnswer, ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()
    cites: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    in_force: bool = True
