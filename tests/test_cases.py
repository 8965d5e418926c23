"""Applications of the kinds that offices meet, each answered as its documents have it: that was worked out first.

The files stand in ``cases/``. Their sheets' counterparts are in ``test_field_sheets.py``.
"""

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

CASES = Path(__file__).parent / "cases"
VERDICTS = {
    # By the standard's own figures yes, by the edition of 2023 not yet, and which applies nobody has laid down.
    "carer-two-years-after-grade-5": "not_covered",
    "carer-five-years-in-all": "eligible",
    # An older standard never gets newer conditions than a younger one: both are asked by both readings.
    "health-carer-five-years-in-all": "not_covered",
    "fire-equipment-operator": "not_eligible",
    "student-with-a-national-prize": "eligible",
    "grade-below-the-standard": "not_covered",
    "stated-years-with-an-employer": "undetermined",
    "stated-years-with-a-present-job": "undetermined",
    "life-guard-under-an-old-code": "not_eligible",
}
REFUSED = "certificate-number-of-another-grade"
SUBSIDIES = ("subsidy-second-in-a-year", "subsidy-below-a-grade-held")


@cache
def checked(name: str):
    result = CliRunner().invoke(cli, ["check", str(CASES / f"{name}.yaml"), "--lang", "en", "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def route(name: str, route: str):
    return next(one for one in checked(name)["routes"] if one["id"] == route)


def test_every_file_is_a_case():
    assert {path.stem for path in CASES.iterdir()} == {*VERDICTS, REFUSED, *SUBSIDIES}


@pytest.mark.parametrize("name", VERDICTS)
def test_the_verdict(name):
    assert checked(name)["verdict"] == VERDICTS[name]


def test_a_standards_own_figures_are_shown_beside_those_of_the_edition():
    notes = checked("carer-two-years-after-grade-5")["notes"]
    assert "by the standard's own conditions: eligible (since 2026-10-01)" in notes
    assert "by the conditions of 2023: not eligible that day, but from 2027-10-01" in notes
    assert route("carer-two-years-after-grade-5", "4-10-01-05:2019-09-25/4-1")["holds"] == "yes"


def test_an_older_standard_never_gets_newer_conditions_than_a_younger_one():
    """The same five years: the standard of 2019 asks for four, the edition of the one of 2022 for six."""
    notes = checked("health-carer-five-years-in-all")["notes"]
    assert "by the conditions of 2018: not eligible that day, but from 2027-09-01" in notes
    assert "by the conditions of 2023: eligible (since 2026-09-01)" in notes


def test_an_entry_qualification_names_who_grants_it():
    said = checked("fire-equipment-operator")
    [gate] = [gate for gate in said["gates"] if gate["holds"] != "yes"]
    assert gate["id"] == "national:entry-qualification"
    assert any("entry qualification" in note for note in said["notes"])


def test_a_students_national_prize_holds_at_her_own_college():
    assert route("student-with-a-national-prize", "national:competition/3")["holds"] == "yes"


def test_a_grade_that_a_standard_on_record_lacks_is_no_sure_yes_before_it():
    notes = " ".join(checked("grade-below-the-standard")["notes"])
    assert "which grades a standard has" in notes
    assert "no national standard of the occupation is on record for that day" in notes


@pytest.mark.parametrize(("name", "holds"), [("employer", "yes"), ("present-job", "unknown")])
def test_stated_years_are_not_lost_beside_a_record_of_work(name, holds):
    which = f"stated-years-with-{'an' if name == 'employer' else 'a'}-{name}"
    assert route(which, "national:2023/3-1")["holds"] == holds


def test_a_life_guard_is_no_family_educator():
    said = checked("life-guard-under-an-old-code")
    assert not [one for one in said["routes"] if one["holds"] == "yes"]
    assert "third_party:agency" in {gate["id"] for gate in said["gates"] if gate["holds"] == "no"}
    assert any("游泳救生员" in note and "4-14-05-03" in note for note in said["notes"])


def test_a_number_that_contradicts_its_columns_is_an_error_that_shows_both():
    result = CliRunner().invoke(cli, ["check", str(CASES / f"{REFUSED}.yaml"), "--lang", "en"])
    assert result.exit_code == 1
    for words in ("the year 25", "grade 4", "2016-03-01", "grade 3"):
        assert words in result.stderr


def subsidies(path: Path):
    result = CliRunner().invoke(cli, ["incentives", str(path), "--json"])
    assert result.exit_code == 0, result.output
    answers = json.loads(result.stdout)["incentives"]
    return {(one["occupation"], one["id"].rpartition("-")[2]): one for one in answers if "subsidy" in one["id"]}


def test_a_second_subsidy_in_2025_is_only_for_occupations_in_short_supply():
    said = subsidies(CASES / "subsidy-second-in-a-year.yaml")
    assert said["6-31-01-03", "4"]["status"] == "lapsed"  # paid in March
    second = said["6-18-01-01", "4"]
    assert (second["status"], second["missing"]) == ("unknown", [["applicant.certificates.shortage"]])


@pytest.mark.parametrize(("shortage", "status"), [("true", "now"), ("false", "never")])
def test_which_is_told_by_the_certificate(tmp_path, shortage, status):
    text = (CASES / "subsidy-second-in-a-year.yaml").read_text(encoding="utf-8")
    told = tmp_path / "told.yaml"
    told.write_text(text.replace("issued: 2025-08-15", f"issued: 2025-08-15, shortage: {shortage}"), encoding="utf-8")
    assert subsidies(told)["6-18-01-01", "4"]["status"] == status


def test_nothing_is_paid_below_a_grade_that_is_held():
    said = subsidies(CASES / "subsidy-below-a-grade-held.yaml")
    assert said["6-18-01-01", "4"]["status"] == "never"
    assert said["6-18-01-01", "3"]["status"] == "lapsed"  # its year to claim was over in January 2024
