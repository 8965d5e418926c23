"""Every type of value, as people write it and as they should not."""

from datetime import date, datetime, time, timedelta

import pytest

from bajigong.calendar import DayWithin, NumberFrom

DAY = date(2012, 7, 1)


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2012, 7, 1),  # noqa: DTZ001
        *("2012-07-01", "2012-7-1", "2012/7/1", "2012.7.1", "2012年7月1日", "2012 年 07 月 01 日", "2012年7月1号"),
        *("20120701", 20120701, 20120701.0, " 2012-07-01 ", "２０１２-０７-０１", "2012–07–01"),
        *("2012-07-01 00:00:00", "2012-07-01T00:00", "2012-7-1 00:00"),
    ],
)
def test_dates_that_are_read(checked, value):
    assert checked({"applicant": {"birth_date": value}}).facts["applicant"]["birth_date"] == DAY


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12-07", "a full date"),
        ("7月", "a full date"),
        (41091.0, "give the cell a date format"),
        ("12-07-01", "a full date"),
        ("2012-7/1", "a full date"),
        ("01/07/2012", "a full date"),
        ("2012-07-01x", "a full date"),
        ("至今", "a full date"),
        (True, "a full date"),
        (time(8), "a full date"),
        (timedelta(1), "a full date"),
        ("2023-02-30", "a day that exists"),
        ("2023-13-01", "a day that exists"),
        ("2023-00-10", "a day that exists"),
        ("0000-01-01", "a day that exists"),
        ("1899-12-31", "a day from 1900-01-01 to 2100-12-31"),
        (date(2101, 1, 1), "a day from 1900-01-01 to 2100-12-31"),
        (datetime(2012, 7, 1, 8), "a date without a time of day"),  # noqa: DTZ001
        ("2012-07-01 08:00", "a full date"),
        ([], "a single value"),
        ({"a": 1}, "a single value"),
    ],
)
def test_dates_that_are_refused(wrong, value, expected):
    [(place, _, said)] = wrong({"applicant": {"started_work": value}})
    assert place == "applicant.started_work"
    assert expected in said


@pytest.mark.parametrize(
    "value",
    ["2012.7", "2012.07", "2012-7", "2012-07", "2012/7", "2012年7月", "2012 年 07 月份", "201207", 201207, 2012.7],
)
def test_a_month_is_bounds(checked, value):
    facts = checked({"applicant": {"started_work": value}}).facts
    assert facts == {"applicant": {"started_work": DayWithin(date(2012, 7, 1), date(2012, 7, 31))}}


@pytest.mark.parametrize(("value", "last"), [("2024-02", 29), ("2023-02", 28), ("2023.12", 31), (2023.11, 30)])
def test_a_month_ends_with_its_last_day(checked, value, last):
    assert checked({"applicant": {"started_work": value}}).facts["applicant"]["started_work"].last.day == last


@pytest.mark.parametrize("value", ["2012", "2012年", 2012])
def test_a_year_is_bounds(checked, value):
    facts = checked({"applicant": {"started_work": value}}).facts
    assert facts == {"applicant": {"started_work": DayWithin(date(2012, 1, 1), date(2012, 12, 31))}}


@pytest.mark.parametrize("value", ["2012.1", 2012.1])
def test_what_may_be_january_or_october_is_neither(wrong, value):
    """A sheet keeps 2012.10 as the number 2012.1."""
    [(_, _, said)] = wrong({"applicant": {"started_work": value}})
    assert "2012-01" in said
    assert "2012-10" in said


@pytest.mark.parametrize("path", ["on", "applicant.work_years_on"])
def test_the_day_asked_about_is_a_day(wrong, path):
    group, _, key = path.rpartition(".")
    [(place, _, said)] = wrong({group: {key: "2026-11"}} if group else {key: "2026-11"})
    assert place == path
    assert "a full date" in said


@pytest.mark.parametrize(
    ("applicant", "place"),
    [
        ({"birth_date": "1990-08", "work": [{"from": "1990-07"}]}, "applicant.work[0].from"),
        ({"work": [{"from": "2020-08", "to": "2020-07"}]}, "applicant.work[0].to"),
        ({"certificates": [{"issued": "2026-12"}]}, "applicant.certificates[0].issued"),
        ({"birth_date": "1990-04", "id_number": "999999199003070012"}, "applicant.birth_date"),
    ],
)
def test_what_no_day_of_a_month_can_be_is_wrong(wrong, applicant, place):
    assert [one for one, _, _ in wrong({"applicant": applicant})] == [place]


