"""Scores judged by the program and by the oracle come to the same."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle import judging

from bajigong.engine.methods import Practice, judge, practice
from bajigong.errors import InputError
from bajigong.law.opening import Bundle, open_bundle
from bajigong.law.place import PlacedLaw, Reader
from bajigong.policy.facts import Selection

pytestmark = pytest.mark.slow

TENANTS = {"sichuan": "510000", "guangxi": "450300", "inner_mongolia": "150000"}
TRACKS = ("enterprise", "college", "third_party", "veterans")
OCCUPATIONS = ("6-18-01-05", "4-04-05-05", "3-01-04-04", "6-18-01-05-001")
GRADES = ("5", "4", "3", "2", "1")
PARTS = ("theory", "skill", "review")
thorough = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@cache
def bundle(tenant: str) -> Bundle:
    return open_bundle(["national", *TRACKS, tenant])


@cache
def law(tenant: str, place: str) -> PlacedLaw:
    return Reader(bundle(tenant), place).read()


def digits(most: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", max_size=most)


#: Around the mark and the bounds, and anywhere between; written with as many decimals as one likes.
scores = st.one_of(
    st.sampled_from(["0", "59", "59.9", "59.99", "60", "60.0", "60.1", "99.9", "100", "100.0"]),
    st.builds(lambda n, places: f"{n}.{places}" if places else str(n), st.integers(0, 99), digits(30)),
    st.builds(lambda places: f"59.{places}9", digits(40)),
)
sheets = st.dictionaries(st.sampled_from(PARTS), st.none() | scores)


def examination(found: tuple[Practice, ...]) -> Practice:
    [one] = [one for one in found if one.parts]
    return one


@thorough
@given(data=st.data())
def test_the_program_judges_as_the_oracle_does(data):
    tenant = data.draw(st.sampled_from(sorted(TENANTS)))
    track, grade = data.draw(st.sampled_from(TRACKS)), data.draw(st.sampled_from(GRADES))
    place = data.draw(st.sampled_from([TENANTS[tenant], TENANTS[tenant][:3] + "100"]))
    # Before the first standards of the edition of 2018 no conditions, and so no examination, are known.
    on = data.draw(st.dates(date(2018, 12, 26), date(2035, 1, 1)))
    selection = Selection(track, data.draw(st.sampled_from(OCCUPATIONS)), grade, place)
    agency = data.draw(st.sampled_from([None, *TRACKS]))
    one = examination(practice(bundle(tenant), law(tenant, place), selection, agency, on))

    parts = judging.parts_of(track, grade, place, on)
    assert [part.id for part in one.parts] == parts
    assert [part.minutes for part in one.parts] == [judging.minutes_of(part, track, place, on) for part in parts]

    sheet = {part: score for part, score in data.draw(sheets).items() if part in parts}
    result = judge(one.parts, {part: None if score is None else Decimal(score) for part, score in sheet.items()})
    assert result.outcome == judging.outcome_of(parts, sheet)
    assert {got.part.id: got.passed for got in result.parts} == {p: judging.passed(sheet.get(p)) for p in parts}


@thorough
@given(score=st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=6))
def test_what_is_a_score(score):
    parts = examination(
        practice(
            bundle("sichuan"),
            law("sichuan", "510000"),
            Selection("third_party", "6-18-01-05", "3", "510000"),
            None,
            date(2026, 11, 21),
        )
    ).parts
    sheet = {"theory": score, "skill": Decimal(60)}
    if judging.is_score(str(score)):
        assert judge(parts, sheet).outcome == ("passed" if judging.passed(str(score)) else "failed")
    else:
        with pytest.raises(InputError):
            judge(parts, sheet)
