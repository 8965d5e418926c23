"""Two roads, one answer: a sheet checked all at once says what it says application by application."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from random import Random

import openpyxl
import pytest
from click.testing import CliRunner

from bajigong.cli import check_batch, check_run, cli

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[3] / "examples"
COMMON = {
    "tenant": "sichuan",
    "track": "enterprise",
    "applicant": {key: [] for key in ("titles", "education", "competitions", "achievements", "reviews")},
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
HEAD = (
    "序号,姓名,证件号码,出生日期,申报职业,申报级别,用工形式,用工开始日期,"
    "从事职业,从业开始日期,从业截止日期,证书职业,证书等级,发证日期,备注"
)
GOOD = (
    "1,=1+1,510104199003070015,1990-03-07,镗工,四级,本单位职工,2012-07-01,镗工,2012-07-01,,镗工,五级,2021-03-01,",
    "2,乙 ab,,1990/3/7,6-18-01-05,4,本单位职工,2012年7月1日,镗工,2012-07-01,至今,镗工,5,20210301,x",
    "3,丙,,1999-03-07,车工,二级,,,,,,,,,",
)
ODD = (
    *("", "无", "至今", "2012-13-01", " 2012-07-01 ", "a, b", "x\ny", 'say "hi"', "=1+1", "2050-01-01", "0", "是"),
    *("镗工", "六级", "51010419900307001X", "　", "-", "电  工", "1990", '"'),
)
CELLS = (
    *(*ODD, None, True, False, 3.5, 1e20, 0, 41000, "#N/A", 1, 1.0),
    *(date(2050, 1, 1), datetime(2012, 7, 1, 3, 4)),  # noqa: DTZ001
)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("common.json").write_text(json.dumps(COMMON), encoding="utf-8")


@pytest.fixture
def both(monkeypatch):
    """Check by either road; return what each wrote and said."""
    taken = []
    perform = check_batch.perform
    monkeypatch.setattr(check_batch, "perform", lambda *args: taken.append(1) or perform(*args))
    real = check_run.road

    def said(*args, by):
        monkeypatch.setattr(check_run, "road", real if by == "batch" else lambda options, common: None)
        Path("result.csv").unlink(missing_ok=True)
        result = CliRunner().invoke(cli, ["check", *args, "-o", "result.csv"])
        written = Path("result.csv").read_text(encoding="utf-8-sig") if Path("result.csv").exists() else None
        return result.exit_code, result.stderr, written

    def compared(*args):
        one = said(*args, by="row")
        assert taken == []
        two = said(*args, by="batch")
        assert taken == [1]
        taken.clear()
        assert one == two

    return compared


def cells(line):
    return next(csv.reader([line]))


def sheet(random):
    """Write rows that are right, and some in which something is not."""
    rows = []
    for _ in range(random.randrange(1, 12)):
        row = cells(random.choice(GOOD))
        for _ in range(random.choice((0, 0, 1, 2))):
            row[random.randrange(len(row))] = random.choice(ODD)
        end = random.random()
        rows.append(row[:5] if end < 0.05 else [*row, "", "z"] if end < 0.1 else [] if end < 0.13 else row)
    head = cells(HEAD)
    if random.random() < 0.2:
        head[random.randrange(len(head))] = random.choice(("", "奇怪", "姓名"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=random.choice(("\n", "\r\n")), quoting=random.choice((0, 1)))
    writer.writerows([["标题"], head, *rows] if random.random() < 0.2 else [head, *rows])
    return text.getvalue()


@pytest.mark.parametrize("seed", range(40))
def test_csv(both, seed):
    random = Random(seed)
    text = sheet(random)
    if random.random() < 0.2:
        at = random.randrange(len(text))
        text = text[:at] + random.choice(('"', "\n", "\r", ",", '"x')) + text[at:]
    data = text.encode(random.choice(("utf-8", "utf-8-sig", "gb18030")))
    if random.random() < 0.1:
        data = data[:40] + b"\xff" + data[40:]
    Path("sheet.csv").write_bytes(data)
    named = ["--tenant", "sichuan"] if random.random() < 0.5 else []
    others = random.choice(
        ([], ["--grade", "3"], ["--fail-unless", "eligible"], ["missing.csv"], ["--on", "2026-06-30"])
    )
    both("--lang", random.choice(("zh", "en")), *named, "--common", "common.json", "sheet.csv", *others)


@pytest.mark.parametrize("seed", range(20))
def test_workbooks(both, seed):
    random = Random(seed)
    book = openpyxl.Workbook()
    page = book.active
    page.title = random.choice(("申报人员", "Sheet1"))
    if random.random() < 0.3:
        page.append(["标题"])
        page.merge_cells("A1:D1")
    page.append(cells(HEAD))
    for _ in range(random.randrange(1, 10)):
        row = cells(random.choice(GOOD))
        for _ in range(random.choice((0, 0, 1, 2))):
            row[random.randrange(len(row))] = random.choice(CELLS)
        page.append(row if random.random() < 0.9 else [None] * 3)
        for cell in page[page.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "e" if cell.value.startswith("#") else "s"
    if random.random() < 0.3:
        book.create_sheet(random.choice(("填表说明", "随便"))).append(["说明"])
    book.save("sheet.xlsx")
    both("--tenant", "sichuan", "--lang", "zh", "--common", "common.json", "sheet.xlsx")


@pytest.mark.parametrize("tenant", ["sichuan", "guilin", "inner-mongolia"])
def test_the_example_whose_sheets_belong_together(both, tenant):
    both("--tenant", tenant, "--lang", "en", "--on", "2026-11-21", str(EXAMPLES / "registration.xlsx"))


def test_several_files_one_of_which_is_no_table(both):
    Path("a.csv").write_text("\n".join([HEAD, *GOOD]), encoding="utf-8")
    Path("b.csv").write_text("nothing\n", encoding="utf-8")
    Path("c.xlsx").write_bytes(b"PK nonsense")
    both("--tenant", "sichuan", "--lang", "zh", "--common", "common.json", "a.csv", "b.csv", "c.xlsx", "a.csv")


def test_a_column_of_tenants_is_answered_row_by_row():
    Path("a.csv").write_text(f"{HEAD},租户\n{GOOD[0]},guilin\n{GOOD[1]},sichuan\n", encoding="utf-8")
    CliRunner().invoke(cli, ["check", "--lang", "zh", "--common", "common.json", "a.csv", "-o", "result.csv"])
    with Path("result.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["租户"] for row in csv.DictReader(file)] == ["guilin", "sichuan"]


def test_a_workbook_has_the_same_cells_by_either_road(monkeypatch):
    Path("a.csv").write_text("\n".join([HEAD, *GOOD, GOOD[0].replace("1990-03-07", "1990-02-30")]), encoding="utf-8")
    found = []
    for road in (check_run.road, lambda options, common: None):
        monkeypatch.setattr(check_run, "road", road)
        args = ["check", "--lang", "zh", "--common", "common.json", "a.csv", "-o", "result.xlsx"]
        assert CliRunner().invoke(cli, args).exit_code == 1
        book = openpyxl.load_workbook("result.xlsx")
        found.append(
            [
                [page.title, page.freeze_panes, page.auto_filter.ref]
                + [(cell.value, cell.fill.fgColor.rgb, cell.number_format) for row in page for cell in row]
                for page in book
            ]
        )
        assert [len(page._charts) for page in book] == [0, 0, 1]
    assert found[0] == found[1]
