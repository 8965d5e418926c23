"""Education and form of study written in one, as 函授大专: both are read, of one application and of many rows alike."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from tests.test_field_sheets import AGENCY

from bajigong.cli import cli
from bajigong.law.tenants import tenant
from bajigong.tables import Raw, Where, check

DAY = date(2026, 11, 21)
SCHEMA = tenant("sichuan").open().schema
PERSON = {"name": "甲一", "birth_date": "1990-03-07", "certificates": [], "titles": [], "competitions": []}
#: What is written, the kind of school and the form of study.
WRITTEN = {
    "函授大专": ("college", "correspondence"),
    "全日制本科": ("university", "full_time"),
    "非全日制本科": ("university", "part_time"),
    "统招 本科": ("university", "full_time"),
    "自考本科": ("university", "self_study"),
    "成人大专": ("college", "adult"),
    "电大专科": ("college", "open"),
    "本科（自考）": ("university", "self_study"),
    "大专/函授": ("college", "correspondence"),
    "成人中专": ("secondary_vocational", "adult"),
    "大专": ("college", None),
    "夜大大学本科": ("university", "part_time"),
    "在职研究生": ("university", "part_time"),
    "在职硕士研究生": ("university", "part_time"),
    "研究生（在职）": ("university", "part_time"),
    "非全日制硕士": ("university", "part_time"),
    "全日制专业硕士": ("university", "full_time"),
    "在职MBA": ("university", "part_time"),
    "专升本": ("university", None),
    "函授专升本": ("university", "correspondence"),
    "成人专升本": ("university", "adult"),
    "统招专升本": ("university", "full_time"),
    "专升本（自考）": ("university", "self_study"),
    "成人本科": ("university", "adult"),
    "成教大专": ("college", "adult"),
    "成考本科": ("university", "adult"),
    "脱产大专": ("college", "adult"),
    "自考大专": ("college", "self_study"),
    "大专自考": ("college", "self_study"),
    "高等教育自学考试本科": ("university", "self_study"),
    "电大大专": ("college", "open"),
    "国家开放大学本科": ("university", "open"),
    "开放教育专科": ("college", "open"),
    "网络教育本科": ("university", "open"),
    "网络大专": ("college", "open"),
    "远程教育本科": ("university", "open"),
    "业余本科": ("university", "part_time"),
    "普通本科": ("university", "full_time"),
    "普通中专": ("secondary_vocational", "full_time"),
    "全日制中技": ("technical_school", "full_time"),
    "中技": ("technical_school", None),
    "技校": ("technical_school", None),
    "中级技校": ("technical_school", None),
    "高级技工学校": ("senior_technical_school", None),
    "高职": ("higher_vocational", None),
    "全日制高职": ("higher_vocational", "full_time"),
    "高职高专": ("higher_vocational", None),
    "高起专": ("college", None),
    "函授高起本": ("university", "correspondence"),
    "职业高中": ("secondary_vocational", None),
    "全日制大专毕业": ("college", "full_time"),
    "本科学历": ("university", None),
    "大专毕业": ("college", None),
    "函授大专毕业": ("college", "correspondence"),
    "大学专科学历": ("college", None),
    "大专学历（函授）": ("college", "correspondence"),
}


def checked(*education):
    facts = {**AGENCY, "occupation": "电工", "grade": "3", "applicant": {**PERSON, "education": list(education)}}
    raw = Raw(facts, "x.yaml", Where("x.yaml"))
    return check(raw, SCHEMA, tenant_place="510000", on=DAY, overrides={}, today=DAY)


def read(*education):
    return checked(*education).facts["applicant"]["education"]


@pytest.mark.parametrize("written", WRITTEN)
def test_both_are_read(written):
    school, form = WRITTEN[written]
    [record] = read({"school": written, "major": "电气"})
    assert (record["school"], record.get("form")) == (school, form)


def test_what_is_told_beside_it_may_say_the_same_only():
    [record] = read({"school": "函授大专", "form": "函授"})
    assert (record["school"], record["form"]) == ("college", "correspondence")
    [problem] = checked({"school": "函授大专", "form": "全日制"})
    assert "函授大专" in problem.say("zh")
    assert "学习形式" in problem.say("zh")


@pytest.mark.parametrize(
    "written", ["函授", "电大", "在职", "大专在读", "大专本科", "函授自考", "函授大专班", "函" * 30_000]
)
def test_anything_else_is_refused_as_before(written):
    [problem] = checked({"school": written})
    assert "应为" in problem.say("zh")


def test_general_schooling_stands_for_no_record_in_any_form():
    assert read({"school": "成人高中"}) == []
    assert read({"school": "初中毕业"}) == []


def answers(tmp_path, name, *more):
    (tmp_path / "agency.json").write_text(json.dumps(AGENCY), "utf-8")
    words = [str(tmp_path / name), "--tenant", "sichuan", "--common", str(tmp_path / "agency.json")]
    return CliRunner().invoke(cli, ["check", *words, "--lang", "zh", *more])


def test_a_sheet_of_many_is_answered_as_one_that_has_a_column_for_each(tmp_path):
    labels = {
        "correspondence": "函授",
        "full_time": "全日制",
        "part_time": "业余",
        "self_study": "自考",
        "adult": "成人",
    }
    labels |= {"open": "电大", None: ""}
    schools = {"college": "大专", "university": "本科", "secondary_vocational": "中专"}
    schools |= {"technical_school": "技工学校", "senior_technical_school": "高级技工学校", "higher_vocational": "高职"}
    rest = "1990-03-07,电工,三级,是,2012-07-01,无,无,无"
    head = "姓名,出生日期,职业,申报等级,所学专业是否相关,毕业时间,原证书等级,职称,竞赛名称"
    one = [f"甲{n},{rest},{written}" for n, written in enumerate(WRITTEN)]
    two = [f"甲{n},{rest},{schools[school]},{labels[form]}" for n, (school, form) in enumerate(WRITTEN.values())]
    written = {"one": "\n".join([f"{head},学历", *one]), "two": "\n".join([f"{head},学历,学习形式", *two])}
    told = {}
    for name, text in written.items():
        (tmp_path / f"{name}.csv").write_text(text + "\n", "utf-8")
        for output in ("csv", "parquet"):
            out = tmp_path / f"{name}-out.{output}"
            result = answers(tmp_path, f"{name}.csv", "-o", str(out))
            assert result.exit_code == 0, result.output
        singly = answers(tmp_path, f"{name}.csv", "--json")
        told[name] = [one["verdict"] for one in map(json.loads, singly.stdout.splitlines())]
        rows = (tmp_path / f"{name}-out.csv").read_text("utf-8-sig").splitlines()[1:]
        told[name, "rows"] = [row.replace(f"{name}.csv", "") for row in rows]
    assert len(told["one"]) == len(WRITTEN)
    assert told["one"] == told["two"]
    assert told["one", "rows"] == told["two", "rows"]