@pytest.mark.parametrize(
    "applicant",
    [
        {"birth_date": "1990-07", "work": [{"from": "1990-07"}]},
        {"work": [{"from": "2020-07", "to": "2020-07"}]},
        {"certificates": [{"issued": "2026-11"}]},
    ],
)
def test_what_some_day_of_a_month_can_be_is_not_wrong(checked, applicant):
    assert checked({"applicant": applicant}, on=date(2026, 11, 21)).facts


def test_an_id_number_knows_the_day_of_a_birth_month(checked):
    facts = {"applicant": {"birth_date": "1990-03", "id_number": "999999199003070012"}}
    assert checked(facts).facts["applicant"]["birth_date"] == date(1990, 3, 7)


@pytest.mark.parametrize(
    ("value", "least"),
    [
        *((words, 10) for words in ("十年以上", "10年以上", "10年及以上", "10以上", "满10年", "至少十年", "十余年")),
        *((words, 10) for words in ("10年多", "10多年", "≥10", "10+", ">10", "10年（含）以上", "不少于10年")),
        ("3年半以上", 3.5),
    ],
)
def test_a_number_of_years_may_be_the_least(checked, value, least):
    assert checked({"applicant": {"work_years": value}}).facts["applicant"] == {"work_years": NumberFrom(least)}


@pytest.mark.parametrize("value", ["约10年", "近10年", "不足5年", "8-10年", "10几年", "多年", "以上", "-3"])
def test_years_that_say_no_least_are_refused(wrong, value):
    [(_, _, said)] = wrong({"applicant": {"work_years": value}})
    assert "14年3个月" in said


def test_the_first_and_the_last_day_that_are_read(checked):
    for day in ("1900-01-01", "2100-12-31"):
        assert checked({"on": day}).on == date.fromisoformat(day)


@pytest.mark.parametrize("value", [None, "", "  ", "\u3000"])
def test_nothing_is_not_given(checked, value):
    facts = {"grade": value, "applicant": {"birth_date": value, "work": [{"to": value, "from": "2012-07-01"}]}}
    assert checked(facts).facts == {"applicant": {"work": [{"from": DAY}]}}
    assert checked({"agency": value, "applicant": {"work": value}}).facts == {}


@pytest.mark.parametrize("value", [True, "true", "是", "有", "yes", "Y", "y", 1, 1.0, "1", "√", "ＹＥＳ", "on"])
def test_flags_that_are_true(checked, value):
    assert checked({"agency": {"well_run": value}}).facts["agency"] == {"well_run": True}


@pytest.mark.parametrize("value", [False, "False", "否", "无", "no", "N", 0, 0.0, "0"])
def test_flags_that_are_false(checked, value):
    assert checked({"agency": {"well_run": value}}).facts["agency"] == {"well_run": False}


@pytest.mark.parametrize("value", ["maybe", 2, -1, 0.5, "是否", date(2012, 7, 1), [True]])
def test_flags_that_are_refused(wrong, value):
    assert len(wrong({"agency": {"well_run": value}})) == 1


@pytest.mark.parametrize("value", ["large", "大型", "Large", "大型单位", "大 型"])
def test_choices_are_values_labels_and_aliases(checked, value):
    assert checked({"agency": {"size": value}}).facts["agency"] == {"size": "large"}


def test_a_choice_that_is_refused_names_the_others(checked):
    [problem] = checked({"agency": {"size": "特大型"}})
    assert problem.say("en") == (
        "x.yaml, agency.size: found '特大型'; expected one of large, medium, small, micro (did you mean '大型'?)"
    )
    assert (
        problem.say("zh") == "x.yaml，agency.size：填写为「特大型」；应为大型、中型、小型、微型之一（是否为「大型」？）"
    )


@pytest.mark.parametrize(
    "value",
    [
        3,
        3.0,
        "3",
        "三级",
        "高级工",
        "三级/高级工",
        "三级（高级工）",
        "三级(高级工)",
        "高级工/三级",
        "3级",
        "grade 3",
        "三级/高级工/3",
        "三级高级工",
        "三级 高级工",
        "高级工三级",
        "国家职业资格三级",
    ],
)
def test_grades_are_read(checked, value):
    assert checked({"grade": value}).facts == {"grade": "3"}


@pytest.mark.parametrize("value", ["三级/中级工", "三级中级工", "高级", 9, 0, "", "3/9", True, DAY])
def test_grades_that_are_refused(wrong, checked, value):
    if value == "":
        assert checked({"grade": value}).facts == {}
    else:
        assert [place for place, _, _ in wrong({"grade": value})] == ["grade"]


