"""Names, days and masks."""

from datetime import date

import pytest

from bajigong.cli.open_tenants import Names, apart, day, last, masked
from bajigong.law.tenants import tenant
from bajigong.policy.text import same


@pytest.fixture(scope="module")
def names():
    sichuan = tenant("sichuan")
    return Names(sichuan, sichuan.open())


@pytest.mark.parametrize(
    ("end", "zh", "en"),
    [
        (date(2026, 11, 22), "1天", "1 day"),
        (date(2026, 12, 10), "19天", "19 days"),
        (date(2027, 11, 21), "1年", "1 year"),
        (date(2029, 3, 1), "2年3个月8天", "2 years 3 months 8 days"),
    ],
)
def test_how_long_it_is_in_words(end, zh, en):
    assert apart(date(2026, 11, 21), end, "zh") == zh
    assert apart(date(2026, 11, 21), end, "en") == en


def test_days():
    assert day(date(2026, 3, 1)).zh == "2026年3月1日"
    assert day(date(2026, 3, 1)).en == "2026-03-01"
    assert last(date(2028, 3, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("510104199003070015", "510104**********15"),
        ("12345678", "********"),
        ("", ""),
        ("51010419900307001X", "510104**********1X"),
    ],
)
def test_the_middle_of_an_id_number_is_hidden(number, shown):
    assert masked(number) == shown


def test_codes_have_names(names):
    assert names.grade("3").zh == "三级/高级工"
    assert names.occupation("6-18-01-05") == same("镗工")
    assert names.occupation("6-18-01-05-999") == same("镗工")
    assert names.track("enterprise").zh == "企业自主评价"
    assert names.method("national:examination").zh == "考核认定"


def test_what_is_not_known_is_its_own_name(names):
    for name in (names.grade, names.occupation, names.track, names.method, names.fact):
        assert name("unheard-of") == same("unheard-of")


def test_a_fact_of_a_record_is_named_with_its_list(names):
    assert names.fact("applicant.birth_date").zh == "出生日期"
    assert names.fact("applicant.work.from").zh == "工作经历中的从业开始日期"
    assert names.fact("applicant.work[1].from") == names.fact("applicant.work.from")


def test_clauses_are_cited_as_offices_do(names):
    assert names.clause("SC22/4.1.a").zh == "川人社规〔2022〕9号 四(一) 1"
    assert names.clause("SCV/1").zh.startswith("关于进一步做好退役军人事务员")


def test_clause_ids_in_a_text_become_citations(names):
    assert names.spoken(same("见SC22/4.1.a（T2023/3-1）。")).zh.startswith(
        "见川人社规〔2022〕9号 四(一) 1（国家职业标准"
    )
    assert names.spoken(same("and/or 三级/高级工")).zh == "and/or 三级/高级工"
