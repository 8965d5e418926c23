"""The one evaluator: a node over a table gives the stretches during which it holds."""

import numpy as np
from attrs import define, field

from bajigong.calendar import NEVER, add_months
from bajigong.columns import Flags
from bajigong.engine.events import happened
from bajigong.engine.hope import ALL, NONE, Hope, only
from bajigong.engine.limits import fewer
from bajigong.engine.recorded import recorded
from bajigong.engine.records import one_of
from bajigong.engine.scene import OCCUPATION, PLACE, Scene
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
    Unless,
    reads,
)
from bajigong.spans import Spans, both, either, held, onward, outside, up_to, whole


@define(eq=False)
class Evaluator:
    """Evaluates requirements over one scene, each at most once per hope."""

    scene: Scene
    _done: dict[tuple[Node, Hope], Spans] = field(factory=dict)
    _lacking: dict[Node, tuple[str, ...]] = field(factory=dict)
    _known: dict[str, bool] = field(factory=dict)
    _certain: dict[int, tuple[Node, Spans]] = field(factory=dict)
    _possible: dict[int, tuple[Node, Spans]] = field(factory=dict)

    def spans(self, node: Node, hope: Hope) -> Spans:
        """Return when a node holds, by row, unknown facts taken as ``hope`` says."""
        # The two hopes that are asked for most, by identity. The node is kept, so that its identity stays its own.
        often = self._certain if hope is NONE else self._possible if hope is ALL else None
        if often is not None and id(node) in often:
            return often[id(node)][1]
        key = (node, self._effective(node, hope))
        if key not in self._done:
            self._done[key] = self._spans(*key)
        if often is not None:
            often[id(node)] = node, self._done[key]
        return self._done[key]

    def _effective(self, node: Node, hope: Hope) -> Hope:
        """Return a hope that differs from another only where it matters: for facts that some row lacks."""
        if node not in self._lacking:
            self._lacking[node] = tuple(path for path in reads(node) if not self._whole(path))
        lacking = self._lacking[node]
        return only(*(path for path in lacking if hope.on(path))) if lacking else NONE

    def _whole(self, path: str) -> bool:
        if path not in self._known:
            self._known[path] = self.scene.whole(path)
        return self._known[path]

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
                hits = one_of(column.values, self.scene.schema.codes(path, values))
                return held(hits if column.whole else np.where(column.known, hits, hope.on(path)))
            case Selected():
                return self._selected(node)
            case Unless(one, silent):
                return self._unless(one, silent, hope.against.off(silent))
            case Open(term):
                return _always(hope.on(TERM + term))
            case Every(nodes):
                return both([self.spans(one, hope) for one in nodes])
            case Either(nodes):
                return either([self.spans(one, hope) for one in nodes])

    def _unless(self, node: Node, silent: tuple[str, ...], hope: Hope) -> Spans:
        """Return when a node does not hold: none of several, not all of them, or outside the stretches of one."""
        match node:
            case Every(nodes):
                return either([self._unless(one, silent, hope) for one in nodes])
            case Either(nodes):
                return both([self._unless(one, silent, hope) for one in nodes])
            case Unless(one, others):
                return self.spans(one, hope.against.off(others))
        return outside(self.spans(node, hope), len(self.scene))

    def _selected(self, node: Selected) -> Spans:
        rows = {OCCUPATION: self.scene.occupations, PLACE: self.scene.places}.get(node.selector)
        if rows is not None:
            wanted = self.scene.schema.codes(node.selector, node.values)
            found = one_of(rows, wanted)
            if node.selector == OCCUPATION:
                found = found | one_of(rows - rows % 1000, wanted)
            return held(found if node.among else ~found)
        return _always(node.admits(getattr(self.scene.selection, node.selector)))

    def unknowns(self, node: Node) -> dict[str, Flags]:
        """Say, for each fact that a node reads, in which rows it is not known; facts known everywhere are left out.

        A field of a list is unknown where the list is given and one of its records lacks it.
        """
        missing = {path: self._missing(path) for path in reads(node) if not self._whole(path)}
        return {path: np.broadcast_to(rows, len(self.scene)) for path, rows in missing.items() if rows.any()}

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
        lacking = np.zeros(len(lists.given), bool)
        lacking[lists.row[~known]] = True
        return lacking


def _always(holds: bool) -> Spans:
    return whole() if holds else whole(NEVER)
