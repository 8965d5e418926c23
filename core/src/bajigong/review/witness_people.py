"""Which selections to try for a rule: the tracks, occupations and grades for which it answers."""

import copy
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, islice, product
from typing import Any, Final

from attrs import frozen

from bajigong.law.opening import Bundle
from bajigong.law.place import Variant
from bajigong.law.plan import LADDER, Plan
from bajigong.law.standards import written_by
from bajigong.policy.facts import FactField, Schema, Selection, put, value_at
from bajigong.policy.law import Ladder, Route, Way
from bajigong.policy.when import Either, Every, Fact, Node, Selected
from bajigong.review.finding import Side
from bajigong.review.witness_facts import Draft, Facts, OneOf, Setting
from bajigong.review.witness_hopes import FactDrafts, implies, open_terms

#: So many drafts are tried for a selection. They come in a fixed order, the simplest first.
MOST: Final = 12

_Nodes = tuple[Node, ...]


@frozen(eq=False)
class RuleCase:
    """A rule and a selection on one side, and the other side, whose gates it should pass as well."""

    side: Side
    other: Side
    variant: Variant[Any]
    selection: Selection

    def answers(self) -> bool:
        """Say whether the rule is among those that answer for the selection."""
        ids = {variant.id for variant in self._peers(self._plan(self.side))}
        return self.variant.id in ids

    def made_up_for(self) -> bool:
        """Say whether the other side surely lets everybody through whom the rule does: it asks no more there."""
        mine = [r.node for r in self.variant.requirements]
        return any(
            self.other.counts(peer.period) and all(any(implies(m, t.node) for m in mine) for t in peer.requirements)
            for peer in self._peers(self._plan(self.other))
        )

    def drafts(self, *, share: bool) -> Iterator[Draft]:
        """Give drafts under which somebody passes by the rule; ``share``: and the gates of the other side as well."""
        own = tuple(r.node for r in self.variant.requirements)
        every = islice(FactDrafts(self._setting, apart=True).all_of(own), MOST * MOST)
        goals = sorted(every, key=_variety)[:MOST]
        slots = [*self._slots(), *(self._shared() if share else ())]
        for goal, rest in product(goals, islice(_products(slots), MOST)):
            for draft in islice(FactDrafts(self._setting).all_of(rest), 2):
                both = goal.also(draft)
                settled = both.settled() if both else None
                yield from [settled] if settled else []

    @property
    def _setting(self) -> Setting:
        """Both days and both places: what differs between the sides should be the law alone."""
        sides = (self.side, self.other)
        days = [side.on for side in sides]
        places = tuple(dict.fromkeys(side.place for side in sides))
        return Setting(self.side.bundle.schema, self.selection, min(days), max(days), places)

    def _plan(self, side: Side) -> Plan:
        here = Selection(self.selection.track, self.selection.occupation, self.selection.grade, side.place)
        return side.engine.plan(here)

    def _peers(self, plan: Plan) -> Iterable[Variant[Any]]:
        """Give the rules of the plan that stand where the rule does: its gate's ways, or the routes."""
        if isinstance(self.variant.rule, Route):
            return plan.routes
        return chain.from_iterable(gate.ways for gate in plan.gates if gate.gate.id == self._gate)

    @property
    def _gate(self) -> str:
        return gate_of(self.variant)

    def _slots(self) -> Iterator[list[_Nodes]]:
        """Give, for each gate but the rule's own, what its ways ask; then what the routes ask."""
        plan = self._plan(self.side)
        for gate in plan.gates:
            if gate.gate.id != self._gate:
                asked = _asked(self.side, gate.ways)
                drafts = FactDrafts(self._setting)
                yield [nodes for nodes in asked if any(True for _ in drafts.all_of(nodes))] or asked
        for routes in self._routes(plan):
            yield _asked(self.side, routes)

    def _routes(self, plan: Plan) -> Iterator[tuple[Variant[Route], ...]]:
        """Give the routes of each reading of which conditions apply, but those to which the rule belongs."""
        of_each = [plan.routes_of(column) for column in plan.columns] or [plan.routes]
        for routes in of_each:
            mine = (one for one in routes if one.id == self.variant.id and self.side.counts(one.period))
            if not isinstance(self.variant.rule, Route) or not any(mine):
                yield routes

    def _shared(self) -> Iterator[list[_Nodes]]:
        """Give what the gates of the other side ask, where they can be passed there at all."""
        for gate in self._plan(self.other).gates:
            asked = _asked(self.other, gate.ways)
            if gate.gate.id != self._gate and asked:
                yield asked


