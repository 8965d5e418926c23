"""Which rules stand on one side only, or otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, fields, frozen

from bajigong.differing.difference import Difference, Held, Part, days, how
from bajigong.differing.noticed import Noticed
from bajigong.differing.saying import rule_named, rule_said
from bajigong.engine.verdict import Holds, Verdict
from bajigong.placed import Variant, terms_of
from bajigong.policy.rules import Route
from bajigong.readings import common
from bajigong.witness import Side, Witness
from bajigong.witness.company import gate_of

_PARTS: Final[tuple[Part, ...]] = ("ways", "routes", "ladders", "methods", "aspects", "incentives", "duties")
#: The parts on which eligibility rests: somebody can be found who notices.
_DECIDING: Final = ("ways", "routes", "ladders")

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
        one, other = _held(self.a, self.part, self.mine), _held(self.b, self.part, self.theirs)
        through = tuple(name for name in _terms(self.mine, self.theirs) if name in terms)
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


def _terms(*those: Sequence[Variant[Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for variants in those for v in variants for name in terms_of(v.rule)))


def _content(variants: Sequence[Variant[Any]]) -> set[Any]:
    """Return what a rule says, whatever it cites."""
    return {(v.grades, tuple((r.text, r.node) for r in v.requirements), _without_basis(v.rule)) for v in variants}


def _without_basis(rule: Any) -> Any:
    bare = {field.name: () for field in fields(type(rule)) if field.name in ("clauses", "needs")}
    return evolve(rule, **bare)


def _clauses(variants: Sequence[Variant[Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for variant in variants for clause in variant.clauses))


def _held(side: Side, part: Part, variants: Sequence[Variant[Any]]) -> Held | None:
    if not variants:
        return None
    said = getattr(side.bundle, part)[variants[0].rule.id]
    period = common(*(variant.period for variant in variants))
    says = rule_said(side.bundle, variants)
    return Held(says, _clauses(variants), (said.by,), **days(period), rules=(said.what.id,))
