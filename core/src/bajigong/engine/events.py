"""When a thing first happened, as a column of days."""

import numpy as np
import numpy.typing as npt

from bajigong.calendar import ALWAYS, NEVER, Days, add_days, add_months
from bajigong.columns import Lists
from bajigong.engine.hope import Hope
from bajigong.engine.records import passing
from bajigong.engine.scene import Scene
from bajigong.policy.when import Day, Edge, Event, First, Records


def happened(scene: Scene, event: Event, hope: Hope) -> Days:
    """Return the first day of an event by row: `NEVER` where it did not come, `ALWAYS` where hope puts it long ago."""
    match event:
        case Day(path):
            column = scene.table.columns[path]
            return np.where(column.known, column.values, _blank(hope, path)).astype(np.int32)
        case First(records, edge):
            return _first(scene, records, edge, hope)


def _first(scene: Scene, records: Records, edge: Edge, hope: Hope) -> Days:
    lists = scene.lists(records.path)
    counts = passing(scene, records, hope)
    days = edge_days(lists, edge, _blank(hope, f"{records.path}.{edge.field}"))
    first = np.full(len(scene), NEVER, np.int32)
    np.minimum.at(first, lists.row[counts], days[counts])
    return np.where(lists.given, first, _blank(hope, records.path)).astype(np.int32)


def _blank(hope: Hope, path: str) -> int:
    return ALWAYS if hope.on(path) else NEVER


def edge_days(lists: Lists, edge: Edge, blank: int) -> Days:
    """Return the day of an edge by record, ``blank`` where it is not known."""
    column = lists.fields[edge.field]
    moved = add_days(add_months(column.values, 12 * edge.years + edge.months), edge.days)
    return np.where(column.known, moved, blank).astype(np.int32)


def by_row_and_day(row: npt.NDArray[np.int64], since: Days) -> npt.NDArray[np.int64]:
    """Return the order that sorts stretches by row, then by first day."""
    return np.lexsort((since, row))