@pytest.mark.parametrize("value", ["6-31-01-03", "电工", " 电工 ", "６－３１－０１－０３", "6–31–01–03"])
def test_occupations_are_codes_or_names(checked, value):
    assert checked({"occupation": value}).facts == {"occupation": "6-31-01-03"}


def test_the_trade_of_a_registered_occupation(checked):
    assert checked({"occupation": "6-31-01-03-001"}).facts == {"occupation": "6-31-01-03-001"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("6-31-01-09", "an occupation of the national classification (did you mean '6-31-01-03'"),
        ("9-31-01-03", "a code such as 6-31-01-03, or an occupation's name"),
        ("6-31-01", "a code such as 6-31-01-03"),
        ("6-31-01-03-1", "6-31-01-03 is 电工"),
        ("行政事务管理员", "(did you mean '行政事务员'?)"),
        (6310103, "a code such as"),
        (["6-31-01-03"], "a single value"),
    ],
)
def test_occupations_that_are_refused(wrong, value, expected):
    [(_, _, said)] = wrong({"occupation": value})
    assert expected in said


def test_occupations_of_records_need_not_stand_in_the_register(checked, wrong):
    assert checked({"applicant": {"work": [{"occupation": "1-99-99-99"}]}})
    assert wrong({"applicant": {"work": [{"occupation": "电焊"}]}})


def test_an_empty_register_leaves_codes_unchecked(schema):
    from attrs import evolve

    from bajigong.policy.occupations import NO_OCCUPATIONS
    from bajigong.tables import Raw, Where, check

    bare = evolve(schema, occupations=NO_OCCUPATIONS)
    raw = Raw({"occupation": "1-99-99-99"}, "x", Where("x"))
    application = check(raw, bare, tenant_place="510000", on=None, overrides={}, today=DAY)
    assert application.facts == {"occupation": "1-99-99-99"}


def test_an_ambiguous_name_names_the_codes(schema):
    from attrs import evolve

    from bajigong.policy.occupations import Occupations
    from bajigong.policy.registers import Occupation
    from bajigong.tables import Raw, Where, check

    twice = Occupations((), tuple(Occupation(code, "装配工") for code in ("6-20-01-01", "6-20-02-02")), ())
    raw = Raw({"occupation": "装配工"}, "x", Where("x"))
    [problem] = check(raw, evolve(schema, occupations=twice), tenant_place="51", on=None, overrides={}, today=DAY)
    assert problem.expected.en.endswith("one of: 装配工（6-20-01-01）, 装配工（6-20-02-02）")


@pytest.mark.parametrize("value", ["510100", 510100, 510100.0, " 510100 "])
def test_places_are_read(checked, value):
    assert checked({"place": value}).place == "510100"


@pytest.mark.parametrize("value", ["5101", "成都市", 51010, 510100.5, "51010a", "٥١٠١٠٠", True])
def test_places_that_are_refused(wrong, value):
    assert len(wrong({"place": value})) == 1


@pytest.mark.parametrize(("value", "number"), [("8", 8), (8.0, 8), (8.5, 8.5), ("8.5年", 8.5), (0, 0), ("１２", 12)])
def test_figures_are_read(checked, value, number):
    assert checked({"applicant": {"work_years": value}}).facts["applicant"] == {"work_years": number}


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("14年3个月", 14.25),
        ("14年零3个月", 14.25),
        ("十四年", 14),
        ("十年", 10),
        ("二十五年六个月", 25.5),
        ("两年半", 2.5),
        ("半年", 0.5),
        ("9个月", 0.75),
        ("15个月", 1.25),
    ],
)
def test_years_are_read_as_people_write_them(checked, value, number):
    assert checked({"applicant": {"work_years": value}}).facts["applicant"] == {"work_years": number}


@pytest.mark.parametrize("value", ["14年13个月", "年", "月", "十十年", "多年", "3个月2年"])
def test_years_that_are_refused(wrong, value):
    assert len(wrong({"applicant": {"work_years": value}})) == 1


@pytest.mark.parametrize(
    ("value", "rank"),
    [
        ("工程师", "intermediate"),
        ("助理工程师", "junior"),
        ("技术员", "junior"),
        ("经济师", "intermediate"),
        ("高级工程师", "senior"),
        ("副高级", "senior"),
    ],
)
def test_titles_are_read_by_their_names(checked, value, rank):
    assert checked({"applicant": {"titles": [{"rank": value}]}}).facts["applicant"] == {"titles": [{"rank": rank}]}


@pytest.mark.parametrize("value", ["/", "—", "——", " / ", "-"])
def test_a_stroke_gives_nothing(checked, value):
    facts = {"grade": value, "place": value, "applicant": {"work_years": value, "birth_date": value}}
    assert checked({**facts, "track": "school"}).facts == {"track": "school"}


