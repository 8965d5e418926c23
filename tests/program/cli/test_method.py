"""``bajigong method``."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

ON = ("--on", "2026-11-21")
BORER = ("--occupation", "6-18-01-05")
TRAINER = ("--occupation", "人工智能训练师")
VETERANS = ("--track", "veterans", "--occupation", "退役军人事务员")


def run(*args):
    return CliRunner().invoke(cli, ["method", *args])


def read(*args):
    result = run(*args, *ON, "--json", "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def methods(said):
    return {one["id"]: one for one in said["methods"]}


def aspects(one):
    return {aspect["id"]: aspect for aspect in one["aspects"]}


def clauses(one):
    return [cite["clause"] for cite in one["cites"]]


def test_what_is_asked_about_comes_first():
    said = read("--tenant", "sichuan", "--track", "enterprise", "--occupation", "镗工", "--grade", "技师")
    assert list(said.items())[:7] == [
        ("tenant", "sichuan"),
        ("place", "510000"),
        ("on", "2026-11-21"),
        ("track", "enterprise"),
        ("occupation", "6-18-01-05"),
        ("grade", "2"),
        ("agency", None),
    ]
    assert said["bundle"].startswith("sha256:")


def test_the_parts_of_an_examination():
    said = read("--tenant", "sichuan", "--track", "third_party", *BORER, "--grade", "2")
    exam = methods(said)["national:examination"]
    assert [(p["id"], p["pass_mark"], p["minutes"]) for p in exam["parts"]] == [
        ("theory", 60, 90),
        ("skill", 60, None),
        ("review", 60, None),
    ]
    assert "ASM/parts" in clauses(exam)
    assert exam["in_place_of"] == []
    assert {route["id"] for route in exam["routes"]} >= {"national:2023/2-1"}
    assert aspects(exam)["national:invigilators"]["figures"] == {
        "candidates_per_invigilator": 15,
        "invigilators_per_room_at_least": 2,
    }


def test_every_aspect_has_its_clauses():
    for tenant in ("sichuan", "guilin", "inner-mongolia"):
        said = read("--tenant", tenant, "--track", "enterprise", *TRAINER, "--grade", "2", "--agency", "企业")
        assert said["agency"] == "enterprise"
        for method in said["methods"]:
            assert clauses(method)
            assert all(clauses(aspect) for aspect in method["aspects"])
            assert all(aspect["applies"] == "yes" for aspect in method["aspects"])


def test_who_may_assess_which_grade():
    low = read("--tenant", "guilin", "--track", "third_party", *BORER, "--grade", "3")
    high = read("--tenant", "guilin", "--track", "third_party", *BORER, "--grade", "2")
    names = {"national:assessors", "national:senior-assessors"}
    assert names & set(aspects(methods(low)["national:examination"])) == names
    assert names & set(aspects(methods(high)["national:examination"])) == {"national:senior-assessors"}


def test_the_examination_of_one_occupation_stands_in_place_of_the_general_one():
    said = methods(read("--tenant", "sichuan", *VETERANS, "--grade", "5"))
    assert "national:examination" not in said
    exam = said["sichuan:veterans-examination"]
    assert exam["in_place_of"] == ["national:examination"]
    assert len(exam["content"]) == 5
    assert aspects(exam)["sichuan:veterans-bank"]["of"] == "bank"


def test_what_hangs_on_the_kind_of_agency_says_so():
    args = ("--tenant", "guilin", "--track", "enterprise", *BORER, "--grade", "3")
    bank = aspects(methods(read(*args))["national:examination"])["guangxi:own-bank"]
    assert (bank["applies"], bank["hangs_on"], bank["agencies"]) == ("unknown", ["agency.kind"], ["enterprise"])
    assert bank["why"] == "hangs on the kind of agency: enterprise only"
    given = aspects(methods(read(*args, "--agency", "enterprise"))["national:examination"])["guangxi:own-bank"]
    assert (given["applies"], given["hangs_on"], given["why"]) == ("yes", [], None)
    other = aspects(methods(read(*args, "--agency", "third_party"))["national:examination"])
    assert "guangxi:own-bank" not in other


def test_a_document_without_a_date_is_a_note():
    said = read("--tenant", "sichuan", *VETERANS, "--grade", "5")
    assert any("Common requirements" in note and "gives no date" in note for note in said["notes"])


def test_a_gate_that_nobody_can_pass_is_a_note():
    silent = read("--tenant", "guilin", *VETERANS, "--grade", "5")["notes"]
    assert any("nothing in force here that day" in note for note in silent)
    refused = read("--tenant", "sichuan", "--track", "veterans", *BORER, "--grade", "5")["notes"]
    assert any("only where the occupation applied for is 3-01-04-04" in note for note in refused)
    open_to_all = read("--tenant", "sichuan", "--track", "third_party", *BORER, "--grade", "5")["notes"]
    assert not any("nobody can be assessed" in note for note in open_to_all)


def test_where_nothing_is_open_it_says_what_is_not_provided_for():
    said = read("--tenant", "inner-mongolia", "--track", "enterprise", *BORER, "--grade", "special")
    assert said["methods"] == []
    assert any("appointment as special technician: no document in force" in note for note in said["notes"])


def test_another_place_and_day():
    args = ("--tenant", "guilin", "--track", "third_party", *BORER, "--grade", "3", "--json", "--lang", "en")
    exam = {
        place: aspects(methods(json.loads(run(*args, *ON, "--place", place).stdout))["national:examination"])
        for place in ("450300", "450000")
    }
    assert "guangxi:computer-theory" in exam["450300"]
    assert "guangxi:computer-theory" not in exam["450000"]
    early = methods(json.loads(run(*args, "--on", "2023-11-26").stdout))["national:examination"]
    assert "guangxi:computer-theory" not in aspects(early)


def test_for_people():
    args = ("--tenant", "guilin", "--track", "enterprise", *TRAINER, "--grade", "3")
    result = run(*args, *ON, "--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "450300 2026-11-21 的评价方式：企业自主评价，4-04-05-05 人工智能训练师，三级/高级工"
    assert "考核认定 (national:examination)" in lines
    assert "  考核部分      理论知识考试：满60分合格，不少于90分钟" in lines
    assert "  考核部分      技能考核：满60分合格，资料未载明统一时间" in lines
    assert any("（视评价机构类别而定，限企业）" in line for line in lines)
    assert any(line.strip() == "[GL23/3.5.b] 市人社发〔2023〕21号 三(五) 2" for line in lines)
    assert any(line.startswith("注：") for line in lines)


def test_for_people_where_nothing_is_open():
    result = run("--tenant", "guilin", "--track", "college", *TRAINER, "--grade", "special", "--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "当日无可用的评价方式" in result.stdout


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"--tenant": None}, 2, "Missing option '--tenant'"),
        ({"--track": None}, 2, "Missing option '--track'"),
        ({"--occupation": None}, 2, "Missing option '--occupation'"),
        ({"--grade": None}, 2, "Missing option '--grade'"),
        ({"--tenant": "nowhere"}, 1, "found tenant 'nowhere'"),
        ({"--track": "air"}, 2, "--track: found 'air'; expected one of college, enterprise"),
        ({"--grade": "九级"}, 2, "--grade: found '九级'; expected one of apprentice, 5"),
        ({"--occupation": "镗工师"}, 2, "--occupation: found '镗工师'"),
        ({"--place": "51"}, 2, "--place: found '51'; expected a place code of 6 digits"),
        ({"--agency": "club"}, 2, "--agency: found 'club'; expected one of enterprise, college"),
        ({"--on": "2026-02-30"}, 2, "expected a day as YYYY-MM-DD"),
    ],
)
def test_what_is_wrong_is_one_message(changed, code, said):
    given = {"--tenant": "sichuan", "--track": "college", "--occupation": "镗工", "--grade": "3", **changed}
    args = [word for name, value in given.items() if value is not None for word in (name, value)]
    result = run(*args, "--lang", "en")
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
