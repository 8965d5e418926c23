"""Columns of Arrow's types come to what their cells come to as Python objects, row by row."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from core.tests.batch.intake.arrow_cells import batches
from core.tests.batch.intake.row_way import intake, one_by_one, rows_of, whole_arrow
from core.tests.batch.intake.test_rows import columns, thorough, usable
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

NS = pa.timestamp("ns")


def batch(**named):
    return pa.RecordBatch.from_pydict(named)


def same(one, **terms):
    found = whole_arrow(one, **terms)
    assert found == one_by_one(one.schema.names, rows_of(one), **terms)
    return found


@thorough
@given(batches(columns(), usable), st.sampled_from((None, dt.date(2011, 1, 1))))
def test_columns_of_every_type(one, on):
    try:
        rows = rows_of(one)
    except ValueError:  # a struct with one name twice is no dictionary
        taken = intake(one.schema.names).take(one, 2)
        assert sum(len(part.people) for part in taken.parts) + len(taken.refused) + taken.empty == len(one)
    else:
        assert whole_arrow(one, on=on) == one_by_one(one.schema.names, rows, on=on)


def test_records_in_lists_of_structs():
    work = [
        [
            {"from": dt.date(2012, 7, 1), "to": None, "occupation": "镗工"},
            {"from": dt.date(2015, 1, 1), "to": dt.date(2016, 1, 1)},
        ],
        None,
        [],
        [{"from": dt.date(2012, 7, 1), "to": dt.date(2011, 7, 1)}],
        [{"occupation": "无"}, {"occupation": "车工"}],
        [None],
        [{"occupation": "电焊"}],
        [{}],
    ]
    kind = pa.list_(pa.struct([("from", pa.date32()), ("to", pa.date32()), ("occupation", pa.string())]))
    one = pa.RecordBatch.from_arrays(
        [pa.array(list("甲乙丙丁戊己庚辛")), pa.array(work, kind)], ["姓名", "applicant.work"]
    )
    found = same(one)
    assert [isinstance(row, tuple) for row in found] == [False, False, False, True, False, True, True, False]
    [problem] = found[3]
    assert str(problem).startswith("people.csv, row 5, column 'applicant.work': found '2011-07-01'")
    assert problem.place == "applicant.work[0].to"
    assert [one and len(one["applicant.work"] or ()) for one in (found[0], found[1], found[4], found[7])] == [
        2,
        0,
        1,
        1,
    ]


@pytest.mark.parametrize(
    "kind", [pa.list_(pa.string()), pa.string(), pa.large_list(pa.dictionary(pa.int8(), pa.string()))]
)
def test_records_with_several_values(kind):
    many = ["镗工、车工", "镗工"] if kind == pa.string() else [["镗工", "6-18-01-01"], ["镗工", "镗工"]]
    struct = pa.struct([("occupations", kind), ("people", pa.string())])
    filings = pa.array(
        [[{"occupations": one, "people": "本单位"} for one in many], None, [{"people": "社会"}]], pa.list_(struct)
    )
    same(pa.RecordBatch.from_arrays([filings, pa.array(["1", "2", "3"])], ["agency.filings", "姓名"]))


def test_a_key_that_no_record_has():
    one = pa.RecordBatch.from_arrays(
        [pa.array([[{"form": 1}], [], None, [{"form": None}]]), pa.array(list("甲乙丙丁"))], ["applicant.work", "姓名"]
    )
    assert [isinstance(row, tuple) for row in same(one)] == [True, False, False, True]


STRUCT = pa.struct([("from", pa.date32()), ("occupation", pa.string())])


@pytest.mark.parametrize(
    "kind", [pa.list_, pa.large_list, pa.list_view, pa.large_list_view, lambda one: pa.list_(one, 2)]
)
def test_lists_of_every_kind(kind):
    two = [{"from": dt.date(2012, 7, 1), "occupation": "镗工"}, {"from": None, "occupation": "车工"}]
    lists = [two, two, None, [two[0], {"occupation": "无"}], [two[1], {"occupation": "不对"}]]
    records = pa.array(lists, kind(STRUCT))[1:]
    found = same(pa.RecordBatch.from_arrays([records, pa.array(list("甲乙丙丁"))], ["applicant.work", "姓名"]))
    assert [isinstance(row, tuple) for row in found] == [False, False, False, True]


def test_a_list_that_is_something_else():
    for cells in (
        pa.array([[("a", "b")], None], pa.map_(pa.string(), pa.string())),
        pa.array([{"from": 1}, None]),
        pa.array([["无"], None]),
    ):
        found = same(pa.RecordBatch.from_arrays([cells, pa.array(["甲", "乙"])], ["applicant.work", "姓名"]))
        assert [isinstance(row, tuple) for row in found] == [True, False]


@pytest.mark.parametrize("kind", [pa.int64(), pa.uint64(), pa.float64(), pa.decimal128(20, 0)])
def test_figures_for_dates_and_id_numbers(kind):
    for name, some in (
        ("出生日期", [20120701, 20121301, 2012, None]),
        ("证件号码", [510104199003070015, 510104199003070016, 1, None]),
    ):
        values = [one if one is None or kind != pa.float64() else float(one) for one in some]
        same(pa.RecordBatch.from_arrays([pa.array(values, kind), pa.array(list("甲乙丙丁"))], [name, "姓名"]))


def test_moments_in_nanoseconds():
    days = [dt.datetime(2012, 7, 1), dt.datetime(2012, 7, 1, 8), None]  # noqa: DTZ001
    found = same(pa.RecordBatch.from_arrays([pa.array(days, NS), pa.array(["甲", "乙", "丙"])], ["出生日期", "姓名"]))
    assert [isinstance(row, tuple) for row in found] == [False, True, False]
    late = pa.array([1, 10**18 + 1], pa.int64()).cast(NS)
    assert all(isinstance(row, tuple) for row in whole_arrow(pa.RecordBatch.from_arrays([late], ["出生日期"])))


def test_what_python_cannot_hold_is_refused():
    far = pa.array([2**30, 0], pa.int32()).cast(pa.date32())
    assert [isinstance(row, tuple) for row in whole_arrow(pa.RecordBatch.from_arrays([far], ["出生日期"]))] == [
        True,
        False,
    ]
    bounds = pa.py_buffer(np.array([0, 3, 5], np.int32))
    text = pa.Array.from_buffers(pa.string(), 2, [None, bounds, pa.py_buffer("甲".encode() + b"\xff\xfe")])
    for name in ("姓名", "工作单位", "证件号码", "出生日期", "申报级别"):
        assert isinstance(whole_arrow(pa.RecordBatch.from_arrays([text], [name]))[1], tuple)


def test_a_dictionary_larger_than_its_column():
    words = pa.array([f"某厂{number}" for number in range(100)] + ["三级", "九级"])
    index = pa.array([100, None, 101], pa.int32())
    column = pa.DictionaryArray.from_arrays(index, words)
    found = same(pa.RecordBatch.from_arrays([column, pa.array(list("甲乙丙"))], ["申报级别", "姓名"]))
    assert [isinstance(row, tuple) for row in found] == [False, False, True]


def test_indices_that_are_unsigned():
    words = pa.array(["三级", *(f"某{number}" for number in range(199)), "五级"])
    column = pa.DictionaryArray.from_arrays(pa.array([200, 0, 0] + [0] * 300, pa.uint8()), words)
    assert [row["grade"] for row in same(pa.RecordBatch.from_arrays([column], ["申报级别"]))][:2] == [
        ("int32", 2),
        ("int32", 4),
    ]


def test_no_row_at_all():
    taken = intake(["姓名", "申报级别"]).take(
        batch(姓名=pa.array([], pa.string()), 申报级别=pa.array([], pa.string())), 2
    )
    assert (taken.parts, taken.refused, taken.empty) == ((), (), 0)


def test_a_table_of_another_width():
    with pytest.raises(ValueError, match="1 columns under 2 headers"):
        intake(["姓名", "申报级别"]).take(batch(姓名=["甲"]), 2)
