"""Limits in a calendar year, windows of months, and a grade that is the application's own or a higher one."""

from datetime import date, timedelta

import pytest
from core.tests import one_node
from core.tests.one_node import asked, only
from core.tests.toy.form import declared
from hypothesis import given
from hypothesis import strategies as st

from bajigong.calendar import from_day, to_day
from bajigong.engine.decide import ALL, NONE
from bajigong.law.opening import open_bundle
from bajigong.policy.facts import FactField
from bajigong.policy.text import same
from bajigong.policy.when import (
    AtLeast,
    Before,
    Edge,
    Elapsed,
    Fewer,
    First,
    Recorded,
    Records,
    SameOccupation,
    reads,
)

FACTS = (
    FactField("applicant.subsidies", "list", same("subsidies")),
    FactField("applicant.subsidies.occupation", "occupation", same("subsidised occupation")),
    FactField("applicant.subsidies.grade", "grade", same("subsidised grade")),
    FactField("applicant.subsidies.on", "date", same("paid on")),
)
SCHEMA = open_bundle((), extra=[("form", one) for one in (*declared(), *FACTS)]).schema
SUBSIDIES = "applicant.subsidies"
LIMIT = Fewer(Records(SUBSIDIES), Edge("on"), 3)
WINDOW = Recorded(Records("applicant.certificates"), Edge("issued"), Edge("issued", months=12, days=1))
BORER, WELDER = "6-18-01-05", "6-18-02-04"


def decision(node, applicant, day=date(2025, 1, 1), grade="4"):
    return one_node.decision(SCHEMA, node, {"applicant": applicant}, day, grade)


def stretch(node, applicant, day, hope, grade="4"):
    return asked(decision(node, applicant, day, grade), node, hope, day)


def at(node, applicant, day, hope=NONE, **kwargs):
    """The stretch around a day, else the next; None where there is no bound. No stretch is an empty tuple."""
    since, until = stretch(node, applicant, day, hope, **kwargs)
    return (from_day(since), from_day(until)) if since < until else ()


def holds(node, applicant, day, hope=NONE, **kwargs):
    return stretch(node, applicant, day, hope, **kwargs)[0] <= to_day(day)


def paid(*days):
    return {"subsidies": [{"occupation": BORER, "grade": "4", **({"on": day} if day else {})} for day in days]}


THREE = paid(date(2025, 9, 1), date(2025, 2, 1), date(2025, 6, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 8, 31), True),
        (date(2025, 9, 1), False),
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2024, 12, 31), True),
    ],
)
def test_from_the_third_of_a_year_until_new_year_it_does_not_hold(day, expected):
    assert holds(LIMIT, THREE, day) is expected


def test_the_stretches_name_the_day_of_the_third_and_new_year():
    assert at(LIMIT, THREE, date(2025, 3, 1)) == (None, date(2025, 9, 1))
    assert at(LIMIT, THREE, date(2025, 10, 1)) == (date(2026, 1, 1), None)


def test_two_of_one_year_and_one_of_the_next_are_no_three():
    applicant = paid(date(2024, 11, 1), date(2024, 12, 31), date(2025, 1, 1))
    assert at(LIMIT, applicant, date(2025, 1, 1)) == (None, None)


def test_a_fourth_changes_nothing():
    applicant = paid(*(row["on"] for row in THREE["subsidies"]), date(2025, 12, 31))
    assert at(LIMIT, applicant, date(2025, 10, 1)) == (date(2026, 1, 1), None)


def test_three_on_one_day():
    assert at(LIMIT, paid(*[date(2025, 5, 5)] * 3), date(2025, 5, 4)) == (None, date(2025, 5, 5))


def test_years_that_follow_each_other_are_each_counted():
    applicant = paid(*[date(2024, 12, 31)] * 3, *[date(2025, 1, 1)] * 3)
    assert at(LIMIT, applicant, date(2024, 12, 31)) == (date(2026, 1, 1), None)
    applicant = paid(*[date(2024, 12, 31)] * 3, *[date(2025, 1, 2)] * 3)
    assert at(LIMIT, applicant, date(2024, 12, 31)) == (date(2025, 1, 1), date(2025, 1, 2))


def test_nothing_paid_holds_always_and_a_limit_of_none_never():
    assert at(LIMIT, {"subsidies": []}, date(2025, 1, 1)) == (None, None)
    assert at(Fewer(Records(SUBSIDIES), Edge("on"), 0), {"subsidies": []}, date(2025, 1, 1)) == ()


# ---------------------------------------------------------------- what is not known


def test_a_list_that_was_not_given_is_never_certain_and_always_possible():
    assert at(LIMIT, {}, date(2025, 1, 1)) == ()
    assert at(LIMIT, {}, date(2025, 1, 1), ALL) == (None, None)
    assert at(LIMIT, {}, date(2025, 1, 1), only(SUBSIDIES)) == (None, None)


def test_a_day_that_is_not_known_may_lie_in_every_year():
    applicant = paid(date(2025, 2, 1), date(2025, 6, 1), None)
    assert at(LIMIT, applicant, date(2025, 3, 1)) == (None, date(2025, 6, 1))
    assert at(LIMIT, applicant, date(2025, 3, 1), ALL) == (None, None)
    assert at(LIMIT, paid(None, None, None), date(2030, 1, 1)) == ()