def gate_of(variant: Variant[Any]) -> str:
    """Return the id of the gate that a rule opens, "" for a route."""
    rule = variant.rule
    return rule.gate if isinstance(rule, Way) else LADDER.id if isinstance(rule, Ladder) else ""


def _variety(draft: Draft) -> int:
    """Count the different values that a draft picks: a student of the agency's own kind of school is the plainer."""
    limits = chain(draft.single.values(), *(record.fields.values() for record in draft.records))
    return len({limit for limit in limits if isinstance(limit, OneOf)})


def _asked(side: Side, variants: Iterable[Variant[Any]]) -> list[_Nodes]:
    """Return what each rule in force asks, each once, those that ask least first; rules that wait for a term, not."""
    found = dict.fromkeys(tuple(r.node for r in v.requirements) for v in variants if side.counts(v.period))
    return sorted((nodes for nodes in found if not any(any(open_terms(node)) for node in nodes)), key=len)


def _products(slots: list[list[_Nodes]]) -> Iterator[_Nodes]:
    """Give one choice from each slot, joined; each node once."""
    for choice in product(*slots):
        yield tuple(dict.fromkeys(chain.from_iterable(choice)))


@frozen(eq=False, slots=False)
class Closing:
    """Closes what a plan would leave in doubt."""

    schema: Schema
    plan: Plan

    def closed(self, facts: Facts) -> dict[str, Any]:
        """Return facts with every missing list declared empty, and every missing flag and choice against them."""
        found: dict[str, Any] = copy.deepcopy(dict(facts))
        for field in self.schema.lists:
            given = value_at(found, field.path)
            if given is None and field.path in self._read:
                put(found, field.path, [])
            for record in given or ():
                self._close(record, field.path)
        for path, value in self._against.items():
            if value_at(found, path) is None:
                put(found, path, value)
        return found

    def _close(self, record: dict[str, Any], path: str) -> None:
        """A flag that a record does not state is false."""
        for name, field in self.schema.children.get(path, {}).items():
            if field.type == "flag" and field.path in self._read:
                record.setdefault(name, False)

    @cached_property
    def _read(self) -> set[str]:
        """The facts that the rules read."""
        rules = chain(self.plan.routes, *(gate.ways for gate in self.plan.gates))
        return {path for rule in rules for requirement in rule.requirements for path in requirement.reads}

    @cached_property
    def _against(self) -> dict[str, Any]:
        """A value that no rule asks for, for each single fact that the rules test."""
        wanted: dict[str, set[Any]] = {}
        rules = chain(self.plan.routes, *(gate.ways for gate in self.plan.gates))
        for node in chain.from_iterable(facts_in(r.node) for rule in rules for r in rule.requirements):
            wanted.setdefault(node.path, set()).update(node.values)
        left = {path: [v for v in _every(self.schema.fields[path]) if v not in w] for path, w in wanted.items()}
        return {path: values[-1] for path, values in left.items() if values}


def _every(field: FactField) -> list[Any]:
    return [True, False] if field.type == "flag" else [choice.value for choice in field.choices]


def facts_in(node: Node) -> Iterator[Fact]:
    """Give the tests of single facts in a node."""
    match node:
        case Fact():
            yield node
        case Every(nodes) | Either(nodes):
            yield from chain.from_iterable(map(facts_in, nodes))


