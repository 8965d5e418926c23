"""``bajigong check`` of many people: what is said, how it ends, and what it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from bajigong.cli import check_run, cli

SHEET = """\
姓名,证件号码,出生日期,申报职业,申报级别,从事职业,从业开始日期
甲,510104199003070015,1990-03-07,镗工,五级,镗工,2012-07-01
乙,,1990-02-30,镗工,五级,镗工,2012-07-01
丙,,1999-03-07,镗工,一级,镗工,2025-07-01
"""
COMMON = {
    "track": "third_party",
    "on": "2026-06-30",
    "applicant": {key: [] for key in ("certificates", "titles", "education", "competitions", "achievements")},
    "agency": {
        "kind": "third_party",
        "filings": [
            {
                "occupations": ["6-18-01-05"],
                "grades": ["5", "1"],
                "regions": ["510000"],
                "people": "public",
                "from": "2024-01-01",
                "until": "2028-12-31",
            }
        ],
    },
}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Stand in a folder with a sheet, the same as Parquet, and facts in common."""
    monkeypatch.chdir(tmp_path)
    Path("sheet.csv").write_text(SHEET, encoding="utf-8")
    Path("common.json").write_text(json.dumps(COMMON), encoding="utf-8")
    head, *rows = [line.split(",") for line in SHEET.splitlines()]
    columns = {name: [row[place] or None for row in rows] for place, name in enumerate(head)}
    pq.write_table(pa.table(columns), "people.parquet")
    return tmp_path


def run(*args, lang="zh", tenant="sichuan"):
    named = ["--tenant", tenant] if tenant else []
    return CliRunner().invoke(cli, ["check", "--lang", lang, *named, "--common", "common.json", *args])


def names(folder="."):
    return {one.name for one in Path(folder).iterdir()} - {"sheet.csv", "common.json", "people.parquet"}


# What is said


def test_nothing_goes_to_standard_output_and_the_books_are_closed():
    result = run("people.parquet", "-o", "result.parquet")
    assert (result.exit_code, result.stdout) == (1, "")
    problem, written, closing = result.stderr.splitlines()
    assert problem == "people.parquet，第2行，「出生日期」列：填写为「1990-02-30」；应为实际存在的日期"
    assert written == "结果已写入result.parquet"
    assert closing == "共3份申报：已核验2份，未核验1份"
    assert names() == {"result.parquet", "result.reasons.parquet", "result.refused.csv"}


def test_a_folder_ends_in_a_slash_or_is_one():
    Path("there").mkdir()
    for folder in ("out/", "there"):
        result = run("people.parquet", "sheet.csv", "-o", folder)
        assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, "共6份申报：已核验4份，未核验2份")
        parts = {"part-00000.parquet", "part-00001.parquet", "reasons.parquet", "refused.csv", "manifest.json"}
        assert names(folder) == parts


def test_refused_rows_are_named_in_the_language_chosen():
    run("people.parquet", "-o", "result.parquet")
    zh = Path("result.refused.csv").read_text(encoding="utf-8-sig").splitlines()
    run("people.parquet", "-o", "result.parquet", lang="en")
    en = Path("result.refused.csv").read_text(encoding="utf-8-sig").splitlines()
    assert zh[0] == "文件,行号,姓名,工作表,列,事实,填写为,应为"
    assert zh[1] == "people.parquet,2,乙,,出生日期,出生日期,「1990-02-30」,实际存在的日期"
    assert en[0] == "file,row,name,sheet,column,fact,found,expected"


def test_many_problems_are_not_all_said():
    line = SHEET.splitlines()[2]
    Path("sheet.csv").write_text(SHEET + f"{line}\n" * 200, encoding="utf-8")
    said = run("sheet.csv", "-o", "result.parquet").stderr.splitlines()
    assert len([one for one in said if "1990-02-30" in one]) == 100
    assert "101" in said[100]
    assert said[-1] == "共203份申报：已核验2份，未核验201份"
    assert len(Path("result.refused.csv").read_text(encoding="utf-8-sig").splitlines()) == 202


@pytest.mark.parametrize(("wanted", "code"), [("eligible", 3), ("undetermined", 3)])
def test_fail_unless(wanted, code):
    good = "\n".join(line for line in SHEET.splitlines() if "02-30" not in line)
    Path("sheet.csv").write_text(good, encoding="utf-8")
    assert run("sheet.csv", "-o", "result.parquet").exit_code == 0
    assert run("sheet.csv", "-o", "result.parquet", "--fail-unless", wanted).exit_code == code


def test_keys_threads_and_the_sheet_of_a_workbook():
    head, *rows = SHEET.splitlines()
    numbered = "\n".join([f"{head},工号", *(f"{row},{number}" for number, row in enumerate(rows))])
    Path("sheet.csv").write_text(numbered, encoding="utf-8")
    result = run("sheet.csv", "-o", "result.parquet", "--key", "工号", "--threads", "3")
    assert result.exit_code == 1
    assert pq.read_table("result.parquet").column("工号").to_pylist() == ["0", "2"]


