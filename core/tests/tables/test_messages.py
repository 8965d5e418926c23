"""What people read: problems in both languages, values shown short, printable and masked."""

import pytest

from bajigong.errors import InputError, Problem
from bajigong.policy.text import Text, same
from bajigong.tables import Where
from bajigong.tables.raw import LinePlaces, Lines
from bajigong.tables.words import BrokenCell, fold, masked, near, plain, shown

FOUND, EXPECTED = Text("甲", "a"), Text("乙", "b")


@pytest.mark.parametrize(
    ("where", "place", "zh", "en"),
    [
        (Where("f"), "", "f", "f"),
        (Where("f"), "applicant.name", "f，applicant.name", "f, applicant.name"),
        (Where("f", line=3), "grade", "f，第3行，grade", "f, line 3, grade"),
        (Where("f", item=2), "grade", "f，第2份申报，grade", "f, application 2, grade"),
        (Where("f", "表"), "", "f，工作表「表」", "f, sheet '表'"),
        (
            Where("f", "表", 5, "出生日期"),
            "x.y",
            "f，工作表「表」第5行，「出生日期」列",
            "f, sheet '表', row 5, column '出生日期'",
        ),
        (Where("f", "", 5, "AB"), "", "f，第5行，AB列", "f, row 5, column AB"),
    ],
)
def test_problems_in_both_languages(where, place, zh, en):
    problem = where.problem(FOUND, EXPECTED, place)
    assert problem.say("zh") == f"{zh}：填写为甲；应为乙"
    assert problem.say("en") == str(problem) == f"{en}: found a; expected b"


def test_problems_can_be_told_apart_and_counted():
    assert len({Problem("f", "p", FOUND, EXPECTED), Problem("f", "p", FOUND, EXPECTED)}) == 1


def test_an_input_error_says_all_its_problems():
    error = InputError((Problem("f", "p", FOUND, EXPECTED), Problem("g", "", FOUND, EXPECTED, 2, "C")))
    assert str(error) == "f, p: found a; expected b\ng, row 2, column C: found a; expected b"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        ({}, "a mapping"),
        ([1], "a list"),
        (True, "'true'"),
        (3.0, "'3'"),
        (3.5, "'3.5'"),
        ("a\nb\x00", "'a\\nb\\x00'"),
        ("\ud800", "'\\ud800'"),
        ("x" * 100, f"'{'x' * 60}…'"),
        ("510104199003070015", "'510104**********15'"),
        ("张三510104199003070015号", "'张三510104**********15号'"),
        ("510104900307001", "'510104*******01'"),
        ("Y000051001064214000001", "'Y000051001064214000001'"),
        (BrokenCell("#N/A"), "'#N/A'"),
        ("{brace}", "'{brace}'"),
    ],
)
def test_values_as_they_are_shown(value, text):
    assert shown(value).en == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("510104199003070015", "'510104**********15'"),
        ("12345678", "'********'"),
        ("", "''"),
        ("123456789", "'123456*89'"),
    ],
)
def test_id_numbers_are_masked(number, text):
    assert masked(number).en == text


def test_folding():
    assert fold(" 备案职业（工种）\n") == fold("备案职业(工种)")
    assert fold("Ａ Ｂ\u200b") == "ab"
    assert fold("6–31") == "6-31"


def test_plain_text_of_scalars():
    assert [plain(value) for value in (True, 3.0, 3, "x", float("inf"))] == ["true", "3", "3", "x", "inf"]


def test_near_misses():
    assert near("出生日其", ["出生日期", "姓名"]) == Text("（是否为「出生日期」？）", " (did you mean '出生日期'?)")
    assert near("zzz", ["出生日期"]) == same("")


def test_the_line_of_what_is_not_there_is_that_of_what_it_would_stand_in():
    places = LinePlaces(Where("f"), Lines(1, {"a": Lines(2, {"[0]": Lines(3, {"b": Lines(4, {})})})}))
    assert [places.at(path).line for path in ("", "a", "a[0]", "a[0].b", "a[0].c", "a[1].b", "z")] == [
        1,
        2,
        3,
        4,
        3,
        2,
        1,
    ]
