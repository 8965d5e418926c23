"""A row of a result and its reason, put together to a verdict again."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve

from bajigong.cli.result_names import Names
from bajigong.cli.result_row import Answer, Row
from bajigong.engine.engine import Application
from bajigong.engine.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from bajigong.batch.answers import Reason
    from bajigong.batch.summing.result import Result


def verdict_of(result: "Result", row: Mapping[str, Any], reason: "Reason") -> Verdict:
    """Return the verdict of a row. The days are the row's; those of single rules are not in a result and stay empty."""
    return Verdict(
        applicant=row.get("name"),
        tenant=result.tenant,
        track=row["track"],
        occupation=row["occupation"],
        grade=row["grade"],
        place=row["place"],
        on=row["on"],
        outcome=Outcome(row["verdict"]),
        since=row["since"],
        until=row["until"],
        eligible_from=row["eligible_from"],
        gates=reason.gates,
        routes=reason.routes,
        missing=reason.missing,
        notes=(),
        bundle=row.get("bundle") or result.bundle,
    )


def nearest_first(verdict: Verdict, reason: "Reason") -> Verdict:
    """Put the route that was found best first: without days of rules nothing else tells it from its equals."""
    return evolve(verdict, routes=tuple(sorted(verdict.routes, key=lambda route: route.id != reason.route)))


def clauses_of(verdict: Verdict) -> Iterator[str]:
    """Give every clause that a verdict cites."""
    return (clause for rule in (*verdict.gates, *verdict.routes) for clause in rule.cites)


def as_row(verdict: Verdict, row: Mapping[str, Any], names: Names) -> Row:
    """Return a row as `bajigong check` has it, to be written as it writes them."""
    application = Application({}, verdict.on, verdict.place)
    return Row(row.get("file") or "", row.get("row"), 1, verdict.applicant, Answer(verdict, application, names))
