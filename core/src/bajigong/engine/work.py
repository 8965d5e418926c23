"""Time that adds up: spells of work merged, summed and counted from an event on (累计从事…满N年)."""

import attrs
import numpy as np
import numpy.typing as npt

from bajigong.calendar import ALWAYS, NEVER, Days, add_months, add_years
from bajigong.engine.events import by_row_and_day, edge_days, happened
from bajigong.engine.hope import Hope
from bajigong.engine.records import passing
from bajigong.engine.scene import Scene
from bajigong.policy.when import Accumulated
from bajigong.spans import running_end


def accumulated(scene: Scene, node: Accumulated, hope: Hope) -> Days:
    """Return the day on which the spells are full, by row."""
    path = node.records.path
    lists = scene.lists(path)
    after = happened(scene, node.after, hope) if node.after else np.full(len(lists.given), ALWAYS, np.int32)
    full = _from_spell(scene, node, after, hope) if lists.there is not None else _from_spells(scene, node, after, hope)
    given = lists.given
    if lists.whole:
        return full
    hoped = add_years(after, node.years) if hope.on(path) else np.full(len(given), NEVER, np.int32)
    total = scene.table.columns[node.stated.years].known if node.stated else None
    if total is not None and total.any():
        hoped = np.where(total, _from_statement(scene, node, after, hope), hoped).astype(np.int32)
    return np.where(given, full, hoped).astype(np.int32)


def _from_spell(scene: Scene, node: Accumulated, after: Days, hope: Hope) -> Days:
    """Return the day where no row has more than one spell."""
    path = node.records.path
    lists = scene.lists(path)
    hoped = hope.on(f"{path}.{node.since.field}")
    since = np.maximum(edge_days(lists, node.since, ALWAYS if hoped else NEVER), after)
    until = edge_days(lists, node.until, NEVER)
    day = add_years(since, node.years)
    counts = passing(scene, node.records, hope) & (since < until) & (day <= until)
    return np.where(counts, day, np.int32(NEVER))


def _from_spells(scene: Scene, node: Accumulated, after: Days, hope: Hope) -> Days:
    path = node.records.path
    lists = scene.lists(path)
    after = np.broadcast_to(after, len(lists.given))
    counts = passing(scene, node.records, hope)
    hoped = hope.on(f"{path}.{node.since.field}")
    since = edge_days(lists, node.since, ALWAYS if hoped else NEVER)[counts]
    until = edge_days(lists, node.until, NEVER)[counts]
    row = lists.row[counts]
    since = np.maximum(since, after[row])
    keep = since < until
    row, since, until = row[keep], since[keep], until[keep]
    order = by_row_and_day(row, since)
    return full_on(row[order], since[order], until[order], node.years, len(lists.given))


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


def _from_statement(scene: Scene, node: Accumulated, after: Days, hope: Hope) -> Days:
    """Bound the day from a total stated as of a day, where no spells were listed.

    What is certain lays the stated time as early as it can have been, and counts from the day of the statement. What
    is possible lays it as late as it can have been, and lets it go on.
    """
    assert node.stated is not None  # the caller asks only where there is one
    total, as_of, begun = (scene.table.columns[path] for path in attrs.astuple(node.stated))
    months = np.where(total.known, np.floor(total.values * 12 + 1e-9), 0).astype(np.int64)
    said_on = np.where(as_of.known, as_of.values, scene.table.on).astype(np.int32)
    if hope.on(node.records.path):
        return add_years(np.maximum(add_months(said_on, -months), after), node.years)
    start = np.where(begun.known, begun.values, ALWAYS).astype(np.int32)
    full = add_years(after, node.years)
    # However early it began, as much is left after the event; and so much time has passed since.
    left = (start > ALWAYS) & (add_months(start, months) >= full) & (said_on >= full)
    enough = (months >= 12 * node.years) & ((after == ALWAYS) | left)
    return np.where(enough, said_on, NEVER).astype(np.int32)
