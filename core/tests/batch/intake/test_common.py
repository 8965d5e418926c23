"""What is given for all rows: common facts fill in what a row leaves out, options go before what it says."""

import datetime as dt

import pytest
from core.tests.batch.intake.cells import cells, good, settled
from core.tests.batch.intake.row_way import common_facts, one_by_one, rows_of, schema, whole, whole_arrow
from core.tests.batch.intake.test_rows import tables, thorough
from hypothesis import given, settings
from hypothesis import strategies as st

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
@given(tables(), st.one_of(st.none(), facts()), options(), st.sampled_from((None, None, dt.date(2011, 1, 1), dt.date(2027, 5, 1))))
def test_what_is_given_for_all_rows(table, common, overrides, on):
    headers, rows = table
    terms = {"common": common, "overrides": overrides, "on": on}
    if headers:
        assert whole(headers, rows, **terms) == one_by_one(headers, rows, **terms)
