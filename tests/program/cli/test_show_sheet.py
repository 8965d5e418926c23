"""Several applications for people: the table and its counts."""

import io
from datetime import date

import pytest
from rich.console import Console

from bajigong.answers import Application
from bajigong.cli.open_tenants import Answer, Names, Row
from bajigong.cli.show.lines import cells
from bajigong.cli.show.sheet import Sheet
from bajigong.cli.show.terminal import Terminal
from bajigong.engine.engine import Engine
from bajigong.errors import Problem
from bajigong.law.tenants import tenant
from bajigong.policy.text import Text, same

ON = date(2026, 11, 21)
WRONG = Problem("a.xlsx", "applicant.birth_date", same("「2月30日」"), Text("日期", "a day"), 9, "出生日期", "人员")


@pytest.fixture(scope="module")
def rows():
    home = tenant("sichuan")
    names = Names(home, home.open())
    filing = {
        "occupations": ["6-18-01-05"],
        "grades": ["4"],
        "regions": ["510000"],
        "people": "public",
        "from": date(2025, 1, 1),
    }
    agency = {"kind": "third_party", "filings": [{**filing, "until": date(2029, 1, 1)}]}
    persons = [
        {"birth_date": date(1990, 3, 7), "work": [{"occupation": "6-18-01-05", "from": date(2012, 7, 1)}]},
        {
            "birth_date": date(1990, 3, 7),
            "apprenticeships": [],
            "work": [{"occupation": "6-18-01-05", "from": date(2022, 7, 1)}],
        },
        {"birth_date": date(1990, 3, 7)},
    ]
    blank = {key: [] for key in ("certificates", "titles", "education", "competitions", "achievements", "reviews")}
    applications = [
        Application(
            {
                "track": "third_party",
                "occupation": "6-18-01-05",
                "grade": "4",
                "applicant": {"name": f"员工{n}", **blank, **person},
                "agency": agency,
            },
            ON,
            "510100",
        )
        for n, person in enumerate(persons, 1)
    ]
    verdicts = Engine(names.bundle, "sichuan").decide(applications)
    answers = [Answer(verdict, one, names) for verdict, one in zip(verdicts, applications, strict=True)]
    checked = [Row("a.xlsx", n, n, answer.verdict.applicant, answer) for n, answer in enumerate(answers, 2)]
    return [*checked, Row("a.xlsx", 9, 9, "王\x1b五", None, (WRONG, WRONG))]


def wide(rows, lang="zh"):
    return [line.text for line in Sheet(rows, lang).lines()]


def narrow(rows, width=80, lang="zh"):
    return [row.text for line in Sheet(rows, lang).narrow(width) for row in line.wrapped(width)]


def test_one_line_each_and_the_counts(rows):
    lines = wide(rows)
    assert len(lines) == 1 + len(rows) + 2
    assert lines[0].split() == ["行号", "姓名", "申报职业", "申报等级", "结论", "符合期间", "申报条件", "未满足或缺少"]
    assert [line.split()[4] for line in lines[1:5]] == ["符合", "不符合", "无法判定", "未核验"]
    assert lines[-1] == "共4份：符合1，不符合1，无法判定1，未核验1"


def test_in_english(rows):
    lines = wide(rows, "en")
    assert lines[-1] == "4 applications: 1 eligible, 1 not eligible, 1 undetermined, 1 not checked"


def test_columns_begin_at_the_same_cell(rows):
    lines = wide(rows)[:5]
    assert (
        len({cells(line[: line.index(mark)]) for line, mark in zip(lines[1:], ("镗", "镗", "镗", "—"), strict=True)})
        == 1
    )


def test_days_and_reasons_are_said_in_short(rows):
    eligible, later, unsure, wrong = wide(rows)[1:5]
    assert "2025-01-01至2027-12-27" in eligible
    assert "2027-07-01起" in later
    assert "工作满5年" in later
    assert "缺少：" in unsure
    assert wrong.count("「2月30日」") == 2


def test_the_file_is_named_where_there_are_several(rows):
    other = Row("b.xlsx", 2, 1, "李四", rows[0].answer)
    assert wide([*rows, other])[0].startswith("文件")
    assert "b.xlsx" in wide([*rows, other])[5]


def test_what_all_have_in_common_stands_above_a_narrow_table(rows):
    lines = narrow(rows)
    assert lines[0] == "申报职业：镗工　申报等级：四级/中级工"
    assert "申报职业" not in lines[1]


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_narrow_table_stays_in_its_width(rows, width, lang):
    assert max(cells(line) for line in narrow(rows, width, lang)) <= width


def test_problems_beyond_the_first_are_counted_on_a_terminal(rows):
    said = "".join(line.strip() for line in narrow(rows))
    assert said.count("「2月30日」") == 1
    assert "（另有1处）" in said


def test_what_wraps_hangs_below_its_column(rows):
    lines = narrow(rows)
    at = next(n for n, line in enumerate(lines) if line.endswith(" ") is False and line.startswith("    "))
    start = len(lines[at]) - len(lines[at].lstrip())
    head = lines[1]
    assert start == cells(head[: head.index("申报条件，")])


def test_a_verdict_has_its_colour(rows):
    out = io.StringIO()
    terminal = Terminal(Console(file=out, force_terminal=True, width=80, color_system="standard"))
    terminal.lines(Sheet(rows, "zh").narrow(80))
    assert "\x1b[1;32m符合" in out.getvalue()
    assert "\x1b[1;31m不符合" in out.getvalue()
    assert "\x1b[1;33m无法判定" in out.getvalue()


def test_nothing_in_a_name_steers_a_terminal(rows):
    assert all("\x1b" not in line for line in (*wide(rows), *narrow(rows)))
