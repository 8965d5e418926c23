"""Sheets with the headers and kinds of values of the field: every row is answered, and every column is accounted for.

The headers are those of registration systems in use; the people are made up. What is right follows from the documents.
"""

import codecs
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.law.tenants import tenant
from bajigong.tables.headers import headers_of

AGENCY = {
    "track": "third_party",
    "place": "510100",
    "on": "2026-11-21",
    "agency": {
        "kind": "third_party",
        "filings": [
            {
                "occupations": ["电工", "贵金属首饰与宝玉石检测员"],
                "grades": ["5", "4", "3", "2", "1"],
                "regions": ["510000"],
                "people": "public",
                "from": "2025-01-01",
                "until": "2027-12-31",
            }
        ],
    },
}
ID = "999999199003070012"

EXAMINATION = {
    "序号": 1, "姓名": "甲一", "证件类型": "居民身份证", "身份证号": ID, "性别": "男", "民族": "汉族",
    "文化程度": "技工学校", "手机号码": "1", "考生申报条件": None, "考生来源": "企业", "工作单位": "甲厂",
    "通讯地址": None, "本职业工作年限": 12, "电子邮箱": None, "原证书号": "1251003011400123",
    "原职业（工种）": "电工", "理论考试": "新考", "实操考试": "新考", "综合考试": "新考",
}  # fmt: skip
REGISTRATION = {
    "姓名": "甲一", "性别": "男", "民族": "汉族", "证件类型": "居民身份证", "身份证号": ID, "出生日期": "1990-03-07",
    "政治面貌": "群众", "户籍所在地": "四川", "省份": "四川省", "城市": "成都市", "手机号": None, "邮箱": None,
    "邮政编码": None, "考生来源": "企业", "文化程度": "中专", "学历证书编号": None, "所在单位": "甲厂",
    "参加工作时间": "2012-07-01", "从事专业": "电工", "专业年限": "14", "职业名称": "电工", "工种名称": None,
    "级别": "三级/高级工", "申报条件": None, "原证书职业": "电工", "原证书等级": "四级/中级工",
    "原证书编号": "Y000051001064214000001", "简要经历": "2012-07至今 甲厂", "证件领取": "自取",
}  # fmt: skip
JEWELLERY = {
    "姓名": "甲一", "证件号码": ID, "出生日期": "1990-03-07", "文化程度": "高级技校", "考生来源": "私营企业",
    "所在省份": "四川省", "工作单位": "甲厂", "职业": "贵金属首饰与宝玉石检测员", "工种": "钻石检验员",
    "申报级别": "三级/高级工", "认定分类": "晋级认定", "考试类型": "正考", "申报条件": "(2)", "从事本职业年限": 6,
    "原证书编号": "S000051000001214000001", "原证书级别": "四级/中级工", "发证日期": "2021-03-01", "毕业院校": None,
}  # fmt: skip
YEARS = {
    "姓名": "甲一",
    "身份证号": ID,
    "文化程度": "高中",
    "申报职业": "电工",
    "申报级别": "三级",
    "从事本职业年限": 14,
}
TITLES = {
    "姓名": "甲一", "身份证号": ID, "文化程度": "大学本科", "申报职业": "电工", "申报级别": "二级", "从事职业": "电工",
    "从业开始日期": "2008-07-01", "现有职称": "工程师", "职称是否对应": "是", "职称取得时间": "2026-03-01",
    "原证书职业": "电工", "原证书级别": "三级", "发证日期": "2024-06-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("agency.yaml").write_text(yaml.safe_dump(AGENCY, allow_unicode=True), encoding="utf-8")


def answers(*rows, name="sheet.xlsx", more=()):
    """Check rows of one sheet; return their verdicts and what was said on standard error."""
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for row in (list(rows[0]), *(list(one.values()) for one in rows)):
            book.active.append(row)
        book.save(name)
    call = ["check", name, "--tenant", "sichuan", "--common", "agency.yaml", "--lang", "en", "--json", *more]
    result = CliRunner().invoke(cli, call)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()], result.stderr


@pytest.mark.parametrize(
    ("row", "more", "unused"),
    [
        (EXAMINATION, ("--grade", "3"), "证件类型、考生申报条件、考生来源、通讯地址、理论考试、实操考试、综合考试"),
        (
            REGISTRATION,
            (),
            "证件类型、政治面貌、户籍所在地、省份、城市、邮政编码、考生来源、学历证书编号、申报条件、简要经历、证件领取",
        ),
        (JEWELLERY, (), "考生来源、所在省份、认定分类、考试类型、申报条件"),
        (YEARS, (), None),
        (TITLES, (), None),
    ],
)
def test_rows_are_answered_and_every_column_is_accounted_for(row, more, unused):
    [answer], said = answers(row, more=more)
    assert answer["verdict"] in ("eligible", "not_eligible", "undetermined", "not_covered")
    assert "warning" not in said
    if unused is None:
        assert "not used" not in said
    else:
        assert f"columns that are not used: {unused}\n" in said
    headers = headers_of(tenant("sichuan").open().schema)
    for header in row:
        known = len(headers.find(header)) == 1 or headers.is_ignored(header)
        assert known != (header in (unused or "").split("、")), header


