"""Time that adds up: spells of work merged, summed and counted from an event on (累计从事…满N年)."""

import numpy as np
import numpy.typing as npt

from bajigong.calendar import ALWAYS, NEVER, Days, add_months, add_years
from bajigong.columns import Table
from bajigong.engine.events import by_row_and_day, edge_days, happened
from bajigong.engine.hope import Hope
from bajigong.engine.records import passing
from bajigong.engine.selection import Selection
from bajigong.policy.when import Accumulated, Stated
from bajigong.schema import Schema
from bajigong.spans import running_end


def accumulated(table: Table, node: Accumulated, schema: Schema, selection: Selection, hope: Hope) -> Days:
    """Return the day on which the spells are full, by row."""
    after = (
        happened(table, node.after, schema, selection, hope)
        if node.after
        else np.full(len(table), ALWAYS, np.int32)
    )
    full = _from_spells(table, node, schema, selection, hope, after)
    given = table.lists[node.records.path].given
    if given.all():
        return full
    hopeful = add_years(after, node.years) if hope.on(node.records.path) else np.full(len(table), NEVER, np.int32)
    if node.stated:
        hopeful = _from_statement(table, node.stated, node.years, after, hopeful, hope.on(node.records.path))
    return np.where(given, full, hopeful).astype(np.int32)


def _from_spells(
    table: Table, node: Accumulated, schema: Schema, selection: Selection, hope: Hope, after: Days
) -> Days:
    path = node.records.path
    lists = table.lists[path]
    counts = passing(lists, node.records, schema, selection, hope)
    since = edge_days(lists, path, node.since, hope, ALWAYS, NEVER)[counts]
    until = edge_days(lists, path, node.until, hope, NEVER, NEVER)[counts]
    row = lists.row[counts]
    since = np.maximum(since, after[row])
    keep = since < until
    row, since, until = row[keep], since[keep], until[keep]
    order = by_row_and_day(row, since)
    return full_on(row[order], since[order], until[order], node.years, len(table))


def full_on(row: npt.NDArray[np.int64], since: Days, until: Days, years: int, rows: int) -> Days:
    """Return, by row, the day on which its spells add up to so many years, `NEVER` where they do not.

    The spells must be sorted by row and first day. The day is the anniversary of the row's first day, later by the
    gaps before it; it must come no later than the end of the spells seen so far.
    """
    full = np.full(rows, NEVER, np.int32)
    if not len(row):
        return full
    fresh = np.ones(len(row), bool)
    fresh[1:] = row[1:] != row[:-1]
    reach = running_end(row, until)
    gap = np.zeros(len(row), np.int64)
    gap[1:] = np.where(fresh[1:], 0, np.maximum(0, since[1:].astype(np.int64) - reach[:-1]))
    head = np.flatnonzero(fresh)[np.cumsum(fresh) - 1]
    total = np.cumsum(gap)
    anniversary = add_years(since[head], years).astype(np.int64)
    day = np.where(anniversary == ALWAYS, ALWAYS, anniversary + total - total[head])
    done = day <= reach
    np.minimum.at(full, row[done], day[done].astype(np.int32))
    return full


def _from_statement(table: Table, stated: Stated, years: int, after: Days, unknown: Days, hopeful: bool) -> Days:
    """Bound the day from a total stated as of a day, where no spells were listed.

    What is certain lays the stated time as early as it can have been, and counts from the day of the statement. What
    is possible lays it as late as it can have been, and lets it go on.
    """
    total, as_of = table.columns[stated.years], table.columns[stated.as_of]
    months = np.where(total.known, np.floor(total.values * 12 + 1e-9), 0).astype(np.int64)
    said_on = np.where(as_of.known, as_of.values, table.on).astype(np.int32)
    if hopeful:
        bound = add_years(np.maximum(add_months(said_on, -months), after), years)
    else:
        since = table.columns[stated.since]
        start = np.where(since.known, since.values, ALWAYS).astype(np.int32)
        enough = np.where(
            after == ALWAYS, months >= 12 * years, (start > ALWAYS) & (add_months(start, months) >= add_years(after, years))
        )
        bound = np.where(enough, said_on, NEVER).astype(np.int32)
    return np.where(total.known, bound, unknown).astype(np.int32)
