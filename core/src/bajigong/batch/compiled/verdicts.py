"""The loop that puts requirements together: rules, gates, routes, and the days of the verdict."""

from typing import Any

import numpy as np

from bajigong.batch.compiled.days import Int, compiled
from bajigong.calendar import ALWAYS, NEVER

Array = np.ndarray[Any, Any]


@compiled
def marks(on: Int, certain: Array, certain_end: Array, possible: Array, possible_end: Array, state: Array) -> None:
    """Mark rows: bit 0 where something certainly holds on the day, bit 1 where it may. Ends of length 0: never."""
    ends = certain_end.size > 0
    for k in range(certain.size):
        held = certain[k] <= on and (not ends or on < certain_end[k])
        may = possible[k] <= on and (not ends or on < possible_end[k])
        state[k] = (1 if held else 0) | (2 if may else 0)


@compiled
def _any(at: Int, begin: Int, end: Int, since: Array, until: Array) -> tuple[Int, Int]:
    """The days around a day on which one rule at least holds, else the stretch that comes first."""
    best, last = NEVER, NEVER
    for rule in range(begin, end):
        s, u = since[rule], until[rule]
        if at >= u or s >= u:
            s, u = NEVER, NEVER
        if rule == begin:
            best, last = s, u
        elif s <= at and best <= at:
            best, last = min(best, s), max(last, u)
        elif best > at and (s <= at or s < best):
            best, last = s, u
    return best, last


@compiled
def verdicts(
    on: Int,
    # What requirements that differ from row to row say: first day, day after the last (where they end), and mark.
    certain: Array,
    certain_end: Array,
    has_end: Array,
    state: Array,
    # The rules: the period in which each holds as far as the other requirements say, how many of those fail or are
    # open, whether it is in force, and which columns belong to it. Rules of one side stand together, routes last.
    period: Array,
    failing: Array,
    unknown: Array,
    in_force: Array,
    offsets: Array,
    columns: Array,
    sides: Array,
    # What holds besides, the same for all rows: it changes on these days only.
    turns: Array,
    besides_since: Array,
    besides_until: Array,
    keys: Array,
    best: Array,
    since: Array,
    until: Array,
) -> None:
    """Work out for each row the key, the nearest route and the days of the verdict."""
    rules = period.shape[0]
    routes = sides[sides.size - 2]
    begin, end = np.empty(rules, np.int64), np.empty(rules, np.int64)
    for k in range(keys.size):
        key = np.int64(0)
        for column in range(certain.shape[0]):
            key |= np.int64(state[column, k]) << (2 * column)
        keys[k] = key
        nearest, least = -1, np.int64(0)
        for rule in range(rules):
            s, u, fails, opens = period[rule, 0], period[rule, 1], failing[rule], unknown[rule]
            for n in range(offsets[rule], offsets[rule + 1]):
                column = columns[n]
                s = max(s, np.int64(certain[column, k]))
                if has_end[column]:
                    u = min(u, np.int64(certain_end[column, k]))
                fails += state[column, k] == 0
                opens += state[column, k] == 2
            begin[rule], end[rule] = s, u
            if rule >= routes:
                order = np.int64(0 if in_force[rule] else 1) | (2 if fails or opens or not in_force[rule] else 0)
                order = ((((order << 10) | fails) << 10 | opens) << 32) + (NEVER if on >= u or s >= u else s) - ALWAYS
                if nearest < 0 or order < least:
                    nearest, least = rule - routes, order
        best[k] = nearest
        at = np.int64(on)
        while True:
            step = 0
            while step < turns.size and turns[step] <= at:
                step += 1
            first, last = np.int64(besides_since[step]), np.int64(besides_until[step])
            for side in range(sides.size - 1):
                s, u = _any(at, sides[side], sides[side + 1], begin, end)
                first, last = max(first, s), min(last, u)
            if first <= at or first == NEVER:
                since[k], until[k] = first, last if first < NEVER else NEVER
                break
            at = first


@compiled
def onward(
    on: Int,
    certain: Array,
    state: Array,
    period: Array,
    failing: Array,
    unknown: Array,
    in_force: Array,
    offsets: Array,
    columns: Array,
    turns: Array,
    besides_since: Array,
    besides_until: Array,
    keys: Array,
    best: Array,
    since: Array,
    until: Array,
) -> None:
    """Do as `verdicts` where only routes differ from row to row, and each holds for good once it does.

    Rule by rule, so that each inner loop is simple enough for several rows to be worked out at once.
    """
    rows = keys.size
    soonest, least = np.full(rows, NEVER, np.int32), np.zeros(rows, np.int64)
    begin, fails, opens = np.empty(rows, np.int32), np.empty(rows, np.int32), np.empty(rows, np.int32)
    for k in range(rows):
        keys[k] = 0
        best[k] = -1
    for column in range(certain.shape[0]):
        for k in range(rows):
            keys[k] |= np.int64(state[column, k]) << (2 * column)
    for rule in range(period.shape[0]):
        force = 0 if in_force[rule] else 1
        begin[:] = np.int32(period[rule, 0])
        fails[:] = np.int32(failing[rule])
        opens[:] = np.int32(unknown[rule])
        for n in range(offsets[rule], offsets[rule + 1]):
            column = columns[n]
            for k in range(rows):
                begin[k] = max(begin[k], certain[column, k])
                fails[k] += np.int32(state[column, k] == 0)
                opens[k] += np.int32(state[column, k] == 2)
        for k in range(rows):
            fail = force | (2 if fails[k] + opens[k] + force > 0 else 0)
            order = np.int64((fail << 20) + (fails[k] << 10) + opens[k])
            order = (order << 32) + (np.int64(begin[k]) - ALWAYS)
            if rule == 0 or order < least[k]:
                least[k] = order
                best[k] = rule
            soonest[k] = min(soonest[k], begin[k])
    step = 0
    while step < turns.size and turns[step] <= on:
        step += 1
    for k in range(rows):
        first, last, at, here = max(besides_since[step], soonest[k]), besides_until[step], np.int64(on), step
        while first > at and first < NEVER:
            at = first
            while here < turns.size and turns[here] <= at:
                here += 1
            first, last = max(besides_since[here], np.int64(soonest[k])), besides_until[here]
        since[k] = first
        until[k] = last if first < NEVER else NEVER
