import numpy as np
from bajigong.spans import Many, One, all_of, any_of, held, merged, onward, up_to, whole
from hypothesis import given
from hypothesis import strategies as st

from bajigong.calendar import ALWAYS, NEVER

DAY = st.integers(0, 30)
STRETCHES = st.lists(st.tuples(DAY, st.integers(0, 12)).map(lambda p: (p[0], p[0] + p[1])), max_size=5)


def column(*days):
    return np.array(days, np.int32)


def one_row(stretches):
    ordered = sorted(stretches)
    row = np.zeros(len(ordered), np.int64)
    since = np.array([s for s, _ in ordered], np.int32)
    until = np.array([u for _, u in ordered], np.int32)
    return merged(row, since, until, 1)


def days_of(stretches):
    return {day for since, until in stretches for day in range(since, until)}


def naive(days, at, horizon=60):
    """The unbroken run of days that contains a day, else the next one."""
    start = next((d for d in range(at, horizon) if d in days), None)
    if start is None:
        return NEVER, NEVER
    while start - 1 in days and start <= at:
        start -= 1
    end = start
    while end in days:
        end += 1
    return start, end


def ask(spans, day):
    since, until = spans.at(column(day))
    return int(since[0]), int(until[0])


def test_a_stretch_contains_its_first_day_and_not_its_last():
    stretch = One(column(5), column(9))
    assert ask(stretch, 4) == (5, 9)
    assert ask(stretch, 5) == (5, 9)
    assert ask(stretch, 8) == (5, 9)
    assert ask(stretch, 9) == (NEVER, NEVER)


def test_an_empty_stretch_never_holds():
    assert ask(One(column(9), column(9)), 0) == (NEVER, NEVER)
    assert ask(One(column(9), column(3)), 0) == (NEVER, NEVER)


def test_stretches_that_touch_are_one():
    assert ask(one_row([(0, 5), (5, 8)]), 1) == (0, 8)
    assert ask(one_row([(0, 5), (6, 8)]), 1) == (0, 5)


def test_no_stretches_at_all():
    assert ask(one_row([]), 3) == (NEVER, NEVER)


def test_whole_held_onward_up_to():
    assert ask(whole(), 3) == (ALWAYS, NEVER)
    assert ask(held(np.array([True])), 3) == (ALWAYS, NEVER)
    assert ask(held(np.array([False])), 3) == (NEVER, NEVER)
    assert ask(onward(column(7)), 3) == (7, NEVER)
    assert ask(up_to(column(7)), 7) == (NEVER, NEVER)
    assert ask(up_to(column(7)), 6) == (ALWAYS, 7)


@given(STRETCHES, DAY)
def test_merged_is_the_union_of_days(stretches, day):
    assert ask(one_row(stretches), day) == naive(days_of(stretches), day)


@given(st.lists(STRETCHES, min_size=1, max_size=4), DAY)
def test_all_of_is_the_intersection_of_days(many, day):
    together = set.intersection(*(days_of(stretches) for stretches in many))
    since, until = all_of([one_row(stretches).at for stretches in many], column(day))
    assert (int(since[0]), int(until[0])) == naive(together, day)


@given(st.lists(STRETCHES, min_size=1, max_size=4), DAY)
def test_any_of_holds_on_a_day_exactly_where_one_does(many, day):
    asks = [one_row(stretches).at for stretches in many]
    since, until = any_of(asks, column(day))
    union = set.union(*(days_of(stretches) for stretches in many))
    assert (int(since[0]) <= day < int(until[0])) == (day in union)
    if day not in union:
        assert int(since[0]) == naive(union, day)[0]


@given(st.lists(st.tuples(STRETCHES, DAY), min_size=1, max_size=6))
def test_rows_do_not_touch_each_other(rows):
    flat = sorted((row, since, until) for row, (stretches, _) in enumerate(rows) for since, until in stretches)
    spans = merged(
        np.array([r for r, _, _ in flat], np.int64),
        np.array([s for _, s, _ in flat], np.int32),
        np.array([u for _, _, u in flat], np.int32),
        len(rows),
    )
    assert isinstance(spans, Many)
    since, until = spans.at(column(*(day for _, day in rows)))
    together = list(zip(since.tolist(), until.tolist(), strict=True))
    assert together == [ask(one_row(stretches), day) for stretches, day in rows]
