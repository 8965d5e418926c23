"""What differs between two laws, or between two days of one: documents, terms and rules."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, fields, frozen

from bajigong.answers import Holds, Verdict
from bajigong.law.bundle import RULES, Reading, all_readings, common, covers, in_force
from bajigong.law.opening import Said
from bajigong.law.place import PlacedLaw, Reader, Variant, terms_of
from bajigong.policy.law import Document, Filling, Route, Term
from bajigong.policy.text import Text, listed
from bajigong.review.difference import (
    Difference,
    Differences,
    Held,
    How,
    Part,
    Practised,
    Shown,
    days,
    how,
    practice_differences,
    rule_named,
    rule_said,
    value_said,
)
from bajigong.review.witness import Side, Witness, side_of, witness
from bajigong.review.witness_people import gate_of


def document_differences(a: Side, b: Side) -> Iterator[Difference]:
    """Give the documents that count on one side only, or for another time."""
    mine, theirs = _counting(a), _counting(b)
    for name in dict.fromkeys((*mine, *theirs)):
        one, other = mine.get(name), theirs.get(name)
        held, other_held = _document_held(one), _document_held(other)
        if held != other_held:
            same = bool(one and other and one.what == other.what)
            label = (one or theirs[name]).what.name
            yield Difference("documents", name, label, how(held, other_held, same=same), held, other_held)


def _counting(side: Side) -> dict[str, Said[Document]]:
    """Return the documents that are law in the place on the day."""
    return {name: said for name, said in side.bundle.documents.items() if _counts(side, said.what)}


def _counts(side: Side, document: Document) -> bool:
    binding = side.bundle.drafts or not document.draft
    return binding and covers(document, side.place) and side.counts(in_force(document))


def _document_held(said: Said[Any] | None) -> Held | None:
    return Held(said.what.title, (), (said.by,), **days(in_force(said.what))) if said else None


#: Of a longer list of values one person is found for all, not one for each.
_EACH: Final = 5


@frozen(eq=False)
class Noticed:
    """People who pass on one side, the holder's, and not on the other."""

    holder: Side
    other: Side

    def of_rule(self, variants: Sequence[Variant[Any]], beside: Sequence[Variant[Any]]) -> tuple[Witness, ...]:
        """Find somebody for a rule; ``beside`` is what it comes to on the other side."""
        there = {grade for variant in beside for grade in variant.grades}
        first = [grade for variant in variants for grade in variant.grades if grade not in there]
        found = witness(self.holder, self.other, variants, first)
        return (found,) if found else ()

    def of_term(self, name: str, beyond: tuple[Any, ...]) -> tuple[Witness, ...]:
        """Find somebody for each value of a term that the other side does not give."""
        if not beyond:
            return ()
        term: Term = self.holder.bundle.terms[name].what
        apart = term.kind == "choices" and len(beyond) <= _EACH
        values = [(value,) for value in beyond] if apart else [beyond]
        found = [one for value in values if (one := self._of_values(term, value))]
        if not found and apart:
            found = [one for one in [self._of_values(term, None)] if one]
        return tuple(found)

    def _of_values(self, term: Term, values: tuple[Any, ...] | None) -> Witness | None:
        """Find somebody by a rule as it would stand were the term filled with these values alone."""
        law = self.holder.law
        if values is not None and term.kind in ("choices", "table"):
            law = self._narrowed(term, values)
        return witness(self.holder, self.other, tuple(self._resting(law, term)))

    def _narrowed(self, term: Term, values: tuple[Any, ...]) -> PlacedLaw:
        def kept(filling: Filling) -> Filling:
            return evolve(filling, value=tuple(one for one in filling.value if one in values))

        bundle = self.holder.bundle
        fillings = tuple(
            evolve(said, what=kept(said.what)) if said.what.term == term.id else said for said in bundle.fillings
        )
        left = tuple(said for said in fillings if said.what.term != term.id or said.what.value)
        return Reader(evolve(bundle, fillings=left), self.holder.place).read()

    def _resting(self, law: PlacedLaw, term: Term) -> Iterator[Variant[Any]]:
        every: tuple[Variant[Any], ...] = (*law.ways, *law.routes, *law.ladders)
        for variant in every:
            if term.id in terms_of(self.holder.bundle, variant.rule) and self.holder.counts(variant.period):
                yield variant


