"""``bajigong occupation``, and how lists are aligned."""

import json

import pytest
from click.testing import CliRunner

from bajigong.bundle import open_bundle
from bajigong.cli import cli
from bajigong.cli.listing import aligned, width
from bajigong.occupations import find

BUNDLE = open_bundle(["national"])


def run(*args):
    return CliRunner().invoke(cli, ["occupation", *args])


def found(query):
    return [(entry.occupation.code, entry.how) for entry in find(BUNDLE, query).entries]


@pytest.mark.parametrize(
    ("query", "code", "how"),
    [
        ("6-31-01-03", "6-31-01-03", "code"),
        ("6310103", "6-31-01-03", "code"),
        ("６－３１－０１－０３", "6-31-01-03", "code"),
        ("6-31-01-03-001", "6-31-01-03", "code"),
        ("电工", "6-31-01-03", "name"),
        (" 电 工 ", "6-31-01-03", "name"),
        ("烟机电工", "6-31-01-03", "standard"),
        ("电工（烟机电工）", "6-31-01-03", "standard"),
        ("灌排工程工", "4-09-04-00", "standard"),
        ("劝募员", "3-01-01-05", "standard"),
        ("4-07-05-06", "4-04-04-06", "standard"),
        ("退役军人事务", "3-01-04-04", "prefix"),
        ("军人事务", "3-01-04-04", "contains"),
        ("6-31-01", "6-31-01-01", "prefix"),
    ],
)
def test_how_an_occupation_is_found(query, code, how):
    assert found(query)[0] == (code, how)


def test_the_exact_name_goes_before_names_that_begin_with_it():
    hows = [how for _, how in found("电工")]
    assert hows[0] == "name"
    assert hows == sorted(hows, key=["name", "standard", "prefix", "contains"].index)


@pytest.mark.parametrize(("query", "near"), [("电工师", "电工"), ("中式烹饪师", "中式烹调师"), ("6-31-01-99", "")])
def test_near_misses(query, near):
    search = find(BUNDLE, query)
    assert search.entries == ()
    assert search.suggestions
    assert not near or near in [one.name for one in search.suggestions]


@pytest.mark.parametrize("query", ["", "  ", "-", "9-99", "（", "\udc80"])
def test_what_names_nothing_finds_nothing_or_little(query):
    search = find(BUNDLE, query)
    assert all(not entry.exact for entry in search.entries)


def test_a_trade_has_the_standard_of_its_own():
    [entry] = find(BUNDLE, "6-30-05-01-014").entries
    assert entry.trade == "6-30-05-01-014"
    assert entry.follows.standard.code == "6-30-05-01-014"


def test_a_standard_for_one_trade_does_not_decide_for_the_occupation():
    entry = find(BUNDLE, "6-31-01-03").entries[0]
    assert entry.follows.standard is None
    assert entry.follows.template.default
    assert [f.standard.trade_only for f in entry.standards] == [True]


def test_a_standard_of_the_year_of_the_edition_is_unsure():
    [entry] = find(BUNDLE, "4-13-01-05").entries
    assert (entry.follows.template.id, entry.follows.unsure) == ("2023", True)


def test_a_standard_before_the_edition_follows_the_one_before():
    [entry] = find(BUNDLE, "劝募师").entries
    assert (entry.follows.template.id, entry.follows.unsure) == ("2018", False)


def test_for_people():
    result = run("电工", "--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:2] == ["职业编码  6-31-01-03", "职业名称  电工"]
    assert "未收录适用的国家职业标准，按默认版本" in result.stdout
    assert "电工（烟机电工）  6-31-01-03  2026-03-30  人社厅发〔2026〕20号  所列工种  2023年版申报条件" in lines
    assert "6-24-03-04  电工合金电触头制造工  -" in lines


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("6-18-01-13", "S 数字职业、L 绿色职业"),
        ("全媒体运营师", "2023年版申报条件（所依版本未能核实），依据《全媒体运营师》"),
        ("密码技术应用员", "编码已变，判定时未采用"),
        ("6-31-01-03-001", "6-31-01-03-001（工种名称未收录）"),
        ("6-30-05-01-014", "6-30-05-01-014 高空作业机械操作工"),
        ("3-01-01-01", "未收录国家职业标准"),
    ],
)
def test_what_is_said_of_an_occupation(query, said):
    assert said in run(query, "--lang", "zh").stdout


def test_the_limit():
    result = run("6-31", "--limit", "3", "--lang", "en")
    assert len(result.stdout.splitlines()) == 1 + 3
    assert "more are not listed" in result.stderr
    assert len(json.loads(run("6-31", "--limit", "3", "--json").stdout)["occupations"]) == 3


def test_an_unknown_one_is_exit_code_1_with_suggestions():
    result = run("电工师", "--lang", "zh")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("未找到职业“电工师”\n是否为：\n")
    assert "6-31-01-03  电工" in result.stderr


def test_json():
    result = run("6-30-05-01-014", "--json", "--lang", "en")
    said = json.loads(result.stdout)
    assert (said["found"], said["suggestions"]) == (1, [])
    [one] = said["occupations"]
    assert (one["code"], one["trade"], one["digital"], one["green"]) == ("6-30-05-01", "6-30-05-01-014", False, False)
    assert one["conditions"]["document"] == "人社厅发〔2026〕27号"
    assert one["standards"][0]["issued"] == "2026-06-10"


def test_json_of_an_unknown_one():
    result = run("电工师", "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert said["occupations"] == []
    assert {"code": "6-31-01-03", "name": "电工"} in said["suggestions"]


def test_with_a_tenant():
    assert run("电工", "--tenant", "sichuan", "--lang", "zh").stdout == run("电工", "--lang", "zh").stdout
    result = run("电工", "--tenant", "nowhere")
    assert (result.exit_code, "found tenant 'nowhere'" in result.stderr) == (1, True)


def test_a_wide_character_takes_two_columns():
    assert (width("电工"), width("a—b"), width("e\u0301"), width("（"), width("\u200b")) == (4, 3, 1, 2, 0)
    lines = aligned([("甲", "x"), ("bcd", "y", "z"), ("",)])
    assert lines == ["甲   x", "bcd  y  z", ""]
    assert aligned([]) == []
