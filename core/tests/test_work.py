from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bajigong.calendar import ALWAYS, NEVER, from_day, to_day
from bajigong.compile.days import full_on, merged


def full(spells, years):
    """Return the day on which spells, with their last days worked, are full."""
    since = [to_day(a) for a, _ in spells]
    until = [NEVER if b is None else to_day(b) + 1 for _, b in spells]
    return from_day(full_on(since, until, merged(since, until, len(spells)), ALWAYS, 12 * years))


@pytest.mark.parametrize(
    ("spells", "years", "day"),
    [
        ([(date(2012, 7, 1), None)], 5, date(2017, 7, 1)),
        ([(date(2012, 7, 1), date(2017, 6, 30))], 5, date(2017, 7, 1)),
        ([(date(2012, 7, 1), date(2017, 6, 29))], 5, None),
        ([(date(2012, 2, 29), None)], 1, date(2013, 2, 28)),
        ([(date(2012, 2, 29), None)], 4, date(2016, 2, 29)),
        ([(date(2020, 1, 1), date(2020, 12, 31)), (date(2022, 1, 1), None)], 2, date(2023, 1, 1)),
        ([(date(2020, 1, 1), date(2020, 12, 31)), (date(2020, 3, 1), date(2020, 5, 1))], 1, date(2021, 1, 1)),
        ([], 1, None),
        ([(date(2020, 1, 1), None)], 0, date(2020, 1, 1)),
    ],
)
def test_full_on(spells, years, day):
    assert full(spells, years) == day


SPELL = st.tuples(st.dates(date(2000, 1, 1), date(2010, 1, 1)), st.integers(0, 1500)).map(
    lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
)


@given(st.lists(SPELL, min_size=1, max_size=5), st.integers(0, 6))
def test_full_on_counts_days(spells, years):
    """Day by day: the years are full when as many days were worked as the first anniversary asks."""
    worked = sorted({a + timedelta(days=n) for a, b in spells for n in range((b - a).days + 1)})
    first = worked[0]
    needed = (from_day(to_day(first.replace(year=first.year + years, day=min(first.day, 28)))) - first).days
    if first.day > 28:
        return
    expected = worked[needed - 1] + timedelta(days=1) if 0 < needed <= len(worked) else (first if not needed else None)
    assert full(spells, years) == expected


@given(st.lists(SPELL, max_size=5), st.integers(0, 3), st.dates(date(1999, 1, 1), date(2012, 1, 1)))
def test_only_time_after_an_event_counts(spells, years, event):
    after = to_day(event)
    left = [(max(to_day(a), after), to_day(b) + 1) for a, b in spells if to_day(b) + 1 > after]
    every, cut = ([[to_day(a), to_day(b) + 1] for a, b in spells], [list(pair) for pair in left])
    found = []
    for pairs, since_event in ((every, after), (cut, ALWAYS)):
        since, until = [a for a, _ in pairs], [b for _, b in pairs]
        found.append(full_on(since, until, merged(since, until, len(pairs)), since_event, 12 * years))
    assert found[0] == found[1]
