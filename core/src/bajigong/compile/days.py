"""Arithmetic on civil days and stretches of days, one number at a time.

A day is a count from 1970-01-01. `ALWAYS` stands before every day and `NEVER` after; arithmetic leaves both as they
are. A stretch ``[since, until)`` is empty where ``until`` is not after ``since``. An anniversary of 29 February falls
on 28 February in a common year: the last day of the month, where it has no such day (Civil Code, article 202).

These functions stand in the text of every program (`bajigong.compile.program`): CPython runs them on lists, numba
compiles them for arrays. They therefore use nothing but numbers, indices and each other.
"""

from typing import Any, Final

from bajigong.calendar import ALWAYS, EARLIEST_DAY, NEVER, UNKNOWN_DAY, WIDEST

#: What stands for a code that is not known; a number that is not known is not a number.
UNKNOWN: Final = -1

#: An array of numbers: a list, or an array of numpy's.
Numbers = Any


def add_months(day: int, months: int) -> int:
    """Move a day by whole months, to the last day of the month where it has no such day."""
    if day <= ALWAYS or day >= NEVER:
        return day
    # Days are counted from 1 March of the year 0, so that a leap day ends its year (eras of 400 years).
    shifted = day + 719468
    years = ((months + 12000) * 43691 >> 19) - 1000
    if years * 12 == months and 0 <= shifted < 3652425:
        # Whole years within those of four figures. Divisions are written as products, exact for numbers so small.
        century = (4 * shifted + 3) * 15051803 >> 41
        rest = shifted - (146097 * century >> 2)
        of_century = (4 * rest + 3) * 2939745 >> 32
        of_year = rest - (1461 * of_century >> 2)
        year = 100 * century + of_century + years
        if 0 <= year < 12000:
            if of_year == 365:
                following = year + 1
                hundreds = following * 5243 >> 19
                if following & 3 != 0 or (hundreds * 100 == following and hundreds & 3 != 0):
                    of_year = 364
            hundreds = year * 5243 >> 19
            return year * 365 + (year >> 2) - hundreds + (hundreds >> 2) + of_year - 719468
    era = shifted // 146097
    of_era = shifted - era * 146097
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month + 2) // 5
    count = (year + era * 400) * 12 + month + months
    year = count // 12
    month = count - year * 12
    start = (153 * month + 2) // 5
    length = (153 * (month + 1) + 2) // 5 - start
    if month == 11:
        following = year + 1
        leap = following % 4 == 0 and (following % 100 != 0 or following % 400 == 0)
        length = 29 if leap else 28
    if of_month >= length:
        of_month = length - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + start + of_month - 719468


def moved(day: int, months: int, days: int) -> int:
    """Move a day by whole months, then by days."""
    there = add_months(day, months)
    return there + days if ALWAYS < there < NEVER else there


def within(value: int, late: bool, blank: int, months: int, days: int) -> int:
    """Return the last or the first day that one known within bounds may be, moved; ``blank`` for one not known."""
    if value == UNKNOWN_DAY:
        return blank
    code = value - UNKNOWN_DAY - 1
    first = code // WIDEST + EARLIEST_DAY
    return moved(first + code % WIDEST if late else first, months, days)


def next_new_year(day: int) -> int:
    """Return 1 January of the year after a day's."""
    shifted = day + 719468
    era = shifted // 146097
    of_era = shifted - era * 146097
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    # January and February end a year that began on 1 March.
    whole = year + era * 400 + (1 if of_year >= 306 else 0)
    return whole * 365 + whole // 4 - whole // 100 + whole // 400 + 306 - 719468


def one(since: int, until: int, day: int) -> tuple[int, int]:
    """Return a single stretch as it answers on a day: itself, nothing where it is over or empty."""
    if day >= until or since >= until:
        return NEVER, NEVER
    return since, until


def at(since: Numbers, until: Numbers, first: int, end: int, day: int) -> tuple[int, int]:
    """Return, of sorted stretches that lie apart, the one that contains a day, else the next."""
    for place in range(first, end):
        if until[place] > day:
            return since[place], until[place]
    return NEVER, NEVER


def step(turn: Numbers, since: Numbers, until: Numbers, first: int, end: int, day: int) -> tuple[int, int]:
    """Return what is tabulated for the time in which a day lies: from the last turn that has come."""
    place = first
    while place + 1 < end and turn[place + 1] <= day:
        place += 1
    return since[place], until[place]


