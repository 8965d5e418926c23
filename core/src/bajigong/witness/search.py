"""Searching for a witness: somebody who passes on one side by a rule and gets another verdict on the other."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.engine.selection import Selection
from bajigong.engine.verdict import Verdict
from bajigong.placed import Variant
from bajigong.witness.closing import Closing
from bajigong.witness.company import Company
from bajigong.witness.draft import Draft, Facts
from bajigong.witness.limits import MANNERS
from bajigong.witness.pair import Found, Pair
from bajigong.witness.samples import selections
from bajigong.witness.side import Side
from bajigong.witness.smallest import smallest
from bajigong.witness.trial import decided
from bajigong.witness.waiting import open_terms

#: So many selections are tried for one rule, so many drafts of each, and so many people together.
_MOST_SELECTIONS: Final = 24
_MOST_DRAFTS: Final = 16
_BUNCH: Final = 24


@frozen(eq=False)
class Witness:
    """Facts, no more than are needed, and the verdict of each side on them."""

    facts: Facts
    a: Verdict
    b: Verdict

    def turned(self) -> "Witness":
        """Return it with the sides exchanged."""
        return evolve(self, a=self.b, b=self.a)


def witness(a: Side, b: Side, variants: Iterable[Variant[Any]], first: Sequence[str] = ()) -> Witness | None:
    """Find somebody who passes on side ``a`` by one of its rules, and on ``b`` gets another verdict.

    The rules are tried in order, at the grades in ``first`` before others. What is found is made as small as it can
    be while both verdicts, and which gates are open, stay what they are. None where nobody was found.
    """
    best: Found | None = None
    for variant in variants:
        found = _best(Pair(a, b, variant), tuple(first))
        if found and (best is None or found.rank < best.rank):
            best = found
        if best and best.rank == 0:
            break
    return _made_small(a, b, best) if best else None


def _made_small(a: Side, b: Side, found: Found) -> Witness:
    facts = smallest(found.facts, partial(Pair(a, b, found.variant).keeps, found))
    return Witness(facts, decided(a, facts), decided(b, facts))


def _best(pair: Pair, first: tuple[str, ...]) -> Found | None:
    """Return the most telling of those found, the first among equals; none is more telling than the rule allows."""
    ideal = 1 if any(any(open_terms(r.node)) for r in pair.variant.requirements) else 0
    best: Found | None = None
    for found in _all(pair, first):
        if best is None or found.rank < best.rank:
            best = found
        if best.rank <= ideal:
            break
    return best


def _all(pair: Pair, first: tuple[str, ...]) -> Iterator[Found]:
    if not pair.a.counts(pair.variant.period):
        return
    for selection in islice(selections(pair.a, pair.variant, first), _MOST_SELECTIONS):
        company = Company(pair.a, pair.b, pair.variant, selection)
        if company.answers() and not company.made_up_for():
            yield from _of(pair, company)


def _of(pair: Pair, company: Company) -> Iterator[Found]:
    """Give those found among who pass the gates of both sides; of one side, where nobody can pass those of both."""
    for share in (True, False):
        drafts = tuple(islice(company.drafts(share=share), _MOST_DRAFTS))
        people = _people(pair, company.selection, drafts)
        while bunch := list(islice(people, _BUNCH)):
            yield from pair.differing(bunch, share=share)
        if drafts:
            return


def _people(pair: Pair, chosen: Selection, drafts: Iterable[Draft]) -> Iterator[Facts]:
    heads = {"track": chosen.track, "occupation": chosen.occupation, "grade": chosen.grade}
    closing = Closing(pair.b.bundle.schema, pair.b.engine.plan(evolve(chosen, place=pair.b.place)))
    for draft in drafts:
        for manner in MANNERS:
            yield closing.closed({**heads, **draft.facts(manner)})
