"""When a thing first happened, as a column of days."""

import numpy as np
import numpy.typing as npt

from bajigong.calendar import ALWAYS, NEVER, Days, add_days, add_months
from bajigong.columns import Flags, Lists
from bajigong.engine.hope import Hope
from bajigong.engine.records import passing
from bajigong.engine.scene import Scene
from bajigong.policy.when import Day, Edge, Event, First, Records


def happened(scene: Scene, event: Event, hope: Hope) -> Days:
    """Return the first day of an event by row: `NEVER` where it did not come, `ALWAYS` where hope puts it long ago."""
    match event:
        case Day(path):
            column = scene.table.columns[path]
            return column.values if column.whole else _or(column.known, column.values, _blank(hope, path))
        case First(records, edge):
            return _first(scene, records, edge, hope)


def _first(scene: Scene, records: Records, edge: Edge, hope: Hope) -> Days:
    lists = scene.lists(records.path)
    counts = passing(scene, records, hope)
    days = edge_days(lists, edge, _blank(hope, f"{records.path}.{edge.field}"))
    if lists.there is not None:
        first = np.where(counts, days, _NEVER)
    else:
        first = np.full(len(lists.given), NEVER, np.int32)
        np.minimum.at(first, lists.row[counts], days[counts])
    return first if lists.whole else _or(lists.given, first, _blank(hope, records.path))


_NEVER = np.int32(NEVER)


def _or(known: Flags, days: Days, blank: int) -> Days:
    return np.where(known, days, np.int32(blank))


def _blank(hope: Hope, path: str) -> int:
    return ALWAYS if hope.on(path) else NEVER


def edge_days(lists: Lists, edge: Edge, blank: int) -> Days:
    """Return the day of an edge by record, ``blank`` where it is not known."""
    column = lists.fields[edge.field]
    moved = add_days(add_months(column.values, 12 * edge.years + edge.months), edge.days)
    return moved if column.whole else _or(column.known, moved, blank)


def by_row_and_day(row: npt.NDArray[np.int64], since: Days) -> npt.NDArray[np.int64]:
    """Return the order that sorts stretches by row, then by first day."""
    # People write their lives down in order: sorting what is sorted is worth noticing.
    if not len(row) or ((row[1:] > row[:-1]) | ((row[1:] == row[:-1]) & (since[1:] >= since[:-1]))).all():
        return np.arange(len(row))
    return np.lexsort((since, row))
