"""Shapes, lists, overrides, and values that cannot be true together."""

from datetime import date

import pytest

from bajigong.tables import Raw, Where, check

TODAY = date(2026, 11, 21)


def test_nothing_given_is_an_application(checked):
    application = checked({})
    assert (application.facts, application.on, application.place) == ({}, TODAY, "510000")
    assert checked({"applicant": {}, "agency": {"filings": None}}).facts == {}


def test_options_go_before_the_file(checked):
    facts = {"on": "2026-01-01", "place": "510100", "grade": 4, "agency": {"kind": "school"}}
    application = checked(facts, on=date(2026, 2, 2), grade="三级", place="450300", agency__kind="工厂", track=None)
    assert application.on == application.facts["on"] == date(2026, 2, 2)
    assert application.place == "450300"
    assert application.facts["grade"] == "3"
    assert application.facts["agency"] == {"kind": "works"}
    assert facts["agency"] == {"kind": "school"}


def test_options_that_are_wrong_are_named(checked):
    [problem] = checked({"grade": 4}, grade="9")
    assert str(problem).startswith("--grade, grade: found '9'; expected one of")
    [problem] = checked({"agency": "x"}, agency__kind="school")
    assert problem.place == "agency"


@pytest.mark.parametrize(
    ("facts", "place", "said"),
    [
        ({"garde": 3}, "garde", "(did you mean 'grade' or 'trade'?)"),
        ({"applicant": {"birthdate": 1}}, "applicant.birthdate", "(did you mean 'birth_date'?)"),
        ({"applicant": {"work": [{"form": 1}]}}, "applicant.work[0].form", "(did you mean 'from'?)"),
        ({"agency": {"filings": [{}, {"grade": 1}]}}, "agency.filings[1].grade", "(did you mean 'grades'?)"),
        ({"applicant": {"education": [{"school": "高中", "clas": 1}]}}, "applicant.education[0].clas", "'class'"),
        ({"applicant.name": "x"}, "applicant.name", "one of"),
        ({"applicant": []}, "applicant", "a mapping (key: value)"),
        ({"applicant": "张三"}, "applicant", "a mapping (key: value)"),
        ({"applicant": {"work": {"from": 1}}}, "applicant.work", "a list of records"),
        ({"applicant": {"work": "电工"}}, "applicant.work", "a list of records"),
        ({"applicant": {"work": [3]}}, "applicant.work[0]", "a mapping (key: value)"),
        ({"applicant": {"work": [None]}}, "applicant.work[0]", "a mapping (key: value)"),
        ({"applicant": {"name": ["张三"]}}, "applicant.name", "a single value"),
        ({"agency": {"filings": [{"grades": {"a": 1}}]}}, "agency.filings[0].grades", "a single value"),
    ],
)
def test_wrong_shapes(wrong, facts, place, said):
    [(where, _, expected)] = wrong(facts)
    assert where == place
    assert said in expected


def test_all_problems_are_said_at_once(wrong):
    facts = {
        "grade": 9,
        "nope": 1,
        "applicant": {"birth_date": "x", "work": [{"from": "2020-01-01", "to": "2019-01-01"}]},
    }
    assert {place for place, _, _ in wrong(facts)} == {"nope", "grade", "applicant.birth_date", "applicant.work[0].to"}


@pytest.mark.parametrize(
    ("given", "records"),
    [
        ({"titles": []}, []),
        ({"titles": "无"}, []),
        ({"titles": "none"}, []),
        ({"titles": [{"rank": "none"}]}, []),
        ({"titles": [{"rank": "无", "obtained": "不详"}]}, []),
        ({"titles": [{"rank": "无"}, {"rank": "中级"}]}, [{"rank": "intermediate"}]),
        ({"titles": [{}]}, [{}]),
        ({"titles": [{"related": "否"}]}, [{"related": False}]),
    ],
)
def test_declared_none(checked, given, records):
    assert checked({"applicant": given}).facts["applicant"]["titles"] == records


@pytest.mark.parametrize("school", ["高中及以下", "普通高中", "general", "初中"])
def test_general_schooling_only_is_no_record(checked, school):
    facts = {"applicant": {"education": [{"school": school, "institution": "七中", "graduates": "2008-06"}]}}
    assert checked(facts).facts == {"applicant": {"education": []}}


@pytest.mark.parametrize(
    ("record", "records"),
    [
        ({"grade": "无"}, []),
        ({"number": "无", "grade": "无", "issued": "无", "related": "否"}, []),
        ({"grade": "4", "number": "无"}, [{"grade": "4"}]),
        ({"number": "/", "grade": "—", "issued": "——", "related": "/"}, []),
        ({"grade": "4", "issued": "/", "number": "—"}, [{"grade": "4"}]),
    ],
)
def test_a_record_of_nothing_but_none(checked, record, records):
    assert checked({"applicant": {"certificates": [record]}}).facts == {"applicant": {"certificates": records}}


def test_none_beside_a_true_flag_is_not_none(wrong):
    assert (
        wrong({"applicant": {"certificates": [{"grade": "无", "related": "是"}]}})[0][0]
        == "applicant.certificates[0].grade"
    )


