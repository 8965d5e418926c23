"""Stretches of days as programs take them: the one around a day, else the next."""

from hypothesis import given
from hypothesis import strategies as st

from bajigong.calendar import ALWAYS, NEVER
from bajigong.compile.days import at, either, merged, one, open_years, step

DAY = st.integers(0, 30)
STRETCHES = st.lists(st.tuples(DAY, st.integers(1, 12)).map(lambda p: (p[0], p[0] + p[1])), max_size=6)


def row(stretches):
    """Sort and join stretches in two arrays that have room for more."""
    since, until = ([*side, 0, 0] for side in ([s for s, _ in stretches], [u for _, u in stretches]))
    return since, until, merged(since, until, len(stretches))


def ask(stretches, day):
    since, until, count = row(stretches)
    return at(since, until, 0, count, day)


def days_of(stretches):
    return {day for since, until in stretches for day in range(since, until)}


def naive(days, day, horizon=60):
    """The unbroken run of days that contains a day, else the next one."""
    start = next((d for d in range(day, horizon) if d in days), None)
    if start is None:
        return NEVER, NEVER
    while start - 1 in days and start <= day:
        start -= 1
    end = start
    while end in days:
        end += 1
    return start, end


def test_a_stretch_contains_its_first_day_and_not_its_last():
    assert [one(5, 9, day) for day in (4, 5, 8, 9)] == [(5, 9), (5, 9), (5, 9), (NEVER, NEVER)]
    assert [ask([(5, 9)], day) for day in (4, 5, 8, 9)] == [(5, 9), (5, 9), (5, 9), (NEVER, NEVER)]


def test_an_empty_stretch_never_holds():
    assert one(9, 9, 0) == one(9, 3, 0) == (NEVER, NEVER)


def test_stretches_that_touch_are_one():
    assert ask([(0, 5), (5, 8)], 1) == (0, 8)
    assert ask([(0, 5), (6, 8)], 1) == (0, 5)


def test_no_stretches_at_all():
    assert ask([], 3) == (NEVER, NEVER)


@given(STRETCHES, DAY)
def test_merged_is_the_union_of_days(stretches, day):
    assert ask(stretches, day) == naive(days_of(stretches), day)


@given(STRETCHES)
def test_merged_stretches_are_sorted_and_lie_apart(stretches):
    since, until, count = row(stretches)
    assert all(until[place] < since[place + 1] for place in range(count - 1))


@given(st.lists(STRETCHES, min_size=1, max_size=4), DAY)
def test_either_holds_on_a_day_exactly_where_one_does(many, day):
    since, until = NEVER, NEVER
    for stretches in many:
        since, until = either(since, until, *ask(stretches, day), day)
    union = set.union(*(days_of(stretches) for stretches in many))
    assert (since <= day < until) == (day in union)
    if day not in union:
        assert since == naive(union, day)[0]


@given(st.lists(st.tuples(DAY, DAY, DAY), min_size=1, max_size=6, unique_by=lambda turn: turn[0]), DAY)
def test_a_table_answers_with_the_last_turn_that_has_come(turns, day):
    rows = [(ALWAYS, -1, -1), *sorted(turns)]
    turn, since, until = ([one[side] for one in rows] for side in range(3))
    last = max(one for one in rows if one[0] <= day)
    assert step(turn, since, until, 0, len(rows), day) == last[1:]


@given(st.lists(st.integers(18000, 20000), max_size=9), st.integers(-1, 4))
def test_open_years_lie_apart_and_leave_out_what_is_full(days, left):
    since, until = [0] * (len(days) + 1), [0] * (len(days) + 1)
    count = open_years(list(days), len(days), left, since, until)
    assert all(until[place] < since[place + 1] for place in range(count - 1))
    assert bool(count) is (left > 0)
