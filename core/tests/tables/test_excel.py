"""Workbooks: sheets and how they are joined, merged cells, failed formulas, damage."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

HEADER = ["证件号码", "姓名", "申报级别"]
ZHANG = ["510104199003070015", "张三", "三级"]
LI = ["11010519491231002X", "李四", 4]
DAY = dt.date(2012, 7, 1)


def facts(checked, raws):
    return [checked(raw).facts for raw in raws]


def applicants(checked, raws):
    return [one["applicant"] for one in facts(checked, raws)]


def test_one_sheet(book, read, checked):
    rows = [
        ["职业技能等级认定申报表"],
        [None],
        [None, *HEADER, "从业开始日期", "出生日期"],
        [None, *ZHANG, DAY, 19900307],
    ]
    [raw] = read("a.xlsx", book(Sheet1=rows))
    assert raw.row == 4
    assert checked(raw).facts == {
        "grade": "3",
        "applicant": {
            "id_number": ZHANG[0],
            "name": "张三",
            "work": [{"from": DAY}, {}],
            "birth_date": dt.date(1990, 3, 7),
        },
    }


def test_cells_are_named_by_sheet_row_and_header(book, read, said):
    raws = read("a.xlsx", book(名单=[HEADER, [510104199003070015, "张三", 9]]))
    assert said(raws) == [
        "a.xlsx, sheet '名单', row 2, column '证件号码': found '510104**********16'; "
        "expected 18 characters kept as text (a cell that holds a figure loses its last digits)",
        "a.xlsx, sheet '名单', row 2, column '申报级别': found '9'; expected one of "
        "apprentice, 5, 4, 3, 2, 1, special, chief",
    ]
    assert said(raws, "zh")[1].startswith(
        "a.xlsx，工作表「名单」第2行，「申报级别」列：填写为「9」；应为学徒工（apprentice）、"
    )


def test_records_join_by_id_number(book, read, checked, said):
    sheets = {
        "申报人员": [HEADER, ZHANG, LI],
        "工作经历": [
            ["工作经历表"],
            ["证件号码", "姓名", "从业开始日期", "to", "从事职业"],
            [ZHANG[0], "张三", DAY, "2016-06-30", "电工"],
            ["11010519491231002x", None, "2013-07-01", None, "车工"],
            [ZHANG[0], None, "2017-01-01", "至今", "电工"],
        ],
        "证书": [["身份证号", "证书等级", "发证日期"], [ZHANG[0], "四级", "2021-03-01"]],
        "填表说明": [["姓名", "证件号码", "出生日期"]],
    }
    raws = read("a.xlsx", book(**sheets))
    zhang, li = applicants(checked, raws)
    assert [record["from"].year for record in zhang["work"]] == [2012, 2017]
    assert zhang["certificates"] == [{"grade": "4", "issued": dt.date(2021, 3, 1)}]
    assert len(li["work"]) == 1
    # The sheet of certificates is there, and holds none of Li's; of titles there is no sheet.
    assert li["certificates"] == []
    assert "titles" not in li


def test_records_beside_the_person_come_first(book, read, checked, said):
    sheets = {
        "申报人员": [[*HEADER, "从业开始日期"], [*ZHANG, DAY], [*LI, None]],
        "work": [["ID number", "worked from"], [ZHANG[0], "2017-13-01"]],
    }
    raws = read("a.xlsx", book(**sheets))
    assert said(raws) == [
        "a.xlsx, sheet 'work', row 2, column 'worked from': found '2017-13-01'; expected a day that exists"
    ]
    assert checked(raws[1]).facts["applicant"]["work"] == []


@pytest.mark.parametrize(("column", "keys"), [("序号", (1, 2)), ("姓名", ("张三", "李四"))])
def test_records_join_by_number_or_name(book, read, checked, column, keys):
    sheets = {
        "申报名单": [["序号", "姓名", "申报级别"], [1, "张三", 3], [2, "李四", 3]],
        "学历": [[column, "文化程度", "毕业时间"], [keys[1], "技师学院", "2012-06-30"], [keys[0], "高中", "2008"]],
    }
    zhang, li = applicants(checked, read("a.xlsx", book(**sheets)))
    assert zhang["education"] == []
    assert li["education"] == [{"school": "technician_school", "graduates": dt.date(2012, 6, 30)}]


def test_what_cannot_be_joined_is_said_by_row(book, read, said):
    sheets = {
        "申报人员": [["序号", *HEADER], [1, *ZHANG], [2, *ZHANG], [3, None, "王五", 3], [4, *LI]],
        "工作经历": [
            ["证件号码", "姓名", "从业开始日期"],
            ["510104199003070023", "张三", DAY],
            [None, "张三", DAY],
            [LI[0], "李思", DAY],
        ],
    }
    assert said(read("a.xlsx", book(**sheets))) == [
        "a.xlsx, sheet '申报人员', row 3, column '证件号码': found '510104**********15'; "
        "expected a 证件号码 of its own (row 2 has the same)",
        "a.xlsx, sheet '申报人员', row 4, column '证件号码': found nothing; "
        "expected a 证件号码, by which the records of other sheets are joined",
        "a.xlsx, sheet '工作经历', row 4, column '姓名': found '李思'; "
        "expected the same as in the applicants' sheet: '李四'",
        "a.xlsx, sheet '工作经历', row 2, column '证件号码': found '510104**********23'; "
        "expected a 证件号码 that stands in the applicants' sheet",
        "a.xlsx, sheet '工作经历', row 3, column '证件号码': found nothing; "
        "expected a 证件号码 that stands in the applicants' sheet",
    ]


def test_keys_that_lost_their_digits_join_nobody(book, read, said):
    sheets = {
        "申报人员": [HEADER, [510104199003070015, "张三", 3]],
        "工作经历": [["证件号码", "从业开始日期"], [510104199003070023, DAY]],
    }
    problems = said(read("a.xlsx", book(**sheets)))
    assert len(problems) == 3
    assert all("kept as text" in problem for problem in problems)


def test_a_row_of_nothing_but_its_key_is_no_record(book, read, checked):
    sheets = {"申报人员": [HEADER, ZHANG], "工作经历": [["证件号码", "从业开始日期"], [ZHANG[0], None]]}
    [one] = applicants(checked, read("a.xlsx", book(**sheets)))
    assert one["work"] == []


def test_two_sheets_of_one_list(book, read, checked):
    rows = [["证件号码", "从业开始日期"], [ZHANG[0], DAY]]
    sheets = {"申报人员": [HEADER, ZHANG], "工作经历": rows, "从业经历": [rows[0], [ZHANG[0], "无"]], "work": rows}
    [one] = applicants(checked, read("a.xlsx", book(**sheets)))
    assert one["work"] == [{"from": DAY}, {"from": DAY}]


def test_none_beside_a_record_elsewhere(book, read, said):
    sheets = {
        "申报人员": [[*HEADER, "工作经历"], [*ZHANG, "无"]],
        "工作经历": [["证件号码", "从业开始日期", None], [ZHANG[0], DAY]],
    }
    assert said(read("a.xlsx", book(**sheets))) == [
        "a.xlsx, sheet '申报人员', row 2, applicant.work: found '无'; expected no record in another sheet"
    ]


def test_sheets_that_share_no_key(book, fails):
    sheets = {"申报人员": [HEADER, ZHANG], "工作经历": [["序号", "从业开始日期"], [1, DAY]]}
    assert fails("a.xlsx", book(**sheets)) == [
        "a.xlsx, sheet '工作经历': found no column to join by; "
        "expected a column 证件号码, 序号 or 姓名 that the applicants' sheet has as well"
    ]


def test_filings_without_a_key_are_everybodys(book, read, checked):
    sheets = {
        "申报人员": [HEADER, ZHANG, LI],
        "备案": [["备案号", "备案等级", "备案地区"], ["Y1", "五级，四级", 510000.0], ["Y2", "3", None]],
    }
    expected = [{"number": "Y1", "grades": ["5", "4"], "regions": ["510000"]}, {"number": "Y2", "grades": ["3"]}]
    assert [one["agency"]["filings"] for one in facts(checked, read("a.xlsx", book(**sheets)))] == [expected, expected]


def test_filings_with_a_key_are_joined(book, read, checked):
    sheets = {"申报人员": [HEADER, ZHANG, LI], "备案": [["姓名", "备案号"], ["李四", "Y1"]]}
    assert [one["agency"]["filings"] for one in facts(checked, read("a.xlsx", book(**sheets)))] == [
        [],
        [{"number": "Y1"}],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["评价机构类别", "评价机构名称", "单位规模", "备案号"], ["工厂", "丙公司", "大型", "Y1"]],
        [
            ["评价机构信息"],
            ["评价机构名称", "丙公司"],
            ["评价机构类别", "工厂"],
            ["单位规模", "大型"],
            ["备案号", "Y1"],
        ],
        [
            ["agency.kind", "works"],
            ["agency.name", "丙公司"],
            ["agency.size", "large"],
            ["备案号", "Y1"],
            ["备注", 1],
        ],
    ],
)
@pytest.mark.parametrize("name", ["评价机构", "agency", "Agency"])
def test_the_agency_is_everybodys(book, read, checked, name, rows):
    raws = read("a.xlsx", book(**{"名单": [HEADER, ZHANG, LI], name: rows}))
    agency = {"kind": "works", "name": "丙公司", "size": "large", "filings": [{"number": "Y1"}]}
    assert [one["agency"] for one in facts(checked, raws)] == [agency, agency]


def test_the_agencys_values_are_named_where_they_stand(book, read, said):
    sheets = {
        "名单": [HEADER, ZHANG],
        "评价机构": [["评价机构名称", "丙公司"], ["单位规模", "巨型"], ["备案等级", "9"]],
    }
    assert [problem.partition(":")[0] for problem in said(read("a.xlsx", book(**sheets)))] == [
        "a.xlsx, sheet '评价机构', row 2, column B",
        "a.xlsx, sheet '评价机构', row 3, column B",
    ]
    sheets["评价机构"] = [["评价机构名称", "单位规模", "备案等级"], ["丙公司", "巨型", 9]]
    assert [problem.partition(":")[0] for problem in said(read("a.xlsx", book(**sheets)))] == [
        "a.xlsx, sheet '评价机构', row 2, column '单位规模'",
        "a.xlsx, sheet '评价机构', row 2, column '备案等级'",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [["评价机构名称", "单位规模"], ["甲", "大型"], ["乙", "小型"]],
            "found 2 rows; expected one row for the agency",
        ),
        (
            [["评价机构名称", "姓名"], ["甲", "乙"]],
            "row 2: found '姓名'; expected nothing but what concerns the agency",
        ),
        (
            [["评价机构名称", "甲"], ["agency.name", "甲"]],
            "found 'agency.name', a fact that another column fills already",
        ),
        ([["单位规模", "大型", "x"]], "row 1, column C: found 'x'; expected a name and a value, in two columns"),
        ([["出生日期", "1990-03-07"]], "found '出生日期'; expected nothing but what concerns the agency"),
        (
            [["申报级别", "3"]],
            "found '申报级别', which the applicants' sheet gives too; expected a fact that only one sheet",
        ),
        ([["评价机构名称", "申报级别"], ["甲", 3]], "found '申报级别', which the applicants' sheet gives too"),
    ],
)
def test_agency_sheets_that_are_wrong(book, fails, rows, said):
    [problem] = fails("a.xlsx", book(名单=[HEADER, ZHANG], 评价机构=rows))
    assert said in problem


@pytest.mark.parametrize(
    ("merge", "said"),
    [
        (
            ("申报人员", "A2:A3"),
            "sheet '申报人员', row 2: found merged cells A2:A3; expected cells that are not merged",
        ),
        (("申报人员", "A1:B1"), "sheet '申报人员', row 1: found merged cells A1:B1"),
        (("工作经历", "B3:B4"), "sheet '工作经历', row 3: found merged cells B3:B4"),
    ],
)
def test_merged_cells_are_refused(book, fails, merge, said):
    sheets = {
        "申报人员": [HEADER, ZHANG, LI],
        "工作经历": [["证件号码", "从业开始日期"], [ZHANG[0], DAY], [ZHANG[0], DAY], [LI[0], DAY]],
    }
    [problem] = fails("a.xlsx", book(merge=[merge], **sheets))
    assert said in problem


def test_merged_titles_and_empty_merged_cells_do_no_harm(book, read, checked):
    rows = [["申报表"], HEADER, ZHANG]
    content = book(
        merge=[("申报人员", "A1:C1"), ("申报人员", "A7:C8"), ("填表说明", "A1:B2")], 申报人员=rows, 填表说明=[["x"]]
    )
    assert len(read("a.xlsx", content)) == 1


def test_a_column_without_a_header_is_said_once(book, fails):
    rows = [[*HEADER, None, "备注"], [*ZHANG, None, 1], [*LI, "x", 2], [*LI, "y", 3]]
    assert fails("a.xlsx", book(名单=rows)) == [
        "a.xlsx, sheet '名单', row 3, column D: found 'x'; expected a header over every value"
    ]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["证件号码", "从业开始日期2"], "column B: found '从业开始日期2'; expected a known header"),
        (["证件号码", "worked form"], "expected a known header (did you mean 'worked from'"),
        (["证件号码", "从业开始日期", "出生日期"], "column C: found '出生日期'; expected a known header"),
    ],
)
def test_the_sheet_of_a_list_holds_its_own_columns(book, strictly_fails, header, said):
    [problem] = strictly_fails("a.xlsx", book(申报人员=[HEADER, ZHANG], 工作经历=[header, [ZHANG[0], DAY]]))
    assert said in problem


def test_the_sheet_of_a_list_has_one_column_for_each_fact(book, fails):
    header = ["证件号码", "从业开始日期", "from"]
    [problem] = fails("a.xlsx", book(申报人员=[HEADER, ZHANG], 工作经历=[header, [ZHANG[0], DAY]]))
    assert "column C: found 'from', a fact that another column fills already" in problem


def test_what_is_not_used_is_said_sheet_by_sheet(book, notes):
    sheets = {
        "申报人员": [[*HEADER, "政治面貌"], [*ZHANG, "群众"]],
        "工作经历": [["证件号码", "从业开始日期", "出生日期"], [ZHANG[0], DAY, DAY]],
        "评价机构": [["评价机构名称", "甲"], ["单位规摸", "大型"], ["备注", "x"]],
    }
    assert notes("a.xlsx", book(**sheets)) == [
        "a.xlsx, sheet '申报人员': columns that are not used: 政治面貌",
        "a.xlsx, sheet '评价机构': columns that are not used: 单位规摸",
        "a.xlsx, sheet '评价机构': warning: column '单位规摸' is not used, though it may be '单位规模'; if so, say it"
        " with --columns (bajigong template --from writes a first map)",
        "a.xlsx, sheet '工作经历': columns that are not used: 出生日期",
    ]


def test_sheets_that_are_empty_or_for_people(book, read, checked):
    sheets = {"说明": [["请如实填写"]], "申报人员": [HEADER, ZHANG], "工作经历": [], "Sheet3": [], "附注": [["其他"]]}
    [one] = applicants(checked, read("a.xlsx", book(**sheets)))
    assert "work" not in one


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("工作经厉", [["x"]], "found a sheet named '工作经厉'; expected a sheet named one of"),
        ("2025年", [HEADER, LI], "found a sheet named '2025年'"),
    ],
)
def test_sheets_that_would_be_lost(book, fails, read, name, rows, said):
    content = book(**{"2024年": [HEADER, ZHANG], name: rows})
    [problem] = fails("a.xlsx", content)
    assert said in problem
    assert len(read("a.xlsx", content, sheet="2024年")) == 1


def test_a_sheet_asked_for_by_name(book, read, fails):
    content = book(甲=[HEADER, ZHANG], 乙=[HEADER, LI])
    assert read("a.xlsx", content, sheet="乙")[0].facts["applicant"]["name"] == "李四"
    assert fails("a.xlsx", content, sheet="丙") == ["a.xlsx: found '丙'; expected a sheet of the workbook: 甲, 乙"]


@pytest.mark.parametrize(
    "sheets",
    [{"Sheet1": [["x", "y"], [1, 2]]}, {"Sheet1": []}, {"工作经历": [HEADER, ZHANG]}, {"申报人员": [["姓名", "x"]]}],
)
def test_a_workbook_without_applicants(book, fails, sheets):
    assert "found no header" in fails("a.xlsx", book(**sheets))[0]


def test_a_header_without_rows(book, fails):
    assert fails("a.xlsx", book(名单=[HEADER])) == [
        "a.xlsx, sheet '名单': found no application; expected at least one application"
    ]


def test_failed_formulas_are_no_empty_cells(tmp_path, read, said):
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as workbook:
        sheet = workbook.add_worksheet("名单")
        sheet.write_row(0, 0, ["姓名", "从业开始日期", "从业截止日期", "备注"])
        sheet.write_row(1, 0, ["张三", "2012-07-01"])
        sheet.write_formula(1, 2, "=VLOOKUP(1,A1:B2,2)", None, "#N/A")
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    assert said(read("a.xlsx", (tmp_path / "b.xlsx").read_bytes())) == [
        "a.xlsx, sheet '名单', row 2, column '从业截止日期': found '#N/A'; "
        "expected a full date (year, month and day) such as 2012-07-01"
    ]


def test_a_stray_value_in_the_last_corner_is_refused_before_it_takes_all_memory(tmp_path, fails):
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as workbook:
        sheet = workbook.add_worksheet("名单")
        sheet.write_row(0, 0, ["姓名", "申报级别"])
        sheet.write(1048575, 16383, "x")
    [problem] = fails("a.xlsx", (tmp_path / "b.xlsx").read_bytes())
    assert "found a sheet that reaches over 17179869184 cells" in problem


def test_formats_in_the_last_corner_do_no_harm(tmp_path, read):
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as workbook:
        sheet = workbook.add_worksheet("名单")
        sheet.write_row(0, 0, ["姓名", "申报级别"])
        sheet.write_row(1, 0, ["张三", 3])
        sheet.write_blank(1048575, 16383, None, workbook.add_format({"bold": True}))
    assert len(read("a.xlsx", (tmp_path / "b.xlsx").read_bytes())) == 1


def test_a_workbook_under_another_suffix_is_read_for_what_it_is(book, read):
    assert len(read("a.xls", book(名单=[HEADER, ZHANG]))) == 1


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
)
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def ods(rows, attributes=None):
    """Write an ODS workbook of one sheet; ``attributes`` are further XML of the cell at (row, column)."""
    body = ""
    for y, row in enumerate(rows):
        cells = ""
        for x, cell in enumerate(row):
            more = (attributes or {}).get((y, x), "")
            if isinstance(cell, dt.date):
                cells += f'<table:table-cell office:value-type="date" office:date-value="{cell}" {more}/>'
            else:
                cells += (
                    f'<table:table-cell office:value-type="string" {more}><text:p>{cell}</text:p></table:table-cell>'
                )
        body += f"<table:table-row>{cells}</table:table-row>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/></manifest:manifest>',
        )
        tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
        archive.writestr("content.xml", f'{ODS_HEAD}<table:table table:name="名单">{body}{tail}')
    return buffer.getvalue()


def test_ods(read, checked):
    [raw] = read("a.ods", ods([["姓名", "出生日期"], ["张三", dt.date(1990, 3, 7)]]))
    assert checked(raw).facts == {"applicant": {"name": "张三", "birth_date": dt.date(1990, 3, 7)}}


def test_ods_merged_failed_and_far(read, fails, said):
    rows = [["姓名", "出生日期"], ["张三", "x"], ["李四", "y"]]
    [problem] = fails("a.ods", ods(rows, {(1, 0): 'table:number-rows-spanned="2"'}))
    assert "row 2: found merged cells A2:A3" in problem
    failed = {(1, 1): 'calcext:value-type="error" office:string-value=""'}
    assert "found 'x'" in said(read("a.ods", ods(rows, failed)))[0]
    [problem] = fails("a.ods", ods(rows, {(2, 1): 'table:number-columns-repeated="99999999"'}))
    assert "found a sheet that reaches over" in problem


def cfb(stream):
    """Write the container in which Excel puts encrypted workbooks, with one empty stream."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + bytes(6)
    header += b"".join(n.to_bytes(4, "little") for n in (0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0))
    header += b"\xff" * (512 - len(header))
    fat = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little") + b"\xff" * 504

    def entry(name, kind, child):
        encoded = name.encode("utf-16-le") + b"\0\0"
        links = b"\xff" * 8 + child.to_bytes(4, "little")
        return encoded.ljust(64, b"\0") + len(encoded).to_bytes(2, "little") + bytes([kind, 1]) + links + bytes(48)

    directory = entry("Root Entry", 5, 1) + entry(stream, 2, 0xFFFFFFFF) + bytes(256)
    return header + fat + directory


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_an_encrypted_workbook(fails, name):
    assert fails(name, cfb("EncryptedPackage")) == [
        f"{name}: found an encrypted workbook; expected a workbook without a password"
    ]


def broken(content, part, data):
    """Return a workbook with one part replaced."""
    source, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in source.namelist():
            archive.writestr(member, data if member == part else source.read(member))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"hello",
        lambda content: b"PK\x03\x04" + bytes(100),
        lambda content: content[: len(content) // 2],
        lambda content: broken(content, "xl/workbook.xml", b"<a"),
        lambda content: broken(content, "xl/workbook.xml", b""),
        lambda content: broken(content, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c t='s'><v>9</v>"),
        lambda content: broken(content, "xl/_rels/workbook.xml.rels", b"<Relationships/>"),
        lambda content: b"<html><table><tr><td>x</td></tr></table></html>",
        lambda content: cfb("Workbook"),
        lambda content: cfb("Other"),
    ],
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_a_damaged_workbook(book, fails, damage, name):
    [problem] = fails(name, damage(book(名单=[HEADER, ZHANG])))
    assert problem.startswith(name)


def test_chart_sheets_are_passed_over(tmp_path, read):
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADER)
    workbook.active.append(ZHANG)
    workbook.create_chartsheet("图")
    workbook.save(tmp_path / "b.xlsx")
    assert len(read("a.xlsx", (tmp_path / "b.xlsx").read_bytes())) == 1
