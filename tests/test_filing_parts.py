"""A filing that does not cover somebody says what is wrong with it: occupation, grade, place, people, or day."""

from datetime import date

import pytest
from tests.test_field_sheets import AGENCY

from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.tables import Raw, Where, check

DAY = date(2026, 11, 21)
FILING = {
    "occupations": ["电工"], "grades": ["3"], "regions": ["510100"], "people": "public",
    "from": "2025-01-01", "until": "2027-12-31",
}  # fmt: skip


@pytest.fixture(scope="module")
def verdict():
    bundle = tenant("sichuan").open()
    engine = Engine(bundle, "sichuan")

    def run(*filings):
        agency = {"kind": "third_party", "filings": [{**FILING, **one} for one in filings]}
        facts = {**AGENCY, "occupation": "电工", "grade": "3", "agency": agency}
        raw = Raw(facts, "x.yaml", Where("x.yaml"))
        application = check(raw, bundle.schema, tenant_place="510000", on=None, overrides={}, today=DAY)
        return engine.decide([application])[0]

    return run


@pytest.mark.parametrize(
    ("filings", "said"),
    [
        ([{"occupations": ["6-18-01-01"]}], "no filing names the occupation"),
        ([{"grades": ["4"]}], "no filing for the occupation names the grade"),
        ([{"regions": ["440100"]}], "no filing for the occupation and grade reaches the place"),
        ([{"people": "own"}], "no filing for the occupation, grade and place is for"),
        ([{"until": "2026-11-20"}], "no such filing is valid on the day"),
        ([{"from": "2026-11-22"}], "no such filing is valid on the day"),
        # Of several filings that which gets furthest counts; what two have between them is in neither.
        ([{"occupations": ["6-18-01-01"]}, {"grades": ["4"]}], "no filing for the occupation names the grade"),
    ],
)
def test_the_part_that_fails_is_named(verdict, filings, said):
    answer = verdict(*filings)
    notes = [note for note in answer.notes if said in note.en]
    assert len(notes) == 1
    assert answer.outcome == "not_eligible"


@pytest.mark.parametrize("filings", [[{}], [{"until": "2026-11-21"}], [{"from": "2026-11-21"}]])
def test_nothing_is_said_of_a_filing_that_covers(verdict, filings):
    answer = verdict(*filings)
    assert not [note for note in answer.notes if "filing" in note.en and "no " in note.en]


@pytest.fixture(scope="module")
def unplaced(tmp_path_factory):
    """Decide applications of an agency with one filing, which do not say where the assessment is held."""
    bundle = tenant("sichuan").open()
    engine = Engine(bundle, "sichuan")

    def run(regions, place=None):
        agency = {"kind": "third_party", "filings": [{**FILING, "regions": regions}]}
        facts = {**AGENCY, "place": place, "occupation": "电工", "grade": "3", "agency": agency}
        raw = Raw(facts, "x.yaml", Where("x.yaml"))
        application = check(raw, bundle.schema, tenant_place="510000", on=None, overrides={}, today=DAY)
        return engine.decide([application])[0]

    return run


def filed(answer):
    return {str(gate.holds) for gate in answer.gates if "filings" in str(gate.requirements) or "filed" in gate.label.en}


@pytest.mark.parametrize(
    ("regions", "place", "outcome"),
    [
        (["510100"], None, "undetermined"),
        (["510000"], None, "yes"),
        (["000000"], None, "yes"),
        (["510000", "510100"], None, "yes"),
        (["440100"], None, "not_eligible"),
        (["510100"], "510100", "yes"),
        (["510100"], "510104", "yes"),
    ],
)
def test_a_place_that_is_not_given_leaves_a_filing_for_a_city_open(unplaced, regions, place, outcome):
    answer = unplaced(regions, place)
    said = [note for note in answer.notes if "no place of assessment is given" in note.en]
    if outcome == "undetermined":
        assert answer.outcome == "undetermined"
        assert all("agency.filings.regions" in some for some in answer.missing)
        assert said
    else:
        assert not said
        assert ("no" in filed(answer)) is (outcome == "not_eligible")
