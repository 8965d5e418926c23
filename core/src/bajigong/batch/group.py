"""One group of rows that the same rules answer for: their verdicts' days, and which case each row is."""

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field

from bajigong.batch.cases import Cases, Known
from bajigong.batch.codes import Codes, encoded, refined
from bajigong.batch.explaining import Stand
from bajigong.batch.marks import Marks
from bajigong.batch.nearest import nearest
from bajigong.batch.opening import Opening
from bajigong.batch.taking import Rows
from bajigong.calendar import Days
from bajigong.engine.hope import NONE
from bajigong.placed import Variant
from bajigong.spans import One, Spans, Stretch, both, either, stepped, whole

Places = npt.NDArray[np.int32]


@define(eq=False, slots=False)
class Group:
    """Decides the rows of one group. ``stand`` takes some of its rows, to be explained."""

    marks: Marks
    rows: int
    cases: Cases
    stand: Callable[[Rows], Stand]
    _done: dict[int, Spans] = field(factory=dict)

    def verdict(self) -> Stretch:
        """Return the days on which each row is certainly eligible, around the day asked about or next."""
        rules = self.marks.rules
        gates = [either([self._spans(way) for way in ways]) for ways in rules.ways]
        ways = [self._spans(way) for ways in rules.ways for way in ways]
        passed = [_tabled(both(gates), ways)] if all(map(_is_shared, ways)) else gates
        return both([*passed, *self._routes()]).at(self.marks.on)

    def _routes(self) -> list[Spans]:
        """Any route, of each reading where there are several."""
        plan = self.marks.rules.plan
        sides = [plan.routes_of(column) for column in plan.columns] or [plan.routes]
        return [either([self._spans(route) for route in side]) for side in sides]

    def places(self) -> Places:
        """Return the place of each row's reason among all reasons."""
        codes = encoded(self.marks.keys, self.rows)
        known = [self.cases.known(self.marks, int(row)) for row in codes.row]
        return self._of_routes(codes, known)

    def _of_routes(self, codes: Codes, known: list[Known]) -> Places:
        """Tell cases apart by the nearest route, which may hang on days."""
        count = len(self.marks.rules.plan.routes)
        ranks = np.array([one.ranks for one in known], np.int64).reshape(len(known), count)
        routes = nearest(ranks, codes.codes, self._route_days)
        finer = refined(codes, routes, -1, count) if count else codes
        of = [(known[code], int(route)) for code, route in zip(codes.codes[finer.row], routes[finer.row], strict=True)]
        is_open = np.array([one.is_open for one, _ in of], bool)
        self._close([(one, route, row) for (one, route), row in zip(of, finer.row, strict=True) if not one.is_open])
        places = np.array([0 if one.is_open else one.places[route] for one, route in of], np.int32)
        found: Places = places.take(finer.codes)
        if is_open.any():
            rows = np.flatnonzero(is_open.take(finer.codes))
            found[rows] = self._opened(rows, finer.codes.take(rows), of)
        return found

    def _close(self, cases: list[tuple[Known, int, int]]) -> None:
        """Give closed cases that are new their places; one row stands for each."""
        fresh = [(one, route, row) for one, route, row in cases if route not in one.places]
        if not fresh:
            return
        stand = self.stand(np.array([row for *_, row in fresh]))
        for place, (one, route, _) in enumerate(fresh):
            one.places[route] = self.cases.add(self.marks, one, route, (), partial(_standing, stand, place))

    def _opened(self, rows: Rows, codes: Places, of: list[tuple[Known, int]]) -> Places:
        """Tell open cases apart by what they lack, and by which parts of it are enough."""
        opening = Opening(self.marks)
        finer = encoded([codes.astype(np.int64), *opening.keys(rows)], len(rows))
        places = np.zeros(len(finer.row), np.int32)
        fresh: list[int] = []
        for number, within in enumerate(finer.row):
            one, route = of[codes[within]]
            key = (route, opening.layout, opening.key(int(rows[within])))
            if key in one.opened:
                places[number] = one.opened[key]
            else:
                fresh.append(number)
        if fresh:
            stand = self.stand(rows[finer.row[fresh]])
            for place, number in enumerate(fresh):
                row = int(rows[finer.row[number]])
                one, route = of[codes[finer.row[number]]]
                lacks = opening.of(row, one.case)
                added = self.cases.add(self.marks, one, route, lacks, partial(_standing, stand, place))
                one.opened[route, opening.layout, opening.key(row)] = places[number] = added
        return places.take(finer.codes)

    @cached_property
    def _route_days(self) -> list[Days]:
        return [self._spans(route).at(self.marks.on)[0] for route in self.marks.rules.plan.routes]

    def _spans(self, variant: Variant[Any]) -> Spans:
        if id(variant) not in self._done:
            parts = [self.marks.evaluator.spans(r.node, NONE) for r in variant.requirements]
            self._done[id(variant)] = both([whole(*variant.period), *parts])
        return self._done[id(variant)]


def _standing(stand: Stand, row: int) -> tuple[Stand, int]:
    return stand, row


def _is_shared(spans: Spans) -> bool:
    """Say whether something is the same stretch in every row."""
    return isinstance(spans, One) and len(spans.since) == 1 and len(spans.until) == 1


def _tabled(spans: Spans, parts: Iterable[Spans]) -> Spans:
    """Tabulate what is made of parts that are the same in every row."""
    ones = [part for part in parts if isinstance(part, One)]
    return stepped(spans, [int(side[0]) for one in ones for side in (one.since, one.until)])
