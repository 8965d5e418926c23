"""Which selections to try for a rule: the tracks, occupations and grades for which it answers."""

from collections.abc import Iterable, Iterator
from itertools import chain, product
from typing import Any

from bajigong.bundle import Bundle
from bajigong.engine.selection import Selection
from bajigong.placed import Variant
from bajigong.policy.rules import Ladder, Route, Way
from bajigong.policy.when import Either, Every, Node, Selected
from bajigong.standards import written_by
from bajigong.witness.side import Side


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
    """Return an occupation for each set of conditions: the last by code whose standard was written by it."""
    found: dict[str, str] = {}
    order = sorted((said.what for said in bundle.templates.values()), key=lambda one: one.since)
    whole = (one for one in bundle.register.standards() if one.occupation in bundle.register and not one.trades)
    for standard in sorted(whole, key=lambda one: one.occupation, reverse=True):
        written = tuple(written_by(standard, order).values())
        latest = bundle.register.standards_of(standard.occupation)[-1]
        if len(written) == 1 and latest == standard and not standard.conditions:
            found.setdefault(written[0], standard.occupation)
    return tuple((one.id, found[one.id]) for one in reversed(order) if one.id in found)
