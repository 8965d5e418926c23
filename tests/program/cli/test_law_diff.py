"""``bajigong law diff``: two small laws made up for it, compared for people and for programs."""

import json
import re

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

pytestmark = pytest.mark.slow

LAW = """
[[document]]
id = "{d}"
title = {{ zh = "{zh}文件", en = "document {d}" }}
issuer = {{ zh = "某局", en = "some office" }}
place = "{place}"
issued = 2024-01-01
{lapses}
[[clause]]
id = "{d}/1"
at = "一"
kind = "scope"
gist = {{ zh = "范围", en = "scope" }}
[[filling]]
term = "national:filing"
clause = "{d}/1"
value = true
[[filling]]
term = "enterprise:relations"
clause = "{d}/1"
value = {relations}
[[filling]]
term = "national:five-grades"
clause = "{d}/1"
value = true
[[route]]
id = "own:years"
to = ["2"]
method = "national:examination"
label = {{ zh = "从业年限", en = "years of work" }}
clauses = ["{d}/1"]
tracks = ["enterprise"]
when = [{{ kind = "worked", years = {years} }}]
[[duty]]
id = "{place}:report"
kind = "report"
label = {{ zh = "{zh}年报", en = "report of {d}" }}
gist = {{ zh = "每年报送", en = "report every year" }}
who = {{ zh = "机构", en = "the agency" }}
clauses = ["{d}/1"]
"""
TENANTS = """
[tenants.north]
label = { zh = "北地", en = "North" }
region = "630000"
plugins = ["national", "enterprise"]
laws = ["north.toml"]
[tenants.south]
label = { zh = "南地", en = "South" }
region = "640000"
plugins = ["national", "enterprise"]
laws = ["south.toml"]
"""
PEOPLE = """
track: enterprise
occupation: 6-18-01-05
grade: {grade}
place: "630100"
applicant:
  name: {name}
  birth_date: 1990-03-07
  certificates: []
  titles: []
  staff: [{{relation: {relation}, from: 2012-07-01}}]
  work: [{{occupation: 6-18-01-05, from: {since}}}]
agency:
  kind: enterprise
  filings:
    - occupations: [6-18-01-05]
      grades: [5, 2]
      regions: ["630100"]
      people: own
      from: 2025-11-01
      until: 2028-10-31
---
"""


@pytest.fixture
def config(tmp_path):
    north = {"d": "N", "zh": "北", "place": "630000", "relations": '["employee", "intern"]', "years": 3}
    south = {"d": "S", "zh": "南", "place": "640000", "relations": '["employee"]', "years": 5}
    (tmp_path / "north.toml").write_text(LAW.format(**north, lapses="lapses = 2028-01-01"), encoding="utf-8")
    (tmp_path / "south.toml").write_text(LAW.format(**south, lapses=""), encoding="utf-8")
    file = tmp_path / "bajigong.toml"
    file.write_text(TENANTS, encoding="utf-8")
    return file


@pytest.fixture
def people(tmp_path):
    file = tmp_path / "people.yaml"
    rows = [("甲", "intern", 5, "2020-01-01"), ("乙", "employee", 2, "2022-06-01"), ("丙", "employee", 5, "2020-01-01")]
    said = [PEOPLE.format(name=n, relation=r, grade=g, since=s) for n, r, g, s in rows]
    file.write_text("".join(said).removesuffix("---\n"), encoding="utf-8")
    return file


def run(*args):
    return CliRunner().invoke(cli, ["law", "diff", *map(str, args)])


def read(*args):
    result = run(*args, "--json", "--lang", "en")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_json(config):
    said = read("north", "south", "--on", "2026-11-21", "--config", config)
    assert (said["a"]["tenant"], said["a"]["place"], said["a"]["on"]) == ("north", "630000", "2026-11-21")
    assert said["b"]["bundle"].startswith("sha256:")
    by_id = {(one["part"], one["id"]): one for one in said["differences"]}
    relations = by_id["terms", "enterprise:relations"]
    assert relations["how"] == "otherwise"
    assert relations["a"]["says"] == "employee, intern"
    assert (relations["a"]["clauses"], relations["a"]["plugins"]) == (["N/1"], ["north.toml"])
    [somebody] = relations["witnesses"]
    assert somebody["facts"]["applicant"]["staff"][0]["relation"] == "intern"
    assert (somebody["a"]["verdict"], somebody["b"]["verdict"]) == ("eligible", "not_covered")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", somebody["facts"]["applicant"]["staff"][0]["from"])
    assert by_id["routes", "own:years"]["witnesses"][0]["b"]["because"] == [
        "5 years of work in the occupation or a related one"
    ]
    assert by_id["terms", "national:filing"]["how"] == "basis"
    assert by_id["duties", "630000:report"]["b"] is None


