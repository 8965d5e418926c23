"""Workbooks column by column: every cell as the reader of single rows has it, and what is odd left to that reader."""

from datetime import date, datetime

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from core.tests.toy import TENANT

from bajigong.batch.files.from_workbook import TooLargeError, broken_cells, read_plain
from bajigong.tables.headers import headers_of
from bajigong.tables.words import BrokenCell

HEAD = ["姓名", "证件号码", "出生日期", "申报职业", "备注"]
ROW = ["张三", "510104199003070015", date(1990, 3, 7), "陶匠", None]


@pytest.fixture(scope="module")
def headers():
    from bajigong.law.tenants import tenant

    return headers_of(tenant(TENANT).open().schema)


@pytest.fixture
def book(tmp_path):
    """Write a workbook, sheet by sheet; return its path."""

    def written(*sheets, change=None):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets:
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
                for cell in sheet[sheet.max_row]:
                    if isinstance(cell.value, str) and cell.value.startswith("#"):
                        cell.data_type = "e"
        if change:
            change(made)
        path = tmp_path / "book.xlsx"
        made.save(path)
        return path

    return written


def cells(plain):
    """Return the cells below the header, row by row."""
    columns = [[None if code < 0 else one.values[code] for code in one.codes] for one in plain.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def test_cells_keep_their_types(book, headers):
    odd = ["1", 1.0, True, 1.5, datetime(2012, 7, 1, 3, 4)]  # noqa: DTZ001
    plain = read_plain(book(("名单", [HEAD, ROW, odd, [0.0, 0, False, "0", "  "]])), headers)
    assert plain.first == 2
    found = cells(plain)
    assert found[0] == ROW
    assert found[1:] == [odd, [0.0, 0, False, "0", None]]
    assert [list(map(type, row)) for row in found[1:]] == [
        [str, float, bool, float, datetime],
        [float, float, bool, str, type(None)],
    ]


def test_a_failed_formula_is_no_empty_cell(book, headers):
    plain = read_plain(book(("名单", [HEAD, ["甲", None, "#N/A", "陶匠"], ["乙", "#DIV/0!", "#N/A", "陶匠"]])), headers)
    assert [row[2] for row in cells(plain)] == [BrokenCell("#N/A")] * 2
    assert [row[1] for row in cells(plain)] == [None, BrokenCell("#DIV/0!")]


def test_titles_stand_above_the_header(book, headers):
    rows = [["标题"], [], HEAD, ROW]
    plain = read_plain(book(("名单", rows), change=lambda made: made.worksheets[0].merge_cells("A1:E1")), headers)
    assert plain.first == 4
    assert cells(plain) == [ROW]


def test_sheets_for_people_are_passed_over(book, headers):
    plain = read_plain(book(("填表说明", [["说明"]]), ("申报人员", [HEAD, ROW]), ("空", [])), headers)
    assert plain.where.sheet == "申报人员"


def test_a_sheet_may_be_named(book, headers):
    path = book(("一", [HEAD, ROW]), ("二", [HEAD, ["李四", *ROW[1:]]]))
    assert cells(read_plain(path, headers, "二"))[0][0] == "李四"


def _merge(made):
    made.worksheets[0].merge_cells("A2:A3")


@pytest.mark.parametrize(
    ("sheets", "change"),
    [
        ([("名单", [HEAD, ROW]), ("证书", [["姓名", "证书职业"], ["张三", "陶匠"]])], None),
        ([("名单", [HEAD, ROW]), ("评价机构", [["机构类型", "工厂"]])], None),
        ([("名单", [HEAD, ROW]), ("其他名单", [HEAD, ROW])], None),
        ([("名单", [HEAD, ROW, ROW])], _merge),
        ([("名单", [[*HEAD, None], [*ROW, "stray"]])], None),
        ([("名单", [["甲", "乙"]])], None),
        ([("名单", [])], None),
    ],
)
def test_what_is_odd_is_left_to_the_reader_of_rows(book, headers, sheets, change):
    assert read_plain(book(*sheets, change=change), headers) is None


@pytest.mark.parametrize("data", [b"PK nonsense", b"\xd0\xcf\x11\xe0", b"text"])
def test_what_is_no_workbook_is_left_to_it_too(tmp_path, headers, data):
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    assert read_plain(path, headers) is None


def test_a_sheet_that_reaches_too_far_is_not_laid_out(book, headers):
    def far(made):
        made.worksheets[0].cell(1_000_000, 80).value = "x"

    path = book(("名单", [HEAD, ROW]), change=far)
    with pytest.raises(TooLargeError):
        broken_cells(path.read_bytes())
    assert read_plain(path, headers) is None


def test_many_columns_and_cells_without_places_are_looked_at_one_by_one(tmp_path, book, headers):
    wide = book(("名单", [[*HEAD, *[f"备注{n}" for n in range(40)]], [*ROW, *["#N/A"] * 40]]))
    assert broken_cells(wide.read_bytes())["名单"][1, 5] == "#N/A"


def test_a_plain_sheet_takes_no_second_look(tmp_path, monkeypatch):
    monkeypatch.setattr("bajigong.batch.files.from_workbook.survey_xlsx", None)
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as made:
        sheet = made.add_worksheet()
        for row in range(30_000):
            sheet.write_row(row, 0, [f"name {row}", row, "陶匠"])
    assert broken_cells(path.read_bytes()) == {}


def test_a_column_is_its_distinct_values(book, headers):
    plain = read_plain(book(("名单", [HEAD, *[ROW] * 500])), headers)
    assert plain.rows == 500
    assert [len(one.values) for one in plain.columns] == [2, 2, 2, 2, 2]  # that of the header, and one more
    assert all(len(set(np.asarray(one.codes).tolist())) == 1 for one in plain.columns)