def either(since: int, until: int, more_since: int, more_until: int, day: int) -> tuple[int, int]:
    """Join what two answer on a day: together if both hold, else the one that holds, else the earlier."""
    if more_since <= day:
        if since <= day:
            return min(since, more_since), max(until, more_until)
        return more_since, more_until
    if since > day and more_since < since:
        return more_since, more_until
    return since, until


def merged(since: Numbers, until: Numbers, count: int) -> int:
    """Sort the first ``count`` stretches in their place, join those that touch, and return how many are left.

    None of them may be empty. People write their lives down in order: sorting costs little then.
    """
    for place in range(1, count):
        start, end = since[place], until[place]
        before = place - 1
        while before >= 0 and since[before] > start:
            since[before + 1], until[before + 1] = since[before], until[before]
            before -= 1
        since[before + 1], until[before + 1] = start, end
    last = 0
    for place in range(1, count):
        if since[place] > until[last]:
            last += 1
            since[last], until[last] = since[place], until[place]
        elif until[place] > until[last]:
            until[last] = until[place]
    return last + 1 if count else 0


def full_on(since: Numbers, until: Numbers, count: int, after: int, months: int) -> int:
    """Return the day on which sorted stretches that lie apart add up to so many months, `NEVER` where they do not.

    Only time from ``after`` on counts. The day is the anniversary of the first day that counts, later by the gaps
    before it; it must come no later than the end of its stretch.
    """
    full, reach, seen = NEVER, NEVER, False
    for place in range(count):
        start, end = max(since[place], after), until[place]
        if start < end:
            if not seen:
                seen = True
                full = add_months(start, months)
            elif full > ALWAYS:
                full += start - reach
            reach = end
            if full <= end:
                return full
    return NEVER


def turned(days: Numbers, count: int, undated: int, earliest: int, turns: Numbers) -> int:
    """Write the days from each of which to the next one something is the last that has come; return how many.

    ``earliest`` is the first that is sure; after it each of ``days`` may be another. Where one is ``undated`` it may be
    any day, and none is the last.
    """
    if undated > 0 or earliest >= NEVER:
        return 0
    turns[0], found = earliest, 1
    for place in range(count):
        if days[place] > earliest:
            turns[found] = days[place]
            found += 1
    for place in range(2, found):
        day = turns[place]
        before = place - 1
        while turns[before] > day:
            turns[before + 1] = turns[before]
            before -= 1
        turns[before + 1] = day
    return found


def stretched(since: Numbers, until: Numbers, count: int, opens: int, ends: int) -> int:
    """Write one more stretch behind sorted ones, joined with the last where they touch; return how many there are."""
    if opens >= ends:
        return count
    if count > 0 and until[count - 1] >= opens:
        until[count - 1] = max(until[count - 1], ends)
        return count
    since[count], until[count] = opens, ends
    return count + 1


def by_day(days: Numbers, amounts: Numbers, count: int) -> None:
    """Sort days in their place, each with its amount."""
    for place in range(1, count):
        day, amount = days[place], amounts[place]
        before = place - 1
        while before >= 0 and days[before] > day:
            days[before + 1], amounts[before + 1] = days[before], amounts[before]
            before -= 1
        days[before + 1], amounts[before + 1] = day, amount


def reached(  # what is added up, from when until when, how much it takes, and where the stretches go
    days: Numbers,
    amounts: Numbers,
    count: int,
    hoped: int,
    after: int,
    end: int,
    least: int,
    months: int,
    since: Numbers,
    until: Numbers,
    found: int,
) -> int:
    """Write, behind ``found`` stretches, those before ``end`` in which amounts add up to ``least``; return how many.

    Only amounts of the days from ``after`` on count, each for so many months, with 0 for good; ``hoped`` counts always.
    """
    total, opens, place, leaves = hoped, NEVER, 0, 0
    while place < count and days[place] < after:
        place += 1
        leaves += 1
    turn = after
    while turn < end:
        while place < count and days[place] <= turn:
            total += amounts[place]
            place += 1
        while months > 0 and leaves < place and add_months(days[leaves], months) <= turn:
            total -= amounts[leaves]
            leaves += 1
        if total >= least:
            opens = min(opens, turn)
        elif opens < NEVER:
            found = stretched(since, until, found, opens, turn)
            opens = NEVER
        turn = min(end, days[place]) if place < count else end
        if months > 0 and leaves < place:
            turn = min(turn, add_months(days[leaves], months))
    return stretched(since, until, found, opens, end)


