"""The one evaluator: a node over a table gives the stretches during which it holds."""

import numpy as np
from attrs import define, field

from bajigong.calendar import NEVER, add_months
from bajigong.columns import Flags
from bajigong.engine.events import happened
from bajigong.engine.hope import Hope
from bajigong.engine.limits import fewer
from bajigong.engine.recorded import recorded
from bajigong.engine.scene import Scene
from bajigong.engine.work import accumulated
from bajigong.policy.when import (
    TERM,
    Accumulated,
    Before,
    Either,
    Elapsed,
    Every,
    Fact,
    Fewer,
    Node,
    Open,
    Recorded,
    Selected,
    reads,
)
from bajigong.spans import Joined, Spans, all_of, any_of, held, onward, up_to, whole


@define(eq=False)
class Evaluator:
    """Evaluates requirements over one scene, each at most once per hope."""

    scene: Scene
    _done: dict[tuple[Node, Hope], Spans] = field(factory=dict)

    def spans(self, node: Node, hope: Hope) -> Spans:
        """Return when a node holds, by row, unknown facts taken as ``hope`` says."""
        key = (node, hope)
        if key not in self._done:
            self._done[key] = self._spans(node, hope)
        return self._done[key]

    def _spans(self, node: Node, hope: Hope) -> Spans:
        match node:
            case Elapsed(event, years, months):
                return onward(add_months(happened(self.scene, event, hope), 12 * years + months))
            case Accumulated():
                return onward(accumulated(self.scene, node, hope))
            case Before(event):
                return up_to(happened(self.scene, event, hope.against))
            case Fewer():
                return fewer(self.scene, node, hope)
            case Recorded():
                return recorded(self.scene, node, hope)
            case Fact(path, values):
                column = self.scene.table.columns[path]
                hits = np.isin(column.values, self.scene.schema.codes(path, values))
                return held(np.where(column.known, hits, hope.on(path)))
            case Selected(selector, values):
                return self._always(getattr(self.scene.selection, selector) in values)
            case Open(term):
                return self._always(hope.on(TERM + term))
            case Every(nodes):
                return Joined(all_of, tuple(self.spans(one, hope).at for one in nodes))
            case Either(nodes):
                return Joined(any_of, tuple(self.spans(one, hope).at for one in nodes))

    def _always(self, holds: bool) -> Spans:
        return whole(len(self.scene)) if holds else whole(len(self.scene), NEVER)

    def unknowns(self, node: Node) -> dict[str, Flags]:
        """Say, for each fact that a node reads, in which rows it is not known; facts known everywhere are left out.

        A field of a list is unknown where the list is given and one of its records lacks it.
        """
        missing = {path: self._missing(path) for path in reads(node) if not self.scene.open_ended(path)}
        return {path: rows for path, rows in missing.items() if rows.any()}

    def _missing(self, path: str) -> Flags:
        table = self.scene.table
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
