"""What is given for all rows: common facts fill in what a row leaves out, options go before what it says."""

import datetime as dt

import pytest
from core.tests.batch.intake.cells import cells, good, settled
from core.tests.batch.intake.row_way import common_facts, intake, one_by_one, schema, whole
from core.tests.batch.intake.test_rows import tables, thorough
from hypothesis import given
from hypothesis import strategies as st

from bajigong.batch.intake import coded_objects

LISTS = {one.path: list(schema().children[one.path].values()) for one in schema().lists}
SINGLE = [field for field in schema().fields.values() if field.parent not in LISTS]


def put(facts, path, value):
    *above, name = path.split(".")
    for key in above:
        facts = facts.setdefault(key, {})
    facts[name] = value


@st.composite
def facts(draw):
    """Draw facts that applications have in common, most of them right."""
    care = draw(st.sampled_from((0, 0, 0, 1)))
    found = {}
    for field in draw(st.lists(st.sampled_from(SINGLE), max_size=6, unique_by=lambda one: one.path)):
        put(found, field.path, draw(records(field) if field.type == "list" else cells(field, care)))
    if draw(st.sampled_from((False,) * 15 + (True,))):
        put(found, draw(st.sampled_from(("garde", "applicant", "agency.nothing"))), 3)
    return common_facts(found)


def records(field):
    record = st.fixed_dictionaries({}, optional={one.name: cells(one, 0) for one in LISTS[field.path]})
    return st.one_of(st.just([]), st.just("无"), st.lists(record, max_size=2))


@st.composite
def options(draw):
    """Draw values of a command line, by key path."""
    paths = ("grade", "track", "place", "occupation", "agency.kind", "applicant.birth_date", "applicant.work_years")
    fields = [schema().fields[path] for path in draw(st.lists(st.sampled_from(paths), max_size=2, unique=True))]
    found = {field.path: draw(st.sampled_from([*settled(field), *good(field), None])) for field in fields}
    if draw(st.sampled_from((False,) * 15 + (True,))):
        found |= draw(st.sampled_from(({"grade": "9"}, {"applicant.work": []}, {"nothing": 1}, {"agency": {}})))
    return found


@thorough
@given(
    tables(),
    st.one_of(st.none(), facts()),
    options(),
    st.sampled_from((None, None, dt.date(2011, 1, 1), dt.date(2027, 5, 1))),
)
def test_what_is_given_for_all_rows(table, common, overrides, on):
    headers, rows = table
    terms = {"common": common, "overrides": overrides, "on": on}
    if headers:
        assert whole(headers, rows, **terms) == one_by_one(headers, rows, **terms)


HEADERS = ("姓名", "申报级别", "评价机构类别", "职称级别", "文化程度", "证件号码")
ROWS = [
    ("张三", "三级", "", "无", "", ""),
    ("李四", "", "工厂", "", "中专", "510104199003070015"),
    ("王五", None, "学校", "初级", "高中", None),
    ("", "", "", "", "", ""),
]


@pytest.mark.parametrize(
    "facts",
    [
        {"grade": 4, "agency": {"kind": "school", "size": "large"}},
        {"applicant": {"titles": [], "education": "无", "work": "无"}},
        {"applicant": {"titles": [{"rank": "初级"}], "education": [{"school": "中专"}, {"school": "大专"}]}},
        {"applicant": {"id_number": "11010519491231002X"}},
        {"applicant": {"birth_date": "1990-03-07", "work": [{"from": "1989-01-01"}]}},
        {"applicant": {"work": [{"from": "1991-01-01"}, {"from": "2001-01-01"}]}, "on": "2020-01-01"},
        {"applicant": {"certificates": [{"issued": "2026-12-01"}]}},
        {"agency": {"filings": [{"occupations": "镗工、车工", "grades": ["5", "4"]}, {}]}, "place": "450300"},
        {"track": "works", "occupation": "镗工", "tenant": "mondhausen"},
        {"nothing": 1},
        {"applicant": "张三"},
        {"grade": "九级"},
    ],
)
@pytest.mark.parametrize("on", [None, dt.date(2026, 12, 24)])
def test_common_facts_of_every_kind(facts, on):
    terms = {"common": common_facts(facts), "on": on}
    assert whole(HEADERS, ROWS, **terms) == one_by_one(HEADERS, ROWS, **terms)


def test_what_no_column_gives_is_one_value_for_all_rows():
    common = common_facts({"agency": {"size": "large"}, "applicant": {"work": [{"from": "2012-07-01"}]}})
    [part] = intake(HEADERS, common=common).take([coded_objects(column) for column in zip(*ROWS, strict=True)], 2).parts
    table = part.people.table
    assert len(table) == 3
    assert (len(table.columns["agency.size"].values), len(table.columns["agency.kind"].values)) == (1, 3)
    assert (len(table.lists["applicant.work"].given), len(table.lists["applicant.titles"].given)) == (1, 3)
    assert not table.lists["applicant.competitions"].given.any()
    assert table.lists["applicant.titles"].offsets.tolist() == [0, 0, 0, 2]  # one title, and perhaps another


@pytest.mark.parametrize(
    ("overrides", "on"),
    [
        ({"grade": "5", "track": "school", "place": "450300"}, dt.date(2020, 2, 29)),
        ({"grade": None}, None),
        ({"grade": "九级"}, None),
        ({"agency": {"kind": "school"}}, None),
        ({"applicant.titles": []}, None),
        ({"applicant.birth_date": "1990-03-08"}, None),
    ],
)
def test_options_go_before_the_rows(overrides, on):
    terms = {"overrides": overrides, "on": on}
    assert whole(HEADERS, ROWS, **terms) == one_by_one(HEADERS, ROWS, **terms)
