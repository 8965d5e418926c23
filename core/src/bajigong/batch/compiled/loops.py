"""Loops over rows and the records of each: what came first, when time adds up, until when it holds.

Everywhere ``rows`` are the rows of a block, the records of row ``i`` stand from ``start[i]`` until ``end[i]``, and what
comes out has one entry for each row of the block. ``passing[codes[j]]`` says how record ``j`` passes. Two questions are
answered at once: what is certain, where an unknown value is unfavourable, and what is possible, where it is favourable.
"""

from typing import Any

import numpy as np

from bajigong.batch.compiled.days import Int, compiled, moved
from bajigong.calendar import ALWAYS, NEVER

#: What stands for an unknown value.
UNKNOWN = -(1 << 31)
#: How a record passes: certainly (and so possibly), or only possibly.
CERTAIN, POSSIBLE = 1, 2
#: More spells than anybody's life holds.
MOST = 64

Array = np.ndarray[Any, Any]


@compiled
def dated(values: Array, known: Array, earliest: Int, latest: Int, out: Array) -> Any:
    """Copy days, unknown ones by their number. Return whether all lie between two; what is no day is left out of it."""
    first, last = np.int32(0), np.int32(0)
    for j in range(values.size):
        value, there = values[j], known[j]
        out[j] = value if there else np.int32(UNKNOWN)
        # No branch: so several are copied at once.
        day = value if there and value != ALWAYS else np.int32(0)
        first, last = min(first, day), max(last, day)
    return first > earliest and last < latest


@compiled
def digit(values: Array, known: Array, size: Int, codes: Array) -> None:
    """Put one more digit behind codes: a small number, 0 for an unknown one."""
    for j in range(codes.size):
        codes[j] = codes[j] * size + (values[j] + 1 if known[j] else 0)


