"""Who would notice: people found for a term or a rule that one side has and the other has not."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.placed import PlacedLaw, Reader, Variant, terms_of
from bajigong.policy.law import Filling, Term
from bajigong.witness import Side, Witness, witness

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
            if term.id in terms_of(variant.rule) and self.holder.counts(variant.period):
                yield variant
