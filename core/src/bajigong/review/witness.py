"""Somebody for whom a rule holds, by itself or all the way to a verdict, on one side."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.answers import SELECTORS, Outcome, Verdict
from bajigong.law.place import Variant
from bajigong.policy.facts import Selection
from bajigong.review.finding import Side, Trial, decided, side_of
from bajigong.review.witness_facts import MANNERS, Draft, Facts, Setting
from bajigong.review.witness_hopes import FactDrafts, open_terms
from bajigong.review.witness_people import Closing, RuleCase, gate_of, selections

#: How telling a pair of verdicts is, the most telling first; pairs that are not named are no witness. Whoever is
#: undetermined tells nothing: with other facts the verdict could be the same.
RANKS: Final = {
    (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE): 0,
    (Outcome.ELIGIBLE, Outcome.NOT_COVERED): 0,
    (Outcome.NOT_COVERED, Outcome.NOT_ELIGIBLE): 1,
}


@frozen(eq=False)
class Found:
    """Somebody whose verdicts differ, and how: the outcomes, and how each gate of each side stands."""

    facts: Facts
    variant: Variant[Any]
    outcomes: tuple[Outcome, Outcome]
    gates: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def rank(self) -> int:
        """How telling it is."""
        return RANKS[self.outcomes]


@frozen(eq=False)
class Pair:
    """The sides before which people are put, and the rule by which they should pass on the first."""

    a: Side
    b: Side
    variant: Variant[Any]

    def differing(self, people: Sequence[Facts], *, share: bool) -> Iterator[Found]:
        """Give those who pass by the rule and whose verdicts differ for want of it.

        ``share``: only those whom no other gate of the second side stops.
        """
        mine, gate = Trial.of(self.a, people), gate_of(self.variant)
        theirs = mine.before(self.b)
        sides = zip(mine.past(gate), theirs.shut(gate), theirs.past(gate), strict=True)
        wants = [before and shut and (past or not share) for before, shut, past in sides]
        if not any(wants):
            return
        for row, outcomes in enumerate(zip(mine.outcomes(), theirs.outcomes(), strict=True)):
            if wants[row] and outcomes in RANKS and self._by_rule(mine, outcomes[0])[row]:
                gates = (mine.gates()[row], theirs.gates()[row])
                yield Found(people[row], self.variant, outcomes, gates)

    def keeps(self, found: Found, people: Sequence[Facts]) -> list[bool]:
        """Say of people whether they differ as somebody did: by the same rule, with the same gates open."""
        mine = Trial.of(self.a, people)
        theirs = mine.before(self.b)
        by_rule = self._by_rule(mine, found.outcomes[0])
        outcomes = zip(mine.outcomes(found.outcomes[0]), theirs.outcomes(found.outcomes[1]), strict=True)
        gates = zip(mine.gates(), theirs.gates(), strict=True)
        same = zip(by_rule, outcomes, gates, strict=True)
        return [ok and pair == found.outcomes and stand == found.gates for ok, pair, stand in same]

    def _by_rule(self, trial: Trial, outcome: Outcome) -> list[bool]:
        """Say who passes by the rule; whoever is not eligible for want of a filled term needs but hope to."""
        return trial.passes(self.variant, hoping=outcome is not Outcome.ELIGIBLE)


#: Keys and list positions from the top down.
Path = tuple[str | int, ...]
#: Says of several people, at least one, whether what is asked stays true of each.
Keeps = Callable[[Sequence[Facts]], Sequence[bool]]

_KEPT: Final = frozenset((key,) for key in SELECTORS)


def smallest(facts: Facts, keeps: Keeps) -> Facts:
    """Leave out groups, lists, records and fields, the largest first, until nothing more can be left out.

    What can be left out alone is left out together, as much of it as may be.
    """
    while True:
        every = parts(facts)
        smaller = [without(facts, path) for path in every]
        kept = [path for path, ok in zip(every, keeps(smaller) if smaller else (), strict=True) if ok]
        if not kept:
            return facts
        fewer = [_without_all(facts, kept[: n + 1]) for n in range(len(kept))]
        facts = [one for one, ok in zip(fewer, keeps(fewer), strict=True) if ok][-1]


def parts(facts: Facts) -> tuple[Path, ...]:
    """Name everything that could be left out, the largest first; what selects the rules stays."""
    return tuple(sorted((path for path in _parts(facts, ()) if path not in _KEPT), key=len))


def _parts(value: Any, above: Path) -> Iterator[Path]:
    if isinstance(value, Mapping):
        below: Sequence[tuple[str | int, Any]] = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    else:
        return
    for key, item in below:
        yield (*above, key)
        yield from _parts(item, (*above, key))


def without(facts: Any, path: Path) -> Any:
    """Return facts without one part. Groups that hold nothing any more go with it; empty lists stay."""
    head, *rest = path
    items = dict(facts) if isinstance(facts, Mapping) else dict(enumerate(facts))
    below = without(items[head], tuple(rest)) if rest else None
    if rest and not (isinstance(below, Mapping) and not below and isinstance(head, str)):
        items[head] = below
    else:
        del items[head]
    return items if isinstance(facts, Mapping) else list(items.values())


def _without_all(facts: Facts, paths: Iterable[Path]) -> Facts:
    """Leave out several parts: the last first, so that positions in lists stay what they are."""
    gone: list[Path] = []
    for path in paths:
        if not any(path[: len(other)] == other for other in gone):
            gone.append(path)
    for path in sorted(gone, key=lambda path: [(isinstance(step, int), step) for step in path], reverse=True):
        facts = without(facts, path) if _there(facts, path) else facts
    return facts


def _there(facts: Any, path: Path) -> bool:
    for step in path:
        if isinstance(step, int) and step >= len(facts):
            return False
        if isinstance(facts, Mapping) and step not in facts:
            return False
        facts = facts[step]
    return True


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
        case = RuleCase(pair.a, pair.b, pair.variant, selection)
        if case.answers() and not case.made_up_for():
            yield from _of(pair, case)


def _of(pair: Pair, case: RuleCase) -> Iterator[Found]:
    """Give those found among who pass the gates of both sides; of one side, where nobody can pass those of both."""
    for share in (True, False):
        drafts = tuple(islice(case.drafts(share=share), _MOST_DRAFTS))
        people = _people(pair, case.selection, drafts)
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


__all__ = ["Side", "Witness", "side_of", "witness"]


def settled_part(variant: Variant[Any]) -> Variant[Any]:
    """Return a rule without the requirements that wait for a term."""
    kept = tuple(r for r in variant.requirements if not any(open_terms(r.node)))
    return evolve(variant, requirements=kept)


def somebody(side: Side, variant: Variant[Any]) -> Facts | None:
    """Find the smallest facts for which a rule by itself holds on a day on which it is in force."""
    found = anybody(side, variant)
    if found is None:
        return None
    return smallest(found, lambda some: [bool(ok) for ok in Trial.of(side, some).passes(variant)])


def anybody(side: Side, variant: Variant[Any]) -> Facts | None:
    """Find facts for which a rule by itself holds, with more in them than it takes."""
    for selection in islice(selections(side, variant), _MOST_SELECTIONS):
        setting = Setting(side.bundle.schema, selection, side.on, side.on, (side.place,))
        drafts = islice(FactDrafts(setting, apart=True).all_of(r.node for r in variant.requirements), _MOST_DRAFTS)
        people = tuple(_alone_people(selection, (settled for draft in drafts if (settled := draft.settled()))))
        found = _passing(side, variant, people) if people else ()
        if found:
            return found[0]
    return None


def _passing(side: Side, variant: Variant[Any], people: Sequence[Facts]) -> tuple[Facts, ...]:
    return tuple(one for one, ok in zip(people, Trial.of(side, people).passes(variant), strict=True) if ok)


def _alone_people(selection: Selection, drafts: Iterator[Draft]) -> Iterator[Facts]:
    heads = {"track": selection.track, "occupation": selection.occupation, "grade": selection.grade}
    for draft in drafts:
        for manner in MANNERS:
            yield {**heads, **draft.facts(manner)}


def with_verdict(side: Side, variant: Variant[Any], wanted: Outcome) -> Facts | None:
    """Find the smallest facts on which the verdict is the one wanted, while the rule holds as far as it is settled."""
    found = anybody_with(side, variant, wanted)
    keeps = partial(_keeps, side, settled_part(variant), wanted, gate_of(variant))
    return smallest(found, keeps) if found is not None else None


def anybody_with(side: Side, variant: Variant[Any], wanted: Outcome) -> Facts | None:
    """Find such facts with more in them than it takes."""
    for selection in islice(selections(side, variant), _MOST_SELECTIONS):
        found = _with_verdict(side, variant, wanted, selection)
        if found is not None:
            return found
    return None


def _with_verdict(side: Side, variant: Variant[Any], wanted: Outcome, selection: Selection) -> Facts | None:
    case = RuleCase(side, side, variant, selection)
    if not case.answers():
        return None
    closing = Closing(side.bundle.schema, side.engine.plan(selection))
    drafts = islice(case.drafts(share=False), _MOST_DRAFTS)
    people = tuple(closing.closed(one) for one in _alone_people(selection, drafts))
    kept = _keeps(side, settled_part(variant), wanted, gate_of(variant), people) if people else []
    return next((one for one, ok in zip(people, kept, strict=True) if ok), None)


def _keeps(side: Side, settled: Variant[Any], wanted: Outcome, gate: str, people: Sequence[Facts]) -> list[bool]:
    """Say who has the verdict, is past every other gate, and meets the rule as far as it is settled."""
    trial = Trial.of(side, people)
    rows = zip(trial.outcomes(), trial.past(gate), trial.passes(settled), strict=True)
    return [outcome is wanted and bool(past) and bool(ok) for outcome, past, ok in rows]
