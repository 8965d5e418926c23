"""``bajigong judge``."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

CASE = ("--tenant", "sichuan", "--track", "third_party", "--occupation", "6-18-01-05", "--on", "2026-11-21")
TWO = (*CASE, "--grade", "2")
THREE = (*CASE, "--grade", "3")


def run(*args):
    return CliRunner().invoke(cli, ["judge", *args])


def read(*args):
    result = run(*args, "--json", "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("scores", "outcome"),
    [
        ("theory=60 skill=60 review=60", "passed"),
        ("theory=60 skill=59.9 review=70", "failed"),
        ("theory=60 skill=60", "incomplete"),
        ("theory=10 skill=10", "incomplete"),
        ("theory=60 skill=60 review=", "incomplete"),
        ("theory=60 skill=缺考 review=60", "incomplete"),
        ("theory=60 skill=absent review=60", "incomplete"),
        ("理论=60 技能=60 综合评审=60.0", "passed"),
        ("理论知识考试=60 技能考核=60 综合=60", "passed"),
        ("Theory=60 SKILL=100 compr=0", "failed"),
        ("理论＝６０ 技能＝５９．９ 综合＝６０", "failed"),
        ("review=60 skill=60 theory=60", "passed"),
    ],
)
def test_outcomes(scores, outcome):
    assert read(*scores.split(), *TWO)["outcome"] == outcome


def test_the_contract():
    said = read("theory=60", "skill=59.90", *TWO)
    assert list(said) == [
        *("tenant", "place", "on", "track", "occupation", "grade"),
        *("method", "outcome", "parts", "cites", "notes", "bundle"),
    ]
    assert (said["method"], said["grade"]) == ("national:examination", "2")
    assert said["parts"] == [
        {"id": "theory", "label": "theory", "score": "60", "pass_mark": 60, "passed": True},
        {"id": "skill", "label": "skill", "score": "59.90", "pass_mark": 60, "passed": False},
        {"id": "review", "label": "comprehensive review", "score": None, "pass_mark": 60, "passed": None},
    ]
    assert "ASM/parts" in [cite["clause"] for cite in said["cites"]]
    assert all("assessor" not in note for note in said["notes"])


def test_the_parts_are_those_of_the_grade_the_track_and_the_place():
    assert read("theory=60", "skill=60", *THREE)["outcome"] == "passed"
    veterans = ("--tenant", "sichuan", "--track", "veterans", "--occupation", "3-01-04-04", "--grade", "5")
    said = read("theory=60", "skill=60", *veterans)
    assert (said["method"], said["outcome"]) == ("sichuan:veterans-examination", "incomplete")


def test_for_people():
    result = run("理论=60", "技能=59.9", "综合评审=缺考", *TWO, "--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "考核认定：成绩不全",
        "  理论知识考试  60    合格分60  合格",
        "  技能考核      59.9  合格分60  不合格",
        "  综合评审      -     合格分60  缺成绩",
    ]
    assert any(line.startswith("  依据  ") and "[ASM/parts]" in line for line in lines)


@pytest.mark.parametrize(
    ("skill", "wanted", "code"),
    [("60", "passed", 0), ("59.9", "passed", 3), ("", "passed", 3), ("59.9", "failed", 0), ("", "incomplete", 0)],
)
def test_fail_unless(skill, wanted, code):
    result = run("theory=60", f"skill={skill}", *THREE, "--fail-unless", wanted)
    assert result.exit_code == code
    assert result.stdout


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (THREE, 2, "Missing argument"),
        (("theory", *THREE), 2, "found 'theory'; expected PART=SCORE"),
        (("=60", *THREE), 2, "found '=60'; expected PART=SCORE"),
        (("defence=60", *THREE), 1, "defence: found 'defence'; expected one of theory, skill"),
        (("review=60", *THREE), 1, "review: found 'review'; expected one of theory, skill"),
        (("theory=sixty", *THREE), 1, "theory: found 'sixty'; expected a score such as 59.5, or 'absent'"),
        (("theory=1e1", *THREE), 1, "theory: found '1e1'"),
        (("theory=nan", *THREE), 1, "theory: found 'nan'"),
        (
            ("theory=100.1", "skill=-1", *THREE),
            1,
            "theory: found 100.1; expected a score from 0 to 100\nskill: found -1",
        ),
        (("theory=60", "理论=61", *THREE), 1, "another score for the same part"),
        (("theory=60", *CASE, "--grade", "special"), 1, "no method that is judged by scores is open"),
        (("theory=60", *THREE, "--method", "x:y"), 2, "found method 'x:y'; expected one of national:examination"),
        (("theory=60", *THREE, "--fail-unless", "maybe"), 2, "'maybe' is not one of"),
    ],
)
def test_what_is_wrong_is_one_message(args, code, said):
    result = run(*args, "--lang", "en")
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


def test_messages_are_in_the_language_asked_for():
    result = run("theory=101", *THREE, "--lang", "zh")
    assert result.stderr == "错误：theory：填写为101；应为0至100之间的分数\n"


def test_where_several_methods_are_judged_by_scores_one_is_named(tmp_path):
    (tmp_path / "two.toml").write_text(
        """
[[method]]
id = "two:defence"
label = { zh = "答辩", en = "defence" }
gist = { zh = "答辩", en = "defence" }
clauses = ["SC22/7"]
parts = [
    { id = "defence", label = { zh = "答辩", en = "defence" }, pass_mark = 70 },
    { id = "talk", label = { zh = "面谈", en = "talk" } },
]

[[method]]
id = "two:paper"
label = { zh = "论文", en = "paper" }
gist = { zh = "论文", en = "paper" }
clauses = ["SC22/7"]
parts = [{ id = "paper", label = { zh = "论文", en = "paper" }, pass_mark = 70 }]

[[route]]
id = "two:route"
to = ["3"]
method = "two:defence"
label = { zh = "答辩", en = "defence" }
clauses = ["SC22/7"]

[[route]]
id = "two:other"
to = ["3"]
method = "two:paper"
label = { zh = "论文", en = "paper" }
clauses = ["SC22/7"]
""",
        encoding="utf-8",
    )
    config = tmp_path / "bajigong.toml"
    config.write_text(
        """
[tenants.two]
label = { zh = "二", en = "two" }
region = "510000"
plugins = ["national", "enterprise", "college", "third_party", "veterans", "sichuan"]
laws = ["two.toml"]
""",
        encoding="utf-8",
    )
    args = (*THREE, "--tenant", "two", "--config", str(config))
    result = run("paper=70", *args, "--lang", "en")
    assert result.exit_code == 2
    assert "name one with --method" in result.stderr
    assert "two:paper" in result.stderr
    assert read("paper=70", *args, "--method", "two:paper")["outcome"] == "passed"
    assert read("paper=69.99", *args, "--method", "two:paper")["outcome"] == "failed"
    result = run("defence=70", *args, "--method", "two:defence", "--lang", "en")
    assert result.exit_code == 1
    assert "talk: no source gives a pass mark; it cannot be judged" in result.stderr
