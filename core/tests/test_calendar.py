from datetime import date

import numpy as np
import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bajigong.calendar import ALWAYS, NEVER, add_days, add_months, add_years, first_day, from_day, to_day

DATES = st.dates(date(1900, 1, 1), date(2150, 12, 31))


def moved(day, months):
    return from_day(int(add_months(np.array([to_day(day)], np.int32), months)[0]))


@pytest.mark.parametrize(
    ("day", "years", "anniversary"),
    [
        (date(2012, 7, 1), 5, date(2017, 7, 1)),
        (date(2008, 2, 29), 16, date(2024, 2, 29)),
        (date(2008, 2, 29), 17, date(2025, 2, 28)),
        (date(2007, 2, 28), 17, date(2024, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 12, 31)),
        (date(2027, 6, 30), -1, date(2026, 6, 30)),
        (date(2028, 2, 29), -1, date(2027, 2, 28)),
        (date(1900, 2, 28), 4, date(1904, 2, 28)),
    ],
)
def test_anniversaries(day, years, anniversary):
    assert from_day(int(add_years(np.array([to_day(day)], np.int32), years)[0])) == anniversary


@given(DATES, st.integers(-600, 600))
def test_months_agree_with_pendulum(day, months):
    assert moved(day, months) == pendulum.date(day.year, day.month, day.day).add(months=months)


@given(st.lists(st.tuples(DATES, st.integers(0, 480)), min_size=1, max_size=8))
def test_a_column_of_months_is_moved_row_by_row(rows):
    days = np.array([to_day(day) for day, _ in rows], np.int32)
    months = np.array([count for _, count in rows], np.int64)
    assert [from_day(int(d)) for d in add_months(days, months)] == [moved(day, count) for day, count in rows]


def test_the_bounds_of_time_do_not_move():
    bounds = np.array([ALWAYS, NEVER], np.int32)
    for result in (add_years(bounds, 40), add_months(bounds, -3), add_days(bounds, 1)):
        assert result.tolist() == [ALWAYS, NEVER]
    assert from_day(ALWAYS) is None
    assert from_day(NEVER) is None
    assert first_day(None) == ALWAYS


@given(DATES)
def test_days_and_dates_answer_to_each_other(day):
    assert from_day(to_day(day)) == day
