"""Every part, every problem, and numbers that nobody would write."""

import json
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bajigong.errors import LawError
from bajigong.law.certificates import explain, fold
from bajigong.policy.registers import NumberPart, NumberScheme
from bajigong.policy.text import LANGS, same
from bajigong.policy.toml import load_law

TODAY = date(2026, 11, 21)
PLACES = (("51", same("Mondland")), ("15", same("Sonnenland")))

KIND = NumberPart("kind", same("kind"), 1, "[YS]", (("Y", same("own")), ("S", same("public"))))
PLACE = NumberPart("place", same("place"), 2, "[0-9]", PLACES)
SOURCE = NumberPart("source", same("source"), 1, "[0-9]", (("0", same("province")),), True, other=same("ministry"))
YEAR = NumberPart("year", same("year"), 2, "[0-9]", role="year", century=2000)
LEVEL = NumberPart("level", same("level"), 1, "[1-5]", (("5", same("lowest")),), True)
SERIAL = NumberPart("serial", same("serial"), 3, "[0-9]", role="serial", other=same("counted"))
LETTER = NumberPart("level", same("letter"), 1, "[A-Z]", open_table=True)

PLAIN = NumberScheme(
    "t:plain",
    same("plain"),
    (KIND, PLACE, SOURCE, YEAR, LEVEL, SERIAL),
    True,
    same("ten characters"),
    filing=4,
    checked_at="www.example.org",
)
SPECIAL = NumberScheme(
    "t:special",
    same("special"),
    (KIND, evolve(PLACE, table=(), as_in="t:plain/place"), SOURCE, YEAR, LETTER, SERIAL),
    True,
    same("with a letter"),
)
OLD = NumberScheme("t:old", same("old"), (evolve(YEAR, century=None), evolve(SERIAL, length=4)), False, same("six"))
CARD = NumberScheme("t:card", same("card"), (KIND, PLACE, SOURCE), True, same("four"), certificate=False)
SCHEMES = (PLAIN, SPECIAL, OLD, CARD)


def read(number, schemes=SCHEMES, today=TODAY):
    return explain(number, schemes, today)


def kinds(number):
    return [(problem.kind, problem.position) for problem in read(number).problems]


def test_a_number_is_explained_part_by_part():
    reading = read("Y510255012")
    assert reading.well_formed
    [candidate] = reading.candidates
    assert (candidate.scheme.id, candidate.filing) == ("t:plain", "Y510")
    said = [(p.part.id, p.positions, p.text, p.meaning.en if p.meaning else None) for p in candidate.parts]
    assert said == [
        ("kind", "1", "Y", "own"),
        ("place", "2–3", "51", "Mondland"),
        ("source", "4", "0", "province"),
        ("year", "5–6", "25", "2025"),
        ("level", "7", "5", "lowest"),
        ("serial", "8–10", "012", "counted"),
    ]
    assert reading.part("level").text == "5"
    assert reading.part("city") is None
    assert read("").part("level") is None


def test_a_value_that_a_table_leaves_open_means_what_is_said_of_the_rest():
    assert read("Y517255012").part("source").meaning.en == "ministry"


def test_a_value_that_no_source_explains_is_said_to_be_unknown_and_is_no_problem():
    reading = read("Y510254012")
    assert reading.well_formed
    assert (reading.part("level").meaning, reading.part("level").unknown) == (None, True)
    assert any("no source at hand says what '4' means" in note.en for note in reading.notes)


def test_a_letter_for_the_level_is_another_scheme_whose_letter_is_not_guessed():
    reading = read("Y51025T012")
    assert reading.well_formed
    assert [candidate.scheme.id for candidate in reading.candidates] == ["t:special"]
    assert reading.part("place").meaning.en == "Mondland"
    assert (reading.part("level").meaning, reading.part("level").unknown) == (None, True)


def test_nothing_is_ever_called_genuine():
    for number in ("Y510255012", "001234", "Y99025X000"):
        [note] = [note for note in read(number).notes if "check digit" in note.en]
        assert "校验位" in note.zh
    assert any("www.example.org" in note.zh for note in read("Y510255012").notes)
    assert any("for its issuer to say" in note.en for note in read("001234").notes)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("", [("empty", None)]),
        (" \u200b", [("empty", None)]),
        ("Y51025501", [("wrong-length", None)]),
        ("Y5102550123", [("wrong-length", None)]),
        ("0012345", [("wrong-length", None)]),
        ("Y51XYZ5012", [("bad-character", 4), ("bad-character", 5)]),
        ("J510255012", [("bad-character", 1)]),
        ("Y510257012", [("bad-character", 7)]),
        ("Y51025501O", [("bad-character", 10)]),
        ("Y990255012", [("unknown-value", 2)]),
        ("Y510275012", [("future-year", 5)]),
        ("Y510255000", [("zero-serial", 8)]),
        ("Y510", [("not-a-certificate", None)]),
        ("Y990275000", [("unknown-value", 2), ("future-year", 5), ("zero-serial", 8)]),
    ],
)
def test_each_problem_says_where(number, expected):
    assert kinds(number) == expected
    assert not read(number).well_formed


