"""From when until when an incentive may be claimed: now, from a day on, or until a day that has gone by."""

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np
from attrs import evolve

from bajigong.calendar import ALWAYS, from_day
from bajigong.engine.decide import Decision
from bajigong.engine.hope import ALL, NONE, Hope
from bajigong.engine.incentive_answer import IncentiveAnswer, Status
from bajigong.engine.verdict import Holds, RequirementAnswer, RuleAnswer
from bajigong.policy.asks import Requirement
from bajigong.policy.when import Every
from bajigong.spans import Ask, Stretch, all_of, any_of, whole

_Days = tuple[int, int]


def dated(answer: IncentiveAnswer, decision: Decision) -> IncentiveAnswer:
    """Add the days, and tell what is yet to come, and what is over, from what time alone never brings.

    ``decision`` is about one application and the incentive alone.
    """
    certain, possible = _only(decision.verdict.certain), _only(decision.verdict.possible)
    match answer.status:
        case Status.NOW:
            return _between(answer, _whole(certain, _any(decision, NONE)))
        case Status.UNKNOWN:
            return _between(answer, _whole(possible, _any(decision, ALL)))
        case Status.NEVER if certain[0] < certain[1]:
            return _between(evolve(answer, status=Status.FROM), _whole(certain, _any(decision, NONE)))
        case Status.NEVER if last := _last(_any(decision, ALL), int(decision.on[0])):
            return _between(evolve(answer, status=Status.LAPSED), _whole(last, _any(decision, ALL)))
    return answer


def with_past(decision: Decision, ways: Iterable[RuleAnswer]) -> tuple[RuleAnswer, ...]:
    """Let each requirement that is over for good say when it last held."""
    return tuple(
        evolve(way, requirements=tuple(map(partial(_looked_back, decision), variant.requirements, way.requirements)))
        for variant, way in zip(decision.plan.routes, ways, strict=True)
    )


def _looked_back(decision: Decision, requirement: Requirement, answer: RequirementAnswer) -> RequirementAnswer:
    coming = answer.since or answer.until
    ask = decision.evaluator.spans(requirement.node, ALL).at
    last = None if coming or answer.holds is not Holds.NO else _last(ask, int(decision.on[0]))
    return evolve(answer, since=from_day(last[0]), until=from_day(last[1])) if last else answer


def _last(ask: Ask, on: int) -> _Days | None:
    """Return the last stretch before the day asked about on which it was possible.

    Possible, because what is over whatever the unknown facts are is what has lapsed. None where there never was one,
    or where another is yet to come.
    """
    at, last = ALWAYS, None
    while True:
        since, until = _only(ask(np.array([at], np.int32)))
        if since > on:
            return last if since == until else None
        at, last = until, (since, until)


def _whole(days: _Days, ask: Ask) -> _Days:
    """Join what touches: where one rule takes over from another on a day, what may be claimed goes on."""
    since, until = days
    while (after := _only(ask(np.array([until], np.int32))))[0] <= until < after[1]:
        until = after[1]
    while since > ALWAYS and (before := _only(ask(np.array([since - 1], np.int32))))[0] < since <= before[1]:
        since = before[0]
    return since, until


def _any(decision: Decision, hope: Hope) -> Ask:
    """Ask when any way holds under a hope."""
    return partial(any_of, list(_asks(decision, hope)))


def _asks(decision: Decision, hope: Hope) -> Iterator[Ask]:
    for variant in decision.plan.routes:
        together = Every(tuple(requirement.node for requirement in variant.requirements))
        held = decision.evaluator.spans(together, hope)
        yield partial(all_of, [whole(*variant.period).at, held.at])


def _only(stretch: Stretch) -> _Days:
    """Return the stretch of the only row."""
    return int(stretch[0][0]), int(stretch[1][0])


def _between(answer: IncentiveAnswer, days: _Days) -> IncentiveAnswer:
    return evolve(answer, since=from_day(days[0]), until=from_day(days[1]))
