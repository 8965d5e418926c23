"""CSV: encodings, headers, and rows that are wrong while others are right."""

from datetime import date

import pytest

from bajigong.tables.headers import headers_of, letter

WIDE = """\
职业技能等级认定申报表,,,
姓名,证件号码,申报职业（工种）,申报级别,从业开始日期,从业截止日期,从业开始日期2,原证书级别,备注
张三,510104199003070015,电工,三级/高级工,2012-07-01,2016-06-30,2017年1月1日,四级,党员
李四,,车工,4,,,,无,
,,,,,,,,

"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_wide_sheet(read, checked, encoding):
    zhang, li = (checked(raw) for raw in read("a.csv", WIDE.encode(encoding)))
    assert zhang.facts == {
        "occupation": "6-31-01-03",
        "grade": "3",
        "applicant": {
            "name": "张三",
            "id_number": "510104199003070015",
            "birth_date": date(1990, 3, 7),
            # All columns are filled: there may be further records, of which nothing is known.
            "work": [{"from": date(2012, 7, 1), "to": date(2016, 6, 30)}, {"from": date(2017, 1, 1)}, {}],
            "certificates": [{"grade": "4"}, {}],
        },
    }
    # No certificate is declared; of work nothing was said.
    assert li.facts == {"occupation": "6-18-01-01", "grade": "4", "applicant": {"name": "李四", "certificates": []}}


def test_rows_are_numbered_as_a_spreadsheet_shows_them(read, said):
    text = '姓名,出生日期\n张三,1990-02-30\n\n"李\n四",1990-03-07\n王五,1990-3-\n'
    raws = read("a.csv", text)
    assert [raw.row for raw in raws] == [2, 4, 5]
    assert said(raws) == [
        "a.csv, row 2, column '出生日期': found '1990-02-30'; expected a day that exists",
        "a.csv, row 5, column '出生日期': found '1990-3-'; "
        "expected a full date (year, month and day) such as 2012-07-01",
    ]
    assert said(raws, "zh")[0] == "a.csv，第2行，「出生日期」列：填写为「1990-02-30」；应为实际存在的日期"


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ("从业开始日期", "applicant.work[0].from"),
        ("从业开始日期1", "applicant.work[0].from"),
        ("从业开始日期2", "applicant.work[1].from"),
        ("从业开始日期（２）", "applicant.work[1].from"),
        ("从业开始日期 12", "applicant.work[11].from"),
        ("worked from", "applicant.work[0].from"),
        ("Worked From 2", "applicant.work[1].from"),
        ("applicant.work.from", "applicant.work[0].from"),
        ("applicant.work[1].from", "applicant.work[1].from"),
        ("applicant.work[0].from", "applicant.work[0].from"),
        ("applicant.birth_date", "applicant.birth_date"),
        ("出生\n日期", "applicant.birth_date"),
        (" 出 生 日 期 ", "applicant.birth_date"),
        ("*出生日期", "applicant.birth_date"),
        ("date of birth", "applicant.birth_date"),
        ("备案职业(工种)", "agency.filings[0].occupations"),
        ("备案职业（工种）", "agency.filings[0].occupations"),
        ("工作经历", "applicant.work"),
        ("申报级别", "grade"),
    ],
)
def test_headers_that_are_known(schema, header, path):
    [target] = headers_of(schema).find(header)
    assert target.path == path


@pytest.mark.parametrize(
    "header",
    [
        "",
        None,
        "姓名2",
        "从业开始日期0",
        "applicant.name[0].x",
        "applicant.work[x].from",
        "applicant[0].name",
        "从业",
        3.0,
        "2",
    ],
)
def test_headers_that_are_not(schema, header):
    assert headers_of(schema).find(header) == ()


@pytest.mark.parametrize("ignored", ["备注", "序号", "联系电话", "电子邮箱", "性别", "民族", "照片", "note", "备 注"])
def test_columns_that_say_nothing_are_left_unread(read, checked, ignored):
    [raw] = read("a.csv", f"{ignored},姓名,申报级别\nx,张三,3\n1,,\n")
    assert checked(raw).facts == {"grade": "3", "applicant": {"name": "张三"}}


def test_a_declared_fact_goes_before_an_ignored_column(schema):
    from attrs import evolve

    from bajigong.policy.facts import FactField
    from bajigong.policy.text import Text

    field = FactField("applicant.sex", "text", Text("性别", "sex"))
    [target] = headers_of(evolve(schema, fields={**schema.fields, field.path: field})).find("性别")
    assert target.path == "applicant.sex"


def test_a_header_of_two_facts_is_refused(schema, tmp_path):
    from attrs import evolve

    from bajigong.errors import InputError
    from bajigong.policy.facts import FactField
    from bajigong.policy.text import Text
    from bajigong.tables import read_files

    field = FactField("applicant.nickname", "text", Text("姓名", "nickname"))
    (tmp_path / "a.csv").write_text("姓名,申报级别,申报职业\n张三,3,电工\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a header that stands for one fact: applicant.name, applicant.nickname"):
        list(read_files([tmp_path / "a.csv"], evolve(schema, fields={**schema.fields, field.path: field})))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("姓名,考生姓名,申报级别", ["column B: found '考生姓名', a fact that another column fills already"]),
        ("姓名,从业开始日期,从业开始日期1", ["column C: found '从业开始日期1', a fact that another column"]),
        ("姓名,从业开始日期,工作经历", ["column C: found '工作经历', a fact that another column"]),
        ("姓名,工作经历,从业开始日期2", ["column C: found '从业开始日期2', a fact that another column"]),
    ],
)
def test_headers_that_are_wrong_are_all_said(fails, header, said):
    problems = fails("a.csv", f"标题\n{header}\n张三,3,x,y\n")
    assert len(problems) == len(said)
    for problem, words in zip(problems, said, strict=True):
        assert problem.startswith("a.csv, row 2, ")
        assert words in problem


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "姓名,申报级别,申报职业类",
            ["column C: found '申报职业类'; expected a known header (did you mean '申报职业'"],
        ),
        ("姓名,申报级别,xyz,zyx", ["column C: found 'xyz'; expected a known header", "column D: found 'zyx'"]),
    ],
)
def test_with_strict_columns_an_unknown_header_refuses_the_file(strictly_fails, header, said):
    problems = strictly_fails("a.csv", f"标题\n{header}\n张三,3,x,y\n")
    assert len(problems) == len(said)
    for problem, words in zip(problems, said, strict=True):
        assert problem.startswith("a.csv, row 2, ")
        assert words in problem


def test_a_value_without_a_header_is_wrong_in_its_row_alone(read, said, checked):
    raws = read("a.csv", "姓名,,申报级别\n张三,,3\n李四,x,4\n王五,,4,，\n赵六,,4,,,\n")
    assert said(raws) == [
        "a.csv, row 3, column B: found 'x'; expected a header over every value",
        "a.csv, row 4, column D: found '，'; expected a header over every value",
    ]
    assert checked(raws[3]).facts["grade"] == "4"


def test_short_rows_leave_out_what_they_do_not_reach(read, checked):
    [raw] = read("a.csv", "姓名,申报级别,申报职业\n张三,3\n")
    assert checked(raw).facts == {"grade": "3", "applicant": {"name": "张三"}}


def test_empty_records_are_passed_over_and_the_others_keep_their_headers(read, said, checked):
    text = "姓名,从业开始日期,从业开始日期2,从业开始日期3\n张三,,,2012-13-01\n李四,2012-07-01,,2013-07-01\n"
    raws = read("a.csv", text)
    assert said(raws) == ["a.csv, row 2, column '从业开始日期3': found '2012-13-01'; expected a day that exists"]
    assert [record["from"].year for record in checked(raws[1]).facts["applicant"]["work"]] == [2012, 2013]


def test_a_column_of_the_list_itself_can_only_say_none(read, said, checked):
    raws = read("a.csv", "姓名,申报级别,工作经历\n张三,3,无\n李四,3,电工\n王五,3,\n")
    assert checked(raws[0]).facts["applicant"] == {"name": "张三", "work": []}
    assert said(raws) == ["a.csv, row 3, column '工作经历': found '电工'; expected a list of records, or 'none'"]
    assert checked(raws[2]).facts["applicant"] == {"name": "王五"}


def test_agency_facts_stand_beside_the_person(read, checked):
    [raw] = read("a.csv", '姓名,评价机构,备案等级,备案地区\n张三,丙公司,"五级、四级,3",510000\n')
    assert checked(raw).facts["agency"] == {
        "name": "丙公司",
        "filings": [{"grades": ["5", "4", "3"], "regions": ["510000"]}],
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "found an empty file"),
        ("a,b\n1,2\n", "found no header; expected a row of headers such as 姓名, 申报职业"),
        ("姓名\n张三\n", "found no header"),
        ("姓名,申报级别\n", "found no application"),
        ("姓名,申报级别\n,\n", "found no application"),
        ("\n" * 25 + "姓名,申报级别\n张三,3\n", "found no header"),
        ('姓名,申报级别\n"张三,3\n', "row 2: found a row that cannot be read (unexpected end of data); expected CSV"),
        ('姓名,申报级别\n"张"三,3\n', "row 2: found a row that cannot be read"),
        ("姓名,申报级别\n" + "x" * 200000 + ",3\n", "row 2: found a row that cannot be read"),
        (b"\xff\x00\xff\x00", "found byte 1, which cannot be read; expected text in UTF-8, GB18030 or UTF-16"),
        ("姓名,申报级别\n张三,3".encode() + b"\xff\n", "found byte 29, which cannot be read"),
        ("姓名,申报级别\n张三".encode()[:-1], "which cannot be read"),
        (b"\xef\xbb\xbf\xd5\xc5", "found byte 4, which cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(fails, content, said):
    [problem] = fails("a.csv", content)
    assert said in problem


def test_large_files_are_read_piece_by_piece(read, checked):
    row = "张三,电工,甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸\n"
    raws = read("a.csv", ("姓名,申报职业,工作单位\n" + row * 40000).encode("gb18030"))
    assert len(raws) == 40000
    assert checked(raws[-1]).facts["applicant"]["name"] == "张三"
    assert raws[-1].row == 40001


def test_letters_of_columns():
    assert [letter(index) for index in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
