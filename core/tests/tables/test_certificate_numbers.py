"""A certificate's number is held to the columns beside it: year, grade, and that it is one of a certificate."""

from datetime import date

import pytest
from core.tests.toy.form import bundle

from bajigong.tables import Raw, Where, check
from bajigong.tables.certificate_number import said_by

DAY = date(2026, 11, 21)
#: Of 2025, grade 4.
NUMBER = "Y000051001064254000001"


@pytest.fixture(scope="module")
def whole():
    return bundle().schema


def wrong(whole, **certificate):
    raw = Raw({"applicant": {"certificates": [certificate]}}, "x.yaml", Where("x.yaml"))
    found = check(raw, whole, tenant_place="510000", on=None, overrides={}, today=DAY)
    return [problem.say("en") for problem in found] if isinstance(found, tuple) else []


@pytest.mark.parametrize(
    "certificate",
    [
        {"number": NUMBER, "grade": "4", "issued": "2025-03-01"},
        {"number": f" {NUMBER.lower()} ", "grade": "4", "issued": "2025-12-31"},
        {"number": NUMBER, "grade": "4"},
        {"number": NUMBER, "issued": "2025-03-01"},
        {"number": NUMBER},
        {"number": "川人社第1234号", "grade": "3", "issued": "2016-03-01"},
        {"number": "无", "grade": "3", "issued": "2016-03-01"},
        {"number": "1251003011400123", "grade": "4", "issued": "2012-03-01"},
    ],
)
def test_numbers_that_agree_or_say_nothing(whole, certificate):
    assert wrong(whole, **certificate) == []


@pytest.mark.parametrize(
    ("certificate", "said"),
    [
        ({"number": NUMBER, "grade": "3", "issued": "2016-03-01"}, ["the year 25", "grade 4", "2016-03-01", "grade 3"]),
        ({"number": NUMBER, "grade": "4", "issued": "2024-12-31"}, ["the year 25", "2024-12-31"]),
        ({"number": NUMBER, "grade": "4", "issued": "2026-01-01"}, ["the year 25", "2026-01-01"]),
        ({"number": NUMBER, "grade": "3", "issued": "2025-01-01"}, ["grade 4", "grade 3"]),
        ({"number": "Y000051001064", "grade": "4"}, ["number of a filing", "expected the number of a certificate"]),
    ],
)
def test_numbers_that_disagree_are_an_error_of_the_row(whole, certificate, said):
    [problem] = wrong(whole, **certificate)
    assert "applicant.certificates[0].number" in problem
    for words in said:
        assert words in problem


def test_what_a_number_says(whole):
    assert (said_by(NUMBER, whole).year, said_by(NUMBER, whole).grade) == (25, "4")
    assert said_by("x", whole).other is None