def stated_on(total: float, as_of: int, begun: int, after: int, months: int, hoped: int) -> int:
    """Bound the day on which so many months are full by a total in years, stated as of a day.

    What is certain lays the stated time as early as it can have been, and counts from the day of the statement. What
    is possible (``hoped``) lays it as late as it can have been, and lets it go on. A total that is only the least
    there can be stands as a number below 0.
    """
    if total < 0:
        if hoped:
            return add_months(after, months)
        total = -1 - total
    if begun < ALWAYS:
        begun = within(begun, False, ALWAYS, 0, 0)
    said = int(total * 12 + 1e-9)
    if hoped:
        return add_months(max(add_months(as_of, -said), after), months)
    full = add_months(after, months)
    # However early it began, as much is left after the event; and so much time has passed since.
    left = begun > ALWAYS and add_months(begun, said) >= full and as_of >= full
    return as_of if said >= months and (after == ALWAYS or left) else NEVER


def full_time(given: bool, since: Numbers, until: Numbers, count: int, after: int, months: int, hoped: bool) -> int:
    """Return the day on which the stretches of a list add up to so many months, hoped for where none is ``given``."""
    if given:
        return full_on(since, until, count, after, months)
    return add_months(after, months) if hoped else NEVER


def full_or_stated(  # a list, the most that it may come to, a total that is stated besides, and what is asked
    given: bool,
    since: Numbers,
    until: Numbers,
    count: int,
    most_since: Numbers,
    most_until: Numbers,
    most: int,
    total: float,
    as_of: int,
    asked: int,
    begun: int,
    after: int,
    months: int,
    hoped: bool,
) -> tuple[int, bool]:
    """Return the day on which a list or a stated total, in years, is so many months, and whether they leave it open.

    What is stated counts where the list may come to as much, and else is doubted. So a record of which something is
    unknown takes nothing from stated years, and a list that is known in full and comes to less leaves it open which of
    the two is right. It is stated as of a day, if not the day ``asked`` about.
    """
    if not total <= 0 and not total >= 0:  # not a number
        return full_time(given, since, until, count, after, months, hoped), False
    said = as_of if as_of > ALWAYS else asked
    if not given:
        return stated_on(total, said, begun, after, months, hoped), False
    full = full_on(since, until, count, after, months)
    sure = stated_on(total, said, begun, after, months, False)
    if sure < full and full_on(most_since, most_until, most, after, months) <= sure:
        return sure, False
    # Whatever is not known of the event, too: so much is stated as is asked, and the list does not say so.
    if stated_on(total, said, begun, ALWAYS, months, False) < full:
        return sure if sure < full and hoped else full, True
    return full, False


def open_years(days: Numbers, count: int, left: int, since: Numbers, until: Numbers) -> int:
    """Write the stretches during which fewer than ``left`` of the days fall in the year so far; return how many."""
    if left <= 0:
        return 0
    for place in range(1, count):
        day = days[place]
        before = place - 1
        while before >= 0 and days[before] > day:
            days[before + 1] = days[before]
            before -= 1
        days[before + 1] = day
    found, opens, year_ends, in_year = 0, ALWAYS, ALWAYS, 0
    for place in range(count):
        day = days[place]
        if day >= year_ends:
            year_ends, in_year = next_new_year(day), 0
        in_year += 1
        if in_year == left:
            if opens < day:
                since[found], until[found] = opens, day
                found += 1
            opens = year_ends
    since[found], until[found] = opens, NEVER
    return found + 1


def farness(in_force: bool, asked: int, sure: int, possible: int, since: int, examined: bool) -> int:
    """Return how far a route is from holding: of several the one with the smallest number is nearest.

    One that holds is nearest, then what time alone makes hold, the soonest first; then what hangs on facts, then what
    fails, and last what is not in force. Of two that are alike it is the one that leads to an examination, then the one
    with the fewest requirements that fail, the fewest that are open. ``sure`` and ``possible``: how many of those
    ``asked`` certainly or possibly hold.
    """
    if in_force and since < NEVER:
        return ((0 if sure == asked else 1) << 53) + since - ALWAYS
    order = 4 if not in_force else 3 if possible < asked else 2
    order = (order << 1) + (0 if examined else 1)
    order = (order << 10) + asked - possible
    order = (order << 10) + possible - sure
    return (order << 32) + since - ALWAYS


def outside(  # the stretches of one thing, and where those without it go
    since: Numbers, until: Numbers, first: int, end: int, free_since: Numbers, free_until: Numbers
) -> int:
    """Write the stretches before, between and after those that are sorted and lie apart; return how many."""
    found, opens = 0, ALWAYS
    for place in range(first, end):
        if opens < since[place]:
            free_since[found], free_until[found] = opens, since[place]
            found += 1
        opens = until[place]
    if opens < NEVER:
        free_since[found], free_until[found] = opens, NEVER
        found += 1
    return found
