"""``bajigong certificate``."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

GOOD = "Y000051001064253000001"
MASKED = "Y000123XXXXXX195000001"


def run(*args):
    return CliRunner().invoke(cli, ["certificate", *args])


def test_a_well_formed_number_is_explained_in_a_table():
    result = run(GOOD, "--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == f"{GOOD}  格式相符"
    assert "备案号    Y000051001064" in lines
    [row] = [line for line in lines if line.strip().startswith("16 ")]
    assert row.split() == ["16", "3", "职业技能等级代码", "三级/高级工"]
    assert "真伪请在www.osta.org.cn查询" in lines[-1]


def test_it_never_says_that_a_number_is_genuine():
    said = run(GOOD, "--lang", "en").stdout
    assert "there is no check digit" in said
    assert "www.osta.org.cn" in said


def test_where_the_rule_was_read_is_said():
    assert "职业技能等级证书编码规则（依据公开转载" in run(GOOD, "--lang", "zh").stdout
    assert "http://m.yrrd.cn" in run("0510003000400123", "--lang", "zh").stdout


def test_an_ill_formed_number_is_exit_code_1():
    result = run(MASKED, "--lang", "zh")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{MASKED}  格式不符\n")
    assert "问题：第8–13位评价机构（站点）序列码：填写为“XXXXXX”，应为数字" in result.stdout


def test_several_numbers_are_all_explained():
    result = run(MASKED, GOOD, "", "--lang", "en")
    assert result.exit_code == 1
    assert f"\n\n{GOOD}  well formed\n" in result.stdout
    assert result.stdout.rstrip().endswith("problem: there is no number")


def test_an_old_number_is_said_to_be_old():
    result = run("0510003000400123", "--lang", "zh")
    assert result.exit_code == 0
    assert "国家职业资格证书编号（旧）（已停用）" in result.stdout
    assert "含义不明" in result.stdout


def test_json():
    result = run("ｙ0000 51001064253000001", MASKED, "--json", "--lang", "en")
    assert result.exit_code == 1
    good, masked = json.loads(result.stdout)
    assert (good["number"], good["well_formed"], good["problems"]) == (GOOD, True, [])
    [candidate] = good["candidates"]
    assert (candidate["scheme"], candidate["filing_number"]) == ("national:skill-level", "Y000051001064")
    assert candidate["cites"] == ["CNR/parts"]
    assert candidate["parts"][5] == {
        "id": "level",
        "label": "grade",
        "position": 16,
        "text": "3",
        "meaning": "grade 3 (senior worker)",
        "unknown": False,
    }
    assert good["notes"][0].startswith("read in its proper form: spaces were taken out")
    assert masked["candidates"][0]["filing_number"] is None
    assert [(p["kind"], p["position"]) for p in masked["problems"]] == [("bad-character", 8)]


def test_a_number_must_be_given():
    assert run().exit_code == 2


@pytest.mark.parametrize("number", ["\x1b[31m", "{}", "%s", "😀"])
def test_odd_characters_do_no_harm(number):
    result = run("--", number)
    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "\x1b" not in result.stdout