@pytest.mark.parametrize("value", ["至今", "现在", "present", None, ""])
def test_what_still_goes_on_has_no_last_day(checked, value):
    record = {"from": "2012-07-01", "to": value}
    assert checked({"applicant": {"work": [record]}}).facts["applicant"]["work"] == [{"from": date(2012, 7, 1)}]


def work(**dates):
    return {"applicant": {"work": [{}, {key.rstrip("_"): value for key, value in dates.items()}]}}


@pytest.mark.parametrize(
    ("facts", "place", "said"),
    [
        (work(from_="2020-01-02", to="2020-01-01"), "applicant.work[1].to", "not before 2020-01-02 (worked from)"),
        (
            {"applicant": {"staff": [{"from": "2020-01-02", "to": "2020-01-01"}]}},
            "applicant.staff[0].to",
            "not before 2020-01-02",
        ),
        (
            {"agency": {"filings": [{"from": "2020-01-02", "until": "2020-01-01"}]}},
            "agency.filings[0].until",
            "not before 2020-01-02 (filing valid from)",
        ),
        (
            {"applicant": {"education": [{"enrolled": "2020-01-02", "graduates": "2020-01-01"}]}},
            "applicant.education[0].graduates",
            "not before 2020-01-02 (enrolled)",
        ),
        ({"applicant": {"birth_date": "2026-11-22"}}, "applicant.birth_date", "not after 2026-11-21"),
        ({"applicant": {"id_number": "510104209003070011"}}, "applicant.id_number", "not after 2026-11-21"),
        (
            {"applicant": {"certificates": [{"issued": "2026-11-22"}]}},
            "applicant.certificates[0].issued",
            "not after 2026-11-21",
        ),
        ({"applicant": {"titles": [{"obtained": "2026-11-22"}]}}, "applicant.titles[0].obtained", "not after"),
        ({"applicant": {"competitions": [{"on": "2026-11-22"}]}}, "applicant.competitions[0].on", "not after"),
        ({"applicant": {"achievements": [{"on": "2026-11-22"}]}}, "applicant.achievements[0].on", "not after"),
        ({"applicant": {"reviews": [{"on": "2026-11-22"}]}}, "applicant.reviews[0].on", "not after"),
        (
            {"applicant": {"birth_date": "1990-03-07", "work": [{"from": "1990-03-06"}]}},
            "applicant.work[0].from",
            "not before 1990-03-07 (date of birth)",
        ),
        (
            {"applicant": {"id_number": "510104199003070015", "staff": [{"from": "1990-03-06"}]}},
            "applicant.staff[0].from",
            "not before 1990-03-07 (date of birth)",
        ),
        (
            {"applicant": {"birth_date": "1990-03-07", "started_work": "1989-03-06"}},
            "applicant.started_work",
            "not before 1990-03-07",
        ),
        (
            {"applicant": {"birth_date": "1990-03-08", "id_number": "510104199003070015"}},
            "applicant.birth_date",
            "1990-03-07, the birth date inside ID number '510104**********15'",
        ),
        ({"applicant": {"work_years": 61}}, "applicant.work_years", "at most 60 years"),
    ],
)
def test_contradictions(wrong, facts, place, said):
    [(where, _, expected)] = wrong(facts)
    assert where == place
    assert said in expected


@pytest.mark.parametrize(
    "facts",
    [
        work(from_="2020-01-01", to="2020-01-01"),
        {"applicant": {"birth_date": "2026-11-21"}},
        {"applicant": {"certificates": [{"issued": "2026-11-21"}]}},
        {"applicant": {"birth_date": "1990-03-07", "work": [{"from": "1990-03-07"}]}},
        {"applicant": {"birth_date": "1990-03-07", "id_number": "510104199003070015"}},
        {"applicant": {"work_years": 60}},
        {"applicant": {"education": [{"graduates": "2030-06-30"}]}},
        {"agency": {"filings": [{"until": "2030-06-30"}]}},
    ],
)
def test_the_last_values_that_can_be_true(checked, facts):
    assert not isinstance(checked(facts), tuple)


def test_what_has_happened_by_the_day_asked_about(checked, wrong):
    facts = {"applicant": {"certificates": [{"issued": "2027-03-01"}]}}
    assert not isinstance(checked({**facts, "on": "2027-03-01"}), tuple)
    assert not isinstance(checked(facts, on=date(2027, 3, 1)), tuple)
    assert wrong({**facts, "on": "2027-02-28"})
    # A day in the past does not undo what has happened since.
    assert not isinstance(
        checked({"on": "2020-01-01", "applicant": {"certificates": [{"issued": "2026-01-01"}]}}), tuple
    )


def test_problems_found_while_reading_come_first(schema):
    before = Where("x.csv", row=3).problem
    from bajigong.policy.text import same

    raw = Raw({"grade": "9"}, "x.csv", Where("x.csv", row=3), 3, (before(same("a"), same("b")),))
    problems = check(raw, schema, tenant_place="51", on=None, overrides={}, today=TODAY)
    assert [problem.found.en for problem in problems] == ["a", "'9'"]


def test_checking_does_not_change_what_was_read(checked):
    facts = {"applicant": {"id_number": "510104199003070015", "work": [{"from": "2012-07-01"}]}}
    checked(facts, applicant__name="x")
    assert facts == {"applicant": {"id_number": "510104199003070015", "work": [{"from": "2012-07-01"}]}}
