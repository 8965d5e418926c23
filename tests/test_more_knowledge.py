"""More knowledge never knows less: what is certain of somebody stays so whatever more is told.

A fact, a field of a record, a whole record's contents or a whole list is left out of a random application, or told
within bounds only: some day of a month, at least so much. Whatever is certain then, of any requirement or in all, must
hold when all is told.
"""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.applications import cases, given_paths
from tests.oracle.random_rules import within_bounds
from tests.test_oracle import AGAINST, TENANTS, decided, engine, thorough

from bajigong.calendar import to_day
from bajigong.engine.decide import Decision
from bajigong.schema import Selection

SELECTORS = ("track", "occupation", "grade")
#: As of which day a total is stated is today where it does not say: without it, something else is told.
OTHERWISE = {"applicant.work_years_on", *AGAINST}


def told_less(draw, case, schema):
    """Return the application with a few things left out, and which."""
    facts = deepcopy(case.facts)
    out = []
    for _ in range(draw(st.integers(1, 4))):
        known = [
            (path, owner, key)
            for path, owner, key in given_paths(facts)
            if path not in OTHERWISE and path not in SELECTORS and not schema.fields[path].open_ended
        ]
        if not known:
            break
        path, owner, key = draw(st.sampled_from(known))
        out.append(path)
        if vague := within_bounds(draw, owner[key]):
            owner[key] = vague
            continue
        records = owner[key] if schema.fields[path].type == "list" else None
        if records and draw(st.booleans()):
            # There is a record, of which nothing is known.
            records[draw(st.integers(0, len(records) - 1))].clear()
        else:
            del owner[key]
    return case._replace(facts=facts), out


def decision(tenant, case) -> Decision:
    one = engine(tenant)
    selection = Selection(*(case.facts[name] for name in SELECTORS), case.place)
    return Decision.of(one.program(selection), case.facts, to_day(case.on), selection)


@pytest.mark.parametrize("tenant", TENANTS)
@settings(thorough, max_examples=60)
@given(data=st.data())
def test_what_is_certain_with_less_is_certain_with_more(tenant, data):
    more = data.draw(cases(tenant, changes=2).filter(lambda case: all(case.facts.get(name) for name in SELECTORS)))
    less, out = told_less(data.draw, more, engine(tenant).bundle.schema)
    knows_more, knows_less = decision(tenant, more), decision(tenant, less)
    beside = "applicant.work_years" in more.facts.get("applicant", {})
    plan = knows_more.plan
    rules = (*plan.routes, *(way for gate in plan.gates for way in gate.ways))
    for requirement in {one.node: one for rule in rules for one in rule.requirements}.values():
        node = requirement.node
        of_more, of_less = (one.requirement(requirement) for one in (knows_more, knows_less))
        if of_less.holds:
            # A list known in full that comes to less than is stated leaves it open which is right; it is no refusal.
            assert of_more.holds or (beside and "applicant.work" in out and of_more.may_hold), (node, out)
        if not of_less.may_hold:
            assert not of_more.may_hold, (node, out)


@pytest.mark.parametrize("tenant", TENANTS)
@settings(thorough, max_examples=40)
@given(data=st.data())
def test_a_certain_verdict_is_never_turned_into_its_opposite(tenant, data):
    more = data.draw(cases(tenant, changes=2))
    less, out = told_less(data.draw, more, engine(tenant).bundle.schema)
    before, after = (str(decided(tenant, case)[0].outcome) for case in (less, more))
    if before in ("eligible", "not_eligible"):
        beside = "applicant.work" in out and "applicant.work_years" in more.facts.get("applicant", {})
        assert after == before or (beside and after in {"undetermined", "not_covered"}), out
