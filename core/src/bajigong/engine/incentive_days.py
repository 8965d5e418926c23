"""From when until when an incentive may be claimed: now, from a day on, or until a day that has gone by."""

from collections.abc import Callable, Iterable
from functools import partial

from attrs import evolve

from bajigong.calendar import ALWAYS, from_day
from bajigong.engine.decide import ALL, NONE, Decision
from bajigong.engine.incentive_answer import IncentiveAnswer, Status
from bajigong.engine.verdict import Holds, RequirementAnswer, RuleAnswer
from bajigong.policy.asks import Requirement

_Days = tuple[int, int]
#: A question that is put at a day: the stretch that contains it, else the next.
_Ask = Callable[[int], _Days]


def dated(answer: IncentiveAnswer, decision: Decision) -> IncentiveAnswer:
    """Add the days, and tell what is yet to come, and what is over, from what time alone never brings.

    ``decision`` is about one application and the incentive alone.
    """
    certain, possible = decision.verdict.certain, decision.verdict.possible
    match answer.status:
        case Status.NOW:
            return _between(answer, _whole(certain, _any(decision, NONE)))
        case Status.UNKNOWN:
            return _between(answer, _whole(possible, _any(decision, ALL)))
        case Status.NEVER if certain[0] < certain[1]:
            return _between(evolve(answer, status=Status.FROM), _whole(certain, _any(decision, NONE)))
        case Status.NEVER if last := _last(_any(decision, ALL), decision.on):
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
    ask = partial(decision.node_at, requirement.node, ALL)
    last = None if coming or answer.holds is not Holds.NO else _last(ask, decision.on)
    return evolve(answer, since=from_day(last[0]), until=from_day(last[1])) if last else answer


def _last(ask: _Ask, on: int) -> _Days | None:
    """Return the last stretch before the day asked about on which it was possible.

    Possible, because what is over whatever the unknown facts are is what has lapsed. None where there never was one,
    or where another is yet to come.
    """
    at, last = ALWAYS, None
    while True:
        since, until = ask(at)
        if since > on:
            return last if since == until else None
        at, last = until, (since, until)


def _whole(days: _Days, ask: _Ask) -> _Days:
    """Join what touches: where one rule takes over from another on a day, what may be claimed goes on."""
    since, until = days
    while (after := ask(until))[0] <= until < after[1]:
        until = after[1]
    while since > ALWAYS and (before := ask(since - 1))[0] < since <= before[1]:
        since = before[0]
    return since, until


def _any(decision: Decision, hope: int) -> _Ask:
    """Ask when any way holds under a hope."""
    return partial(decision.any_route_at, hope)


def _between(answer: IncentiveAnswer, days: _Days) -> IncentiveAnswer:
    return evolve(answer, since=from_day(days[0]), until=from_day(days[1]))
