"""Every format of input goes with every format of output, and the verdicts are the same."""

import csv
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

from bajigong.batch.summing.result import open_result
from bajigong.cli import cli

COMMON = {
    "track": "enterprise",
    "on": "2026-11-21",
    "applicant": {key: [] for key in ("titles", "education", "competitions", "achievements", "reviews")},
    "agency": {
        "kind": "enterprise",
        "filings": [
            {
                "occupations": ["6-18-01-05"],
                "grades": ["4"],
                "regions": ["510000"],
                "people": "own",
                "from": "2025-11-01",
                "until": "2028-10-31",
            }
        ],
    },
}
#: Seven years of work, none at all, and work that no column gives.
WORK = ("2019-11-21", "2026-11-20", None)
#: A second column for work that stays empty says that the first tells all there is.
FLAT = ("姓名", "申报职业", "申报级别", "用工形式", "用工开始日期", "从事职业", "从业开始日期", "从业开始日期2")
VERDICTS = ["eligible", "not_eligible", "undetermined"]


def _rows():
    for name, since in zip("甲乙丙", WORK, strict=True):
        yield [name, "6-18-01-05", "4", "本单位职工", "2012-07-01", "6-18-01-05" if since else None, since, None]


def _records():
    for name, code, grade, _, joined, _, since, _ in _rows():
        work = {"work": [{"occupation": code, "from": since}]} if since else {}
        certificates = {"certificates": []} if since else {}
        staff = [{"relation": "employee", "from": joined}]
        yield {"occupation": code, "grade": grade, "applicant": {"name": name, "staff": staff, **work, **certificates}}


def _table():
    return pa.table(dict(zip(FLAT, map(list, zip(*_rows(), strict=True)), strict=True)))


def _write_csv(path):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([FLAT, *_rows()])


def _write_workbook(path):
    book = openpyxl.Workbook()
    for row in (FLAT, *_rows()):
        book.active.append(row)
    book.save(path)


def _write_arrow(path):
    table = _table()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


WRITERS = {
    ".yaml": lambda path: path.write_text(yaml.safe_dump_all(_records(), allow_unicode=True), encoding="utf-8"),
    ".json": lambda path: path.write_text(json.dumps(list(_records())), encoding="utf-8"),
    ".ndjson": lambda path: path.write_text("\n".join(map(json.dumps, _records())), encoding="utf-8"),
    ".csv": _write_csv,
    ".xlsx": _write_workbook,
    ".parquet": lambda path: pq.write_table(_table(), path),
    ".arrow": _write_arrow,
}
OUTPUTS = ("terminal", "--json", ".csv", ".xlsx", ".json", ".ndjson", ".parquet", ".arrow", "folder/")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("common.json").write_text(json.dumps(COMMON), encoding="utf-8")


def _check(*args, stdin=None):
    done = CliRunner().invoke(
        cli, ["check", "--tenant", "sichuan", "--lang", "en", "--common", "common.json", *args], input=stdin
    )
    assert done.exit_code == 0, done.output
    return done.stdout


def _verdicts(output, *args, stdin=None):
    """Check, and return the verdicts as the output has them."""
    if output == "terminal":
        said = _check(*args, stdin=stdin).splitlines()
        words = {"eligible": "eligible", "not eligible": "not_eligible", "undetermined": "undetermined"}
        rows = [line for line in said if any(name in line for name in "甲乙丙")]
        return [max((word for word in words if word in row), key=len).replace(" ", "_") for row in rows]
    if output == "--json":
        return [json.loads(line)["verdict"] for line in _check(*args, "--json", stdin=stdin).splitlines()]
    result = f"result{output}" if output.startswith(".") else output
    _check(*args, "-o", result, stdin=stdin)
    if output == ".csv":
        with Path(result).open(encoding="utf-8-sig", newline="") as file:
            return [row["verdict code"] for row in csv.DictReader(file)]
    if output == ".xlsx":
        head, *rows = openpyxl.load_workbook(result).worksheets[0].iter_rows(values_only=True)
        return [row[head.index("verdict code")] for row in rows]
    if output in (".json", ".ndjson"):
        return [json.loads(line)["verdict"] for line in Path(result).read_text("utf-8").splitlines()]
    return [row["verdict"] for batch in open_result(Path(result)).batches(["verdict"]) for row in batch.to_pylist()]


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_any_input_becomes_any_output(suffix, output):
    path = Path(f"people{suffix}")
    WRITERS[suffix](path)
    assert _verdicts(output, str(path)) == VERDICTS


@pytest.mark.parametrize("output", [output for output in OUTPUTS if output != "folder/"])
def test_standard_input_becomes_any_output(output):
    records = "\n".join(map(json.dumps, _records()))
    assert _verdicts(output, "-", stdin=records) == VERDICTS


def test_standard_input_has_no_part_in_a_folder():
    done = CliRunner().invoke(cli, ["check", "--tenant", "sichuan", "-", "-o", "folder/"], input="{}")
    assert done.exit_code == 2
    assert "standard input" in done.stderr
