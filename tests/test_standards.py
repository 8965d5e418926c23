"""Every occupation, and which conditions it is decided by: nothing rests on a default that is not said."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from bajigong.answers import Application
from bajigong.calendar import to_day
from bajigong.engine.engine import Engine
from bajigong.law.standards import conditions_of
from bajigong.law.tenants import tenant

TODAY = date(2026, 11, 26)
NATIONAL = Path(__file__).parents[1] / "plugins/national/src/bajigong_national"
GRADES = ("5", "4", "3", "2", "1")


@cache
def engine() -> Engine:
    return Engine(tenant("sichuan").open(), "sichuan")


def rows(name):
    with (NATIONAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def person(code, grade, on=TODAY):
    filing = {"occupations": [code], "grades": list(GRADES), "regions": ["510000"], "people": "public"}
    return Application(
        {
            "track": "third_party",
            "occupation": code,
            "grade": grade,
            "applicant": {
                "birth_date": date(1970, 1, 1),
                "work": [{"occupation": code, "from": date(1990, 1, 1)}],
                "certificates": [{"occupation": code, "grade": g, "issued": date(2000, 1, 1)} for g in GRADES],
                "titles": [],
                "education": [],
                "apprenticeships": [],
                "competitions": [],
                "training": [],
            },
            "agency": {
                "kind": "third_party",
                "filings": [{**filing, "from": date(2017, 1, 1), "until": date(2030, 1, 1)}],
            },
        },
        on,
        "510100",
    )


def test_the_registers_are_whole():
    assert len(rows("standards.csv")) == 702
    assert len(rows("occupations.csv")) == 1150
    register = engine().bundle.register
    for row in rows("standards.csv"):
        assert not row["occupation"] or row["occupation"][0] == "2" or row["occupation"] in register, row
    for row in rows("trades.csv"):
        assert row["code"][:10] in register, row
    for row in rows("other_names.csv"):
        assert row["occupation"] in register, row


@pytest.mark.slow
def test_no_verdict_rests_on_a_standard_not_on_record_without_a_note():
    register = engine().bundle.register
    applications = [person(code, grade) for code in register.codes for grade in ("4", "3")]
    verdicts = engine().decide(applications)
    assert len(verdicts) == 2 * 1150
    for verdict in verdicts:
        standards = [one for one in register.standards_of(verdict.occupation) if not one.trades and one.issued <= TODAY]
        said = " ".join(note.zh for note in verdict.notes)
        if not standards:
            assert "国家职业标准未收录" in said, verdict
        elif not standards[-1].conditions:
            assert "正文未收录" in said or "可能为" in said or "未收录" in said, verdict
    # Of those in force many are older than the edition of 2023: whoever meets both readings is eligible all the same.
    assert sum(verdict.outcome == "eligible" for verdict in verdicts) > 1000


@pytest.mark.parametrize("row", rows("standards.csv")[::9], ids=lambda row: f"{row['code']} {row['issued']}")
def test_a_standard_answers_from_its_day_on(row):
    issued = date.fromisoformat(row["issued"])
    if not row["occupation"] or row["occupation"][0] == "2" or row["trades"]:
        return
    bundle = engine().bundle
    templates = [said.what for said in bundle.templates.values()]
    found = conditions_of(bundle.register, templates, {}, row["occupation"], "3")
    before, on = (found.at(to_day(day)) for day in (issued - timedelta(1), issued))
    assert on.standard.issued == issued
    assert before is None or before.standard is None or before.standard.issued < issued


@pytest.mark.parametrize("day", [date(2022, 6, 1), date(2018, 12, 31), date(2022, 12, 31)])
def test_no_edition_answers_for_days_before_it_existed(day):
    for verdict in engine().decide([person(code, "3", day) for code in list(engine().bundle.register.codes)[::10]]):
        assert not [route.id for route in verdict.routes if route.id.startswith("national:2023/")], verdict


@pytest.mark.parametrize(
    ("code", "verdict"), [("4-10-01-05", "eligible"), ("6-31-01-03", "eligible"), ("6-29-03-06", "not_covered")]
)
def test_a_verdict_is_sure_only_where_every_reading_agrees(code, verdict):
    [found] = engine().decide([person(code, "3")])
    assert found.outcome == verdict
    assert (verdict == "eligible") == all(one.holds == "yes" for one in found.readings)
    assert len(found.readings) > 1
