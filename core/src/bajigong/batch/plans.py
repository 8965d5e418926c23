"""Plans for groups of rows: what answers for a track and a grade, wherever the same law and conditions hold."""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from threading import Lock
from typing import Any

from attrs import define, field, frozen

from bajigong.engine.engine import Engine
from bajigong.law.place import PlacedLaw, Variant
from bajigong.law.plan import Plan, concerns
from bajigong.law.standards import Segment, conditions_of
from bajigong.law.terms import covers
from bajigong.policy.asks import Requirement
from bajigong.policy.facts import Selection, occupation_code
from bajigong.policy.when import Node, looks_at, reads


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
