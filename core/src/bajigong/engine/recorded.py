"""Stretches that records state: a relation, an enrolment, a filing."""

import numpy as np

from bajigong.calendar import ALWAYS, NEVER, Days
from bajigong.columns import Lists
from bajigong.engine.events import by_row_and_day, edge_days
from bajigong.engine.hope import Hope
from bajigong.engine.records import passing
from bajigong.engine.scene import Scene
from bajigong.policy.when import Edge, Recorded
from bajigong.spans import One, Spans, merged


def recorded(scene: Scene, node: Recorded, hope: Hope) -> Spans:
    """Return the stretches that the passing records state; a list that is hoped for holds always."""
    path = node.records.path
    lists = scene.lists(path)
    counts = passing(scene, node.records, hope)
    starts = _edges(scene, node, node.since, hope, hoped=ALWAYS)
    ends = _edges(scene, node, node.until, hope, hoped=NEVER)
    if lists.there is not None:
        return _single(lists, np.where(counts, starts, np.int32(NEVER)), ends, hoped=hope.on(path))
    since, until = starts[counts], ends[counts]
    row = lists.row[counts]
    if hope.on(path):
        unknown = np.flatnonzero(~lists.given)
        row = np.concatenate((row, unknown))
        since = np.concatenate((since, np.full(len(unknown), ALWAYS, np.int32)))
        until = np.concatenate((until, np.full(len(unknown), NEVER, np.int32)))
    order = by_row_and_day(row, since)
    return merged(row[order], since[order], until[order], len(lists.given))


def _single(lists: Lists, since: Days, until: Days, *, hoped: bool) -> One:
    """Return the stretches where no row has more than one."""
    if hoped and not lists.whole:
        since = np.where(lists.given, since, np.int32(ALWAYS))
        until = np.where(lists.given, until, np.int32(NEVER))
    return One(since, until)


def _edges(scene: Scene, node: Recorded, edge: Edge | None, hope: Hope, *, hoped: int) -> Days:
    """Return one edge by record. An unknown one without hope empties the stretch: it is the opposite bound."""
    lists, path = scene.lists(node.records.path), node.records.path
    if edge is None:
        return np.full(lists.records, hoped, np.int32)
    at = f"{path}.{edge.field}"
    # A record that leaves an open-ended date out says that it goes on.
    sure = scene.open_ended(at) or hope.on(at)
    return edge_days(lists, edge, hoped if sure else (NEVER if hoped == ALWAYS else ALWAYS))
