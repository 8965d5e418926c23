"""Formulas whose value is not there, or no longer holds, are errors of their rows: never empty cells."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from bajigong.batch.files.from_workbook import read_plain
from bajigong.tables.headers import headers_of
from bajigong.tables.words import BrokenCell

HEAD = ["姓名", "申报级别", "从业开始日期", "从业截止日期"]
VALUE = "the formula '=DATE(2003,1,1)' without a value that holds"


def written_by_a_program(*cells):
    """Write formulas as openpyxl does, which works none of them out."""
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    for cell in cells:
        book.active.append(["甲", "3", "2000-01-01", cell])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def in_excel(cell, *, calc=b"<calcPr calcId='191029'/>"):
    """Put a cell's XML in place of the last one of a workbook that Excel would have saved."""
    content = written_by_a_program("=DATE(2003,1,1)", "2010-01-01")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = data.index(b'<c r="D2"')
                data = data[:start] + cell + data[data.index(b"</c>", start) + 4 :]
            if name == "xl/workbook.xml":
                start = data.index(b"<calcPr")
                data = data[:start] + calc + data[data.index(b"/>", start) + 2 :]
            new.writestr(name, data)
    return out.getvalue()


def test_a_formula_that_was_never_worked_out(read, checked):
    one, two = read("a.xlsx", written_by_a_program("=DATE(2003,1,1)", "2010-01-01"))
    [problem] = checked(one)
    assert problem.row == 2
    assert problem.column == "从业截止日期"
    assert VALUE in problem.say("en")
    assert "没有有效的计算结果" in problem.say("zh")
    assert checked(two).facts["applicant"]["name"] == "甲"


@pytest.mark.parametrize(
    ("cell", "calc"),
    [
        (b'<c r="D2"><f>DATE(2003,1,1)</f></c>', None),
        (b'<c r="D2"><f>DATE(2003,1,1)</f><v></v></c>', None),
        (b'<c r="D2"><f>DATE(2003,1,1)</f><v/></c>', None),
        (b"<c r='D2' t='n'><f ca='1'>DATE(2003,1,1)</f><v>37622</v></c>", None),
        (b'<c r="D2"><f>DATE(2003,1,1)</f><v>37622</v></c>', b'<calcPr calcId="1" fullCalcOnLoad="1"/>'),
    ],
)
def test_a_value_that_is_not_there_or_stale_by_its_own_mark(read, checked, cell, calc):
    content = in_excel(cell, calc=calc) if calc else in_excel(cell)
    one, two = read("a.xlsx", content)
    [problem] = checked(one)
    assert VALUE in problem.say("en")
    assert not isinstance(checked(two), tuple)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="D2" t="str"><f>TEXT(A1,"")</f><v>2003-01-01</v></c>',
        b'<c r="D2" t="str"><f>IF(TRUE,"","")</f><v></v></c>',
        b'<c r="D2"><f>20030101</f><v>20030101</v></c>',
    ],
)
def test_a_value_that_was_worked_out_is_read(read, checked, cell):
    for raw in read("a.xlsx", in_excel(cell)):
        assert not isinstance(checked(raw), tuple), checked(raw)


def test_a_program_that_writes_a_naught_for_every_formula(read, checked, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "申报级别", "从事本职业年限"])
        sheet.write_row(1, 0, ["甲", "3"])
        sheet.write_formula(1, 2, "=5+5")
    [raw] = read("a.xlsx", (tmp_path / "x.xlsx").read_bytes())
    [problem] = checked(raw)
    assert "'=5+5'" in problem.say("en")


def test_the_columns_of_a_sheet_hold_them_too(schema, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(written_by_a_program("=DATE(2003,1,1)", "2010-01-01"))
    plain = read_plain(path, headers_of(schema))
    assert plain.columns[3].picked([0, 1]) == [BrokenCell("=DATE(2003,1,1)"), "2010-01-01"]