def term_differences(a: Side, b: Side) -> Iterator[Difference]:
    """Give the terms whose readings on the day differ, each with people who would notice."""
    mine, theirs = _readings(a), _readings(b)
    for name in dict.fromkeys((*a.bundle.terms, *b.bundle.terms)):
        one, other = mine.get(name, ()), theirs.get(name, ())
        held, other_held = _term_held(a, name, one), _term_held(b, name, other)
        if held == other_held:
            continue
        same = _values(one) == _values(other)
        found = Difference("terms", name, _label(a, b, name), how(held, other_held, same=same), held, other_held)
        yield found if found.how == "basis" else evolve(found, witnesses=_witnesses(a, b, name, one, other))


def _readings(side: Side) -> Mapping[str, tuple[Reading, ...]]:
    every = all_readings(side.bundle, side.place)
    return {name: tuple(one for one in those if side.counts(one.period)) for name, those in every.items()}


def _label(a: Side, b: Side, name: str) -> Text:
    said = a.bundle.terms.get(name) or b.bundle.terms[name]
    return said.what.label


def _values(readings: tuple[Reading, ...]) -> set[Any]:
    """Return the values that are in force; of several that stand side by side, and of lists, what they come to."""
    values = [one.value for one in readings]
    return {item for value in values for item in (value if isinstance(value, tuple) else (value,))}


def _term_held(side: Side, name: str, readings: tuple[Reading, ...]) -> Held | None:
    if not readings:
        return None
    term: Term = side.bundle.terms[name].what
    clauses = tuple(dict.fromkeys(clause for one in readings for clause in one.clauses))
    by = tuple(dict.fromkeys(one.by for one in readings))
    says = listed(tuple(dict.fromkeys(value_said(side.bundle, term, one.value) for one in readings)), "；", "; ")
    return Held(says, clauses, by, **days(common(*(one.period for one in readings))))


def _witnesses(
    a: Side, b: Side, name: str, mine: tuple[Reading, ...], theirs: tuple[Reading, ...]
) -> tuple[Witness, ...]:
    """Find people for what each side gives and the other does not."""
    found = Noticed(a, b).of_term(name, _beyond(mine, theirs))
    return (*found, *(one.turned() for one in Noticed(b, a).of_term(name, _beyond(theirs, mine))))


def _beyond(mine: tuple[Reading, ...], theirs: tuple[Reading, ...]) -> tuple[Any, ...]:
    return tuple(sorted(_values(mine) - _values(theirs), key=str))


_PARTS: Final[tuple[Part, ...]] = RULES
#: The parts on which eligibility rests: somebody can be found who notices.
_DECIDING: Final[tuple[Part, ...]] = ("ways", "routes", "ladders")

_ByRule = Mapping[str, tuple[Variant[Any], ...]]


def rule_differences(a: Side, b: Side, terms: Mapping[str, Difference]) -> Iterator[Difference]:
    """Give the rules that differ; ``terms`` are the terms that do."""
    for part in _PARTS:
        mine, theirs = _standing(a, part), _standing(b, part)
        for name in dict.fromkeys((*mine, *theirs)):
            one = _Pair(a, b, part, mine.get(name, ()), theirs.get(name, ()))
            if one.differs:
                yield one.difference(terms)


def _standing(side: Side, part: Part) -> _ByRule:
    """Return the rules in force in the place on the day, by id, with all of their variants."""
    found: dict[str, tuple[Variant[Any], ...]] = {}
    for variant in getattr(side.law, part):
        if side.counts(variant.period):
            found[variant.rule.id] = (*found.get(variant.rule.id, ()), variant)
    return found