def test_for_people(config):
    result = run("north", "south", "--on", "2026-11-21", "--config", config, "--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "北地（630000，2026年11月21日）与南地（640000，2026年11月21日）的规定差异"
    assert "一、文件" in lines
    place = lines.index("1. 企业可评价的本企业人员范围（enterprise:relations）")
    assert lines[place + 1] == "   北地：本单位职工、实习人员（北文件 一）〔north.toml〕"
    assert lines[place + 2] == "   南地：本单位职工（南文件 一）〔south.toml〕"
    assert lines[place + 3].startswith("   例：企业自主评价，")
    assert lines[place + 3].partition("。")[2].startswith("北地：符合；南地：未作规定")
    assert "1. 报送" in lines
    assert "   北地：北年报（北文件 一）" in lines
    assert "   南地：南年报（南文件 一）" in lines
    assert any("先备案后评价" in line for line in lines[lines.index("五、规定相同、依据不同的事项") :])


def test_in_english(config):
    result = run("north", "south", "--on", "2026-11-21", "--config", config, "--lang", "en")
    assert result.stdout.startswith("How the law differs: North (630000, 2026-11-21) and South (640000, 2026-11-21)")
    assert "North: eligible; South: not eligible (nearest to it, and lacking: 5 years of work" in result.stdout


def test_one_law_on_two_days(config):
    before = read("north@2027-12-31", "north@2028-01-01", "--config", config)
    documents = [one for one in before["differences"] if one["part"] == "documents"]
    assert [(one["id"], one["how"], one["a"]["until"]) for one in documents] == [("N", "only_a", "2028-01-01")]
    options = read("north", "north", "--on-a", "2027-12-31", "--on-b", "2028-01-01", "--config", config)
    assert options == before
    result = run("north@2027-12-31", "north@2028-01-01", "--config", config, "--lang", "zh")
    assert "   北地2027年12月31日：" in result.stdout


def test_the_same_law(config):
    assert read("north", "north", "--on", "2026-11-21", "--config", config)["differences"] == []
    result = run("north", "north", "--config", config, "--lang", "zh")
    assert "两者规定相同，未见差异" in result.stdout


def test_both_in_one_place(config):
    said = read("north", "south", "--on", "2026-11-21", "--place", "630100", "--config", config)
    assert (said["a"]["place"], said["b"]["place"]) == ("630100", "630100")
    relations = next(one for one in said["differences"] if one["id"] == "enterprise:relations")
    assert (relations["how"], relations["b"]) == ("only_a", None)


def test_people(config, people):
    args = ("north", "south", "--on", "2026-11-21", "--config", config, "--people", people)
    counts = read(*args)["people"]
    assert (counts["compared"], counts["changed"], counts["refused"]) == (3, 2, 0)
    assert {(one["a"], one["b"], one["count"]) for one in counts["turns"]} == {
        ("eligible", "not_covered", 1),
        ("eligible", "undetermined", 1),  # whether a national prize was won was not given
    }
    assert counts["by_grade"] == [
        {"value": "2", "applications": 1, "changed": 1},
        {"value": "5", "applications": 2, "changed": 1},
    ]
    assert counts["by_occupation"] == [{"value": "6-18-01-05", "applications": 3, "changed": 2}]
    assert [(row["number"], row["applicant"]) for row in counts["rows"]] == [(1, "甲"), (2, "乙")]


def test_people_in_words(config, people):
    args = ("north", "south", "--on", "2026-11-21", "--config", config, "--people", people)
    result = run(*args, "--lang", "zh")
    assert result.exit_code == 0
    assert "已比对3份申报，结论改变2份" in result.stdout
    assert re.search(r"符合 +未作规定 +1", result.stdout)
    assert re.search(r"五级/初级工 +2 +1", result.stdout)
    assert "共3份申报：已比对3份，未比对0份" in result.stderr


def test_people_who_cannot_be_read_are_said_and_counted(config, people):
    people.write_text(people.read_text(encoding="utf-8").replace("grade: 2", "grade: 九"), encoding="utf-8")
    result = run("north", "south", "--config", config, "--people", people, "--lang", "en")
    assert result.exit_code == 1
    assert "3 applications: 2 compared, 1 not compared" in result.stderr
    assert "九" in result.stderr


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["north@soon", "south"], 2, "found 'north@soon'; expected a tenant, or a tenant@YYYY-MM-DD"),
        (["north", "south", "--place", "99"], 2, "expected a code of six digits"),
        (["north", "west"], 1, "found tenant 'west'; expected one of"),
        (["north"], 2, "Missing argument 'B'"),
    ],
)
def test_what_cannot_be_compared(config, args, code, words):
    result = run(*args, "--config", config, "--lang", "en")
    assert (result.exit_code, words in result.stderr) == (code, True)
