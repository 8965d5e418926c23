"""Counts by code, by value and by month."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from bajigong.batch.summing.result import Coding, Crossed
from bajigong.batch.summing.summary import Distinct, Leaving, forecast


def days(*those):
    column = Distinct()
    column.add(pa.array(those, pa.date32()))
    return column


@pytest.mark.parametrize("index", [pa.int8(), pa.int32(), pa.uint16()])
def test_a_value_has_one_number_in_batches_with_dictionaries_of_their_own(index):
    coding = Coding()
    first = pa.array(["b", "a", None, "b"]).dictionary_encode().cast(pa.dictionary(index, pa.string()))
    again = pa.array(["c", "a", "b"]).dictionary_encode().cast(pa.dictionary(index, pa.string()))
    assert coding.codes(first).tolist() == [0, 1, 2, 0]
    assert coding.codes(again).tolist() == [3, 1, 0]
    assert coding.codes(pa.array(["a", None])).tolist() == [1, 2]
    assert coding.codes(first.slice(1, 2)).tolist() == [1, 2]
    assert coding.codes(pa.array([], pa.dictionary(index, pa.string()))).tolist() == []


def test_values_that_a_shape_makes_alike_have_one_number():
    coding = Coding(lambda value: value[:2])
    assert coding.codes(pa.array(["510104", "510302", None, "450300"])).tolist() == [0, 0, 2, 1]


def test_a_column_is_crossed_with_verdicts():
    crossed = Crossed(2)
    crossed.add(pa.array(["a", "b", "a"]), np.array([0, 1, 1]))
    crossed.add(pa.array(["c", "a", None]), np.array([0, 0, 1]))
    assert crossed.by_value() == {"a": (2, 1), "b": (0, 1), "c": (1, 0), "": (0, 1)}


def test_many_values_are_counted_a_few_at_a_time(monkeypatch):
    monkeypatch.setattr("bajigong.batch.summing.summary._WAITING", 3)
    rng = np.random.default_rng(1)
    every = rng.integers(-5, 5, 400)
    column = Distinct()
    for some in np.split(every, 40):
        column.add(pa.array(some))
    values, counts = column.counts()
    assert (values.tolist(), counts.tolist()) == tuple(side.tolist() for side in np.unique(every, return_counts=True))


def test_nulls_are_not_counted():
    assert [side.tolist() for side in days(None, date(1970, 1, 3), None).counts()] == [[2], [1]]
    assert [side.tolist() for side in days(None).counts()] == [[], []]
    assert [side.tolist() for side in Distinct().counts()] == [[], []]


def test_a_forecast_begins_with_the_month_of_the_day_and_keeps_its_bounds():
    begins = days(date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 2, 1), date(2099, 1, 1))
    ends = days(date(2026, 12, 15), date(2027, 1, 31), date(2027, 2, 1))
    found = forecast(100, begins, ends, date(2026, 11, 21), 3)
    assert [(str(m.first), m.gained, m.lost, m.total) for m in found.months] == [
        ("2026-11-01", 1, 0, 101),
        ("2026-12-01", 2, 1, 102),
        ("2027-01-01", 0, 1, 101),
    ]
    assert found.now == 100
    assert found.leaving == ()


def test_what_came_before_the_first_month_counts_from_the_start():
    found = forecast(10, days(date(2026, 3, 1), date(2026, 3, 2)), days(date(2025, 1, 1)), date(2026, 11, 1), 1)
    assert (found.now, found.months[0].total) == (11, 11)


def test_a_day_on_which_a_twentieth_leaves_is_told_of():
    ends = days(*[date(2027, 12, 28)] * 5, *[date(2027, 1, 1)] * 4)
    assert forecast(100, days(), ends, date(2026, 11, 21), 24).leaving == (Leaving(date(2027, 12, 28), 5),)
    assert forecast(100, days(), ends, date(2026, 11, 21), 13).leaving == ()
    assert forecast(80, days(), ends, date(2026, 11, 21), 13).leaving == (Leaving(date(2027, 1, 1), 4),)


def test_days_before_1970_and_far_ahead_are_months_too():
    found = forecast(1, days(date(1960, 2, 29)), days(date(9999, 12, 31)), date(1960, 2, 1), 1)
    assert (found.months[0].first, found.months[0].gained) == (date(1960, 2, 1), 1)
