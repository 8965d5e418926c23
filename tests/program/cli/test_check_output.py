"""``--output``: Excel, CSV and NDJSON, whole or not at all."""

import csv
import json
from datetime import date

import openpyxl
import pytest
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.cli.open_tenants import Row
from bajigong.cli.show.files import output_file
from bajigong.errors import BajigongError

HEAD = "姓名,证件号码,出生日期,申报职业,申报级别,用工形式,用工开始日期,从事职业,从业开始日期\n"
END = ",本单位职工,2012-07-01,镗工,2012-07-01\n"
SHEET = (
    HEAD
    + f"=1+1,510104199003070015,1990-03-07,镗工,四级{END}"
    + f"乙,,1990-02-30,镗工,四级{END}"
    + f"丙,,1999-03-07,镗工,二级{END}"
    + f"丁,,1999-03-07,,四级{END}"
)
COMMON = {
    "tenant": "sichuan",
    "track": "enterprise",
    "on": "2026-11-21",
    "applicant": {
        key: [] for key in ("certificates", "titles", "education", "competitions", "achievements", "reviews")
    },
    "agency": {
        "kind": "enterprise",
        "size": "small",
        "filings": [
            {
                "occupations": ["6-18-01-05"],
                "grades": ["4", "2"],
                "regions": ["510000"],
                "people": "own",
                "from": "2025-11-01",
                "until": "2028-10-31",
            }
        ],
    },
}


@pytest.fixture
def run(tmp_path):
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    (tmp_path / "common.json").write_text(json.dumps(COMMON), encoding="utf-8")

    def ran(output, *args, lang="zh"):
        files = ["--common", str(tmp_path / "common.json"), str(tmp_path / "sheet.csv")]
        return CliRunner().invoke(cli, ["check", "--lang", lang, *files, "-o", str(tmp_path / output), *args])

    return ran


def rows_of(path, sheet):
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_nothing_goes_to_standard_output(run, tmp_path):
    result = run("result.xlsx")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"结果已写入{tmp_path / 'result.xlsx'}\n共4份申报：已核验3份，未核验1份\n" in result.stderr


def test_a_workbook_has_the_answers(run, tmp_path):
    run("result.xlsx")
    first, second, third = rows_of(tmp_path / "result.xlsx", "核验结果")
    assert (first["行号"], first["姓名"], first["职业编码"], first["申报职业"]) == (2, "=1+1", "6-18-01-05", "镗工")
    assert (first["申报等级"], first["结论"], first["结论代码"]) == ("四级/中级工", "符合", "eligible")
    assert first["符合起始日"].date() == date(2025, 11, 1)
    assert first["符合截止日（含当日）"].date() == date(2027, 12, 27)
    assert (first["申报条件编号"], first["评价方式"]) == ("national:2023/4-1", "考核认定")
    assert "川人社规〔2022〕9号 四(一) 1" in first["依据"]
    assert first["规则包"].startswith("sha256:")
    assert (second["结论"], bool(second["未满足的条件"])) == ("不符合", True)
    assert (third["结论"], third["缺少的事实（任一组）"]) == ("无法判定", "申报职业")


def test_an_id_number_is_masked(run, tmp_path):
    for suffix in ("xlsx", "csv", "ndjson"):
        run(f"result.{suffix}")
    assert rows_of(tmp_path / "result.xlsx", "核验结果")[0]["证件号码（已脱敏）"] == "510104**********15"
    assert "510104199003070015" not in (tmp_path / "result.csv").read_text(encoding="utf-8-sig")
    assert "510104199003070015" not in (tmp_path / "result.ndjson").read_text(encoding="utf-8")


def test_a_workbook_is_fit_to_work_with(run, tmp_path):
    run("result.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "result.xlsx")["核验结果"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}4"
    assert sheet.column_dimensions["C"].width > 8
    colours = [sheet.cell(row, 1).fill.fgColor.rgb for row in (2, 3, 4)]
    assert len(set(colours)) == 3
    assert sheet["C2"].data_type == "s"


def test_a_workbook_says_what_was_not_checked_and_why(run, tmp_path):
    run("result.xlsx")
    assert rows_of(tmp_path / "result.xlsx", "未核验") == [
        {
            "文件": str(tmp_path / "sheet.csv"),
            "行号": 3,
            "姓名": "乙",
            "工作表": None,
            "列": "出生日期",
            "事实": "出生日期",
            "填写为": "「1990-02-30」",
            "应为": "实际存在的日期",
        }
    ]


def test_a_workbook_counts_by_grade_and_verdict(run, tmp_path):
    run("result.xlsx")
    counts = rows_of(tmp_path / "result.xlsx", "汇总")
    assert [row["申报等级"] for row in counts] == ["四级/中级工", "二级/技师", "（未填）", "合计"]
    total = {"申报等级": "合计", "符合": 1, "不符合": 1, "无法判定": 1, "未作规定": 0, "未核验": 1, "合计": 4}
    assert counts[-1] == total


def test_an_english_workbook(run, tmp_path):
    run("result.xlsx", lang="en")
    book = openpyxl.load_workbook(tmp_path / "result.xlsx")
    assert book.sheetnames == ["results", "not checked", "summary"]
    assert rows_of(tmp_path / "result.xlsx", "results")[0]["verdict"] == "eligible"


def test_csv_has_the_same_columns_and_opens_in_excel(run, tmp_path):
    run("result.xlsx")
    run("result.csv")
    assert (tmp_path / "result.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "result.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [*rows_of(tmp_path / "result.xlsx", "核验结果")[0], "未核验原因"]
    assert [row["结论代码"] for row in rows] == ["eligible", "error", "not_eligible", "undetermined"]
    assert rows[0]["姓名"] == "'=1+1"
    assert rows[0]["符合起始日"] == "2025-11-01"
    assert "1990-02-30" in rows[1]["未核验原因"]


@pytest.mark.parametrize("name", ["result.json", "result.ndjson"])
def test_ndjson(run, tmp_path, name):
    result = run(name, "--json")
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert written == result.stdout
    assert [json.loads(line).get("verdict") for line in written.splitlines()][1] is None


def test_an_unknown_suffix_is_wrong_usage(run, tmp_path):
    assert run("result.pdf").exit_code == 2
    assert run("result").exit_code == 2
    assert not (tmp_path / "result.pdf").exists()


def test_the_input_is_not_written_over(run, tmp_path):
    assert run("sheet.csv").exit_code == 2
    assert (tmp_path / "sheet.csv").read_text(encoding="utf-8") == SHEET


def test_a_folder_that_is_not_there_is_an_error(run):
    result = run("nowhere/result.csv")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json"])
def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path, suffix):
    path = tmp_path / f"result.{suffix}"
    path.write_text("old")

    def half():
        with output_file(path, "zh") as sink:
            sink.put(Row("a.csv", 2, 1, "甲"))
            raise BajigongError("half way")

    with pytest.raises(BajigongError, match="half way"):
        half()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_keeps_its_permissions(run, tmp_path):
    path = tmp_path / "result.csv"
    path.write_text("old")
    path.chmod(0o640)
    run("result.csv")
    assert path.stat().st_mode & 0o777 == 0o640
    assert {one.name for one in tmp_path.iterdir()} == {"sheet.csv", "common.json", "result.csv"}
