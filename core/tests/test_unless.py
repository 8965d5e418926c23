"""What holds unless something stands against it: the days outside the stretches of another requirement."""

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
from bajigong.policy.facts import Choice, FactField
from bajigong.policy.text import same
from bajigong.policy.when import Day, Edge, Either, Elapsed, Every, Fact, Is, Recorded, Records, Unless, looks_at, reads

KINDS = tuple(Choice(one, same(one)) for one in ("removed", "criticised"))
FACTS = (
    FactField("agency.undertaking", "flag", same("signed")),
    FactField("agency.last_assessed", "date", same("last assessed")),
    FactField("agency.sanctions", "list", same("sanctions")),
    FactField("agency.sanctions.kind", "choice", same("kind"), choices=KINDS),
    FactField("agency.sanctions.from", "date", same("from")),
    FactField("agency.sanctions.until", "date", same("until"), after="from", open_ended=True),
)
SCHEMA = open_bundle((), extra=[("form", one) for one in (*declared(), *FACTS)]).schema
SANCTIONS = "agency.sanctions"
REMOVED = Recorded(Records(SANCTIONS, (Is("kind", ("removed",)),)), Edge("from"), Edge("until", days=1))
STANDING = Unless(REMOVED, (SANCTIONS,))
LARGE, SIGNED = Fact("agency.size", ("large",)), Fact("agency.undertaking", (True,))
START, END = date(2025, 3, 1), date(2025, 4, 30)


def decision(node, agency, day=START):
    return one_node.decision(SCHEMA, node, {"agency": agency}, day)


def at(node, agency, day, hope=NONE):
    """The stretch around a day, else the next; None where there is no bound. No stretch is an empty tuple."""
    since, until = asked(decision(node, agency, day), node, hope, day)
    return (from_day(since), from_day(until)) if since < until else ()


def removed(*spells):
    rows = ({"kind": "removed", "from": since, "until": until} for since, until in spells)
    return {"sanctions": [{key: value for key, value in row.items() if value} for row in rows]}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 2, 28), (None, START)),
        (START, (date(2025, 5, 1), None)),
        (END, (date(2025, 5, 1), None)),
        (date(2025, 5, 1), (date(2025, 5, 1), None)),
    ],
)
def test_it_holds_before_the_first_day_and_after_the_last(day, expected):
    assert at(STANDING, removed((START, END)), day) == expected


def test_what_has_no_end_goes_on():
    assert at(STANDING, removed((START, None)), date(2030, 1, 1)) == ()
    assert at(STANDING, removed((START, None)), date(2025, 1, 1)) == (None, START)


def test_nothing_told_is_nothing_to_tell_whatever_is_hoped():
    for agency in ({}, {"sanctions": []}, {"sanctions": [{"kind": "criticised", "from": START}]}):
        for hope in (NONE, ALL, only(SANCTIONS)):
            assert at(STANDING, agency, START, hope) == (None, None)


def test_what_is_told_half_is_open():
    agency = {"sanctions": [{"kind": "removed"}]}
    assert at(STANDING, agency, START) == ()
    assert at(STANDING, agency, START, ALL) == (None, None)
    assert decision(STANDING, agency).unknown(STANDING) == [f"{SANCTIONS}.from"]


def test_it_reads_what_may_be_missing_and_looks_at_what_may_be_silent():
    assert reads(STANDING) == (f"{SANCTIONS}.kind", f"{SANCTIONS}.from", f"{SANCTIONS}.until")
    assert SANCTIONS in looks_at(STANDING)


def test_a_year_after_a_day_it_no_longer_holds():
    node = Unless(Elapsed(Day("agency.last_assessed"), years=1), ("agency.last_assessed",))
    assert at(node, {"last_assessed": date(2024, 2, 29)}, START) == ()
    assert at(node, {"last_assessed": date(2024, 2, 29)}, date(2025, 2, 27)) == (None, date(2025, 2, 28))
    assert at(node, {}, START) == (None, None)


@pytest.mark.parametrize("size", ["large", "small", None])
@pytest.mark.parametrize("signed", [True, False, None])
def test_not_all_and_none_of_several(size, signed):
    agency = {key: value for key, value in (("size", size), ("undertaking", signed)) if value is not None}
    silent = ("agency.size", "agency.undertaking")
    assert bool(at(Unless(Every((LARGE, SIGNED)), silent), agency, START)) is not (size == "large" and signed is True)
    assert bool(at(Unless(Either((LARGE, SIGNED)), silent), agency, START)) is not (size == "large" or signed is True)
    assert bool(at(Unless(Unless(LARGE)), agency, START)) is (size == "large")


DAYS = st.dates(date(2025, 1, 1), date(2025, 3, 1))


@given(st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS)), max_size=5))
def test_it_is_what_asking_day_by_day_gives(spells):
    one = decision(STANDING, removed(*spells))

    def naively(day):
        return not any(since <= day and (until is None or day <= until) for since, until in spells)

    for day in (date(2024, 12, 30) + timedelta(n) for n in range(70)):
        since, until = asked(one, STANDING, NONE, day)
        assert (since <= to_day(day)) is naively(day)
        for edge, holds in ((since, True), (until, False)):
            assert from_day(edge) is None or naively(from_day(edge)) is holds
