"""The examples answer what stands beside them."""

import csv
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from bajigong.law.tenants import tenant
from bajigong.scenarios import Scenario, engine_of, read_application, read_plain
from bajigong.tables import check, read_files

EXAMPLES = Path(__file__).parent.parent / "examples"
EXPECTED = read_plain(EXAMPLES / "expected.yaml")
SHEET_DAY = date(2026, 11, 21)
NOT_EXPECTED = {"file", "tenant", "config", "on"}


def scenario(entry) -> Scenario:
    facts = read_plain(EXAMPLES / entry["file"])
    config = EXAMPLES / entry["config"] if "config" in entry else None
    home = tenant(entry.get("tenant") or facts["tenant"], config)
    application = read_application(facts, home, entry["file"])
    if "on" in entry:
        application = evolve(application, on=entry["on"])
    expect = {key: value for key, value in entry.items() if key not in NOT_EXPECTED}
    return Scenario(entry["file"], EXAMPLES, home, application, expect, ())


@pytest.mark.parametrize("entry", EXPECTED, ids=lambda e: f"{e['file']} {e.get('tenant', '')}{e.get('on', '')}")
def test_an_example_answers_what_is_expected(entry):
    one = scenario(entry)
    assert one.misses(engine_of(one.tenant).decide([one.application])[0]) == []


def test_every_example_has_an_answer_beside_it():
    found = [path for path in EXAMPLES.rglob("*") if path.suffix in {".yaml", ".json"}]
    files = {str(path.relative_to(EXAMPLES)) for path in found if "tests" not in path.relative_to(EXAMPLES).parts}
    assert files - {"expected.yaml"} == {entry["file"] for entry in EXPECTED}


def test_the_examples_show_every_verdict_track_and_place():
    seen = [(scenario(entry), entry["verdict"]) for entry in EXPECTED]
    assert {verdict for _, verdict in seen} == {"eligible", "not_eligible", "undetermined", "not_covered"}
    assert {one.application.facts["track"] for one, _ in seen} == {"enterprise", "college", "third_party", "veterans"}
    assert {one.tenant.id for one, _ in seen} == {
        *("sichuan", "guilin", "inner-mongolia", "guizhou"),
        *("guangdong", "works"),
    }


def test_one_front_line_worker_in_three_places():
    """The same person at grade 3 without the years: what each place says, and on which clause."""
    facts = read_plain(EXAMPLES / "front-line-grade-3.yaml")
    said = {}
    for name in ("guilin", "sichuan", "inner-mongolia"):
        home = tenant(name)
        said[name] = engine_of(home).decide([read_application(facts, home, "front-line-grade-3.yaml")])[0]
    route = next(r for r in said["guilin"].routes if r.id == "enterprise:front-line")
    assert (said["guilin"].outcome, route.method, route.cites) == (
        "eligible",
        "enterprise:direct-recognition",
        ("GL23/4.1.b",),
    )
    assert said["sichuan"].outcome == "not_eligible"
    assert any("SC22/5.1.b" in note.zh for note in said["sichuan"].notes)
    # ZB22 十三 gives it to the whole nation; what Inner Mongolia makes of it nobody has laid down.
    assert said["inner-mongolia"].outcome == "not_covered"
    assert any("一线职工" in note.zh for note in said["inner-mongolia"].notes)


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (date(2022, 12, 27), "not_covered"),
        (date(2022, 12, 28), "eligible"),
        (date(2027, 12, 27), "eligible"),
        (date(2027, 12, 28), "not_covered"),
    ],
)
def test_the_notice_of_sichuan_answers_on_its_days_and_no_others(on, outcome):
    facts = read_plain(EXAMPLES / "sichuan-front-line-grade-2.yaml")
    facts["agency"]["filings"][0]["from"] = date(2022, 1, 1)
    facts["applicant"]["achievements"] = [
        {"kind": "superb_skill", "on": date(2022, 5, 1)},
        {"kind": "outstanding_results", "on": date(2022, 5, 2)},
    ]
    home = tenant("sichuan")
    verdict = engine_of(home).decide([evolve(read_application(facts, home, "x"), on=on)])[0]
    assert verdict.outcome == outcome
    if outcome == "not_covered":
        assert any("川人社规〔2022〕9号" in note.zh and "SC22" not in note.zh for note in verdict.notes)


def test_the_registration_sheet_answers_row_by_row():
    """Two hundred rows as an office would keep them; the answers beside it come from the independent interpreter."""
    home = tenant("sichuan")
    engine = engine_of(home)
    rows, applications = [], []
    for raw in read_files([EXAMPLES / "registration.xlsx"], engine.bundle.schema):
        checked = check(raw, engine.bundle.schema, tenant_place=home.region, on=None, overrides={}, today=SHEET_DAY)
        assert not isinstance(checked, tuple), [str(problem) for problem in checked]
        rows.append(raw.row)
        applications.append(checked)
    found = [
        _line(row, one, verdict)
        for row, one, verdict in zip(rows, applications, engine.decide(applications), strict=True)
    ]
    with (EXAMPLES / "registration.expected.csv").open(encoding="utf-8", newline="") as file:
        assert found == list(csv.DictReader(file))


def _line(row, application, verdict):
    days = {key: str(getattr(verdict, key) or "") for key in ("since", "until", "eligible_from")}
    return {
        "row": str(row),
        "name": application.facts["applicant"]["name"],
        "grade": application.facts["grade"],
        "verdict": str(verdict.outcome),
        **days,
        "missing": " | ".join(" + ".join(some) for some in verdict.missing),
    }
