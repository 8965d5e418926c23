"""A verdict read: its nearest route, what stands in the way, and the clauses that it rests on."""

from collections.abc import Iterable, Iterator

from bajigong.answers import Holds, Outcome, RuleAnswer, Verdict
from bajigong.calendar import ALWAYS, NEVER, to_day
from bajigong.compile.days import farness
from bajigong.policy.text import Text, listed

_OUT_OF_FORCE = Text("{rule}：所依文件当日不在有效期内", "{rule}: no document in force on the day")
_NOT_LAID_DOWN = Text("{rule}：现行文件对此地未作规定", "{rule}: no document in force here provides for it")
_NO_ROUTE = Text("现行文件对此等级未规定申报条件", "no document in force here lays down a route to this grade")
_UNSETTLED = Text("适用哪一版申报条件尚无规定", "which conditions of application apply has not been laid down")
_NO_WAY = Text("{rule}：各种情形均不满足", "{rule}: none of its ways holds")


def best_route(verdict: Verdict) -> RuleAnswer | None:
    """Return the route that holds since longest, else the nearest.

    Nearest is what time alone makes hold, the soonest first; then what hangs on facts that are not known; then what
    fails; and what is not in force last. Of two that are alike an examination is nearer than a prize, then the one that
    fails in fewer requirements, then that with fewer open ones.
    """
    return min(verdict.routes, key=_farness, default=None)


def failing(verdict: Verdict, nearest: RuleAnswer | None = None) -> tuple[Text, ...]:
    """Say what stands in the way on the day: of every gate that fails, and of the nearest route, where it is told.

    Where the documents are silent, say what they are silent about.
    """
    if verdict.outcome is Outcome.ELIGIBLE:
        return ()
    if verdict.outcome is Outcome.NOT_COVERED:
        return tuple(dict.fromkeys(_silent(verdict))) or verdict.notes[:1]
    route = nearest or best_route(verdict)
    rules = [*verdict.gates, *([route] if route else [])]
    return tuple(dict.fromkeys(reason for rule in rules for reason in reasons(rule)))


def reasons(rule: RuleAnswer) -> Iterator[Text]:
    """Say why a rule does not hold; nothing where it holds or is open."""
    if rule.holds is not Holds.NO:
        return
    if not rule.in_force:
        yield _OUT_OF_FORCE.fill(rule=rule.label)
    elif any(requirement.way for requirement in rule.requirements):
        yield _NO_WAY.fill(rule=rule.label)
    else:
        yield from (requirement.text for requirement in rule.requirements if requirement.holds is Holds.NO)


def _silent(verdict: Verdict) -> Iterator[Text]:
    rules = [gate for gate in verdict.gates if gate.holds is not Holds.YES] or list(verdict.routes)
    closed = tuple(rule.label for rule in rules if rule.cites and not rule.in_force)
    if closed:
        yield _OUT_OF_FORCE.fill(rule=listed(closed))
        return
    for rule in rules:
        if not rule.in_force:
            yield _NOT_LAID_DOWN.fill(rule=rule.label)
        yield from (requirement.text for requirement in rule.requirements if requirement.terms)
    if len({reading.holds for reading in verdict.readings}) > 1:
        yield _UNSETTLED
    if not verdict.routes:
        yield _NO_ROUTE


def clauses(verdict: Verdict, nearest: RuleAnswer | None = None) -> tuple[str, ...]:
    """Return the clauses that the gates and the best route, where it is told, rest on, each once."""
    route = nearest or best_route(verdict)
    return once(clause for rule in (*verdict.gates, *([route] if route else [])) for clause in rule.cites)


def once(clauses: Iterable[str]) -> tuple[str, ...]:
    """Return clauses in their order, each once."""
    return tuple(dict.fromkeys(clauses))


def _farness(route: RuleAnswer) -> int:
    holds = [requirement.holds for requirement in route.requirements]
    sure, asked = holds.count(Holds.YES), len(holds)
    since = to_day(route.since) if route.since else ALWAYS if route.holds is Holds.YES else NEVER
    return farness(route.in_force, asked, sure, asked - holds.count(Holds.NO), since, route.examined)
