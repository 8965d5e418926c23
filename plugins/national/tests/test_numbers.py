"""The schemes of certificate numbers, by the examples that public sources give."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bajigong.law.certificates import explain
from bajigong.law.opening import open_bundle

TODAY = date(2026, 11, 21)
BUNDLE = open_bundle(["national"])
SCHEMES = [said.what for said in BUNDLE.number_schemes.values()]
LEVEL = next(p for p in BUNDLE.number_schemes["national:skill-level"].what.parts if p.id == "level")
PROVINCES = next(p for p in BUNDLE.number_schemes["national:skill-level"].what.parts if p.id == "province").table


def read(number):
    return explain(number, SCHEMES, TODAY)


def scheme(number):
    [candidate] = read(number).candidates
    return candidate.scheme.id


def meanings(number):
    return {p.part.id: p.meaning.zh if p.meaning else None for p in read(number).candidates[0].parts}


def test_a_skill_level_number_of_a_real_agency():
    reading = read("Y000051001064253000001")
    assert reading.well_formed
    assert scheme("Y000051001064253000001") == "national:skill-level"
    assert reading.candidates[0].filing == "Y000051001064"
    assert meanings("Y000051001064253000001") | {"kind": None, "ministry": None} == {
        "kind": None,
        "ministry": None,
        "province": "四川",
        "agency": "由所在地省级人社部门编制",
        "year": "2025年",
        "level": "三级/高级工",
        "serial": "由评价机构按年度和等级依次编制",
    }
    assert meanings("Y000051001064253000001")["kind"].startswith("用人单位")
    assert meanings("Y000051001064253000001")["ministry"] == "最先在省级备案的机构"


def test_the_masked_sample_of_the_rule_has_a_problem_where_it_is_masked():
    reading = read("Y000123XXXXXX195000001")
    assert [(p.kind, p.position) for p in reading.problems] == [("bad-character", 8)]
    assert "8–13" in reading.problems[0].text.en
    assert "XXXXXX" in reading.problems[0].text.zh
    assert meanings("Y000123XXXXXX195000001") | {"kind": None} == {
        "kind": None,
        "ministry": "最先在部级备案的机构",
        "province": "黑龙江",
        "agency": None,
        "year": "2019年",
        "level": "五级/初级工",
        "serial": "由评价机构按年度和等级依次编制",
    }
    assert reading.candidates[0].filing == ""


@pytest.mark.parametrize("number", ["Y000051001064", "Y000051001068"])
def test_a_filing_number_is_told_apart(number):
    reading = read(number)
    assert scheme(number) == "national:filing-number"
    assert [problem.kind for problem in reading.problems] == ["not-a-certificate"]
    assert reading.candidates[0].filing == number


@pytest.mark.parametrize("letter", ["T", "A", "Z"])
def test_a_letter_for_the_grade_is_neither_refused_nor_guessed(letter):
    number = f"Y00005100106425{letter}000001"
    reading = read(number)
    assert reading.well_formed
    assert scheme(number) == "national:special-grade"
    assert (reading.part("level").meaning, reading.part("level").unknown) == (None, True)
    assert reading.part("province").meaning.zh == "四川"
    assert any(f"第16位等级代码（字母）为“{letter}”" in note.zh for note in reading.notes)


@pytest.mark.parametrize("letter", ["J", "R", "T"])
def test_only_the_two_kinds_of_agency_that_the_rule_names(letter):
    [problem] = read(f"{letter}000051001064253000001").problems[:1]
    assert problem.kind in {"bad-character", "wrong-length"}


def test_an_old_qualification_number_is_told_apart():
    reading = read("0510003000400123")
    assert reading.well_formed
    assert [candidate.scheme.id for candidate in reading.candidates] == ["national:old-qualification"]
    assert not reading.candidates[0].scheme.current
    assert meanings("0510003000400123")["issuer"] == "江苏"
    assert meanings("0510003000400123")["year"] == "2005年"
    assert "GB/T 2260" in reading.candidates[0].scheme.gist.zh


def test_an_old_code_of_a_province_is_not_read_by_the_national_standard():
    part = read("0551003000400123").part("issuer")
    assert (part.meaning, part.unknown) == (None, True)


@pytest.mark.parametrize(("position", "number"), [(7, "0510005000400123"), (11, "0510003000600123")])
def test_an_old_number_has_five_kinds_of_organ_and_five_levels(position, number):
    assert [(p.kind, p.position) for p in read(number).problems] == [("bad-character", position)]


def test_an_old_shanghai_number_says_how_to_query_it():
    reading = read("1234567890123")
    assert reading.well_formed
    assert scheme("1234567890123") == "national:old-shanghai"
    assert "000" in reading.candidates[0].scheme.gist.zh


def test_the_query_form_of_a_shanghai_number_may_also_be_an_old_one():
    found = [candidate.scheme.id for candidate in read("0001234567834567").candidates]
    assert found == ["national:old-shanghai-query"]
    found = [candidate.scheme.id for candidate in read("0001234567345678").candidates]
    assert found == ["national:old-qualification", "national:old-shanghai-query"]


def test_a_pilot_number():
    reading = read("RSN51010000120300001")
    assert reading.well_formed
    assert scheme("RSN51010000120300001") == "national:pilot"
    assert meanings("RSN51010000120300001") | {"division": None} == {
        "prefix": None,
        "filed_with": "省级",
        "kind": "企业",
        "province": "四川",
        "division": None,
        "agency": None,
        "year": "2020年",
        "level": "三级/高级工",
        "serial": None,
    }


def test_a_supervisors_card_is_no_certificate():
    assert scheme("R36210001") == "national:supervisor-card"
    assert [problem.kind for problem in read("R36210001").problems] == ["not-a-certificate"]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("Y000099001064253000001", "unknown-value"),
        ("Y000051001064273000001", "future-year"),
        ("Y000051001064253000000", "zero-serial"),
        ("Y000051001064256000001", "bad-character"),
        ("Y00005100106425300001", "wrong-length"),
        ("Y0000510010642530001", "wrong-length"),
    ],
)
def test_problems(number, kind):
    assert [problem.kind for problem in read(number).problems] == [kind]


def test_every_scheme_says_where_it_comes_from_and_where_a_certificate_is_checked():
    for one in SCHEMES:
        assert one.clause in BUNDLE.clauses or one.source.startswith("http")
        assert one.checked_at == ("www.osta.org.cn" if one.certificate else "")
        assert one.gist.zh
        assert one.gist.en


def test_the_coding_rules_carry_no_date_and_say_where_they_were_read():
    for name in ("CNR", "CNT"):
        document = BUNDLE.documents[name].what
        assert (document.issued, document.in_force) == (None, None)
        assert document.note
        assert document.source


def test_the_levels_are_the_grades():
    assert dict(LEVEL.table) == {code: BUNDLE.grades[code].what.label for code in ("5", "4", "3", "2", "1")}


@given(
    st.sampled_from("YS"),
    st.integers(0, 9999),
    st.sampled_from([code for code, _ in PROVINCES]),
    st.integers(0, 999999),
    st.integers(0, 26),
    st.sampled_from("54321"),
    st.integers(1, 999999),
)
def test_a_valid_number_gives_its_parts_back(kind, ministry, province, agency, year, level, serial):
    parts = (kind, f"{ministry:04}", province, f"{agency:06}", f"{year:02}", level, f"{serial:06}")
    reading = read("".join(parts))
    assert reading.well_formed
    assert tuple(part.text for part in reading.candidates[0].parts) == parts
    assert reading.candidates[0].filing == "".join(parts)[:13]


@given(st.text(max_size=30) | st.text("YSRGNWX0123456789 ", min_size=8, max_size=24))
def test_random_text_never_raises(number):
    assert read(number).given == number
