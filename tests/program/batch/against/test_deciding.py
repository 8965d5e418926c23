"""Both laws in one pass say what each says alone, and a change is what both verdicts come to."""

from datetime import date, timedelta

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.applications import cases
from tests.program.batch.against import made
from tests.test_oracle import TENANTS, engine, thorough

from bajigong.answers import Application
from bajigong.batch.against.changes import CHANGES, compared
from bajigong.batch.cases import OUTCOMES
from bajigong.batch.kernel import Kernel
from bajigong.batch.people import laid_out
from bajigong.calendar import from_day
from bajigong.engine.engine import Engine
from bajigong.engine.explain import best_route, clauses, failing

pytestmark = pytest.mark.slow

REGIONS = {"sichuan": "510000", "guangxi": "450300", "inner_mongolia": "150000"}
LAPSES = (date(2027, 12, 27), date(2027, 12, 28))
pairs = pytest.mark.parametrize(("here", "there"), [(a, b) for a in TENANTS for b in TENANTS if a != b])


def change(one, other):
    """Say what changes, from two verdicts of the engine."""
    eligible = [verdict.outcome == "eligible" for verdict in (one, other)]
    if eligible[0] != eligible[1]:
        return "gains" if eligible[1] else "loses"
    days = [verdict.eligible_from or date.max for verdict in (one, other)]
    if not eligible[0] and days[0] != days[1]:
        return "sooner" if days[1] < days[0] else "later"
    return "same" if one.outcome == other.outcome else "other"


def alone(kernel, application):
    """Decide one application by the engine."""
    return kernel.engine.decide([application])[0]


def told(verdict):
    """Say of a verdict what the kernel says as well."""
    route = best_route(verdict)
    days = (verdict.since, verdict.until) if verdict.outcome == "eligible" else (None, None)
    named = (route.id if route else "", failing(verdict), clauses(verdict), verdict.missing)
    return (str(verdict.outcome), *days, verdict.eligible_from, *named)


def said(kernel, answers, row):
    """Say the same of a kernel's answer."""
    reason = kernel.reasons[int(answers.reasons[row])]
    assert reason.outcome is OUTCOMES[answers.outcomes[row]]
    days = [from_day(int(side[row])) for side in (answers.since, answers.until, answers.eligible_from)]
    days[:2] = days[:2] if reason.outcome == "eligible" else (None, None)
    return (str(reason.outcome), *days, reason.route, reason.failing, reason.clauses, reason.missing)


def hold(here, there, opposite, applications, moved):
    """Compare both sides with what the engine says of each application, and of each as it stands there."""
    people = laid_out(here.schema, applications)
    mine, theirs = here.kernel.decide(people), opposite.decide(people)
    changes = compared(mine, theirs)
    for row, (one, other) in enumerate(zip(applications, moved, strict=True)):
        verdicts = alone(here.kernel, one), alone(there.kernel, other)
        assert said(here.kernel, mine, row) == told(verdicts[0])
        assert said(there.kernel, theirs, row) == told(verdicts[1])
        assert CHANGES[changes[row]] == change(*verdicts)
    return changes


def drawn(data, tenant, least=1):
    """Draw applications, some of which name their place."""
    some = data.draw(st.lists(cases(tenant), min_size=least, max_size=6))
    named = data.draw(st.lists(st.booleans(), min_size=len(some), max_size=len(some)))
    facts = [{**one.facts, **({"place": one.place} if name else {})} for one, name in zip(some, named, strict=True)]
    return [
        Application(fact, one.on, one.place if name else REGIONS[tenant])
        for fact, one, name in zip(facts, some, named, strict=True)
    ]


def tenant_law(tenant):
    return made.tenant_law(engine(tenant), REGIONS[tenant], Kernel(engine(tenant)))


@pairs
@settings(thorough, max_examples=8)
@given(data=st.data())
def test_another_tenant_says_what_it_says_alone(here, there, data):
    one, other = tenant_law(here), tenant_law(there)
    applications = drawn(data, here)
    moved = [evolve(a, place=a.facts.get("place") or REGIONS[there]) for a in applications]
    hold(one, other, made.opposite(one, other), applications, moved)


@pytest.mark.parametrize("tenant", TENANTS)
@settings(thorough, max_examples=12)
@given(data=st.data())
def test_another_day_says_what_it_says_alone(tenant, data):
    one = tenant_law(tenant)
    applications = drawn(data, tenant)
    if data.draw(st.booleans()):
        applications = [evolve(a, on=LAPSES[0]) for a in applications]
    day = data.draw(st.sampled_from((*LAPSES, date(2026, 11, 21), applications[0].on + timedelta(365))))
    moved = [evolve(a, on=day) for a in applications]
    hold(one, one, made.opposite(one, one, day), applications, moved)


def renumbered(tenant):
    """Return an engine of the same law in which tracks, grades and choices have other numbers."""
    bundle = engine(tenant).bundle
    facts = {
        path: evolve(fact, what=evolve(fact.what, choices=fact.what.choices[::-1]))
        for path, fact in bundle.facts.items()
    }
    grades = {
        name: evolve(grade, what=evolve(grade.what, order=grade.what.order + 2))
        for name, grade in bundle.grades.items()
    }
    tracks = dict(reversed(bundle.tracks.items()))
    return Engine(evolve(bundle, facts=facts, grades=grades, tracks=tracks), tenant)


@pytest.fixture(scope="module", params=TENANTS)
def both(request):
    """Return a law twice, the second time with other numbers."""
    return request.param, renumbered(request.param)


@settings(thorough, max_examples=10)
@given(data=st.data())
def test_numbers_are_the_laws_own(both, data):
    tenant, other = both
    one, there = tenant_law(tenant), made.tenant_law(other, REGIONS[tenant], Kernel(other))
    assert one.schema.tracks != there.schema.tracks
    applications = drawn(data, tenant)
    hold(one, there, made.opposite(one, there), applications, applications)


@pairs
@settings(thorough, max_examples=10)
@given(data=st.data())
def test_the_order_of_rows_changes_nothing(here, there, data):
    one, other = tenant_law(here), tenant_law(there)
    applications = drawn(data, here, least=2)
    order = data.draw(st.permutations(range(len(applications))))
    opposite = made.opposite(one, other)

    def signed(some):
        people = laid_out(one.schema, some)
        theirs = opposite.decide(people)
        signatures = np.array(other.kernel.reasons.signatures)[theirs.reasons]
        return list(zip(signatures.tolist(), compared(one.kernel.decide(people), theirs).tolist(), strict=True))

    whole = signed(applications)
    assert signed([applications[place] for place in order]) == [whole[place] for place in order]
