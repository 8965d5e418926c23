"""One column is not a complete list, and stated years are weighed against listed work: more is never taken for less."""

from datetime import date

import pytest
from attrs import evolve

from bajigong.policy.facts import ColumnMap
from bajigong.tables import read_files

DAY = date(2026, 11, 21)


def titles(read, checked, header, row):
    [raw] = read("a.csv", f"姓名,申报级别,{header}\n张三,3,{row}\n")
    return checked(raw).facts["applicant"].get("titles")


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("现有职称", "工程师", [{"rank": "intermediate"}, {}]),
        ("现有职称", "无", []),
        ("现有职称", "/", []),
        ("现有职称", "", None),
        ("职称级别1,职称级别2", "中级,初级", [{"rank": "intermediate"}, {"rank": "junior"}, {}]),
        ("职称级别1,职称级别2", "中级,", [{"rank": "intermediate"}]),
        ("职称级别1,职称级别2", "中级,无", [{"rank": "intermediate"}]),
    ],
)
def test_columns_that_are_all_filled_need_not_tell_all(read, checked, header, row, expected):
    assert titles(read, checked, header, row) == expected


def test_who_keeps_the_sheet_may_say_that_it_tells_all(schema, checked, tmp_path):
    (tmp_path / "a.csv").write_text("姓名,申报级别,现有职称\n张三,3,工程师\n", encoding="utf-8")
    told = evolve(schema, columns=ColumnMap(whole=frozenset({"applicant.titles"})))
    [raw] = read_files([tmp_path / "a.csv"], told)
    assert checked(raw).facts["applicant"]["titles"] == [{"rank": "intermediate"}]


def test_a_sheet_of_its_own_tells_all(book, read, checked):
    sheets = {
        "申报人员": [["姓名", "申报级别", "现有职称", "从业开始日期"], ["张三", "3", "工程师", DAY]],
        "职称": [["姓名", "职称级别"], ["张三", "初级"]],
    }
    [raw] = read("a.xlsx", book(**sheets))
    applicant = checked(raw).facts["applicant"]
    assert applicant["titles"] == [{"rank": "intermediate"}, {"rank": "junior"}]
    assert applicant["work"] == [{"from": DAY}, {}]


@pytest.mark.parametrize(
    ("applicant", "kept", "said"),
    [
        # The employer's name adds nothing to the years, and takes nothing away.
        ({"work_years": 14, "work": [{"employer": "甲厂"}]}, {"work_years": 14}, 0),
        # A present job that began later is no contradiction where there may be others.
        ({"work_years": 14, "work": [{"from": date(2024, 1, 1)}, {}]}, {"work_years": 14}, 1),
        # Spells that say as much, or more, are taken besides.
        (
            {"work_years": 2, "work": [{"from": date(2024, 1, 1)}]},
            {"work_years": 2, "work": [{"from": date(2024, 1, 1)}]},
            0,
        ),
        (
            {"work_years": 3, "work": [{"from": date(2024, 1, 1)}]},
            {"work_years": 3, "work": [{"from": date(2024, 1, 1)}]},
            0,
        ),
        # Spells that claim to be all contradict more years: neither is taken for all there is.
        ({"work_years": 14, "work": [{"from": date(2024, 1, 1)}]}, {"work": [{"from": date(2024, 1, 1)}, {}]}, 1),
        ({"work_years": 14, "work": []}, {"work": [{}]}, 1),
        # Nobody has worked longer than they lived.
        ({"work_years": 14, "birth_date": date(2013, 1, 1)}, {"birth_date": date(2013, 1, 1)}, 1),
    ],
)
def test_stated_years_and_listed_work(checked, applicant, kept, said):
    application = checked({"applicant": applicant}, on=DAY)
    assert application.facts["applicant"] == kept
    assert len(application.remarks) == said
    for remark in application.remarks:
        assert str(applicant["work_years"]) in remark.zh
