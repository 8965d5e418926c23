"""Cases that have come up: for each what it comes to, kept so that a row costs no more than looking it up."""

from functools import partial
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field

from bajigong.batch.explaining import reason
from bajigong.batch.people import People
from bajigong.batch.plans import Rules
from bajigong.batch.registry import NO_ROUTE, Registry
from bajigong.batch.running import Found
from bajigong.batch.shares import decision
from bajigong.batch.typed import Array
from bajigong.compile.columns import WORD
from bajigong.compile.lookup import spread
from bajigong.compile.native import Native
from bajigong.compile.program import Program
from bajigong.engine.decide import Decision
from bajigong.engine.explain import Explainer
from bajigong.engine.missing import enough_of
from bajigong.policy.when import Node
from bajigong.schema import Schema


@define(eq=False)
class Cases:
    """The cases under some rules, by the marks of their rows. Several threads may look for them at once."""

    schema: Schema
    rules: Rules
    whole: Program
    registry: Registry
    lookup: Native | None
    _places: dict[tuple[int, ...], int] = field(factory=dict)
    _table: tuple[Array, Array] | None = None
    _turns: npt.NDArray[np.int32] = field(init=False)
    _lock: Lock = field(factory=Lock)

    def __attrs_post_init__(self) -> None:
        turns = sorted({day for variant in self.rules.variants for day in variant.period})
        self._turns = np.array(turns, np.int32)

    def places(self, people: People, rows: Array, found: Found) -> npt.NDArray[np.int32]:
        """Return the place of each row's reason among all reasons."""
        force = np.searchsorted(self._turns, people.table.on.take(rows), side="right")
        marks = np.column_stack([found.held, found.may, found.near, found.lacks, found.settled, force])
        places = np.full(len(rows), -1, np.int32)
        table = self._table
        ready = self.lookup if self.lookup and self.lookup.ready() else None
        if ready and table and not ready.function(marks, *table, places):
            return places
        left = np.flatnonzero(places < 0)
        places[left] = self._looked_up(people, rows, found, marks, left)
        return places

    def _looked_up(self, people: People, rows: Array, found: Found, marks: Array, left: Array) -> list[int]:
        """Look rows up one by one; a case that is new is explained."""
        known, lines = self._places, list(map(tuple, marks[left].tolist()))
        fresh = {line: int(at) for line, at in zip(reversed(lines), left[::-1], strict=True) if line not in known}
        if fresh:
            with self._lock:
                for line, at in reversed(fresh.items()):
                    if line not in known:
                        known[line] = self._add(people, int(rows[at]), found, at)
                self._table = self._tabled(marks.shape[1])
        return [known[line] for line in lines]

    def _tabled(self, width: int) -> tuple[Array, Array]:
        """Lay all that is known out as a table for the search; several threads may look at the old one meanwhile."""
        size = 1 << (4 * len(self._places)).bit_length()
        keys, codes = np.zeros((size, width), np.int64), np.full(size, -1, np.int32)
        # Numbers of Python's own: the compiled search lets them overflow where these grow.
        marks = np.array(list(self._places), object)
        for row, code in enumerate(self._places.values()):
            place = spread(marks, row, width) & (size - 1)
            while codes[place] >= 0:
                place = (place + 1) & (size - 1)
            keys[place], codes[place] = marks[row], code
        return keys, codes

    def _add(self, people: People, row: int, found: Found, at: int) -> int:
        """Explain a row that stands for a new case, and return the place of its reason."""
        rules, program = self.rules, self.whole
        one = decision(self.schema, program, people, row)
        states = "".join(_state(found, at, place) for place in range(len(program.nodes)))
        force = "".join("ny"[one.in_force(variant)] for variant in rules.variants)
        near = int(found.near[at])
        lacks = tuple(
            _lacks(one, node) if state == "u" else ((), ()) for node, state in zip(program.nodes, states, strict=True)
        )
        written = (rules.name, states, force, near, lacks if "u" in states else ())
        place = self.registry.find(written)
        if place is not None:
            return place
        outcome = Explainer(one).outcome()[0]
        route = one.plan.routes[near] if near >= 0 else None
        way = (route.id, route.rule.method) if route else NO_ROUTE
        return self.registry.add(written, outcome, partial(reason, rules.selection, one), way)


def _state(found: Found, at: int, place: int) -> str:
    word, bit = place // WORD, place % WORD
    if int(found.held[at, word]) >> bit & 1:
        return "y"
    return "u" if int(found.may[at, word]) >> bit & 1 else "n"


def _lacks(one: Decision, node: Node) -> tuple[Any, ...]:
    """Say what an open requirement lacks, and which parts of that are enough."""
    lacks = sorted(one.unknown(node))
    enough = enough_of(lacks, partial(one.settles, node))
    return tuple(lacks), tuple(sorted(tuple(sorted(some)) for some in enough))
