"""What is known within bounds: a verdict is sure only of what every value between them says, in single and in bulk."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.applications import cases
from tests.test_batch import kernel, one_by_one, told
from tests.test_oracle import TENANTS, engine, thorough

from bajigong.answers import Outcome
from bajigong.batch.people import laid_out
from bajigong.calendar import DayWithin, NumberFrom
from bajigong.engine.engine import Application

pytestmark = pytest.mark.slow

#: What bounds cannot stand for: the day asked about, and the day of a statement.
EXACT = ("on", "work_years_on")


def month_of(day: date) -> DayWithin:
    last = monthrange(day.year, day.month)[1]
    return DayWithin(day.replace(day=1), day.replace(day=last))


def year_of(day: date) -> DayWithin:
    return DayWithin(date(day.year, 1, 1), date(day.year, 12, 31))


def dated(facts: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], date]]:
    """Give the dates among nested facts, with where they stand."""
    if isinstance(facts, date) and path[-1] not in EXACT:
        yield path, facts
    elif isinstance(facts, Mapping):
        for key, value in facts.items():
            yield from dated(value, (*path, key))
    elif isinstance(facts, list):
        for place, value in enumerate(facts):
            yield from dated(value, (*path, place))


def with_value(facts: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return facts with one value changed."""
    if not path:
        return value
    key, *rest = path
    if isinstance(facts, list):
        return [with_value(one, tuple(rest), value) if n == key else one for n, one in enumerate(facts)]
    return {**facts, key: with_value(facts.get(key), tuple(rest), value)}


def days_of(bounds: DayWithin) -> list[date]:
    """Return the first days of a month or year, the last ones, and some in between."""
    length = (bounds.last - bounds.first).days
    return [bounds.first + timedelta(n) for n in (0, 1, length // 3, length // 2, length - 1, length)]


#: Verdicts that say something for sure, by whether it is that the person is eligible.
SURE = {Outcome.ELIGIBLE: True, Outcome.NOT_ELIGIBLE: False}


def agrees(tenant: str, case: Any, facts: Any, possible: list[Any]) -> None:
    """Hold a verdict on bounded facts to those on what they may be, and many to one."""
    bounded = Application(facts, case.on, case.place)
    [verdict] = engine(tenant).decide([bounded])
    others = engine(tenant).decide([Application(one, case.on, case.place) for one in possible])
    if verdict.outcome in SURE:
        for one in others:
            assert SURE.get(one.outcome, SURE[verdict.outcome]) is SURE[verdict.outcome]
            assert one.outcome is verdict.outcome
    for one in others:
        if one.outcome in SURE:
            assert verdict.outcome in {one.outcome, Outcome.UNDETERMINED, Outcome.NOT_COVERED}
    people = laid_out(engine(tenant).bundle.schema, [bounded])
    assert told(kernel(tenant), people) == one_by_one(tenant, [bounded])


@pytest.mark.parametrize("tenant", TENANTS)
@pytest.mark.parametrize("bounds_of", [month_of, year_of])
@settings(thorough, max_examples=40)
@given(data=st.data())
def test_a_day_known_within_bounds_is_sure_only_of_what_all_of_them_say(tenant, bounds_of, data):
    case = data.draw(cases(tenant))
    found = list(dated(case.facts))
    if not found:
        return
    path, day = data.draw(st.sampled_from(found))
    bounds = bounds_of(day)
    possible = [with_value(case.facts, path, one) for one in days_of(bounds)]
    agrees(tenant, case, with_value(case.facts, path, bounds), possible)


@pytest.mark.parametrize("tenant", TENANTS)
@settings(thorough, max_examples=40)
@given(data=st.data())
def test_all_days_may_be_known_within_bounds(tenant, data):
    case = data.draw(cases(tenant))
    facts = case.facts
    for path, day in dated(case.facts):
        facts = with_value(facts, path, month_of(day))
    agrees(tenant, case, facts, [case.facts])


@pytest.mark.parametrize("tenant", TENANTS)
@settings(thorough, max_examples=40)
@given(data=st.data())
def test_years_that_are_the_least_are_sure_only_of_what_more_say_too(tenant, data):
    case = data.draw(cases(tenant))
    applicant = {key: value for key, value in case.facts.get("applicant", {}).items() if key != "work"}
    least = data.draw(st.integers(0, 12))
    several = [least + more for more in (0, 0.5, 1, 2, 5, 10)]
    given_ = [{**case.facts, "applicant": {**applicant, "work_years": n}} for n in (NumberFrom(least), *several)]
    agrees(tenant, case, given_[0], given_[1:])
