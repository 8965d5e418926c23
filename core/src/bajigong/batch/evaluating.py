"""The evaluator for a group of many rows: what all rows share is evaluated once."""

import hashlib
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
from attrs import define, evolve, field, frozen

from bajigong.batch.codes import encoded
from bajigong.batch.taking import take_lists
from bajigong.columns import Table
from bajigong.engine.evaluate import Evaluator
from bajigong.engine.hope import Hope
from bajigong.engine.scene import Scene
from bajigong.engine.selection import Selection
from bajigong.policy.when import Accumulated, Either, Every, Node, Open, Selected, Unless, reads
from bajigong.schema import Schema, occupation_code
from bajigong.spans import FOREVER, Many, One, Spans

#: Which pair each row has.
Picks = npt.NDArray[np.int32]
#: Occupations and places by row.
Sides = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


@frozen(eq=False)
class Shared:
    """Facts that every row has in common, and the pairs of occupation and place for which they are looked at.

    ``codes`` say which pair each row has, None where all have the only one.
    """

    table: Table
    occupations: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    codes: Picks | None

    @classmethod
    def of(cls, table: Table, occupations: npt.NDArray[np.int64], places: npt.NDArray[np.int64]) -> Self:
        """Return what a table's rows share, where they have these occupations and places."""
        columns = {path: one for path, one in table.columns.items() if len(one.known) == 1}
        lists = {path: one for path, one in table.lists.items() if len(one.given) == 1}
        common = Table(np.zeros(1, np.int32), columns, lists)
        if (occupations == occupations[0]).all() and (places == places[0]).all():
            return cls(common, occupations[:1].copy(), places[:1].copy(), None)
        pairs = encoded([occupations * 1_000_000 + places], len(occupations))
        return cls(common, occupations[pairs.row], places[pairs.row], pairs.codes)

    @cached_property
    def print(self) -> bytes:
        """What tells these facts from others: the same where all of them are the same."""
        digest = hashlib.sha256()
        for path, column in self.table.columns.items():
            digest.update(path.encode() + column.values.tobytes() + column.known.tobytes())
        for path, lists in self.table.lists.items():
            digest.update(path.encode() + lists.given.tobytes() + lists.offsets.tobytes())
            for name, one in lists.fields.items():
                digest.update(name.encode() + one.values.tobytes() + one.known.tobytes())
            for name, many in lists.nested.items():
                digest.update(name.encode() + many.values.tobytes() + many.offsets.tobytes() + many.known.tobytes())
        if self.codes is None:
            digest.update(self.occupations.tobytes() + self.places.tobytes())
        return digest.digest()

    def scene(self, table: Table, schema: Schema, selection: Selection, rows: Sides) -> Scene:
        """Return rows as a scene. Where all share occupation and place, the selection says them."""
        if self.codes is None:
            code, place = occupation_code(int(self.occupations[0])), f"{self.places[0]:06d}"
            return Scene(table, schema, evolve(selection, occupation=code, place=place))
        return Scene(table, schema, selection, *rows)

    def evaluator(self, schema: Schema, selection: Selection) -> Evaluator:
        """Return an evaluator with one row for each pair of occupation and place."""
        rows = np.zeros(len(self.occupations), np.int64)
        lists = {path: take_lists(one, rows) for path, one in self.table.lists.items()}
        table = Table(rows.astype(np.int32), self.table.columns, lists)
        return Evaluator(self.scene(table, schema, selection, (self.occupations, self.places)))


@define(eq=False)
class GroupEvaluator(Evaluator):
    """Evaluates requirements over many rows; those about shared facts, once for each occupation and place."""

    shared: Shared = field(kw_only=True)

    def _spans(self, node: Node, hope: Hope) -> Spans:
        if isinstance(node, Every | Either | Unless | Open | Selected | Accumulated) or not self._is_shared(node):
            return super()._spans(node, hope)
        spans = _single(self._fixed.spans(node, hope))
        return spans if self.shared.codes is None else _spread(spans, self.shared.codes)

    @cached_property
    def _fixed(self) -> Evaluator:
        return self.shared.evaluator(self.scene.schema, self.scene.selection)

    def _is_shared(self, node: Node) -> bool:
        table = self._fixed.scene.table
        facts = {*table.columns, *table.lists}
        return all(path in facts or path.rpartition(".")[0] in table.lists for path in reads(node))


def _single(spans: Spans) -> Spans:
    """Return a single stretch in each row where no row has more."""
    if not isinstance(spans, Many):
        return spans
    counts = np.diff(spans.offsets)
    if counts.max(initial=0) > 1:
        return spans
    start = np.minimum(spans.offsets[:-1], max(len(spans.since) - 1, 0))
    since, until = (side if len(side) else FOREVER for side in (spans.since, spans.until))
    return One(np.where(counts > 0, since[start], FOREVER), np.where(counts > 0, until[start], FOREVER))


def _spread(spans: Spans, codes: Picks) -> Spans:
    """Give each row the stretches of its pair."""
    if isinstance(spans, Many):
        return _many(spans, codes)
    assert isinstance(spans, One)  # a requirement about one list has stretches of its own
    return One(_each(spans.since, codes), spans.until if spans.until is FOREVER else _each(spans.until, codes))


def _each(days: npt.NDArray[np.int32], codes: Picks) -> npt.NDArray[np.int32]:
    return days[:1] if (days == days[0]).all() else days.take(codes)


def _many(spans: Many, codes: Picks) -> Many:
    start = spans.offsets[:-1].take(codes)
    counts = np.diff(spans.offsets).take(codes)
    offsets = np.concatenate(([0], np.cumsum(counts)))
    pick = np.repeat(start - offsets[:-1], counts) + np.arange(offsets[-1])
    return Many(np.repeat(np.arange(len(codes)), counts), offsets, spans.since.take(pick), spans.until.take(pick))
