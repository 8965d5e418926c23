"""How assessment is laid down differently: topic by topic, with a selection for which it shows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, product
from typing import Final

from attrs import define, evolve, field

from bajigong.engine.methods import Practice, practice
from bajigong.law.place import Variant
from bajigong.law.plan import LADDER
from bajigong.law.terms import common
from bajigong.policy.rules import Aspect
from bajigong.policy.text import Text, listed
from bajigong.review.book_words import ASPECT, worded
from bajigong.review.difference import Difference, Held, Practised, days, how
from bajigong.review.witness import Side
from bajigong.review.witness_people import facts_in, named_in, sampled
from bajigong.schema import Selection

_KIND: Final = "agency.kind"

_Looked = tuple[Practice, ...]
_Said = tuple[Text, ...]
#: What is looked for in what is practised; None where nothing is.
_Look = Callable[[_Looked], _Said | None]


@define(eq=False)
class Shown:
    """Looks for selections on which two sides differ; what is practised for each is asked once."""

    a: Side
    b: Side
    _asked: dict[tuple[bool, Selection, str | None], _Looked] = field(factory=dict)

    def topic(self, topic: str) -> Practised | None:
        """Return the first selection for which the sides lay down different things about a topic.

        Selections for which both can assess come before those for which only one can.
        """

        def look(practised: _Looked) -> _Said | None:
            said = [one.aspect.gist for method in practised for one in method.aspects if one.aspect.of == topic]
            return tuple(dict.fromkeys(said)) if practised else None

        return self._first(look)

    def method(self, method: str) -> Practised | None:
        """Return the first selection for which only one side has a method, or the sides have it otherwise."""

        def look(practised: _Looked) -> _Said | None:
            return next(((one.method.gist,) for one in practised if one.method.id == method), None)

        return self._first(look)

    def _first(self, look: _Look) -> Practised | None:
        best: tuple[int, Practised] | None = None
        for selection, agency in self._selections():
            mine, theirs = look(self._ask(True, selection, agency)), look(self._ask(False, selection, agency))
            if mine != theirs:
                said = (_beyond(mine, theirs), _beyond(theirs, mine))
                found = Practised(selection.track, selection.occupation, selection.grade, agency, *said)
                both = mine is not None and theirs is not None
                rank = (not both) + (not (both and self._open(selection)))
                best = (rank, found) if best is None or rank < best[0] else best
                if rank == 0:
                    break
        return best[1] if best else None

    def _open(self, selection: Selection) -> bool:
        """Say whether both sides lay something down on every gate, so that somebody can be assessed at all."""
        sides = ((side, side.engine.plan(evolve(selection, place=side.place))) for side in (self.a, self.b))
        return all(any(side.counts(way.period) for way in gate.ways) for side, plan in sides for gate in plan.gates)

    def _ask(self, first: bool, selection: Selection, agency: str | None) -> _Looked:
        key = (first, selection, agency)
        if key not in self._asked:
            side = self.a if first else self.b
            here = evolve(selection, place=side.place)
            self._asked[key] = practice(side.bundle, side.law, here, agency, side.on)
        return self._asked[key]

    def _selections(self) -> Iterator[tuple[Selection, str | None]]:
        bundle = self.a.bundle
        grades = sorted(bundle.grades, key=lambda grade: bundle.grades[grade].what.order)
        for track in bundle.tracks:
            for occupation, grade in product(self._occupations(track), grades):
                selection = Selection(track, occupation, grade, self.a.place)
                yield from ((selection, kind) for kind in self._agencies(selection))

    def _occupations(self, track: str) -> tuple[str, ...]:
        """Return the occupations that the track's gates name; else one for each set of conditions, and each mark."""
        bundle = self.a.bundle
        asked = tuple(named_in(self.a, track)) or tuple(named_in(self.b, track))
        marked: dict[str, str] = {}
        for occupation in sorted(bundle.register.every(), key=lambda one: one.code):
            for mark in occupation.marks:
                marked.setdefault(mark, occupation.code)
        return asked or tuple(dict.fromkeys((*(code for _, code in sampled(bundle)), *marked.values())))

    def _agencies(self, selection: Selection) -> tuple[str | None, ...]:
        """Return the kinds of agency that the gates of the track ask for on either side, None where none is asked."""
        gates = chain(*(side.engine.plan(evolve(selection, place=side.place)).gates for side in (self.a, self.b)))
        ways = (way for gate in gates if gate.gate is not LADDER for way in gate.ways)
        facts = chain.from_iterable(facts_in(requirement.node) for way in ways for requirement in way.requirements)
        kinds = [str(value) for fact in facts if fact.path == _KIND for value in fact.values]
        return tuple(dict.fromkeys(kinds)) or (None,)


def _beyond(mine: _Said | None, theirs: _Said | None) -> Text | None:
    """Join what one side says and the other does not; None where it has no method at all."""
    return None if mine is None else listed(tuple(one for one in mine if one not in (theirs or ())), "；", "; ")


_Topics = Mapping[str, tuple[Variant[Aspect], ...]]


def practice_differences(a: Side, b: Side, shown: Shown) -> Iterator[Difference]:
    """Give the topics on which a side lays down what the other does not, each with a selection for which it shows.

    What both lay down alike is left out; a side that lays down nothing besides is None.
    """
    mine, theirs = _topics(a), _topics(b)
    for topic in dict.fromkeys((*mine, *theirs)):
        alike = {v.rule.gist for v in mine.get(topic, ())} & {v.rule.gist for v in theirs.get(topic, ())}
        held, other = (
            _held(side, [v for v in those.get(topic, ()) if v.rule.gist not in alike])
            for side, those in ((a, mine), (b, theirs))
        )
        if held or other:
            label = worded(ASPECT, topic)
            yield Difference(
                "practice", topic, label, how(held, other, same=False), held, other, practice=shown.topic(topic)
            )


def _topics(side: Side) -> _Topics:
    """Return what is laid down about assessment in the place on the day, by topic."""
    found: dict[str, tuple[Variant[Aspect], ...]] = {}
    for variant in side.law.aspects:
        if side.counts(variant.period):
            found[variant.rule.of] = (*found.get(variant.rule.of, ()), variant)
    return found


def _held(side: Side, variants: Sequence[Variant[Aspect]]) -> Held | None:
    if not variants:
        return None
    clauses = tuple(dict.fromkeys(clause for variant in variants for clause in variant.clauses))
    by = tuple(dict.fromkeys(side.bundle.aspects[variant.rule.id].by for variant in variants))
    rules = tuple(dict.fromkeys(variant.rule.id for variant in variants))
    period = common(*(variant.period for variant in variants))
    return Held(_listed([variant.rule.gist for variant in variants]), clauses, by, **days(period), rules=rules)


def _listed(gists: Sequence[Text]) -> Text:
    return listed(tuple(dict.fromkeys(gists)), "；", "; ")
