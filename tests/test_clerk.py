"""Twenty rows as a clerk types them: each is answered, or refused with what is wrong, in single and in bulk alike."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner
from tests.test_field_sheets import AGENCY

from bajigong.cli import cli

HEADERS = (
    "序号", "姓名*", "身份证号", "出生日期（必填）", "文化程度", "工作单位", "从事专业", "从业开始时间",
    "从事本职业年限（年）", "申报职业", "申报级别", "原证书职业", "原证书等级", "发证日期", "现有职称", "竞赛级别",
    "政治面貌",
)  # fmt: skip

#: What a row says, and what becomes of it: a verdict, or a part of what is wrong, with the column.
ELIGIBLE, NOT, OPEN = "eligible", "not_eligible", "undetermined"
DONE = {
    "文化程度": "高中", "从事专业": "电工", "申报职业": "电工", "申报级别": "三级",
    "原证书职业": "电工", "原证书等级": "四级", "现有职称": "无", "竞赛级别": "无",
}  # fmt: skip
ROWS = (
    # Dates of every spelling; a certificate of 2021 gives grade 3 five years later under either edition.
    ({"发证日期": date(2021, 3, 1), "从业开始时间": date(2012, 7, 1)}, ELIGIBLE),
    ({"发证日期": "2021-03-01", "从业开始时间": "2012.7.1"}, ELIGIBLE),
    ({"发证日期": "2021年3月1日", "从业开始时间": "2012/7/1"}, ELIGIBLE),
    ({"发证日期": "20210301", "从业开始时间": 20120701}, ELIGIBLE),
    # A month is enough where every day of it answers alike, and is asked for where not.
    ({"发证日期": "2021.3", "从业开始时间": "2012年7月"}, ELIGIBLE),
    ({"发证日期": "2021-11", "从业开始时间": "2012.7"}, OPEN),
    ({"发证日期": 2021.3, "从业开始时间": 2012.7}, ELIGIBLE),
    ({"发证日期": "2021-03-01", "从业开始时间": 2012.1}, ("从业开始时间", "2012-10")),
    # Grades and occupations by other names, with brackets, spaces and wide characters.
    ({"发证日期": "2021.3.1", "从业开始时间": "2012.7", "申报级别": "三级（高级工）", "原证书等级": "4 级"}, ELIGIBLE),
    ({"发证日期": "2021.3.1", "从业开始时间": "２０１２.７", "申报级别": "高级工", "原证书等级": "中级工"}, ELIGIBLE),
    ({"发证日期": "2021-03-01", "从业开始时间": "2012.7.1", "申报级别": "九级"}, ("申报级别", "九级")),
    ({"发证日期": "2021-03-01", "从业开始时间": "2012.7.1", "申报职业": "电公"}, ("申报职业", "电公")),
    # Years in words, and more than can be.
    ({"原证书等级": "无", "原证书职业": "/", "从事本职业年限（年）": "3年"}, NOT),
    ({"发证日期": "2021-03-01", "从业开始时间": "2012.7.1", "从事本职业年限（年）": "十年以上"}, ELIGIBLE),
    ({"原证书等级": "—", "原证书职业": "—", "从事本职业年限（年）": "约10年"}, ("从事本职业年限（年）", "10年以上")),
    # Days that are none, and days that have not come.
    ({"发证日期": "2021-02-30", "从业开始时间": "2012.7.1"}, ("发证日期", "2021-02-30")),
    ({"发证日期": "2027-03-01", "从业开始时间": "2012.7.1"}, ("发证日期", "2027-03-01")),
    # Blanks: nothing is taken for no.
    ({"原证书等级": None, "原证书职业": None, "发证日期": None}, OPEN),
    ({"身份证号": "510104199003070013", "发证日期": "2021-03-01"}, ("身份证号", "510104")),
    ({"发证日期": "2021-03-01", "从业开始时间": datetime(2012, 7, 1, 8, 30)}, ("从业开始时间", "2012-07-01")),  # noqa: DTZ001
)  # fmt: skip


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("agency.yaml").write_text(yaml.safe_dump(AGENCY, allow_unicode=True), encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(["2026年第三批报名表"])
    book.active.append(HEADERS)
    for number, (row, _) in enumerate(ROWS, 1):
        said = {**DONE, "序号": number, "姓名*": f" 甲{number} ", "出生日期（必填）": "1990.3.7", **row}
        book.active.append([said.get(header) for header in HEADERS])
        if number == 10:
            book.active.append([None] * len(HEADERS))
    book.active.append([None] * len(HEADERS))
    book.active.append(["合计", f"{len(ROWS)}人"])
    book.save("sheet.xlsx")
    return "sheet.xlsx"


def run(*words):
    result = CliRunner().invoke(cli, ["check", *words, "--tenant", "sichuan", "--common", "agency.yaml"])
    assert result.exit_code in (0, 1), result.output
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    return result


def test_each_row_is_answered_or_refused(sheet):
    result = run(sheet, "--json", "--lang", "zh")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(lines) == len(ROWS)
    for number, ((_, expected), line) in enumerate(zip(ROWS, lines, strict=True), 1):
        if isinstance(expected, str):
            assert line["applicant"] == f"甲{number}"
            assert line["verdict"] == expected, number
        else:
            [error] = line["error"]
            column, part = expected
            assert error["row"] == number + 2 + (number > 10)
            assert error["column"] == column
            assert part in error["message"]
    refused = sum(not isinstance(expected, str) for _, expected in ROWS)
    assert f"共{len(ROWS)}份申报：已核验{len(ROWS) - refused}份，未核验{refused}份" in result.stderr
    assert "未使用：政治面貌" in result.stderr


def test_the_day_that_would_settle_it_is_named(sheet):
    lines = [json.loads(line) for line in run(sheet, "--json", "--lang", "zh").stdout.splitlines()]
    assert ["applicant.certificates.issued"] in lines[5]["missing"]
    assert any("2021-11" in note for note in lines[5]["notes"])


def test_many_rows_are_answered_as_single_ones(sheet):
    lines = [json.loads(line) for line in run(sheet, "--json", "--lang", "en").stdout.splitlines()]
    text = run(sheet, "-o", "-", "--lang", "en").stdout.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        assert row["verdict code"] == line.get("verdict", "error")
        assert row["eligible since"] == (line.get("since") or "")
