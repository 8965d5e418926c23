"""Failures published of other rule engines, which must not happen here."""

import itertools
import random
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from bajigong.engine.engine import Engine
from bajigong.errors import InputError, LawError
from bajigong.law.tenants import tenant
from bajigong.policy.law import Clause, Document, Filling
from bajigong.policy.text import same
from bajigong.scenarios import engine_of, find_scenarios, read_application

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SCENARIOS = list(find_scenarios([ROOT / "plugins"]))
SICHUAN = tenant("sichuan")
WHO = {"track": "third_party", "occupation": "6-18-01-05", "grade": "4", "on": "2026-11-21"}


def decide(facts, home=SICHUAN):
    return engine_of(home).decide([read_application(facts, home, "facts.yaml")])[0]


def test_a_person_without_facts_gets_no_default_age_and_no_benefit():
    """Elsewhere a person of whom nothing is known is born in 1970 and is granted what adults are granted."""
    verdict = decide({**WHO, "grade": "5"})
    assert verdict.outcome == "undetermined"
    assert {"applicant.birth_date"} < {fact for some in verdict.missing for fact in some}


def test_a_missing_figure_does_not_fall_through_to_a_refusal():
    """Elsewhere a row whose years are missing takes the last line of a table, which refuses."""
    facts = {**WHO, "applicant": {"education": []}, "agency": _agency()}
    assert decide(facts).outcome == "undetermined"
    assert decide({**facts, "applicant": {"education": [], "work": []}}).outcome == "not_eligible"


def test_nothing_and_zero_are_two_things():
    assert (
        decide({**WHO, "applicant": {"education": [], "work_years": 0}, "agency": _agency()}).outcome == "not_eligible"
    )
    assert decide({**WHO, "applicant": {"education": []}, "agency": _agency()}).outcome == "undetermined"


@pytest.mark.parametrize(
    "facts",
    [
        {**WHO, "aplicant": {}},
        {**WHO, "applicant": {"birthdate": "1990-01-01"}},
        {**WHO, "applicant": {"certificates": [{"occupation": "6-18-01-05", "grade": "4", "isued": "2020-01-01"}]}},
        {**WHO, "agency": {"filings": [{"region": ["510000"]}]}},
    ],
)
def test_an_unknown_key_is_never_dropped(facts):
    with pytest.raises(InputError, match="unknown key"):
        decide(facts)


@pytest.mark.parametrize("value", ["larg", "LARGE SIZE", "特大型", "0"])
def test_a_misspelt_choice_does_not_become_the_first_one(value):
    with pytest.raises(InputError):
        decide({**WHO, "agency": {"size": value}})


def test_a_lapsed_document_never_computes_and_an_older_one_does_not_come_back():
    older = Document("OLD", same("old"), same("x"), place="510000", issued=date(2019, 1, 1))
    clause = Clause("OLD/1", "1", "scope", same("x"))
    filling = Filling("enterprise:relations", ("employee",), "OLD/1")
    from bajigong.law.opening import open_bundle

    bundle = open_bundle(SICHUAN.plugins, extra=[("old.toml", one) for one in (older, clause, filling)])
    scenario = next(s for s in SCENARIOS if s.name == "an intern counts in Sichuan")
    engine = Engine(bundle, "sichuan")
    later = engine.decide([evolve(scenario.application, on=date(2027, 12, 28))])[0]
    assert later.outcome == "not_covered"
    before = engine.decide([evolve(scenario.application, on=date(2022, 12, 27))])[0]
    assert all("SC22" not in clause for gate in before.gates if gate.holds == "yes" for clause in gate.cites)


def test_a_tie_is_an_error_that_names_all_parties_and_the_first_does_not_win():
    from bajigong.law.opening import open_bundle

    extra = [
        ("a.toml", Document("A", same("a"), same("x"), place="510000", in_force=date(2022, 12, 28))),
        ("a.toml", Clause("A/1", "1", "scope", same("x"))),
        ("a.toml", Filling("enterprise:front-line-grades", ("3",), "A/1")),
    ]
    with pytest.raises(LawError, match=r"SC22/5.1.b \(plugin 'sichuan' .*\) says .* A/1 \('a.toml'\) says"):
        open_bundle(SICHUAN.plugins, extra=extra)


def test_the_order_of_questions_changes_no_answer():
    mine = [s for s in SCENARIOS if s.tenant == SICHUAN]
    fresh = Engine(SICHUAN.open(), "sichuan")
    straight = fresh.decide([s.application for s in mine])
    shuffled = random.Random(8).sample(range(len(mine)), len(mine))
    again = Engine(SICHUAN.open(), "sichuan").decide([mine[index].application for index in shuffled])
    assert [straight[index] for index in shuffled] == again


def test_a_batch_and_a_single_check_agree():
    for home, some in itertools.groupby(SCENARIOS, key=lambda s: s.tenant):
        applications = [s.application for s in some]
        engine = engine_of(home)
        assert engine.decide(applications) == [engine.decide([one])[0] for one in applications]


def test_other_tenants_in_the_process_change_no_answer():
    scenario = next(s for s in SCENARIOS if s.name == "superb front-line workers at grade 3")
    alone = engine_of(scenario.tenant).decide([scenario.application])[0]
    for name in ("sichuan", "inner-mongolia"):
        other = Engine(tenant(name).open(), name)
        other.decide([evolve(scenario.application, place=tenant(name).region)])
    assert Engine(scenario.tenant.open(), scenario.tenant.id).decide([scenario.application])[0] == alone


def test_a_bundle_cannot_be_changed():
    bundle = engine_of(SICHUAN).bundle
    with pytest.raises(AttributeError):
        bundle.routes = {}
    with pytest.raises(TypeError):
        bundle.routes["x"] = None


def _agency():
    filing = {"occupations": ["6-18-01-05"], "grades": ["4"], "regions": ["510000"], "people": "public"}
    return {"kind": "third_party", "filings": [{**filing, "from": "2024-01-01", "until": "2028-12-31"}]}
