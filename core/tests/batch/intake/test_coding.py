"""Columns as codes: a code for each distinct value, and values that only look equal told apart."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from bajigong.batch.intake import Coded, coded, coded_objects
from bajigong.tables.words import BrokenCell

UTC = dt.UTC


def back(column: Coded):
    return [None if code < 0 else column.values[code] for code in column.codes]


@pytest.mark.parametrize(
    "values",
    [
        [1, 1.0, True, "1", None, 1, True, 0, 0.0, -0.0, False, "", None],
        [0.0, -0.0, 1.5, 0.0],
        ["甲", "乙", None, "甲"],
        [dt.date(2012, 7, 1), dt.datetime(2012, 7, 1), dt.datetime(2012, 7, 1, tzinfo=UTC)],  # noqa: DTZ001
        [[1], [1], {"a": 1}, BrokenCell("#N/A"), BrokenCell("#N/A"), Decimal("1.0"), Decimal("1.00")],
        [None, None],
        [],
    ],
)
def test_cells_of_a_sheet(values):
    column = coded_objects(values)
    assert [(type(one), repr(one)) for one in back(column)] == [(type(one), repr(one)) for one in values]
    assert len({(type(one), repr(one)) for one in column.values}) == len(column.values)
    assert column.codes.dtype == np.int32


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["甲", "乙", None, "甲"]),
        pa.array(["甲", "乙", None, "甲"])[1:],
        pa.array(["甲", None]).dictionary_encode(),
        pa.array(["甲", "乙"], pa.string_view()),
        pa.array([[1], None, []]),
        pa.array([{"a": 1}, None]),
        pa.array([1.5, -0.0, 0.0, None]),
        pa.nulls(3),
        pa.array([], pa.string()),
        pa.chunked_array([pa.array(["甲"]).dictionary_encode(), pa.array(["乙", "甲"]).dictionary_encode()]),
        pa.chunked_array([["甲"], ["乙", "甲"]]),
    ],
    ids=lambda array: str(array.type),
)
def test_arrow_columns(array):
    assert list(map(repr, back(coded(array)))) == list(map(repr, array.to_pylist()))
    assert len(coded(array)) == len(array)
