"""The template: what it holds, and that it reads back."""

import openpyxl
import pytest

from bajigong.errors import InputError
from bajigong.policy.occupations import NO_OCCUPATIONS
from bajigong.tables import read_files, write_template
from bajigong.tables.headers import headers_of
from bajigong.tables.template import further, plan

SHEETS = {
    "zh": ["申报人员", "工作经历", "证书", "学历", "备案", "评价机构", "填表说明", "选项"],
    "en": ["applicants", "work", "certificates held", "education", "filings", "agency", "instructions", "choices"],
}


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def template(tmp_path, schema, lang):
    write_template(tmp_path / "t.xlsx", schema, lang)
    return tmp_path / "t.xlsx"


def own(path):
    """Take the marks of the agency's examples away, as somebody does who writes their own in their place."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "张三" not in cell.value:
                    cell.value = cell.value.replace("（示例）", "")
    book.save(path)
    return path


def test_the_example_of_the_agency_must_be_changed(template, schema, lang):
    with pytest.raises(InputError) as error:
        list(read_files([template], schema))
    problems = [problem.say("zh") for problem in error.value.problems]
    assert len(problems) == 2
    assert all("仍是模板的示例" in problem for problem in problems)
    assert {problem.sheet for problem in error.value.problems} == {SHEETS[lang][4], SHEETS[lang][5]}


def test_both_languages_say_the_same(tmp_path, schema, checked):
    said = []
    for lang in ("zh", "en"):
        write_template(str(tmp_path / f"{lang}.xlsx"), schema, lang)
        own(tmp_path / f"{lang}.xlsx")
        said += [checked(raw).facts for raw in read_files([tmp_path / f"{lang}.xlsx"], schema)]
    assert said[0] == said[1]


def test_sheets_and_headers(template, lang, schema):
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == SHEETS[lang]
    main = book[SHEETS[lang][0]]
    assert main.freeze_panes == "A2"
    assert book[SHEETS[lang][-1]].sheet_state == "hidden"
    headers = [cell.value for cell in main[1]]
    assert headers[:3] == {"zh": ["姓名", "证件号码", "出生日期"], "en": ["name", "ID number", "date of birth"]}[lang]
    assert all(main.column_dimensions[cell.column_letter].width >= 12 for cell in main[1])
    for planned in (*plan(schema, lang), *further(schema, lang)):
        for column in planned.columns:
            [target] = headers_of(schema).find(column.header)
            assert target.field == column.field


def test_cells_have_their_formats(template, lang, schema):
    main = openpyxl.load_workbook(template)[SHEETS[lang][0]]
    by_path = {headers_of(schema).find(cell.value)[0].field.path: cell.column for cell in main[1]}
    for path, number_format in {
        "applicant.birth_date": "yyyy-mm-dd",
        "applicant.id_number": "@",
        "occupation": "@",
        "place": "@",
        "applicant.certificates.number": "@",
    }.items():
        column = by_path[path]
        [below] = [one for one in main.column_dimensions.values() if one.min <= column <= one.max]
        for found in (main.cell(2, column), below):
            assert found.number_format.replace("\\", "") == number_format


def test_drop_downs(template, lang, schema):
    book = openpyxl.load_workbook(template)
    main, lists = book[SHEETS[lang][0]], book[SHEETS[lang][-1]]
    words = {}
    for validation in main.data_validations.dataValidation:
        header = main.cell(1, next(iter(validation.sqref.ranges)).min_col).value
        column = validation.formula1.partition("!$")[2][0]
        words[headers_of(schema).find(header)[0].field.path] = [cell.value for cell in lists[column] if cell.value]
        assert validation.errorStyle == "warning"
    assert words["track"] == list(schema.tracks)
    assert len(words["grade"]) == len(words["applicant.certificates.grade"]) == len(schema.grades)
    assert words["applicant.work.front_line"] == {"zh": ["是", "否"], "en": ["yes", "no"]}[lang]
    assert len(words["applicant.education.school"]) == 8
    assert "applicant.name" not in words


def test_the_guide_explains_every_column(template, lang, schema):
    book = openpyxl.load_workbook(template)
    rows = list(book[SHEETS[lang][-2]].iter_rows(values_only=True))
    explained = {row[5] for row in rows if row[5]}
    wanted = {path for path, field in schema.fields.items() if field.type != "list" and path != "tenant"}
    assert wanted <= explained
    [row] = [row for row in rows if row[5] == "agency.size"]
    assert row[4] == {"zh": "大型、中型、小型、微型", "en": "large, medium, small, micro"}[lang]


def test_a_template_filled_in(tmp_path, schema, checked):
    write_template(tmp_path / "t.xlsx", schema, "zh")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    main = book["申报人员"]
    main.delete_rows(2)
    for name in ("工作经历", "证书", "学历", "备案", "评价机构"):
        del book[name]
    for column, value in enumerate(["李四", "11010519491231002X"], 1):
        main.cell(2, column, value)
    book.save(tmp_path / "t.xlsx")
    [raw] = read_files([tmp_path / "t.xlsx"], schema)
    assert set(checked(raw).facts) == {"applicant"}


def test_schemas_that_have_little(tmp_path, schema):
    from attrs import evolve

    fields = {path: schema.fields[path] for path in ("applicant.name", "occupation", "agency.size", "track", "grade")}
    small = evolve(schema, fields=fields, tracks=("school",), grades=schema.grades[:1], occupations=NO_OCCUPATIONS)
    write_template(tmp_path / "t.xlsx", small, "zh")
    assert len(list(read_files([tmp_path / "t.xlsx"], small))) == 1


@pytest.mark.parametrize("name", ["none/t.xlsx", ".", "a\0b"])
def test_a_file_that_cannot_be_written(tmp_path, schema, name):
    with pytest.raises(InputError, match="cannot be written"):
        write_template(f"{tmp_path}/{name}", schema, "zh")