@pytest.mark.parametrize("value", ["至今", "在职", "现在", "今", "—"])
def test_an_open_end(checked, value):
    facts = {"applicant": {"work": [{"from": "2012-07-01", "to": value}]}}
    assert "to" not in checked(facts).facts["applicant"]["work"][0]


@pytest.mark.parametrize(
    "value", [-1, "-1", float("nan"), float("inf"), "多年", "8年3个月", "十年", True, 10**400, "1e3", DAY]
)
def test_numbers_that_are_refused(wrong, value):
    assert len(wrong({"applicant": {"competitions": [{"rank": value}]}})) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("张三", "张三"),
        ("甲\n乙  厂 ", "甲 乙 厂"),
        (51, "51"),
        (51.0, "51"),
        (date(2012, 7, 1), "2012-07-01"),
        ("\ue000", "\ue000"),
    ],
)
def test_text_is_read(checked, value, text):
    assert checked({"applicant": {"name": value}}).facts["applicant"] == {"name": text}


@pytest.mark.parametrize("value", [True, time(8), "a\x00b", "\ud800", 1e300, float("nan"), 2.0**53, [], {}, ["a"]])
def test_text_that_is_refused(wrong, value):
    [(_, found, _)] = wrong({"applicant": {"name": value}})
    found.encode()


def test_tracks_are_ids(checked, wrong):
    assert checked({"track": "works"}).facts == {"track": "works"}
    [(_, found, expected)] = wrong({"track": "workze"})
    assert (found, expected) == (
        "'workze'",
        "one of works, school, office, guild (did you mean 'works'?)",
    )


@pytest.mark.parametrize(
    "value", ["510104199003070015", 510104199003070015, " 510104 19900307 0015", "'510104199003070015"]
)
def test_id_numbers_are_read(checked, value):
    assert checked({"applicant": {"id_number": value}}).facts["applicant"] == {
        "id_number": "510104199003070015",
        "birth_date": date(1990, 3, 7),
    }


def test_the_last_letter_of_an_id_number_is_a_capital(checked):
    assert checked({"applicant": {"id_number": "11010519491231002x"}}).facts["applicant"]["id_number"][-1] == "X"


@pytest.mark.parametrize(
    ("value", "found", "expected"),
    [
        ("510104900307001", "'510104*******01'", "18 characters (the old numbers of 15 are no longer valid)"),
        ("51010419900307001", "'510104*********01'", "a resident ID number of 18 characters"),
        ("510104199003070014", "'510104**********14'", "a number whose check character agrees with the others"),
        ("510104199002300015", "'510104**********15'", "a real birth date as the 7th to 14th characters"),
        ("510104189003070015", "'510104**********15'", "a real birth date"),
        ("51010419900307001Y", "'510104**********1Y'", "18 characters"),
        (5.1010419900307e17, "'510104**********16'", "kept as text"),
        ("5101", "'****'", "18 characters"),
        (True, "'true'", "18 characters"),
    ],
)
def test_id_numbers_that_are_refused_are_masked(wrong, value, found, expected):
    [(place, shown, said)] = wrong({"applicant": {"id_number": value}})
    assert (place, shown) == ("applicant.id_number", found)
    assert expected in said


def test_id_numbers_are_masked_wherever_they_stand(wrong):
    [(_, found, _)] = wrong({"grade": "510104199003070015"})
    assert found == "'510104**********15'"
    [(place, _, _)] = wrong({"applicant": {"510104199003070015": 1}})
    assert place == "applicant.510104**********15"


@pytest.mark.parametrize(
    ("value", "grades"),
    [
        ([5, "4"], ["5", "4"]),
        ("五级、四级", ["5", "4"]),
        ("5,4；3 2", ["5", "4", "3", "2"]),
        (3, ["3"]),
        ("三级/高级工", ["3"]),
        ("grade 3, grade 4", ["3", "4"]),
        ("三级 高级工", ["3"]),
        ([], []),
    ],
)
def test_several_values(checked, value, grades):
    assert checked({"agency": {"filings": [{"grades": value}]}}).facts["agency"]["filings"] == [{"grades": grades}]


def test_each_of_several_values_is_checked(wrong):
    found = wrong({"agency": {"filings": [{"grades": [5, 9, None], "regions": "510000, 成都"}]}})
    assert [(place, shown) for place, shown, _ in found] == [
        ("agency.filings[0].grades[1]", "'9'"),
        ("agency.filings[0].grades[2]", "nothing"),
        ("agency.filings[0].regions", "'成都'"),
    ]
