"""Many at once is the same as one by one: the kernel held to the engine on random applications."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle.applications import cases
from tests.test_oracle import TENANTS, engine, thorough

from bajigong.batch.answers import OUTCOMES
from bajigong.batch.kernel import Kernel
from bajigong.batch.people import People, laid_out
from bajigong.calendar import from_day
from bajigong.engine.engine import Application
from bajigong.engine.reasons import best_route, clauses, failing
from bajigong.engine.verdict import Verdict

tenants = pytest.mark.parametrize("tenant", TENANTS)


def told(kernel: Kernel, people: People) -> list[tuple[Any, ...]]:
    """Say what the kernel answers, row by row."""
    answers = kernel.decide(people)
    said = []
    for row in range(len(people)):
        reason = kernel.reasons[int(answers.reasons[row])]
        assert reason.outcome is OUTCOMES[answers.outcomes[row]]
        days = (from_day(int(side[row])) for side in (answers.since, answers.until, answers.eligible_from))
        holds = [
            [(str(r.holds), [(str(q.holds), q.missing, q.terms) for q in r.requirements]) for r in side]
            for side in (reason.gates, reason.routes)
        ]
        said.append(
            (
                str(reason.outcome),
                *days,
                reason.route,
                reason.method,
                reason.failing,
                reason.clauses,
                reason.missing,
                holds,
            )
        )
    return said


def expected(verdict: Verdict) -> tuple[Any, ...]:
    """Say what the engine answers in the same words."""
    route = best_route(verdict)
    holds = [
        [(str(r.holds), [(str(q.holds), q.missing, q.terms) for q in r.requirements]) for r in side]
        for side in (verdict.gates, verdict.routes)
    ]
    return (
        str(verdict.outcome),
        verdict.since,
        verdict.until,
        verdict.eligible_from,
        route.id if route else "",
        route.method if route else "",
        failing(verdict),
        clauses(verdict),
        verdict.missing,
        holds,
    )


@tenants
@thorough
@given(data=st.data())
def test_the_kernel_says_what_the_engine_says(tenant, data):
    some = data.draw(st.lists(cases(tenant), min_size=1, max_size=8))
    applications = [Application(case.facts, case.on, case.place) for case in some]
    one_by_one = [engine(tenant).decide([one])[0] for one in applications]
    people = laid_out(engine(tenant).bundle.schema, applications)
    for got, verdict in zip(told(Kernel(engine(tenant)), people), one_by_one, strict=True):
        assert got == expected(verdict)