def test_stated_years_and_what_is_applied_for_are_read():
    [answer], _ = answers(REGISTRATION)
    assert (answer["occupation"], answer["grade"]) == ("6-31-01-03", "3")
    [trade], _ = answers(JEWELLERY)
    assert trade["occupation"].startswith("4-08-05-03")


def test_an_employers_name_takes_nothing_from_stated_years():
    [one], _ = answers(YEARS)
    [two], _ = answers({**YEARS, "工作单位": "甲厂"})
    assert {k: v for k, v in one.items() if k != "receipt"} == two
    [route] = [route for route in one["routes"] if route["id"] == "national:2023/3-1"]
    assert route["holds"] == "yes"


def test_a_present_job_since_2024_does_not_lose_fourteen_years():
    row = {**YEARS, "从事职业": "电工", "工作单位": "甲厂", "从业开始日期": "2024-01-01", "职称级别": "无"}
    [answer], _ = answers(row)
    assert answer["verdict"] != "not_eligible"


@pytest.mark.parametrize(
    ("title", "sure"), [("工程师", False), ("助理工程师", False), ("高级工程师", False), ("无", True), ("/", True)]
)
def test_a_present_title_is_not_the_only_one_there_was(title, sure):
    row = {**TITLES, "现有职称": title, "职称是否对应": None, "职称取得时间": None}
    row |= {"文化程度": "高中", "原证书职业": "无", "原证书级别": "无", "发证日期": "无"}
    row |= {"从业开始日期2": None, "竞赛级别": "无"}
    [answer], _ = answers(row)
    assert (answer["verdict"] == "not_eligible") is sure


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_text_of_spreadsheets(separator, encoding):
    row = {**YEARS, "职称级别": "无"}
    text = "\r\n".join(separator.join(map(str, cells)) for cells in (row, row.values()))
    Path("a.csv").write_bytes(codecs.encode(text, encoding))
    [answer], _ = answers(name="a.csv")
    [other], _ = answers(row)
    assert answer == other


def test_a_number_that_says_another_year_and_grade_is_an_error_of_the_row():
    row = {**TITLES, "原证书编号": "Y000051001064254000001", "发证日期": "2016-03-01"}
    book = openpyxl.Workbook()
    for cells in (list(row), list(row.values())):
        book.active.append(cells)
    book.save("a.xlsx")
    result = CliRunner().invoke(
        cli, ["check", "a.xlsx", "--tenant", "sichuan", "--common", "agency.yaml", "--lang", "en"]
    )
    assert result.exit_code == 1
    for words in ("the year 25", "grade 4", "2016-03-01", "grade 3"):
        assert words in result.stderr


def test_an_id_number_in_a_header_is_masked():
    """A table without a header: what the first person's row says is neither shown nor made a map of columns."""
    Path("a.csv").write_text("张三,510104199003070015\n李四,510104199003070023\n", encoding="utf-8")
    Path("b.csv").write_text("姓名,申报职业,510104199003070015\n张三,镗工,x\n", encoding="utf-8")
    for words in (["template", "--from", "a.csv", "-o", "a.toml"], ["check", "--tenant", "sichuan", "b.csv"]):
        result = CliRunner().invoke(cli, words)
        assert "510104199003070015" not in result.output
    assert not Path("a.toml").exists()


@pytest.mark.parametrize("output", ["out.csv", "out.xlsx", "out.parquet", "out.arrow", "out/"])
@pytest.mark.parametrize("sheet", ["csv", "parquet"])
def test_one_number_on_two_rows_is_a_warning_in_every_road(tmp_path, sheet, output):
    path, common = tmp_path / "a.csv", tmp_path / "agency.json"
    other = "999999199003070020"
    rows = [["甲一", ID], ["甲二", other], ["甲三", ""], ["甲四", ID]]
    path.write_text("\n".join(",".join(row) for row in [["姓名", "身份证号"], *rows]) + "\n", "utf-8")
    if sheet == "parquet":
        table = pa.table({"姓名": [row[0] for row in rows], "身份证号": [row[1] for row in rows]})
        path = tmp_path / "a.parquet"
        pq.write_table(table, path)
    common.write_text(json.dumps({**AGENCY, "occupation": "电工", "grade": "3"}), "utf-8")
    words = ["check", str(path), "--tenant", "sichuan", "--common", str(common), "--lang", "en"]
    result = CliRunner().invoke(cli, [*words, "-o", f"{tmp_path}/{output}"])
    said = [line for line in result.stderr.splitlines() if "same ID number" in line]
    assert len(said) == 1, result.output
    first, last = (1, 4) if sheet == "parquet" else (2, 5)
    assert f"rows {first} and {last} have the same ID number" in said[0]
    assert "19900307" not in said[0]
