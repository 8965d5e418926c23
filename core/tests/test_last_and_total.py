"""The last of several records, and amounts of records that add up: their days, and what is unknown of them."""

from datetime import date

import pytest
from core.tests import one_node
from core.tests.one_node import asked, only
from core.tests.toy import opened

from bajigong.calendar import NumberFrom, from_day
from bajigong.engine.decide import ALL, NONE
from bajigong.policy.facts import Choice, FactField
from bajigong.policy.text import same
from bajigong.policy.when import (
    Accumulated,
    Amount,
    Before,
    Edge,
    Elapsed,
    Every,
    First,
    Is,
    Last,
    Records,
    Total,
    Unless,
)

COURSES = "applicant.courses"
SCHEMA = opened(
    FactField(COURSES, "list", same("courses")),
    FactField(f"{COURSES}.on", "date", same("on")),
    FactField(f"{COURSES}.hours", "number", same("hours")),
    FactField(f"{COURSES}.kind", "choice", same("kind"), choices=(Choice("a", same("a")), Choice("b", same("b")))),
).schema
ANY, OF_A = Records(COURSES), Records(COURSES, (Is("kind", ("a",)),))
ON, HOURS = Edge("on"), Amount("hours")
ISSUED = Last(Records("applicant.certificates"), Edge("issued"))
LEAP, SPRING, NEXT = date(2024, 2, 29), date(2025, 2, 28), date(2026, 6, 1)


def decision(node, day=SPRING, **applicant):
    return one_node.decision(SCHEMA, node, {"applicant": applicant}, day)


def at(node, day, hope=NONE, **applicant):
    """The stretch around a day, else the next; None where there is no bound. No stretch is an empty tuple."""
    since, until = asked(decision(node, day, **applicant), node, hope, day)
    return (from_day(since), from_day(until)) if since < until else ()


def courses(*rows):
    return [{name: value for name, value in zip(("on", "hours", "kind"), row, strict=False) if value} for row in rows]


# ---------------------------------------------------------------- the last

A_YEAR = Elapsed(Last(ANY, ON), years=1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 2, 27), (SPRING, date(2025, 6, 1))),
        (SPRING, (SPRING, date(2025, 6, 1))),
        (date(2025, 5, 31), (SPRING, date(2025, 6, 1))),
        (date(2025, 6, 1), (NEXT, None)),
        (NEXT, (NEXT, None)),
    ],
)
def test_a_year_after_the_last_is_over_with_the_next(day, expected):
    """After a leap day a year is full on 28 February; the further record begins it anew."""
    assert at(A_YEAR, day, courses=courses((date(2025, 6, 1),), (LEAP,))) == expected


def test_a_record_within_the_year_leaves_no_time_between():
    some = courses((LEAP,), (date(2025, 2, 28),))
    assert at(A_YEAR, SPRING, courses=some) == (date(2026, 2, 28), None)
    assert at(Elapsed(First(ANY, ON), years=1), SPRING, courses=some) == (SPRING, None)


def test_without_a_record_there_is_no_last():
    assert at(A_YEAR, SPRING, courses=[]) == ()
    assert at(A_YEAR, SPRING, ALL, courses=[]) == ()


def test_one_without_a_day_may_be_the_last_on_any():
    some = courses((LEAP,), (None, 8))
    assert at(A_YEAR, NEXT, courses=some) == ()
    assert at(A_YEAR, NEXT, ALL, courses=some) == (SPRING, None)
    one = decision(A_YEAR, NEXT, courses=some)
    assert one.unknown(A_YEAR) == [f"{COURSES}.on"]
    assert one.settles(A_YEAR, only(f"{COURSES}.on"))


def test_one_that_may_count_is_reckoned_with():
    """Whether the later course is of the kind is not known: if it is, the year is not full yet."""
    node = Elapsed(Last(OF_A, ON), years=1)
    some = courses((LEAP, 8, "a"), (date(2025, 6, 1), 8))
    assert at(node, date(2025, 7, 1), courses=some) == (NEXT, None)
    assert at(node, date(2025, 7, 1), ALL, courses=some)[0] <= date(2025, 7, 1)
    told = courses((LEAP, 8, "a"), (date(2025, 6, 1), 8, "b"))
    assert at(node, date(2025, 7, 1), courses=told) == (SPRING, None)


def test_with_no_time_asked_the_last_has_come_with_the_first():
    some = courses((LEAP,), (NEXT,))
    assert at(Elapsed(Last(ANY, ON)), SPRING, courses=some) == (LEAP, None)
    assert at(Before(Last(ANY, ON)), date(2024, 2, 28), courses=some) == (None, LEAP)


def test_work_after_the_last_certificate():
    node = Accumulated(Records("applicant.work"), Edge("from"), Edge("to", days=1), 1, ISSUED)
    certificates = [{"issued": date(2022, 3, 1)}, {"issued": date(2024, 3, 1)}]
    work = [{"from": date(2020, 1, 1)}]
    assert at(node, date(2023, 6, 1), work=work, certificates=certificates) == (date(2023, 3, 1), date(2024, 3, 1))
    assert at(node, date(2024, 3, 1), work=work, certificates=certificates) == (date(2025, 3, 1), None)


