"""What grades bring, held to the oracle on many random people and days."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle.days import plus
from tests.oracle.incentives import Told, brought

from bajigong.answers import Application
from bajigong.engine.engine import Engine
from bajigong.engine.incentives import incentives
from bajigong.law.opening import open_bundle

pytestmark = pytest.mark.slow

TRACKS = ("enterprise", "college", "third_party", "veterans")
PLACES = {"sichuan": ("510100", "510000", "450300"), "guangxi": ("450300", "450000")}
BORER, OFFICER = "6-18-01-05", "3-01-04-04"
CODES = (BORER, BORER, f"{BORER}-001", OFFICER, OFFICER, "6-18-01-01")
GRADES = ("5", "4", "4", "3", "3", "2", "1")
TURNS = (date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
thorough = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
choice = st.sampled_from
flags = st.booleans()


@cache
def engine(tenant):
    return Engine(open_bundle(["national", *TRACKS, tenant]), tenant)


def days_asked_about():
    usual = st.dates(date(2023, 1, 1), date(2025, 12, 31))
    return st.one_of(usual, usual, choice((*TURNS, date(2022, 12, 27), date(2027, 12, 28), date(2024, 3, 1))))


def near(on):
    """Days on which something may turn: months before, give or take a day; a new year; the end of a February."""
    months = choice((0, 1, 6, 11, 12, 12, 12, 13, 24, 36, 48, 120, -1, -6, -12))
    moved = st.builds(lambda n, days: plus(on, months=-n) + timedelta(days), months, choice((-1, 0, 0, 1)))
    this_year = st.builds(lambda m, d: date(on.year, m, d), st.integers(1, 12), choice((1, 2, 28)))
    return st.one_of(moved, moved, this_year, choice(TURNS))


@st.composite
def people(draw, tenant):
    """Somebody with certificates, most of whose facts are given and favourable."""
    on = draw(days_asked_about())
    code, grade = draw(choice(CODES)), draw(choice(GRADES))
    occupation = st.one_of(st.just(code), choice(CODES))
    day = near(on)
    spell = {"from": day, "to": st.one_of(st.none(), st.none(), day)}
    records = {
        "certificates": {
            "occupation": occupation,
            "related": choice((None, None, True, False)),
            "grade": st.one_of(st.just(grade), choice(GRADES)),
            "issued": day,
            "shortage": choice((True, True, False)),
            "engineering": choice((True, True, False)),
        },
        "contributions": {"months": choice((11, 12, 13)), "as_of": day},
        "subsidies": {"occupation": occupation, "grade": st.one_of(st.just(grade), choice(GRADES)), "on": day},
        "insurance": spell,
        "work": {"occupation": occupation, "related": choice((None, True)), **spell},
        "staff": {"relation": choice(("employee", "dispatched", "intern")), **spell},
        "station": {"kind": choice(("staff", "staff", "recruit")), "level": choice(("county", "village")), **spell},
    }
    most = {"contributions": (None, None, 1), "subsidies": (0, 0, 1, 2, 3, 3, 4, 5), "certificates": (1, 1, 1, 2, 3)}
    applicant = {"employment": draw(choice(("in_post", "in_post", "unemployment_benefit", "other", None)))}
    for name, fields in records.items():
        size = draw(choice((*most.get(name, (0, 1, 1, 2)), *(([None]) if draw(choice((0, 0, 1))) else ()))))
        applicant[name] = None if size is None else [draw(_record(fields)) for _ in range(size)]
    if draw(flags):
        _open_window(draw, applicant, code, grade, on)
    facts = {"track": draw(choice((*TRACKS, "enterprise", "veterans", None))), "applicant": applicant}
    facts |= {"occupation": draw(choice((code, None))), "grade": draw(choice((grade, None)))}
    return {key: value for key, value in facts.items() if value is not None}, on, draw(choice(PLACES[tenant]))


def _paid_otherwise(code, on):
    """A subsidy for a lower grade or another occupation, about the turn of a year."""
    of = choice(({"occupation": code, "grade": "apprentice"}, {"occupation": "6-18-01-01", "grade": "1"}))
    years, days = choice((on.year, on.year, on.year, on.year - 1)), choice(((1, 1), (1, 2), (6, 30), (12, 31)))
    paid = st.builds(lambda year, day: date(year, *day), years, days)
    when = st.one_of(paid, paid, paid, st.just(on), st.none())
    return st.builds(lambda record, day: {**record, **({"on": day} if day else {})}, of, when)


def _open_window(draw, applicant, code, grade, on):
    """Let the subsidy be near to claimable: insured for about a year, about a year after the certificate."""
    about_a_year = choice((0, 3, 11, 12, 12, 13))
    issued, insured = (plus(on, months=-draw(about_a_year)) + timedelta(draw(choice((-1, 0, 0, 1)))) for _ in range(2))
    applicant["certificates"] = [{"occupation": code, "grade": grade, "issued": issued}]
    applicant["insurance"] = [{"from": draw(choice((insured, plus(insured, years=-2))))}]
    applicant["employment"] = "in_post"
    applicant["subsidies"] = draw(st.lists(_paid_otherwise(code, on), min_size=2, max_size=4)) if draw(flags) else []


@st.composite
def _record(draw, fields):
    """One record, now and then without some of its fields."""
    leave_out = draw(choice((None, None, None, None, *fields)))
    drawn = {name: draw(of) for name, of in fields.items() if name != leave_out}
    return {name: value for name, value in drawn.items() if value is not None}


def engine_says(tenant, facts, on, place):
    answers = incentives(engine(tenant), Application(facts, on, place))
    return [_told(one) for one in answers]


def _told(one):
    missing = frozenset(map(frozenset, one.missing))
    return Told(one.occupation, one.grade, one.id, str(one.status), one.since, one.until, missing)


def by_name(told):
    return sorted(told, key=lambda one: (str(one.occupation), str(one.grade), one.incentive, one.status))


@pytest.mark.parametrize("tenant", ["sichuan", "guangxi"])
@thorough
@given(data=st.data())
def test_the_engine_says_what_the_oracle_says(tenant, data):
    facts, on, place = data.draw(people(tenant))
    assert by_name(engine_says(tenant, facts, on, place)) == by_name(brought(facts, on, place, tenant))


def test_the_random_people_meet_every_status():
    seen = set()

    @settings(thorough, max_examples=200)
    @given(people("sichuan"))
    def meet(person):
        seen.update((one.incentive, one.status) for one in engine_says("sichuan", *person))

    meet()
    assert {status for _, status in seen} == {"now", "from", "unknown", "lapsed", "never", "not_covered"}
    assert {name for name, _ in seen} == set(engine("sichuan").bundle.incentives)
    assert {status for name, status in seen if name == "national:subsidy-4"} >= {"now", "unknown", "lapsed", "never"}
