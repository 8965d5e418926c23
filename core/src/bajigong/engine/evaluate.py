"""The one evaluator: a node over a table gives the stretches during which it holds."""

import numpy as np
from attrs import define, field

from bajigong.calendar import ALWAYS, NEVER, Days, add_months
from bajigong.columns import Flags, Table
from bajigong.engine.events import by_row_and_day, edge_days, happened
from bajigong.engine.hope import Hope
from bajigong.engine.records import passing
from bajigong.engine.selection import Selection
from bajigong.engine.work import accumulated
from bajigong.policy.when import (
    TERM,
    Accumulated,
    Before,
    Either,
    Elapsed,
    Every,
    Fact,
    Node,
    Open,
    Recorded,
    Selected,
    reads,
)
from bajigong.schema import Schema
from bajigong.spans import Joined, One, Spans, all_of, any_of, held, merged, whole


@define(eq=False)
class Evaluator:
    """Evaluates requirements over one table whose rows share a selection, each at most once per hope."""

    table: Table
    schema: Schema
    selection: Selection
    _done: dict[tuple[Node, Hope], Spans] = field(factory=dict)

    def spans(self, node: Node, hope: Hope) -> Spans:
        """Return when a node holds, by row, unknown facts taken as ``hope`` says."""
        key = (node, hope)
        if key not in self._done:
            self._done[key] = self._spans(node, hope)
        return self._done[key]

    def _spans(self, node: Node, hope: Hope) -> Spans:
        rows = len(self.table)
        match node:
            case Elapsed(event, years, months):
                return self._from(add_months(happened(self.table, event, *self._which, hope), 12 * years + months))
            case Accumulated():
                return self._from(accumulated(self.table, node, *self._which, hope))
            case Before(event):
                until = happened(self.table, event, *self._which, hope.against)
                return One(np.full(rows, ALWAYS, np.int32), until)
            case Recorded():
                return self._recorded(node, hope)
            case Fact(path, values):
                column = self.table.columns[path]
                hits = np.isin(column.values, self.schema.codes(path, values))
                return held(np.where(column.known, hits, hope.on(path)))
            case Selected(selector, values):
                return whole(rows) if getattr(self.selection, selector) in values else whole(rows, NEVER)
            case Every(nodes):
                return Joined(all_of, tuple(self.spans(one, hope).at for one in nodes))
            case Either(nodes):
                return Joined(any_of, tuple(self.spans(one, hope).at for one in nodes))
            case Open(term):
                return whole(rows) if hope.on(TERM + term) else whole(rows, NEVER)

    @property
    def _which(self) -> tuple[Schema, Selection]:
        return self.schema, self.selection

    def _open_ended(self, path: str) -> bool:
        return path in self.schema.fields and self.schema.fields[path].open_ended

    def _from(self, since: Days) -> One:
        return One(since, np.full(len(self.table), NEVER, np.int32))

    def _recorded(self, node: Recorded, hope: Hope) -> Spans:
        path = node.records.path
        lists = self.table.lists[path]
        counts = passing(lists, node.records, self.schema, self.selection, hope)
        size = len(counts)
        since, until = np.full(size, ALWAYS, np.int32), np.full(size, NEVER, np.int32)
        if node.since:
            since = edge_days(lists, path, node.since, hope, ALWAYS, NEVER)
        if node.until:
            # A record that leaves an open-ended date out says that it goes on.
            blank = NEVER if self._open_ended(f"{path}.{node.until.field}") else ALWAYS
            until = edge_days(lists, path, node.until, hope, NEVER, blank)
        row, since, until = lists.row[counts], since[counts], until[counts]
        if hope.on(path):
            unknown = np.flatnonzero(~lists.given)
            row = np.concatenate((row, unknown))
            since = np.concatenate((since, np.full(len(unknown), ALWAYS, np.int32)))
            until = np.concatenate((until, np.full(len(unknown), NEVER, np.int32)))
        order = by_row_and_day(row, since)
        return merged(row[order], since[order], until[order], len(self.table))

    def unknowns(self, node: Node) -> dict[str, Flags]:
        """Say, for each fact that a node reads, in which rows it is not known; facts known everywhere are left out.

        A field of a list is unknown where the list is given and one of its records lacks it.
        """
        missing = {path: self._missing(path) for path in reads(node) if not self._open_ended(path)}
        return {path: rows for path, rows in missing.items() if rows.any()}

    def _missing(self, path: str) -> Flags:
        table = self.table
        if path.startswith(TERM):
            return np.ones(len(table), bool)
        if path in table.columns:
            return ~table.columns[path].known
        if path in table.lists:
            return ~table.lists[path].given
        parent, _, name = path.rpartition(".")
        lists = table.lists[parent]
        known = lists.fields[name].known if name in lists.fields else lists.nested[name].known
        lacking = np.zeros(len(table), bool)
        lacking[lists.row[~known]] = True
        return lacking