@compiled
def owned(values: Array, known: Array, own: Array, row: Array, codes: Array) -> None:
    """Put one more digit behind codes: whether an occupation, trade aside, is that of its row. ``row`` may be empty."""
    for j in range(codes.size):
        i = row[j] if row.size else j
        codes[j] = codes[j] * 3 + ((2 if values[j] // 1000 == own[i] // 1000 else 1) if known[j] else 0)


@compiled
def fact(rows: Array, values: Array, mask: Int, certain: Array, possible: Array) -> None:
    """Always or never: a value, a small number, in a set given as bits."""
    for k, i in enumerate(rows):
        value = values[i]
        held = value != UNKNOWN and (mask >> value) & 1
        certain[k] = ALWAYS if held else NEVER
        possible[k] = ALWAYS if held or value == UNKNOWN else NEVER


@compiled
def day(rows: Array, values: Array, certain: Array, possible: Array) -> None:
    """The day of a single fact."""
    for k, i in enumerate(rows):
        value = values[i]
        certain[k] = NEVER if value == UNKNOWN else value
        possible[k] = ALWAYS if value == UNKNOWN else value


@compiled
def first(
    rows: Array,
    start: Array,
    end: Array,
    given: Array,
    codes: Array,
    passing: Array,
    values: Array,
    months: Int,
    days: Int,
    table: Array,
    certain: Array,
    possible: Array,
) -> None:
    """The earliest day among the records that pass, each moved by months, then by days."""
    for k, i in enumerate(rows):
        sure, may = NEVER, NEVER
        if not given[i]:
            may = ALWAYS
        for j in range(start[i], end[i]):
            how = passing[codes[j]]
            if how:
                value = np.int64(values[j])
                if value == UNKNOWN:
                    may = ALWAYS
                else:
                    value = moved(value, months, table) + days
                    may = min(may, value)
                    if how & CERTAIN:
                        sure = min(sure, value)
        certain[k], possible[k] = sure, may


@compiled
def later(certain: Array, possible: Array, months: Int, table: Array, out: Array, out_possible: Array) -> None:
    """Days moved by months."""
    for k in range(certain.size):
        out[k] = moved(np.int64(certain[k]), months, table)
        out_possible[k] = moved(np.int64(possible[k]), months, table)


@compiled
def _full(since: Array, until: Array, count: Int, months: Int, table: Array) -> Int:
    """The day on which two spells or more add up; sorts them in place."""
    for a in range(1, count):
        b, s, u = a, since[a], until[a]
        while b > 0 and since[b - 1] > s:
            since[b], until[b] = since[b - 1], until[b - 1]
            b -= 1
        since[b], until[b] = s, u
    anniversary = moved(since[0], months, table)
    reach, gaps = until[0], 0
    for a in range(count):
        gaps += max(0, since[a] - reach)
        reach = max(reach, until[a])
        full = ALWAYS if anniversary == ALWAYS else anniversary + gaps
        if full <= reach:
            return full
    return NEVER


@compiled
def spells(
    rows: Array,
    start: Array,
    end: Array,
    given: Array,
    codes: Array,
    passing: Array,
    since: Array,
    until: Array,
    months: Int,
    table: Array,
    after: Array,
    after_possible: Array,
    certain: Array,
    possible: Array,
) -> None:
    """The day on which spells after a day add up to so many months. The last day of a spell is part of it."""
    begun, ended = np.empty(MOST, np.int64), np.empty(MOST, np.int64)
    for k, i in enumerate(rows):
        if not given[i]:
            certain[k] = NEVER
            possible[k] = moved(np.int64(after_possible[k]), months, table)
            continue
        doubt = after[k] != after_possible[k]
        for hope in (CERTAIN, POSSIBLE):
            if hope == POSSIBLE and not doubt:
                possible[k] = certain[k]
                break
            count = 0
            floor = np.int64(after[k] if hope == CERTAIN else after_possible[k])
            for j in range(start[i], end[i]):
                how = passing[codes[j]]
                s = np.int64(since[j])
                doubt = doubt or s == UNKNOWN or how == POSSIBLE
                if not how & hope or (s == UNKNOWN and hope == CERTAIN):
                    continue
                s = floor if s == UNKNOWN else max(s, floor)
                u = NEVER if until[j] == UNKNOWN else np.int64(until[j]) + 1
                if s < u:
                    begun[count], ended[count] = s, u
                    count += 1
            found = NEVER
            if count == 1:
                full = moved(begun[0], months, table)
                found = full if full <= ended[0] else NEVER
            elif count > 1:
                found = _full(begun, ended, count, months, table)
            if hope == CERTAIN:
                certain[k] = found
            else:
                possible[k] = found


@compiled
def stretches(
    rows: Array,
    start: Array,
    end: Array,
    given: Array,
    codes: Array,
    passing: Array,
    since: Array,
    since_months: Int,
    since_days: Int,
    since_table: Array,
    until: Array,
    until_months: Int,
    until_days: Int,
    until_table: Array,
    open_ended: bool,
    certain: Array,
    certain_end: Array,
    possible: Array,
    possible_end: Array,
) -> None:
    """The stretch that the records of each row make together. A column of length 0 is no bound.

    Records that do not make one stretch leave the row open: it is for the column path to decide.
    """
    for k, i in enumerate(rows):
        first, last, sure, sure_last = NEVER, NEVER, NEVER, NEVER
        several = False
        if not given[i]:
            first = ALWAYS
        for j in range(start[i], end[i]):
            how = passing[codes[j]]
            if not how:
                continue
            s, u, known = ALWAYS, NEVER, how & CERTAIN != 0
            if since.size:
                known = known and since[j] != UNKNOWN
                if since[j] != UNKNOWN:
                    s = moved(np.int64(since[j]), since_months, since_table) + since_days
            if until.size:
                if until[j] != UNKNOWN:
                    u = moved(np.int64(until[j]), until_months, until_table) + until_days
                elif not open_ended:
                    known = False
            if s >= u:
                continue
            if first == NEVER:
                first, last = s, u
            else:
                several = several or s > last or u < first
                first, last = min(first, s), max(last, u)
            if known and sure == NEVER:
                sure, sure_last = s, u
            elif known:
                several = several or s > sure_last or u < sure
                sure, sure_last = min(sure, s), max(sure_last, u)
        if several:
            first, last, sure, sure_last = ALWAYS, NEVER, NEVER, NEVER
        certain[k], certain_end[k], possible[k], possible_end[k] = sure, sure_last, first, last