def test_it_reads_the_list_and_the_day():
    assert reads(LIMIT) == (SUBSIDIES, f"{SUBSIDIES}.on")
    assert decision(LIMIT, {}).unknown(LIMIT) == [SUBSIDIES]
    assert decision(LIMIT, paid(None)).unknown(LIMIT) == [f"{SUBSIDIES}.on"]
    assert decision(LIMIT, THREE).unknown(LIMIT) == []


DAYS = st.one_of(
    st.none(),
    st.dates(date(2022, 1, 1), date(2024, 12, 31)),
    st.sampled_from((date(2022, 12, 31), date(2023, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29))),
)


@given(st.lists(DAYS, max_size=9), st.integers(1, 4), st.booleans())
def test_it_is_what_counting_day_by_day_gives(days, count, hoping):
    node, known = Fewer(Records(SUBSIDIES), Edge("on"), count), [day for day in days if day]
    undated = 0 if hoping else len(days) - len(known)
    one = decision(node, paid(*days))

    def naively(day):
        return sum(one.year == day.year and one <= day for one in known) + undated < count

    for day in (date(2021, 12, 30) + timedelta(n) for n in range(0, 1465, 3)):
        since, until = one.node_at(node, ALL if hoping else NONE, to_day(day))
        assert (since <= to_day(day)) is naively(day)
        if from_day(until):
            assert not naively(from_day(until))
        if from_day(since):
            assert naively(from_day(since))
            assert not naively(from_day(since - 1))


# ---------------------------------------------------------------- windows of months


@pytest.mark.parametrize(
    ("issued", "last"),
    [
        (date(2024, 11, 21), date(2025, 11, 21)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2024, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_window_of_twelve_months_has_the_corresponding_day_as_its_last(issued, last):
    applicant = {"certificates": [{"occupation": BORER, "grade": "4", "issued": issued}]}
    assert at(WINDOW, applicant, issued) == (issued, last + timedelta(days=1))
    assert not holds(WINDOW, applicant, issued - timedelta(days=1))
    assert holds(WINDOW, applicant, last)
    assert not holds(WINDOW, applicant, last + timedelta(days=1))


def test_months_that_are_too_short_end_on_their_last_day():
    node = Recorded(Records("applicant.certificates"), Edge("issued"), Edge("issued", months=1))
    applicant = {"certificates": [{"issued": date(2025, 1, 31)}]}
    assert at(node, applicant, date(2025, 2, 1)) == (date(2025, 1, 31), date(2025, 2, 28))


def test_years_and_months_add_up_before_days():
    node = Elapsed(First(Records("applicant.certificates"), Edge("issued", years=1, months=-1, days=-1)))
    applicant = {"certificates": [{"issued": date(2024, 3, 31)}]}
    assert at(node, applicant, date(2030, 1, 1)) == (date(2025, 2, 27), None)


def test_a_window_whose_day_is_not_known_is_never_certain_and_always_possible():
    applicant = {"certificates": [{"occupation": BORER, "grade": "4"}]}
    assert at(WINDOW, applicant, date(2025, 1, 1)) == ()
    assert at(WINDOW, applicant, date(2025, 1, 1), ALL) == (None, None)


# ---------------------------------------------------------------- a grade and those above it

HIGHER = Records(SUBSIDIES, (SameOccupation(related=""), AtLeast("grade", "grade")))
UNPAID = Before(First(HIGHER, Edge("on")))
PAID_ON = date(2025, 5, 5)


def one_paid(**changes):
    record = {"occupation": BORER, "grade": "4", "on": PAID_ON, **changes}
    return {"subsidies": [{key: value for key, value in record.items() if value}]}


@pytest.mark.parametrize(
    ("grade", "expected"), [("apprentice", False), ("5", False), ("4", True), ("3", True), ("1", True), ("chief", True)]
)
def test_at_least_counts_the_grade_and_every_higher_one(grade, expected):
    happened = Elapsed(First(HIGHER, Edge("on")))
    assert holds(happened, one_paid(grade=grade), PAID_ON) is expected
    assert holds(UNPAID, one_paid(grade=grade), PAID_ON) is not expected


def test_not_before_holds_up_to_the_day_of_payment():
    assert at(UNPAID, one_paid(), date(2020, 1, 1)) == (None, PAID_ON)
    assert at(UNPAID, one_paid(occupation=WELDER), PAID_ON) == (None, None)


@pytest.mark.parametrize("field", ["grade", "occupation", "on"])
def test_what_is_not_known_counts_against_not_before_unless_hoped_for(field):
    applicant, path = one_paid(**{field: None}), f"{SUBSIDIES}.{field}"
    assert not holds(UNPAID, applicant, PAID_ON)
    assert holds(UNPAID, applicant, PAID_ON, only(path))
    assert not holds(UNPAID, applicant, PAID_ON, only(SUBSIDIES))
    assert decision(UNPAID, applicant).unknown(UNPAID) == [path]


def test_what_is_not_known_of_another_occupation_does_not_matter():
    assert holds(UNPAID, one_paid(occupation=WELDER, grade=None), PAID_ON)


def test_unknown_grades_do_not_reach_at_least_without_hope():
    happened = Elapsed(First(HIGHER, Edge("on")))
    assert not holds(happened, one_paid(grade=None), PAID_ON)
    assert holds(happened, one_paid(grade=None), PAID_ON, ALL)
