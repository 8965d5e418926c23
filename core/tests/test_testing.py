"""Applications made in one line, as authors of plugins make them in their tests."""

from datetime import date

import pytest
from core.tests import toy

from bajigong.engine.engine import Engine
from bajigong.testing import application, facts

TYPICAL = {
    "track": "guild",
    "occupation": toy.POTTER,
    "grade": "potter",
    "place": toy.TOWN,
    "applicant": {"honest": True, "work": [{"from": date(2019, 1, 1)}]},
}


@pytest.mark.parametrize(
    "changes",
    [{"applicant.honest": False}, {"applicant": {"honest": False}}],
    ids=["a path", "a table"],
)
def test_a_change_leaves_what_stands_beside_it(changes):
    assert facts(TYPICAL, changes)["applicant"] == {"honest": False, "work": [{"from": date(2019, 1, 1)}]}


def test_arguments_are_paths_too_and_come_last():
    assert facts({"agency": {"kind": "works"}}, {"agency.kind": "school"}, agency__kind="office") == {
        "agency": {"kind": "office"}
    }


def test_none_takes_a_fact_away_and_lists_take_each_others_place():
    assert facts(TYPICAL, applicant__honest=None, applicant__work=[])["applicant"] == {"work": []}
    assert facts({"grade": "potter"}, grade=None, occupation=None) == {}


def test_what_it_starts_from_stays_as_it_is():
    made = facts(TYPICAL, {"applicant": {"name": "甲"}}, track="none")
    made["applicant"]["work"][0]["from"] = date(2020, 1, 1)
    made["applicant"]["work"].append({})
    assert TYPICAL["applicant"] == {"honest": True, "work": [{"from": date(2019, 1, 1)}]}
    assert TYPICAL["track"] == "guild"


def test_a_table_takes_the_place_of_a_value_and_the_other_way_round():
    assert facts({"agency": 1}, agency__kind="works") == {"agency": {"kind": "works"}}
    assert facts({"agency": {"kind": "works"}}, agency=1) == {"agency": 1}


def test_the_day_and_the_place_go_where_an_application_has_them():
    one = application(TYPICAL, on=date(2026, 6, 30))
    assert (one.on, one.place) == (date(2026, 6, 30), toy.TOWN)
    assert one.facts.keys() == {"track", "occupation", "grade", "applicant"}
    bare = application()
    assert (bare.facts, bare.place, bare.on <= date.today()) == ({}, "", True)  # noqa: DTZ011


@pytest.mark.parametrize(("honest", "outcome"), [(True, "eligible"), (False, "not_eligible"), (None, "undetermined")])
def test_the_engine_takes_it_as_it_is(honest, outcome):
    one = application(TYPICAL, applicant__honest=honest, on=date(2026, 6, 30))
    assert str(Engine(toy.opened(toy.filled()), "guild").decide([one])[0].outcome) == outcome
