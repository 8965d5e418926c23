"""What values and rules say, in words, and how assessing itself differs between two laws."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, product
from typing import Any, Literal, get_args

from attrs import define, evolve, field, frozen

from bajigong.calendar import from_day
from bajigong.engine.methods import Practice, practice
from bajigong.law.bundle import Period, common
from bajigong.law.opening import Bundle
from bajigong.law.place import Variant
from bajigong.law.plan import LADDER
from bajigong.policy.facts import Selection
from bajigong.policy.law import Aspect, Ladder, Route, Term, Way
from bajigong.policy.text import Text, listed, same
from bajigong.review.book_words import ASPECT, worded
from bajigong.review.witness import Side, Witness
from bajigong.review.witness_people import facts_in, named_in, sampled

Part = Literal[
    "documents", "terms", "ways", "routes", "ladders", "practice", "methods", "aspects", "incentives", "duties"
]
PARTS: tuple[Part, ...] = get_args(Part)
#: Only one side says anything; both do, and differ; both say the same, on other clauses or for another time.
How = Literal["only_a", "only_b", "otherwise", "basis"]


@frozen
class Held:
    """What one side says: in words, by which clauses, made by which plugins, from when until when it counts.

    ``rules`` are the ids of the rules that say it.
    """

    says: Text
    clauses: tuple[str, ...]
    by: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    rules: tuple[str, ...] = ()


@frozen(eq=False)
class Practised:
    """A selection for which assessment is laid down differently, and what each side lays down for it."""

    track: str
    occupation: str
    grade: str
    agency_kind: str | None
    a: Text | None
    b: Text | None


@frozen(eq=False)
class Difference:
    """One thing that differs. A side that says nothing of it is None.

    ``through`` are the terms, themselves among the differences, that make it differ.
    """

    part: Part
    id: str
    label: Text
    how: How
    a: Held | None
    b: Held | None
    through: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    practice: Practised | None = None


@frozen(eq=False)
class Differences:
    """All differences between two sides, part by part in the order of `PARTS`."""

    a: Side
    b: Side
    items: tuple[Difference, ...]

    def of(self, *parts: Part) -> tuple[Difference, ...]:
        """Return the differences of some parts."""
        return tuple(item for item in self.items if item.part in parts)


def how(a: Held | None, b: Held | None, *, same: bool) -> How:
    """Say how two sides differ that do not say the same on the same basis."""
    if a is None or b is None:
        return "only_b" if a is None else "only_a"
    return "basis" if same else "otherwise"


def days(period: Period) -> dict[str, Any]:
    """Return a period as the days of what is held."""
    since, until = period
    return {"since": from_day(since), "until": from_day(until)}


_YES, _NO = Text("有此规定", "it is laid down"), Text("明确不予适用", "it is ruled out")
_ROWS = Text("对应表（{n}行）", "a table of {n} rows")
_NOTHING = Text("不另设条件", "nothing more is asked")
_TO = Text("{grades}：{asks}", "{grades}: {asks}")
_OR = Text("；或者", "; or else ")


def value_said(bundle: Bundle, term: Term, value: Any) -> Text:
    """Say what a term is filled with."""
    match term.kind:
        case "flag":
            return _YES if value else _NO
        case "choices":
            return listed(tuple(_choice(bundle, term, one) for one in value))
        case "table":
            return _ROWS.fill(n=len(value))
        case "choice":
            return _choice(bundle, term, value)
        case "whole":
            return same(str(value))


def _choice(bundle: Bundle, term: Term, value: Any) -> Text:
    """Name a value by the fact whose closed list has all of the term's values, the shortest such list."""
    if all(choice in bundle.grades for choice in term.choices):
        return bundle.grades[str(value)].what.label
    lists = [
        {choice.value: choice.label for choice in said.what.choices}
        for said in bundle.facts.values()
        if {choice.value for choice in said.what.choices} >= set(term.choices)
    ]
    return min(lists, key=len).get(value, same(str(value))) if lists else same(str(value))


def grades_said(bundle: Bundle, grades: Iterable[str]) -> Text:
    """Name grades, the lowest first."""
    ordered = sorted(grades, key=lambda grade: bundle.grades[grade].what.order)
    return listed(tuple(bundle.grades[grade].what.label for grade in ordered))


def rule_said(bundle: Bundle, variants: Sequence[Variant[Any]]) -> Text:
    """Say what a rule comes to where it stands: its grades, and what it asks, one way or another."""
    rule = variants[0].rule
    gist: Text | None = getattr(rule, "gist", None)
    if gist is not None:
        return gist
    asks = listed(tuple(dict.fromkeys(_asks(variant) for variant in variants)), _OR.zh, _OR.en)
    grades = {grade for variant in variants for grade in variant.grades}
    if isinstance(rule, Route | Ladder) or (isinstance(rule, Way) and grades):
        return _TO.fill(grades=grades_said(bundle, grades), asks=asks)
    return asks


def _asks(variant: Variant[Any]) -> Text:
    return listed(tuple(r.text for r in variant.requirements), "；", "; ") if variant.requirements else _NOTHING


def rule_named(bundle: Bundle, rule: Any) -> Text:
    """Name a rule: by its label or, a way, by its gate's; what has neither goes by its id."""
    if isinstance(rule, Way):
        return bundle.gates[rule.gate].what.label
    label: Text | None = getattr(rule, "label", None)
    return label or same(rule.id)


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
        kind = self.a.bundle.schema.path("agency_kind")
        gates = chain(*(side.engine.plan(evolve(selection, place=side.place)).gates for side in (self.a, self.b)))
        ways = (way for gate in gates if gate.gate is not LADDER for way in gate.ways)
        facts = chain.from_iterable(facts_in(requirement.node) for way in ways for requirement in way.requirements)
        kinds = [str(value) for fact in facts if fact.path == kind for value in fact.values]
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
