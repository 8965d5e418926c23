"""Lines: how wide Chinese is, and where a line may break."""

import pytest

from bajigong.cli.show.lines import Line, cells, fitted, line, padded


@pytest.mark.parametrize(
    ("words", "width"),
    [("", 0), ("abc", 3), ("镗工", 4), ("第1条", 5), ("（）", 4), ("e\u0301", 1), ("—✓", 2), ("\u3000", 2)],
)
def test_chinese_takes_two_cells(words, width):
    assert cells(words) == width


def test_words_are_filled_up_to_a_width():
    assert padded("镗工", 6) == "镗工  "


@pytest.mark.parametrize("words", ["职业技能等级认定工作", "conditions of 2023, grade 3 no. 1", "一a二b三c四d五e六f"])
@pytest.mark.parametrize("width", [7, 8, 15])
def test_what_is_cut_keeps_its_end_and_fills_the_width(words, width):
    cut = fitted(words, width)
    assert cells(cut) == width
    assert "…" in cut
    assert cut.rstrip()[0] == words[0]
    assert cut.rstrip()[-1] == words[-1]


def test_what_fits_is_not_cut():
    assert fitted("镗工", 6) == "镗工  "


@pytest.mark.parametrize("width", range(12, 40))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(width):
    words = "取得本职业（工种）四级/中级工证书后，累计从事本职业或相关职业工作满4年（自2025年3月1日起）。"
    rows = list(line("✓ ", (words, "good"), indent=2).wrapped(width))
    assert all(cells(row.text) <= width for row in rows)
    assert "".join(row.text.strip() for row in rows).replace(" ", "") == f"✓{words}"


@pytest.mark.parametrize("width", range(12, 40))
def test_punctuation_begins_no_line_and_an_opening_bracket_ends_none(width):
    words = "一级，二级；三级（高级工）、四级：“中级工”，五级〔2022〕《标准》。"
    rows = [row.text.strip() for row in line(words).wrapped(width)]
    assert not any(row[0] in "，；、：）”。〕》" for row in rows)
    assert not any(row[-1] in "（“〔《" for row in rows)


def test_english_breaks_between_words_and_hangs():
    rows = [row.text for row in line("four years of work in the occupation", indent=2).wrapped(20)]
    assert rows == ["  four years of work", "    in the", "    occupation"]


def test_parts_keep_their_looks_and_are_joined_again():
    [row] = line("a ", ("镗工", "good"), ("车工", "good")).wrapped(40)
    assert row.parts == (("a ", ""), ("镗工车工", "good"))


def test_nothing_in_the_input_steers_a_terminal_or_begins_a_line():
    assert line("张\x1b[31m三\n李四\u3000").text == "张�[31m三�李四\u3000"


def test_an_empty_line_stays_a_line():
    assert [row.text for row in Line().wrapped(10)] == [""]