# ---------------------------------------------------------------- amounts

SIXTEEN = Total(ANY, ON, HOURS, 16)


@pytest.mark.parametrize(
    ("hours", "since"),
    [((8, 8), NEXT), ((7.5, 8.5), NEXT), ((7.5, 8.499), None), ((16, 0), LEAP), ((0.1, 15.9), NEXT), ((8,), None)],
)
def test_amounts_add_up_from_the_day_on_which_enough_is_there(hours, since):
    some = courses(*zip((LEAP, NEXT), hours, strict=False))
    assert at(SIXTEEN, LEAP, courses=some) == ((since, None) if since else ())


def test_for_so_many_months_only_does_a_record_count():
    node = Total(ANY, ON, HOURS, 16, months=12)
    some = courses((LEAP, 8), (date(2024, 6, 1), 8), (date(2025, 3, 1), 8))
    assert at(node, LEAP, courses=some) == (date(2024, 6, 1), SPRING)
    assert at(node, SPRING, courses=some) == (date(2025, 3, 1), date(2025, 6, 1))
    touching = courses((LEAP, 8), (date(2024, 6, 1), 8), (SPRING, 8))
    assert at(node, SPRING, courses=touching) == (date(2024, 6, 1), date(2025, 6, 1)), (
        "the one ends as the other begins"
    )


def test_what_is_unknown_of_an_amount_is_neither_none_nor_enough():
    for some, lacks in (
        (courses((LEAP, 8), (SPRING, None)), f"{COURSES}.hours"),
        (courses((LEAP, 8), (None, 8)), f"{COURSES}.on"),
    ):
        assert at(SIXTEEN, NEXT, courses=some) == ()
        assert at(SIXTEEN, NEXT, only(lacks), courses=some)[0] <= NEXT
        assert decision(SIXTEEN, NEXT, courses=some).unknown(SIXTEEN) == [lacks]
    assert at(SIXTEEN, NEXT, ALL) == (None, None)
    assert at(SIXTEEN, NEXT) == ()


def test_at_least_so_many_hours_are_sure():
    for least, expected in ((8, (NEXT, None)), (7, ())):
        some = [{"on": LEAP, "hours": 8}, {"on": NEXT, "hours": NumberFrom(least)}]
        assert at(SIXTEEN, LEAP, courses=some) == expected
        assert at(SIXTEEN, NEXT, ALL, courses=some)[0] <= NEXT


HOURS_SINCE = Total(ANY, ON, HOURS, 16, after=ISSUED)
CERTIFICATES = [{"issued": LEAP}, {"issued": date(2025, 6, 1)}]


def test_hours_since_the_last_certificate_begin_again_with_each():
    some = courses((LEAP, 8), (SPRING, 8), (date(2025, 6, 1), 8), (NEXT, 8))
    assert at(HOURS_SINCE, LEAP, courses=some, certificates=CERTIFICATES) == (SPRING, date(2025, 6, 1))
    assert at(HOURS_SINCE, date(2025, 6, 1), courses=some, certificates=CERTIFICATES) == (NEXT, None)
    early = courses((date(2024, 2, 28), 16))
    assert at(HOURS_SINCE, NEXT, courses=early, certificates=CERTIFICATES) == ()
    assert at(HOURS_SINCE, NEXT, courses=some, certificates=[]) == ()


def test_after_a_certificate_hoped_for_every_hour_counts():
    some = courses((LEAP, 16))
    assert at(HOURS_SINCE, NEXT, courses=some) == ()
    assert at(HOURS_SINCE, NEXT, only("applicant.certificates"), courses=some) == (LEAP, None)


# ---------------------------------------------------------------- not

SANE = Unless(SIXTEEN)


def test_a_not_swaps_what_is_certain_and_what_is_possible():
    some = courses((LEAP, 8), (SPRING, None))
    assert at(SANE, NEXT, courses=some) == ()
    assert at(SANE, NEXT, ALL, courses=some) == (None, None)
    assert at(SANE, SPRING, courses=courses((LEAP, 8), (SPRING, 8))) == ()
    assert at(SANE, LEAP, courses=courses((LEAP, 8), (SPRING, 8))) == (None, SPRING)
    assert at(SANE, NEXT) == (), "no list told is no empty list"
    assert at(SANE, NEXT, ALL) == (None, None)


def test_stretches_within_stretches():
    """Neither in the year after a course of the kind, nor with sixteen hours in a year."""
    recent = Unless(Elapsed(Last(OF_A, ON), years=1))
    node = Every((recent, Unless(Total(ANY, ON, HOURS, 16, months=12))))
    some = courses((LEAP, 8, "a"), (date(2024, 6, 1), 8, "b"), (NEXT, 8, "a"))
    assert at(node, LEAP, courses=some) == (None, date(2024, 6, 1))
    assert at(node, date(2024, 6, 1), courses=some) == (NEXT, date(2027, 6, 1))
