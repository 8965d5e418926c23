"""When a thing first happened, as a column of days."""

import numpy as np
import numpy.typing as npt

from bajigong.calendar import ALWAYS, NEVER, Days, add_days, add_years
from bajigong.columns import Lists, Table
from bajigong.engine.hope import Hope
from bajigong.engine.records import passing
from bajigong.engine.selection import Selection
from bajigong.policy.when import Day, Edge, Event, First
from bajigong.schema import Schema


def happened(table: Table, event: Event, schema: Schema, selection: Selection, hope: Hope) -> Days:
    """Return the first day of an event by row: `NEVER` where it did not come, `ALWAYS` where hope puts it long ago."""
    match event:
        case Day(path):
            column = table.columns[path]
            return np.where(column.known, column.values, ALWAYS if hope.on(path) else NEVER).astype(np.int32)
        case First(records, edge):
            lists = table.lists[records.path]
            counts = passing(lists, records, schema, selection, hope)
            days = edge_days(lists, records.path, edge, hope, ALWAYS, NEVER)
            first = np.full(len(table), NEVER, np.int32)
            np.minimum.at(first, lists.row[counts], days[counts])
            unknown = ALWAYS if hope.on(records.path) else NEVER
            return np.where(lists.given, first, unknown).astype(np.int32)


def edge_days(lists: Lists, path: str, edge: Edge, hope: Hope, hopeful: int, otherwise: int) -> Days:
    """Return the day of an edge by record; an unknown one is ``hopeful`` where there is hope for it."""
    column = lists.fields[edge.field]
    moved = add_days(add_years(column.values, edge.years), edge.days)
    blank = hopeful if hope.on(f"{path}.{edge.field}") else otherwise
    return np.where(column.known, moved, blank).astype(np.int32)


def by_row_and_day(row: npt.NDArray[np.int64], since: Days) -> npt.NDArray[np.int64]:
    """Return the order that sorts stretches by row, then by first day."""
    return np.lexsort((since, row))