@frozen(eq=False)
class _Pair:
    a: Side
    b: Side
    part: Part
    mine: tuple[Variant[Any], ...]
    theirs: tuple[Variant[Any], ...]

    @property
    def differs(self) -> bool:
        return _content(self.mine) != _content(self.theirs) or _clauses(self.mine) != _clauses(self.theirs)

    def difference(self, terms: Mapping[str, Difference]) -> Difference:
        rule = (self.mine or self.theirs)[0].rule
        one, other = _rule_held(self.a, self.part, self.mine), _rule_held(self.b, self.part, self.theirs)
        resting = (*_terms(self.a, self.mine), *_terms(self.b, self.theirs))
        through = tuple(dict.fromkeys(name for name in resting if name in terms))
        name = rule_named(self.a.bundle if self.mine else self.b.bundle, rule)
        kind = how(one, other, same=self._same([terms[term] for term in through]))
        found = self._shared(terms, through) if kind != "basis" and self.part in _DECIDING else ()
        return Difference(self.part, rule.id, name, kind, one, other, through, found)

    def _same(self, through: Sequence[Difference]) -> bool:
        """Say whether both sides say the same: the content is, or the rule is and so are the values of its terms."""
        if _content(self.mine) == _content(self.theirs):
            return True
        one, other = self.mine[0].rule if self.mine else None, self.theirs[0].rule if self.theirs else None
        return bool(one == other and all(term.how == "basis" for term in through))

    def _shared(self, terms: Mapping[str, Difference], through: tuple[str, ...]) -> tuple[Witness, ...]:
        """Return who was found for the terms and notices this rule; else look for somebody, unless a term said all."""
        found = [one for term in through for one in terms[term].witnesses if self._notices(one)]
        if found or (self.part != "routes" and any(terms[term].how != "basis" for term in through)):
            return tuple(found)
        return self._witnesses()

    def _notices(self, witness: Witness) -> bool:
        """Say whether the rule, or the gate that it opens, holds for somebody on one side only."""
        variants = (*self.mine, *self.theirs)
        ids = {variant.id for variant in variants if isinstance(variant.rule, Route)} | {gate_of(v) for v in variants}
        return _holding(witness.a, ids) != _holding(witness.b, ids)

    def _witnesses(self) -> tuple[Witness, ...]:
        mine = Noticed(self.a, self.b).of_rule(self.mine, self.theirs)
        theirs = Noticed(self.b, self.a).of_rule(self.theirs, self.mine)
        return (*mine, *(one.turned() for one in theirs))


def _holding(verdict: Verdict, ids: set[str]) -> bool:
    return any(rule.id in ids and rule.holds is Holds.YES for rule in (*verdict.gates, *verdict.routes))


def _terms(side: Side, variants: Sequence[Variant[Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in variants for name in terms_of(side.bundle, one.rule)))


def _content(variants: Sequence[Variant[Any]]) -> set[Any]:
    """Return what a rule says, whatever it cites."""
    return {(v.grades, tuple((r.text, r.node) for r in v.requirements), _without_basis(v.rule)) for v in variants}


def _without_basis(rule: Any) -> Any:
    bare = {field.name: () for field in fields(type(rule)) if field.name in ("clauses", "needs")}
    return evolve(rule, **bare)


def _clauses(variants: Sequence[Variant[Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for variant in variants for clause in variant.clauses))


def _rule_held(side: Side, part: Part, variants: Sequence[Variant[Any]]) -> Held | None:
    if not variants:
        return None
    said = getattr(side.bundle, part)[variants[0].rule.id]
    period = common(*(variant.period for variant in variants))
    says = rule_said(side.bundle, variants)
    return Held(says, _clauses(variants), (said.by,), **days(period), rules=(said.what.id,))


__all__ = [
    "Difference",
    "Differences",
    "Held",
    "How",
    "Part",
    "Practised",
    "Side",
    "Witness",
    "differences",
    "side_of",
]


def differences(a: Side, b: Side) -> Differences:
    """Compare two laws. A law compared with itself has no differences."""
    return Differences(a, b, tuple(_all(a, b)))


def _all(a: Side, b: Side) -> Iterator[Difference]:
    yield from document_differences(a, b)
    terms = {one.id: one for one in term_differences(a, b)}
    yield from terms.values()
    rules = tuple(rule_differences(a, b, terms))
    yield from (one for one in rules if one.part in _DECIDING)
    shown = Shown(a, b)
    yield from practice_differences(a, b, shown)
    for one in (one for one in rules if one.part not in _DECIDING):
        told = one.part == "methods" and one.how != "basis"
        yield evolve(one, practice=shown.method(one.id)) if told else one
