"""What comes out for many applications: a few columns, and one reason for all whose case is the same."""

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.batch.columns import Days
from bajigong.engine.verdict import Outcome, ReadingAnswer, RuleAnswer
from bajigong.policy.text import Text

#: The verdicts in the order of their numbers in a column.
OUTCOMES = tuple(Outcome)


@frozen(eq=False)
class Reason:
    """Why: what a verdict rests on, the same for every application with this signature.

    ``signature`` is a number that depends on nothing but what stands here. ``failing`` and ``clauses`` are those of
    the gates and of the route that holds or is nearest, ``route``; "" where there is none. ``missing`` are sets of
    facts, smallest first, any one of which would settle it. ``gates``, ``routes`` and ``readings`` say
    what held, failed or was unknown on the day, without days of their own.
    """

    signature: int
    outcome: Outcome
    track: str
    grade: str
    route: str
    route_label: Text | None
    method: str
    failing: tuple[Text, ...]
    missing: tuple[tuple[str, ...], ...]
    clauses: tuple[str, ...]
    gates: tuple[RuleAnswer, ...]
    routes: tuple[RuleAnswer, ...]
    readings: tuple[ReadingAnswer, ...] = ()


@frozen(eq=False)
class Answers:
    """The answers for a chunk of people, by row.

    ``outcomes`` are places in `OUTCOMES`; ``since`` is the first day of an eligible row, ``eligible_from`` the one
    from which time alone makes another one eligible, and ``until`` the first day after either, each `ALWAYS` or `NEVER`
    where there is no such day; ``reasons`` are places in the kernel's list of reasons.
    """

    outcomes: npt.NDArray[np.int8]
    since: Days
    until: Days
    eligible_from: Days
    reasons: npt.NDArray[np.int32]
