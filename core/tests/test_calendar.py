from calendar import monthrange
from datetime import date

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bajigong.calendar import ALWAYS, NEVER, first_day, from_day, to_day
from bajigong.compile.days import add_months, next_new_year
from bajigong.compile.days import moved as moved_by

DATES = st.dates(date(1900, 1, 1), date(2150, 12, 31))


def moved(day, months):
    return from_day(add_months(to_day(day), months))


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
    assert from_day(add_months(to_day(day), 12 * years)) == anniversary


@given(DATES, st.integers(-600, 600))
def test_months_agree_with_pendulum(day, months):
    assert moved(day, months) == pendulum.date(day.year, day.month, day.day).add(months=months)


@given(DATES)
def test_new_year_comes_after_every_day_of_the_year(day):
    assert from_day(next_new_year(to_day(day))) == date(day.year + 1, 1, 1)


def test_the_bounds_of_time_do_not_move():
    for bound in (ALWAYS, NEVER):
        assert [add_months(bound, 480), add_months(bound, -3), moved_by(bound, 0, 1)] == [bound] * 3
    assert from_day(ALWAYS) is None
    assert from_day(NEVER) is None
    assert first_day(None) == ALWAYS


@given(DATES)
def test_days_and_dates_answer_to_each_other(day):
    assert from_day(to_day(day)) == day


@pytest.mark.parametrize("years", [-100, -1, 1, 2, 4, 10, 100, 400])
def test_whole_years_are_the_same_however_they_are_counted(years):
    """Of the days of four-figure years products stand in for divisions; a month more and less goes the long way."""
    for year in [*range(1, 9999, 7), *range(4, 9999, 100), 9998]:
        if not 1 <= year + years <= 9999:
            continue
        for month, day in ((1, 1), (2, 28), (2, 29), (3, 1), (12, 31)):
            try:
                one = date(year, month, day)
            except ValueError:
                continue
            there = date(year + years, month, min(day, monthrange(year + years, month)[1]))
            assert moved(one, 12 * years) == there, one
            if day < 28:  # in two steps by way of another month, where no month's end comes in between
                assert moved(moved(one, 12 * years + 1), -1) == there
