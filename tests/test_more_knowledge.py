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
from bajigong.policy.facts import Selection
from bajigong.policy.when import Accumulated, Unless, looks_at, parts

pytestmark = pytest.mark.slow

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
            if path not in OTHERWISE
            and path not in SELECTORS
            and path in schema.fields
            and not schema.fields[path].open_ended
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


#: From years that were stated, too few, to a list of work that is enough by itself.
TURNED = ("not_eligible", "eligible", "eligible")


def decision(tenant, case) -> Decision:
    one = engine(tenant)
    selection = Selection(*(case.facts[name] for name in SELECTORS), case.place)
    return Decision.of(one.program(selection), case.facts, to_day(case.on), selection)


def requirements(decision):
    """Give every requirement of the rules that answer, each node once."""
    plan = decision.plan
    rules = (*plan.routes, *(way for gate in plan.gates for way in gate.ways))
    return {one.node: one for rule in rules for one in rule.requirements}.values()


def may_contradict(node, more, out) -> bool:
    """Say whether a requirement counts years that are stated beside a list of work, and what was left out is of these.

    Where a list known in full comes to less than is stated, one of the two is wrong. Both told, neither yes nor no is
    sure of what either alone would settle: that is no refusal, and the one case in which more is told and less is sure.
    Where the list comes to more, it says so itself.
    """
    counted = any(isinstance(part, Accumulated) and part.stated for part in parts(node))
    applicant = more.facts["applicant"]
    both = applicant.get("work") is not None and applicant.get("work_years") is not None
    return counted and both and not set(out).isdisjoint(looks_at(node))


def told_against(node, out) -> bool:
    """Say whether what was left out is of what is only ever told against somebody: told, it says so itself."""
    unless = (part for part in parts(node) if isinstance(part, Unless) and part.silent)
    return any(not set(out).isdisjoint(looks_at(part)) for part in unless)


def by_the_list_itself(case):
    """Return the application without the years that are stated beside its list of work."""
    facts = deepcopy(case.facts)
    facts["applicant"].pop("work_years", None)
    return case._replace(facts=facts)


def is_open(bounds) -> bool:
    return bounds.may_hold and not bounds.holds


@pytest.mark.parametrize("tenant", TENANTS)
@settings(thorough, max_examples=60)
@given(data=st.data())
def test_what_is_certain_with_less_is_certain_with_more(tenant, data):
    more = data.draw(cases(tenant, changes=2).filter(lambda case: all(case.facts.get(name) for name in SELECTORS)))
    less, out = told_less(data.draw, more, engine(tenant).bundle.schema)
    knows_more, knows_less = decision(tenant, more), decision(tenant, less)
    by_list = decision(tenant, by_the_list_itself(more))
    for requirement in requirements(knows_more):
        node = requirement.node
        of_more, of_less = (one.requirement(requirement) for one in (knows_more, knows_less))
        contradicts = may_contradict(node, more, out)
        if of_less.holds:
            assert of_more.holds or (contradicts and is_open(of_more)) or told_against(node, out), (node, out)
        if not of_less.may_hold:
            # Of stated years alone it was sure that they are too few.
            said = is_open(of_more) or by_list.requirement(requirement).holds
            assert not of_more.may_hold or (contradicts and said), (node, out)


@pytest.mark.parametrize("tenant", TENANTS)
@settings(thorough, max_examples=40)
@given(data=st.data())
def test_a_certain_verdict_stays_or_its_years_contradict_each_other(tenant, data):
    more = data.draw(cases(tenant, changes=2))
    less, out = told_less(data.draw, more, engine(tenant).bundle.schema)
    before, after = (str(decided(tenant, case)[0].outcome) for case in (less, more))
    if before in ("eligible", "not_eligible") and after != before:
        knows_more, knows_less = decision(tenant, more), decision(tenant, less)
        if any(told_against(one.node, out) for one in requirements(knows_more)):
            return
        by_list = str(decided(tenant, by_the_list_itself(more))[0].outcome)
        assert after in {"undetermined", "not_covered"} or (before, after, by_list) == TURNED, out
        both = ((one, knows_less.requirement(one), knows_more.requirement(one)) for one in requirements(knows_more))
        changed = [(one.node, of_more) for one, of_less, of_more in both if not is_open(of_less) and of_less != of_more]
        contradicting = [node for node, _ in changed if may_contradict(node, more, out)]
        assert contradicting, (out, changed)
        assert all(node in contradicting for node, of_more in changed if is_open(of_more)), (out, changed)