def test_a_problem_says_what_was_found_and_what_was_expected():
    said = {number: read(number).problems[0].text for number in ("Y51025501O", "Y510257012", "J510255012", "0012345")}
    assert said["Y51025501O"].en == "position 10, serial: found 'O'; expected a digit"
    assert said["Y510257012"].zh == "第7位level：填写为“7”，应为1至5的数字"
    assert said["J510255012"].en == "position 1, kind: found 'J'; expected S or Y"
    assert said["0012345"].en == "found 7 characters; expected 6 (old)"
    assert "expected 10 (plain, special)" in read("Y").problems[0].text.en


def test_a_run_of_wrong_characters_is_one_problem():
    [problem] = read("Y510255XXX").problems
    assert problem.text.en == "position 8–10, serial: found 'XXX'; expected a digit"


def test_what_it_begins_with_decides_what_its_length_should_be():
    assert kinds("Y51025") == [("wrong-length", None)]  # as long as an old number, which begins with a digit
    assert [one.scheme.id for one in read("0012X4").candidates] == ["t:old"]
    assert [one.scheme.id for one in read("Z010255012").candidates] == ["t:plain"]


def test_a_faulty_filing_number_is_not_given():
    assert read("Y990255012").candidates[0].filing == ""
    assert read("Y510255000").candidates[0].filing == "Y510"


def test_the_year_of_an_old_number_is_the_latest_that_has_come():
    assert read("261234").part("year").meaning.en == "2026"
    assert read("271234").part("year").meaning.zh == "1927年"


def test_the_year_follows_the_day_asked_on():
    assert not read("Y510275012").well_formed
    assert read("Y510275012", today=date(2027, 1, 1)).well_formed


def test_a_number_that_two_schemes_fit_is_both():
    twin = evolve(OLD, id="t:twin", label=same("twin"))
    reading = read("001234", (*SCHEMES, twin))
    assert [candidate.scheme.id for candidate in reading.candidates] == ["t:old", "t:twin"]
    assert any("does not tell which of these it is: old; twin" in note.en for note in reading.notes)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("Y51 0255\t012", "spaces were taken out"),
        ("Ｙ５１０２５５０１２", "full-width characters were made half-width"),
        ("y510255012", "lower case was made upper case"),
        ("\ufeffY510255012", "spaces were taken out"),
    ],
)
def test_folding_is_reported(written, what):
    reading = read(written)
    assert (reading.given, reading.number, reading.well_formed) == (written, "Y510255012", True)
    assert what in reading.notes[0].en


def test_a_number_in_its_proper_form_is_not_folded():
    assert fold("Y510255012") == ("Y510255012", ())


def test_digits_of_other_scripts_are_no_digits():
    assert kinds("Y51025501٣") == [("bad-character", 10)]


def test_without_schemes_no_number_is_known():
    reading = read("Y510255012", ())
    assert (reading.candidates, reading.problems[0].kind) == ((), "wrong-length")


def test_a_table_that_no_scheme_has_is_an_error_of_the_law():
    with pytest.raises(LawError, match="explained as in 't:plain/place'"):
        read("Y51025T012", (SPECIAL,))


@given(st.text() | st.text("YSR0123456789XＹ０ｙ \u3000", max_size=24))
def test_random_text_never_raises(number):
    reading = read(number)
    assert reading.given == number
    assert reading.well_formed == (not reading.problems)
    assert all("".join(p.text for p in one.parts) == reading.number for one in reading.candidates)
    words = (*(problem.text for problem in reading.problems), *reading.notes)
    assert all(json.dumps(text.say(lang)) for text in words for lang in LANGS)


@st.composite
def valid(draw):
    """The parts of a number of the plain scheme."""
    digits = st.integers(0, 9).map(str)
    return (
        draw(st.sampled_from("YS")),
        draw(st.sampled_from(["51", "15"])),
        draw(digits),
        f"{draw(st.integers(0, 26)):02}",
        draw(st.sampled_from("12345")),
        f"{draw(st.integers(1, 999)):03}",
    )


@given(valid())
def test_a_valid_number_gives_its_parts_back(parts):
    reading = read("".join(parts))
    assert reading.well_formed
    assert tuple(part.text for part in reading.candidates[0].parts) == parts
    assert reading.candidates[0].filing == "".join(parts)[:4]


PART = '{ id = "p", label = { zh = "甲", en = "a" }, length = 1, pattern = "[0-9]", %s }'
SCHEME = (
    '[[number_scheme]]\nid = "x"\ncurrent = true\nlabel = { zh = "甲", en = "a" }\ngist = { zh = "甲", en = "a" }\n'
)


def load(tmp_path, part):
    file = tmp_path / "numbers.toml"
    file.write_text(f"{SCHEME}parts = [{part}]\n", encoding="utf-8")
    return load_law(file)


def test_a_scheme_is_read_from_toml(tmp_path):
    [scheme] = load(
        tmp_path, PART % 'role = "year", other = { zh = "乙", en = "b" }, table = { 1 = { zh = "丙", en = "c" } }'
    )
    [part] = scheme.parts
    assert (part.role, part.other.en, part.table[0][1].zh, scheme.length) == ("year", "b", "丙", 1)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (PART.replace("[0-9]", "[0-9") % "century = 2000", "expected a pattern of one character"),
        (PART % 'role = "day"', "role"),
        (PART % "colour = 1", "found key 'colour'"),
        (PART % 'other = "b"', "expected a text"),
    ],
)
def test_a_faulty_part_names_the_file(tmp_path, part, said):
    with pytest.raises(LawError, match=r"^numbers\.toml, line 6, number_scheme x: parts\[0\]") as caught:
        load(tmp_path, part)
    assert said in str(caught.value)
