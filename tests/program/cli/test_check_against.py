"""``bajigong check --against``: both laws over a table of people, and what is printed of it."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from bajigong.cli import cli

EXAMPLE = Path(__file__).parents[3] / "examples" / "front-line-grade-3.yaml"
COLUMNS = [
    *("against_verdict", "against_since", "against_until", "against_eligible_from", "against_route"),
    *("against_signature", "change"),
]
DRAFT = """
[[document]]
id = "DRAFT"
title = { zh = "征求意见稿", en = "Draft for comment" }
issuer = { zh = "某厅", en = "An office" }
place = "510000"
draft = true
in_force = 2026-06-01

[[clause]]
id = "DRAFT/1"
at = "一"
kind = "eligibility"
gist = { zh = "一线职工可直接认定高级工", en = "Front-line workers may be recognised at grade 3 directly" }

[[filling]]
term = "enterprise:front-line-grades"
clause = "DRAFT/1"
value = ["3"]
"""


@pytest.fixture
def people(tmp_path, monkeypatch):
    """Three workers on the front line apply for grade 3, two for grade 5; everything else they have in common."""
    monkeypatch.chdir(tmp_path)
    table = pa.table({"id": ["a", "b", "c", "d", "e"], "grade": ["3", "3", "5", "3", "5"]})
    pq.write_table(table, "people.parquet")
    common = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if not line.startswith("grade:")]
    Path("common.yaml").write_text("\n".join(common), encoding="utf-8")
    Path("draft.toml").write_text(DRAFT, encoding="utf-8")
    return "people.parquet"


def check(*options, tenant="guilin", lang="en", output="result.parquet"):
    words = ["check", "--common", "common.yaml", "--tenant", tenant, "-o", output, "--lang", lang, *options]
    return CliRunner().invoke(cli, words)


def cells(line):
    return re.split(r"\s{2,}", line.strip())


def table(said, title):
    """The rows below a title, cell by cell."""
    return [cells(line) for line in said.split(f"\n{title}\n")[1].split("\n\n")[0].splitlines()]


def test_the_result_has_both_sides(people):
    done = check(people, "--against", "sichuan")
    assert done.exit_code == 0, done.output
    rows = pq.read_table("result.parquet")
    assert rows.schema.names[-len(COLUMNS) :] == COLUMNS
    assert rows.column("id").to_pylist() == ["a", "b", "c", "d", "e"]
    assert rows.column("change").to_pylist() == ["loses", "loses", "same", "loses", "same"]
    assert rows.column("against_verdict").to_pylist()[:3] == ["not_eligible", "not_eligible", "eligible"]
    said = {key.decode(): value.decode() for key, value in rows.schema.metadata.items()}
    assert (said["bajigong.against"], said["bajigong.against_tenant"]) == ("sichuan", "sichuan")
    assert said["bajigong.against_reasons"] == "result.against.parquet"
    reasons = pq.read_table("result.against.parquet")
    assert set(rows.column("against_signature").to_pylist()) == set(reasons.column("signature").to_pylist())


def test_who_loses_is_told_by_clause(people):
    said = check(people, "--against", "sichuan").stdout
    assert said.splitlines()[:4] == [
        "The same people under two laws",
        "here: the law of Guilin, Guangxi, as of 2026-11-21",
        "there: the law of Sichuan, as of 2026-11-21",
        "5 people checked, something changes for 3",
    ]
    assert "are taken to be in Sichuan (510000) there" in said.splitlines()[4]
    assert table(said, "Verdicts here and there")[1:] == [["eligible", "2", "3"]]
    assert table(said, "By grade") == [
        ["grade", "people", "lose"],
        ["grade 5 (junior worker)", "2", "0"],
        ["grade 3 (senior worker)", "3", "3"],
    ]
    held = "clauses by which they are eligible here and which are not cited there (one person may have several)"
    (row,) = table(said, f"The 3 who lose: {held}")[1:]
    assert row[:2] == ["3", "100.0%"]
    assert "四(一) 2: Enterprises are encouraged" in row[-1]
    (row,) = table(said, "The 3 who lose: what fails there")[1:]
    assert row[-1] == "10 years of work in the occupation or a related one"
    assert "who gain" not in said


def test_it_is_said_in_chinese(people):
    said = check(people, "--against", "guilin", tenant="sichuan", lang="zh").stdout
    assert said.splitlines()[0] == "同一批人员按两种规定核验的结果"
    assert said.splitlines()[1] == "所问：四川省的规定，以2026年11月21日为准"
    changes = {row[0]: row[1] for row in (cells(line) for line in said.splitlines()) if len(row) > 2}
    assert (changes["转为符合"], changes["不再符合"], changes["无变化"]) == ("3", "0", "2")
    (row,) = table(said, "转为符合的3人：对照一方赖以符合的条款（一人可有多项）")[1:]
    assert "一线职工技能高超且业绩突出的" in row[-1]
    (row,) = table(said, "转为符合的3人：所问一方未满足的条件")[1:]
    assert row[-1] == "累计从事本职业或相关职业工作满10年"


def test_json_is_one_object(people):
    done = check(people, "--against", "draft.toml", "--json", tenant="sichuan")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["against"] == "draft.toml"
    assert said["here"]["tenant"] == said["there"]["tenant"] == "sichuan"
    assert said["here"]["bundle"] != said["there"]["bundle"]
    assert (said["total"], said["changes"]["gains"]) == (5, 3)
    assert {"here": "not_eligible", "there": "eligible", "people": 3} in said["verdicts"]
    assert said["grades"]["3"]["gains"] == 3
    assert said["gains"]["held"] == [
        {
            "clause": "DRAFT/1",
            "text": "Draft for comment 一: Front-line workers may be recognised at grade 3 directly",
            "people": 3,
        },
        {
            "clause": "SC22/5.1.b",  # by which the province carries out what the nation asks for
            "text": "川人社规〔2022〕9号 五(一) 2: Production-line employees of exceptional skill and notable"
            " achievement may, under the rules, obtain direct recognition at grade 2 or grade 1.",
            "people": 3,
        },
    ]
    assert said["gains"]["failing"][0]["people"] == 3
    assert said["loses"] == {"people": 0, "held": [], "bars": [], "failing": [], "missing": []}


def test_a_file_is_named_on_its_side(people):
    said = check(people, "--against", "draft.toml", tenant="sichuan").stdout
    assert said.splitlines()[2] == "there: the law of Sichuan with draft.toml on top, as of 2026-11-21"
    assert len([line for line in said.splitlines() if "are taken to be in" in line]) == 0


def test_another_day_is_named_on_its_side(people):
    said = check(people, "--against", "2030-01-01", tenant="sichuan").stdout
    assert said.splitlines()[2] == "there: the law of Sichuan, as of 2030-01-01"


@pytest.mark.parametrize("output", ["other/result.arrow", "parts/"])
def test_every_kind_of_columns_will_do(people, output):
    Path("other").mkdir()  # the dictionary beside a result belongs to one result
    once = json.loads(check(people, "--against", "sichuan", "--json").stdout)
    again = json.loads(check(people, "--against", "sichuan", "--json", output=output).stdout)
    assert again == once


def test_several_files_are_one_result(people):
    pq.write_table(pq.read_table(people).slice(0, 2), "more.parquet")
    said = json.loads(check(people, "more.parquet", "--against", "sichuan", "--json").stdout)
    assert (said["total"], said["loses"]["people"], said["changes"]["same"]) == (7, 5, 2)


def test_what_is_done_is_gone_on_with_under_the_same_law_alone(people):
    first = check(people, "--against", "sichuan", "--json", output="parts/")
    again = check(people, "--against", "sichuan", "--json", "--resume", output="parts/")
    assert json.loads(again.stdout) == json.loads(first.stdout)
    other = check(people, "--against", "inner-mongolia", "--resume", output="parts/")
    assert other.exit_code == 1
    assert "begun with other options" in other.stderr


def test_what_stood_beside_an_earlier_result_goes(people):
    check(people, "--against", "sichuan")
    check(people)
    assert not Path("result.against.parquet").exists()
    assert "change" not in pq.read_schema("result.parquet").names


def test_a_key_must_not_be_called_like_a_column(people):
    table = pq.read_table(people)
    pq.write_table(table.append_column("change", pa.array(["x"] * 5)), people)
    assert check(people, "--key", "change").exit_code == 0
    done = check(people, "--key", "change", "--against", "sichuan")
    assert done.exit_code == 1
    assert "a key whose name is no column of the result" in done.stderr


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("nowhere", "expected a tenant (guilin, inner-mongolia, sichuan), a day as YYYY-MM-DD, or a law file"),
        ("2027-02-30", "expected a day as YYYY-MM-DD"),
        ("none.toml", "there is no file none.toml"),
        ("common.yaml", "expected a tenant"),
    ],
)
def test_what_is_no_law_is_said_before_anything_is_done(people, against, said):
    done = check(people, "--against", against)
    assert done.exit_code == 1
    assert said in done.stderr
    assert not Path("result.parquet").exists()


@pytest.mark.parametrize("output", ["result.xlsx", "result.csv"])
def test_a_sheet_has_no_room_for_it(people, output):
    done = check(people, "--against", "sichuan", output=output)
    assert done.exit_code == 2
    assert "--against goes with a result that ends in .parquet .arrow, or a folder" in done.stderr