def selections(side: Side, variant: Variant[Any], first: Iterable[str] = ()) -> Iterator[Selection]:
    """Give the selections for which a rule may answer, in a fixed order; grades in ``first`` come first."""
    tracks = _tracks(side.bundle, variant) or tuple(side.bundle.tracks)
    grades = _ordered(side.bundle, variant, tuple(first))
    for track, occupation, grade in product(tracks, _occupations(side, variant), grades):
        yield Selection(track, occupation, grade, side.place)


def _ordered(bundle: Bundle, variant: Variant[Any], first: tuple[str, ...]) -> tuple[str, ...]:
    """Return the grades of a rule, from the lowest of those that any route names up."""
    every = sorted(bundle.grades, key=lambda grade: bundle.grades[grade].what.order)
    own = [grade for grade in every if not variant.grades or grade in variant.grades]
    if not isinstance(variant.rule, Route | Ladder):
        fixed = {g for said in bundle.routes.values() if isinstance(said.what.to, tuple) for g in said.what.to}
        own.sort(key=lambda grade: grade not in fixed)
    return tuple(sorted(own, key=lambda grade: grade not in first))


def _tracks(bundle: Bundle, variant: Variant[Any]) -> tuple[str, ...]:
    """Return the tracks of a rule, or of the gate whose way it is; empty for all."""
    rule = variant.rule
    gate = bundle.gates.get(rule.gate) if isinstance(rule, Way) else None
    tracks: tuple[str, ...] = rule.tracks or (gate.what.tracks if gate else ())
    return tracks


def _occupations(side: Side, variant: Variant[Any]) -> tuple[str, ...]:
    """Return the occupations that a rule or a gate of its tracks names, then one for each set of conditions."""
    said = getattr(variant.rule, "occupations", ())
    own = chain(said, *(_named(requirement.node) for requirement in variant.requirements))
    beside = (named_in(side, track) for track in _tracks(side.bundle, variant))
    standards = getattr(variant.rule, "standards", ())
    named = (one.occupation for one in side.bundle.register.standards() if one.id in standards)
    samples = (code for template, code in sampled(side.bundle) if not standards or template in standards)
    return tuple(dict.fromkeys((*own, *chain.from_iterable(beside), *named, *samples)))


def named_in(side: Side, track: str) -> Iterator[str]:
    """Name the occupations that the gates of a track ask for."""
    gates = {name for name, said in side.bundle.gates.items() if track in said.what.tracks}
    ways = (way for way in side.law.ways if way.rule.gate in gates)
    return chain.from_iterable(_named(requirement.node) for way in ways for requirement in way.requirements)


def _named(node: Node) -> Iterator[str]:
    match node:
        case Selected("occupation", values, True):
            yield from values
        case Every(nodes) | Either(nodes):
            yield from chain.from_iterable(map(_named, nodes))


def sampled(bundle: Bundle) -> tuple[tuple[str, str], ...]:
    """Return an occupation for each set of conditions: the last by code whose standard was written by it.

    Where there is no such set, it is the first occupation that is declared, with "" for the set.
    """
    found: dict[str, str] = {}
    order = sorted((said.what for said in bundle.templates.values()), key=lambda one: one.since)
    whole = (one for one in bundle.register.standards() if one.occupation in bundle.register and not one.trades)
    for standard in sorted(whole, key=lambda one: one.occupation, reverse=True):
        written = tuple(written_by(standard, order).values())
        latest = bundle.register.standards_of(standard.occupation)[-1]
        if len(written) == 1 and latest == standard and not standard.conditions:
            found.setdefault(written[0], standard.occupation)
    every = tuple((one.id, found[one.id]) for one in reversed(order) if one.id in found)
    return every or tuple(("", code) for code in islice(bundle.register.codes, 1))