def test_parquet_in_and_a_sheet_out():
    for output in ("result.csv", "result.xlsx"):
        result = run("people.parquet", "-o", output)
        assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, "共3份申报：已核验2份，未核验1份")
    lines = Path("result.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["people.parquet", str(n), who] for n, who in zip((1, 2, 3), "甲乙丙", strict=True)
    ]
    assert names() == {"result.csv", "result.xlsx"}


def test_patterns_and_folders():
    Path("in").mkdir()
    for number in range(3):
        Path(f"in/{number}.csv").write_text(SHEET, encoding="utf-8")
    for word in ("in", "in/*.csv", "i*/**/*.csv"):
        result = run(word, "-o", "result.parquet")
        assert result.stderr.splitlines()[-1] == "共9份申报：已核验6份，未核验3份"


def test_there_is_nothing_to_go_on_with():
    assert "从头开始" in run("people.parquet", "-o", "result.parquet", "--resume").stderr
    assert "从头开始" in run("people.parquet", "sheet.csv", "-o", "result.parquet", "--resume").stderr
    assert "从头开始" in run("sheet.csv", "-o", "result.csv", "--resume").stderr


# What goes wrong


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["nowhere.parquet", "-o", "x.parquet"], 1, "nowhere.parquet"),
        (["nowhere*.parquet", "-o", "x.parquet"], 1, "通配符"),
        (["people.parquet", "-o", "x.pdf"], 2, "x.pdf"),
        (["people.parquet", "-o", "x"], 2, "文件夹"),
        (["people.parquet", "-o", "nowhere/x.parquet"], 1, "nowhere"),
        (["people.parquet", "-o", "people.parquet"], 2, "input"),
        (["people.parquet", "--json", "-o", "x.parquet"], 2, "--json"),
        (["people.parquet", "-o", "x.parquet", "--key", "工号"], 1, "工号"),
        (["people.parquet", "-o", "x.csv", "--key", "姓名"], 2, "--key"),
        (["people.parquet", "-o", "x.parquet", "--grade", "九级"], 2, "--grade"),
        (["people.parquet", "-o", "x.parquet", "--threads", "0"], 2, "--threads"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(args, code, said):
    result = run(*args)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert names() == set()


def test_parquet_that_cannot_be_read_or_has_two_columns_of_one_fact():
    Path("broken.parquet").write_bytes(b"PAR1 nonsense PAR1")
    pq.write_table(pa.table({"姓名": ["甲"], "考生姓名": ["乙"]}), "odd.parquet")
    result = run("people.parquet", "broken.parquet", "odd.parquet", "-o", "result.parquet")
    assert result.exit_code == 1
    assert "broken.parquet：填写为无法读取的文件" in result.stderr
    assert "odd.parquet，B列：填写为「考生姓名」" in result.stderr


def test_no_tenant_or_an_unknown_one():
    result = run("people.parquet", "-o", "x.parquet", tenant=None)
    assert (result.exit_code, "--tenant" in result.stderr) == (2, True)
    result = run("people.parquet", "-o", "x.parquet", tenant="atlantis")
    assert (result.exit_code, "guilin、inner-mongolia、sichuan" in result.stderr) == (1, True)


def test_an_id_number_is_never_shown():
    wrong = SHEET.replace("510104199003070015,1990-03-07", "510104199003070014,1990-03-07")
    Path("sheet.csv").write_text(wrong, encoding="utf-8")
    for output in ("result.parquet", "result.csv"):
        result = run("sheet.csv", "-o", output)
        assert "510104**********14" in result.stderr
        assert "510104199003070014" not in result.output
    for one in Path().glob("result.*"):
        assert b"510104199003070014" not in one.read_bytes()


def test_without_pyarrow_a_sheet_is_still_checked_and_parquet_asks_for_it(monkeypatch):
    monkeypatch.setattr(check_run, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "bajigong.cli.check_batch", None)
    assert run("sheet.csv", "-o", "result.csv").stderr.splitlines()[-1] == "共3份申报：已核验2份，未核验1份"
    for args in (["people.parquet", "-o", "x.csv"], ["sheet.csv", "-o", "x.parquet"], ["sheet.csv", "-o", "out/"]):
        result = run(*args)
        assert (result.exit_code, "pip install 'bajigong[batch]'" in result.stderr) == (1, True)


def test_a_book_that_does_not_close_is_an_error(monkeypatch):
    from bajigong.batch.files.frame import Groups

    monkeypatch.setattr(Groups, "rest", lambda self: iter(()))  # the last rows are lost
    result = run("people.parquet", "-o", "result.parquet")
    assert result.exit_code == 1
    assert "the books do not close: 3 rows read" in result.stderr
    assert names() == set()


def test_what_is_heavy_is_imported_for_many_people_only():
    command = [sys.executable, "-X", "importtime", "-m", "bajigong"]
    for args in (["--version"], ["check", "--help"]):
        ended = subprocess.run([*command, *args], capture_output=True, encoding="utf-8", check=True)
        imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
        assert not imported & {"pyarrow", "numpy", "numba", "rich", "xlsxwriter", "python_calamine"}
