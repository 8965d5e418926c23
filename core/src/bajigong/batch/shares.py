"""What many rows have in common, decided once: requirements on shared facts, for each occupation, place and day."""

import hashlib
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

import numpy as np
from attrs import define, field, frozen

from bajigong.batch.people import People
from bajigong.batch.plans import Rules
from bajigong.batch.typed import Array, Typed
from bajigong.calendar import ALWAYS, NEVER
from bajigong.compile.columns import WORD, Slot
from bajigong.compile.program import Program
from bajigong.engine.decide import ALL, NONE, Decision
from bajigong.engine.explain import lacking
from bajigong.law.plan import GatePlan
from bajigong.policy.facts import Schema
from bajigong.policy.when import TERM, Node, looks_at

#: What tells a share from others: an occupation, a place and a day.
Share = tuple[int, int, int]


@frozen(eq=False)
class Common:
    """The facts that all rows of a chunk have in common, known or not; ``print`` tells them from others."""

    paths: frozenset[str]
    print: bytes
    _given: dict[str, tuple[Node, ...]] = field(factory=dict)
    _listed: dict[Slot, list[Any]] = field(factory=dict)

    @classmethod
    def of(cls, people: People) -> "Common":
        """Return what the rows of a chunk have in common: columns of length 1."""
        table, digest = people.table, hashlib.sha256()
        paths = set[str]()
        for path, column in table.columns.items() if len(people) > 1 else ():
            if len(column.known) == 1 and column.within is None:
                digest.update(path.encode() + column.values.tobytes() + column.known.tobytes())
                paths.add(path)
        for path, lists in table.lists.items() if len(people) > 1 else ():
            if len(lists.given) != 1:
                continue
            digest.update(path.encode() + lists.given.tobytes() + lists.offsets.tobytes())
            sure = (name for name, one in lists.fields.items() if one.within is None)
            paths |= {path, *(f"{path}.{name}" for name in (*sure, *lists.nested))}
            for name, one in lists.fields.items():
                digest.update(name.encode() + one.values.tobytes() + one.known.tobytes())
            for name, many in lists.nested.items():
                digest.update(name.encode() + many.values.tobytes() + many.offsets.tobytes() + many.known.tobytes())
        return cls(frozenset(paths), digest.digest())

    def listed(self, slot: Slot, one: Typed) -> list[Any]:
        """Return a column of one row, laid out once where all rows have it in common."""
        if slot.path not in self.paths:
            return one.listed(slot)
        if slot not in self._listed:
            self._listed[slot] = one.listed(slot)
        return self._listed[slot]

    def given(self, rules: Rules) -> tuple[Node, ...]:
        """Return the requirements that look at nothing else: those that wait for a term alone are among them."""
        if rules.name not in self._given:
            self._given[rules.name] = tuple(filter(self._is_shared, rules.nodes))
        return self._given[rules.name]

    def _is_shared(self, node: Node) -> bool:
        return all(path in self.paths or path.startswith(TERM) for path in looks_at(node))


