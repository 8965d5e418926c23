"""Civil dates, by pendulum. 29 February and n years is 28 February in a common year (Civil Code, article 202)."""

from datetime import date, timedelta

import pendulum

BEFORE_ALL_DAYS = date.min


def plus(day: date, *, years: int = 0, months: int = 0) -> date:
    """Count civil years and months on from a day; the month's last day where there is no corresponding one."""
    if day == BEFORE_ALL_DAYS:
        return day
    moved = pendulum.date(day.year, day.month, day.day).add(years=years, months=months)
    return date(moved.year, moved.month, moved.day)


def day_after(day: date) -> date | None:
    """Give the day after the last day of something, None for the last day that can be written: it has no end."""
    return None if day == date.max else day + timedelta(days=1)


def full_from(spells: list[tuple[date, date | None]], years: int, after: date) -> date | None:
    """Find the day on which so many years of work are full (累计从事…工作满N年), counting from a day on.

    A spell is its first day and the first day after it, or None while it goes on. Days worked twice count once. The
    years are as long as they are in the calendar from the first day that counts.
    """
    counted: list[tuple[date, date | None]] = []
    reached = after
    for first, end in sorted(spells, key=lambda spell: spell[0]):
        start = max(first, reached)
        if end is None or start < end:
            counted.append((start, end))
            if end is None:
                break
            reached = end
    if not counted:
        return None
    beginning = counted[0][0]
    if beginning == BEFORE_ALL_DAYS:
        return BEFORE_ALL_DAYS
    needed = plus(beginning, years=years) - beginning
    for start, end in counted:
        if end is None or end - start >= needed:
            return start + needed
        needed -= end - start
    return None
