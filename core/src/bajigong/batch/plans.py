"""What groups of rows have in common: the rules that answer, and requirements on shared facts, decided once."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from attrs import define, field, frozen

from bajigong.batch.people import Array, People, Typed
from bajigong.calendar import ALWAYS, NEVER
from bajigong.compile.columns import WORD, Slot
from bajigong.compile.program import Program
from bajigong.engine.decide import ALL, NONE, Decision
from bajigong.engine.engine import Engine
from bajigong.engine.explain import lacking
from bajigong.law.bundle import covers
from bajigong.law.place import PlacedLaw, Variant
from bajigong.law.plan import GatePlan, Plan, concerns
from bajigong.law.standards import Segment, conditions_of
from bajigong.policy.asks import Requirement
from bajigong.policy.facts import Schema, Selection
from bajigong.policy.occupations import occupation_code
from bajigong.policy.when import TERM, Node, looks_at, reads


@frozen(eq=False)
class Rules:
    """A plan as a list of rules: those of every gate, then the routes.

    ``name`` tells it from other plans of the bundle and is the same wherever it is made.
    """

    name: str
    selection: Selection
    plan: Plan
    open_ended: frozenset[str]
    law: PlacedLaw

    @cached_property
    def ways(self) -> tuple[tuple[Variant[Any], ...], ...]:
        """The ways through each gate."""
        return tuple(gate.ways for gate in self.plan.gates)

    @cached_property
    def variants(self) -> tuple[Variant[Any], ...]:
        """Every rule, in a fixed order."""
        return (*(way for ways in self.ways for way in ways), *self.plan.routes)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """What the requirements of all rules come down to, each once."""
        return tuple(dict.fromkeys(r.node for r in self.requirements))

    @cached_property
    def place(self) -> dict[Node, int]:
        """The place of each node."""
        return {node: number for number, node in enumerate(self.nodes)}

    @cached_property
    def routes(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """For each route, its place among the rules and the places of its nodes."""
        first = len(self.variants) - len(self.plan.routes)
        return tuple(
            (number, tuple(self.place[r.node] for r in variant.requirements))
            for number, variant in enumerate(self.plan.routes, first)
        )

    @property
    def requirements(self) -> Iterator[Requirement]:
        """The requirements of every rule."""
        return (requirement for variant in self.variants for requirement in variant.requirements)

    @cached_property
    def looks_at(self) -> tuple[str, ...]:
        """The paths of all facts that any rule may look at."""
        return tuple(dict.fromkeys(path for node in self.nodes for path in looks_at(node)))

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The paths of the facts that any rule reads."""
        return tuple(dict.fromkeys(path for node in self.nodes for path in reads(node)))


def _written(segment: Segment) -> tuple[object, ...]:
    """Write down what a segment asks; the standard where its name is said."""
    standard = segment.standard
    named = standard is not None and (bool(standard.grades) or "" in segment.alternatives.values())
    return segment.period, tuple(segment.alternatives.items()), standard.id if standard and named else ""


@define(eq=False)
class Plans:
    """Makes plans, one for all rows that the same rules answer for. Several threads may ask at once."""

    engine: Engine
    _laws: dict[str, int] = field(factory=dict)
    _kinds: dict[tuple[str, ...], int] = field(factory=dict)
    _first: list[str] = field(factory=list)
    _followed: dict[int, int] = field(factory=dict)
    _conditions: dict[str, int] = field(factory=dict)
    _rules: dict[tuple[int, int, int, int], Rules] = field(factory=dict)
    _named: dict[str, Rules] = field(factory=dict)
    _lock: Lock = field(factory=Lock)

    def named(self, name: str) -> Rules | None:
        """Return the rules of a name, None for one that no group has had."""
        return self._named.get(name)

    def law(self, place: int) -> int:
        """Number the law of a place: places under the same documents have the same."""
        code = f"{place:06d}"
        with self._lock:
            if code not in self._laws:
                documents = self.engine.bundle.documents
                key = tuple(name for name, said in documents.items() if covers(said.what, code))
                if key not in self._kinds:
                    self._first.append(code)
                self._laws[code] = self._kinds.setdefault(key, len(self._kinds))
            return self._laws[code]

    def conditions(self, occupation: int) -> int:
        """Number the conditions that an occupation follows: those that follow the same have the same."""
        with self._lock:
            if occupation not in self._followed:
                name = self._print(occupation)
                self._followed[occupation] = self._conditions.setdefault(name, len(self._conditions))
            return self._followed[occupation]

    def _print(self, occupation: int) -> str:
        """Tell what an occupation follows from what others do, wherever it is asked."""
        bundle = self.engine.bundle
        templates = [said.what for said in bundle.templates.values()]
        code = occupation_code(occupation)
        every = (conditions_of(bundle.register, templates, {}, code, grade) for grade in bundle.grades)
        gates = [name for name, said in bundle.gates.items() if said.what.occupations and concerns(said.what, code)]
        written = repr([gates, *([_written(segment) for segment in one.segments] for one in every)])
        return hashlib.sha256(written.encode()).hexdigest()[:16]

    def rules(self, law: int, template: int, track: int, grade: int, occupation: int) -> Rules:
        """Return the rules for a group of rows; ``occupation`` is that of any of them."""
        key = (law, template, track, grade)
        with self._lock:
            if key not in self._rules:
                self._rules[key] = self._made(law, template, track, grade, occupation)
                self._named[self._rules[key].name] = self._rules[key]
            return self._rules[key]

    def _made(self, law: int, template: int, track: int, grade: int, occupation: int) -> Rules:
        schema = self.engine.bundle.schema
        named = {order: name for name, order in schema.grade_order.items()}
        code = occupation_code(occupation)
        selection = Selection(schema.tracks[track], code, named[grade], self._first[law])
        followed = list(self._conditions)[template]
        name = "|".join((selection.track, selection.grade, followed, *list(self._kinds)[law]))
        ongoing = frozenset(path for path, fact in schema.fields.items() if fact.open_ended)
        return Rules(name, selection, self.engine.plan(selection), ongoing, self.engine.law(selection.place))


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