@define(eq=False)
class Shares:
    """The answers that rows share, numbered as they come up; ``program`` takes them. Several threads may ask.

    ``settled`` numbers what is missing for those that are open, for all runs of these rules.
    """

    schema: Schema
    program: Program
    whole: Program
    settled: dict[Any, int]
    _numbers: dict[Share, int] = field(factory=dict)
    _states: list[list[int]] = field(factory=list)
    _may: list[list[int]] = field(factory=list)
    _open: list[int] = field(factory=list)
    _lacks: list[dict[int, Any]] = field(factory=list)
    _stretches: list[list[list[tuple[int, int]]]] = field(factory=list)
    _steps: list[list[tuple[int, int, int]]] = field(factory=list)
    _tables: tuple[int, dict[Slot, Array]] = (-1, {})
    _lock: Lock = field(factory=Lock)

    def number(self, share: Share, people: People, row: int, common: Common) -> int:
        """Return the number of a share; ``row`` is one that has it."""
        with self._lock:
            if share not in self._numbers:
                self._add(decision(self.schema, self.whole, people, row, common))
                self._numbers[share] = len(self._states) - 1
            return self._numbers[share]

    def tables(self) -> Mapping[Slot, Array]:
        """Return the columns of the program that hold what is shared."""
        with self._lock:
            if self._tables[0] != len(self._states):
                self._tables = (len(self._states), dict(self._made()))
            return self._tables[1]

    def open(self) -> Array:
        """Return by share a number for what those requirements lack that are open."""
        with self._lock:
            return np.array(self._open, np.int64)

    def lacking(self, number: int) -> dict[int, Any]:
        """Return for a share what its open requirements lack, by their places."""
        return self._lacks[number]

    def _add(self, one: Decision) -> None:
        given = self.program.given
        states, may = [0] * self.program.words, [0] * self.program.words
        lacks: list[Any] = []
        stretches = [list(_stretches(one, node)) for node in given]
        for node in given:
            place = self.program.places[node]
            if one.node_at(node, NONE, one.on)[0] <= one.on:
                states[place // WORD] |= 1 << place % WORD
            elif one.node_at(node, ALL, one.on)[0] <= one.on:
                lacks.append((place, lacking(one, node)))
                may[place // WORD] |= 1 << place % WORD
        turns = {ALWAYS, *(day for some in stretches for stretch in some for day in stretch)}
        gates = [gate for gate in one.plan.gates if _is_shared(gate, given)]
        turns |= {day for gate in gates for way in gate.ways for day in way.period}
        names = [id(gate) for gate in gates]
        self._steps.append([(turn, *one.all_of(names, NONE, turn)) for turn in sorted(turns)])
        self._states.append(states)
        self._may.append([sure | open_ for sure, open_ in zip(states, may, strict=True)])
        self._lacks.append(dict(lacks))
        self._open.append(self.settled.setdefault(("shared", *lacks), len(self.settled) + 1) if lacks else 0)
        self._stretches.append(stretches)

    def _made(self) -> Iterator[tuple[Slot, Array]]:
        for slot in self.program.slots:
            match slot.kind:
                case "given_states":
                    yield slot, np.array([states[int(slot.path)] for states in self._states], np.int64)
                case "given_may":
                    yield slot, np.array([states[int(slot.path)] for states in self._may], np.int64)
                case "given_first":
                    yield slot, _offsets([len(some[int(slot.path)]) for some in self._stretches])
                case "given_since" | "given_until":
                    side = 0 if slot.kind == "given_since" else 1
                    days = [one[side] for some in self._stretches for one in some[int(slot.path)]]
                    yield slot, np.array(days, np.int64)
                case "step_first":
                    yield slot, _offsets(list(map(len, self._steps)))
                case "step_turn" | "step_since" | "step_until":
                    side = ("step_turn", "step_since", "step_until").index(slot.kind)
                    yield slot, np.array([one[side] for some in self._steps for one in some], np.int64)


def _offsets(lengths: list[int]) -> Array:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)


def _stretches(one: Decision, node: Node) -> Iterator[tuple[int, int]]:
    """Give the stretches in which a requirement holds, whatever the day."""
    day = ALWAYS
    while True:
        since, until = one.node_at(node, NONE, day)
        if since < until:
            yield since, until
        if until >= NEVER or since >= NEVER:
            return
        day = until


def _is_shared(gate: GatePlan, given: tuple[Node, ...]) -> bool:
    return all(requirement.node in given for way in gate.ways for requirement in way.requirements)


def decision(schema: Schema, program: Program, people: People, row: int, common: Common) -> Decision:
    """Return one row of a chunk, which has some facts in ``common``, as a decision of its own."""
    one = Typed(schema, people, row, row + 1)
    columns: list[Any] = [common.listed(slot, one) for slot in program.slots]
    return Decision(program, columns, int(people.table.on[row]), one.room(program.slots))
