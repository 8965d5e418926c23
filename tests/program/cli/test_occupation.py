"""``bajigong occupation``, and how lists are aligned."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from bajigong import plugins
from bajigong.calendar import to_day
from bajigong.cli import cli
from bajigong.cli.show.lines import aligned, cells
from bajigong.engine.engine import Engine
from bajigong.law.occupation_search import find
from bajigong.law.opening import open_bundle
from bajigong.law.tenants import tenant
from bajigong.policy.facts import Selection

BUNDLE = open_bundle(["national"])


def run(*args):
    return CliRunner().invoke(cli, ["occupation", *args])


DAY = date(2026, 11, 26)


def search(query):
    return find(BUNDLE, query, place="000000", on=DAY)


def found(query):
    return [(entry.occupation.code, entry.hit.how) for entry in search(query).entries]


@pytest.mark.parametrize(
    ("query", "code", "how"),
    [
        ("6-31-01-03", "6-31-01-03", "code"),
        ("6310103", "6-31-01-03", "code"),
        ("６－３１－０１－０３", "6-31-01-03", "code"),
        ("6-31-01-03-001", "6-31-01-03", "code"),
        ("电工", "6-31-01-03", "name"),
        (" 电 工 ", "6-31-01-03", "name"),
        ("互联网营销师S", "4-01-06-02", "name"),
        ("烟机电工", "6-31-01-03", "trade"),
        ("灌排工程工", "4-09-04-00", "trade"),
        ("劝募员", "3-01-01-05", "other name"),
        ("保育员", "4-10-01-03", "other name"),
        ("叉车司机", "6-30-05-01", "other name"),
        ("育婴员", "4-10-01-01", "other name"),
        ("育婴师", "4-10-01-01", "other name"),
        ("月嫂", "4-10-01-06", "other name"),
        ("塔吊司机", "6-30-05-01", "other name"),
        ("低压电工", "6-31-01-03", "other name"),
        ("4-07-05-06", "4-04-04-06", "former code"),
        ("4-13-04-03", "4-13-04-03", "code"),
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
    assert hows == sorted(hows, key=["name", "trade", "other name", "prefix", "contains"].index)


def test_a_former_name_goes_before_occupations_that_merely_contain_it():
    assert found("保育员") == [("4-10-01-03", "other name"), ("4-09-06-04", "contains")]


def test_an_old_code_gives_what_it_stood_for_as_well():
    assert found("4-13-04-03") == [("4-13-04-03", "code"), ("4-14-05-03", "former code")]


@pytest.mark.parametrize(("query", "sure"), [("叉车司机", "verified"), ("育婴员", "inferred"), ("月嫂", "uncertain")])
def test_how_sure_a_name_is(query, sure):
    assert search(query).entries[0].hit.sure == sure
    assert search(query).entries[0].hit.source
    assert (search(query).only is None) == (sure == "uncertain")


@pytest.mark.parametrize(
    ("query", "near"),
    [("电工师", "电工"), ("中式烹饪师", "中式烹调师"), ("汽车维修检验工", "汽车维修工"), ("6-31-01-99", "")],
)
def test_near_misses(query, near):
    found = search(query)
    assert found.entries == ()
    assert found.suggestions
    assert not near or near in [one.name for one in found.suggestions]


@pytest.mark.parametrize("query", ["", "  ", "-", "9-99", "（", "\udc80"])
def test_what_names_nothing_finds_nothing_or_little(query):
    assert all(not entry.exact for entry in search(query).entries)


def followed(query):
    [(segment, _)] = search(query).entries[0].segments
    return segment.standard and segment.standard.title, list(segment.alternatives.values())


@pytest.mark.parametrize(
    ("query", "standard", "readings"),
    [
        ("6-30-05-01-014", "起重装卸机械操作工（高空作业机械操作工）", ["2023"]),
        ("6-30-05-01", "起重装卸机械操作工", ["2018", "2023"]),
        ("整理收纳师", "家政服务员（整理收纳师）", ["2023"]),
        ("全媒体运营师", "全媒体运营师", ["2023"]),
        ("密码技术应用员", "密码技术应用员", ["2018", "2023"]),
        ("锅炉设备安装工", "锅炉设备安装工", ["", "2018", "2023"]),
        ("拉床工", None, ["2018", "2023"]),
    ],
)
def test_which_conditions_apply_on_the_day(query, standard, readings):
    assert followed(query) == (standard, readings)


def test_conditions_that_differ_by_grade_are_said_by_grade():
    segments = search("养老护理员").entries[0].segments
    assert [grades for _, grades in segments] == [("5", "4", "3"), ("2", "1")]
    assert list(segments[0][0].alternatives) == ["standard", "2023"]


def test_check_and_occupation_never_contradict_each_other():
    bundle = tenant("sichuan").open()
    engine = Engine(bundle, "sichuan")
    for query in ("电工", "养老护理员", "6-30-05-01-014", "拉床工", "锅炉设备安装工"):
        [entry, *_] = find(bundle, query, place="510000", on=DAY).entries
        for segment, grades in entry.segments:
            for grade in grades:
                plan = engine.plan(Selection("third_party", entry.code, grade, "510000"))
                assert plan.conditions.at(to_day(DAY)) == segment


def test_for_people():
    result = run("电工", "--lang", "zh", "--on", "2026-11-26")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:2] == ["职业编码  6-31-01-03", "职业名称  电工"]
    assert any(line.startswith("电工（烟机电工）  6-31-01-03  2026-03-30  人社厅发〔2026〕20号") for line in lines)
    assert "6-24-03-04  电工合金电触头制造工  -" in lines


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("6-18-01-13", "S 数字职业、L 绿色职业"),
        ("全媒体运营师", "2023年版申报条件，依据《全媒体运营师》（2023-10-11）"),
        ("密码技术应用员", "2018年版申报条件或2023年版申报条件，尚无规定取舍"),
        ("6-31-01-03-001", "6-31-01-03-001（工种名称未收录）"),
        ("6-30-05-01-014", "6-30-05-01-014 高空作业机械操作工"),
        ("整理收纳师", "整理收纳师（国家工种编号未收录）"),
        ("3-01-01-02", "未收录国家职业标准"),
        ("消防设施操作员", "“消防设施操作员”列入国家职业资格目录（消防救援机构）"),
        ("消防设施操作员", "4-07-05-04 消防设施操作员（2015）"),
        ("游泳救生员", "五级/初级工、四级/中级工、三级/高级工"),
        ("叉车司机", "部分作业须另持“特种设备安全管理和作业人员”证件"),
        ("育婴师", "“育婴师”与该职业的对应关系未经核实，判定时不采用"),
        ("焊工", "只计本职业的从业年限和证书"),
    ],
)
def test_what_is_said_of_an_occupation(query, said):
    assert said in run(query, "--lang", "zh", "--on", "2026-11-26").stdout


def test_a_name_without_a_source_says_so():
    result = run("汽车维修检验工", "--lang", "zh")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "收录的名称和工种均无此来源" in result.stderr
    assert "4-12-01-01  汽车维修工" in result.stderr


def test_the_limit():
    result = run("6-31", "--limit", "3", "--lang", "en")
    assert len(result.stdout.splitlines()) == 1 + 3
    assert "more are not listed" in result.stderr
    assert len(json.loads(run("6-31", "--limit", "3", "--json").stdout)["occupations"]) == 3


def test_an_unknown_one_is_exit_code_1_with_suggestions():
    result = run("电工师", "--lang", "zh")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("未找到职业“电工师”，收录的名称和工种均无此来源\n是否为：\n")
    assert "6-31-01-03  电工" in result.stderr


def test_json():
    result = run("6-30-05-01-014", "--json", "--lang", "en", "--on", "2026-11-26")
    said = json.loads(result.stdout)
    assert (said["found"], said["suggestions"], said["on"]) == (1, [], "2026-11-26")
    [one] = said["occupations"]
    assert (one["code"], one["trade"]) == ("6-30-05-01", "高空作业机械操作工")
    assert (one["digital"], one["green"]) == (False, False)
    assert [part["readings"] for part in one["conditions"]] == [["the conditions of 2023"]]
    assert one["standards"][0]["issued"] == "2026-06-10"
    assert {name["name"] for name in one["other_names"]} >= {"叉车司机", "塔吊司机"}


def test_json_of_an_unknown_one():
    result = run("电工师", "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert said["occupations"] == []
    assert {"code": "6-31-01-03", "name": "电工"} in said["suggestions"]


def test_with_a_tenant():
    assert run("镗工", "--tenant", "sichuan", "--lang", "zh").stdout == run("镗工", "--lang", "zh").stdout
    result = run("电工", "--tenant", "nowhere")
    assert (result.exit_code, "found tenant 'nowhere'" in result.stderr) == (1, True)


def test_a_wide_character_takes_two_columns():
    assert (cells("电工"), cells("a—b"), cells("e\u0301"), cells("（"), cells("\u200b")) == (4, 3, 1, 2, 0)
    lines = aligned([("甲", "x"), ("bcd", "y", "z"), ("",)])
    assert lines == ["甲   x", "bcd  y  z", ""]
    assert aligned([]) == []


#: Names of the field: the code, how it is found, how sure that is, and the day of the standard that is followed.
FIELD = (
    ("保育员", "4-10-01-03", "other name", "verified", "2021-12-02"),
    ("叉车司机", "6-30-05-01", "other name", "verified", "2018-12-28"),
    ("育婴员", "4-10-01-01", "other name", "inferred", "2025-08-27"),
    ("育婴师", "4-10-01-01", "other name", "uncertain", "2025-08-27"),
    ("月嫂", "4-10-01-06", "other name", "uncertain", "2019-12-10"),
    ("塔吊司机", "6-30-05-01", "other name", "inferred", "2018-12-28"),
    ("低压电工", "6-31-01-03", "other name", "uncertain", "2018-12-26"),
    ("消防设施操作员", "4-07-05-03", "name", "verified", "2026-04-16"),
    ("4-13-04-03", "4-13-04-03", "code", "verified", "2026-02-28"),
    ("互联网营销师S", "4-01-06-02", "name", "verified", "2021-10-15"),
    ("养老护理员", "4-10-01-05", "name", "verified", "2019-09-25"),
    ("健康照护师", "4-14-01-03", "name", "verified", "2022-06-27"),
)


@pytest.mark.parametrize(("query", "code", "how", "sure", "issued"), FIELD)
def test_names_of_the_field(query, code, how, sure, issued):
    entry = search(query).entries[0]
    assert (entry.occupation.code, entry.hit.how, entry.hit.sure) == (code, how, sure)
    assert how in ("name", "code") or entry.hit.source
    followed = {segment.standard.issued for segment, _ in entry.segments if segment and segment.standard}
    assert followed == {date.fromisoformat(issued)}
    said = run(query, "--lang", "zh", "--on", str(DAY))
    assert (said.exit_code, said.stderr) == (0, "")
    assert issued in said.stdout
    assert ("判定时不采用，须写明职业" in said.stdout) == (sure == "uncertain")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("电工(6-31-01-03)", "6-31-01-03"),
        ("6-31-01-03 电工", "6-31-01-03"),
        ("家政服务员（整理收纳师）", "4-10-01-06-T03"),
        ("4-13-04-03 游泳救生员", "4-14-05-03"),
        ("4-13-04-03 家庭教育指导师", "4-13-04-03"),
        ("4-13-04-03 电工", None),
        ("电工（叉车司机）", None),
    ],
)
def test_a_code_and_a_name_side_by_side_must_agree(query, code):
    only = search(query).only
    assert (only and only.code) == code


def test_without_a_tenant_those_answer_that_stand_alone():
    assert "national" in plugins.standing_alone()


def test_without_a_tenant_and_with_nobody_who_stands_alone_it_is_said(monkeypatch):
    monkeypatch.setattr(plugins, "standing_alone", tuple)
    result = run("电工", "--lang", "en")
    assert result.exit_code == 1
    assert "no tenant is named, and no installed plugin stands alone" in result.stderr
