"""Somebody for whom a rule holds, by itself or all the way to a verdict, on one side."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

from attrs import evolve

from bajigong.engine.selection import Selection
from bajigong.engine.verdict import Outcome
from bajigong.placed import Variant
from bajigong.witness.closing import Closing
from bajigong.witness.company import Company, gate_of
from bajigong.witness.draft import Draft, Facts
from bajigong.witness.favour import Favour
from bajigong.witness.limits import MANNERS
from bajigong.witness.passing import Setting
from bajigong.witness.samples import selections
from bajigong.witness.side import Side
from bajigong.witness.smallest import smallest
from bajigong.witness.trial import Trial
from bajigong.witness.waiting import open_terms

_MOST_SELECTIONS: Final = 24
_MOST_DRAFTS: Final = 16


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
        drafts = islice(Favour(setting, apart=True).all_of(r.node for r in variant.requirements), _MOST_DRAFTS)
        people = tuple(_people(selection, (settled for draft in drafts if (settled := draft.settled()))))
        found = _passing(side, variant, people) if people else ()
        if found:
            return found[0]
    return None


def _passing(side: Side, variant: Variant[Any], people: Sequence[Facts]) -> tuple[Facts, ...]:
    return tuple(one for one, ok in zip(people, Trial.of(side, people).passes(variant), strict=True) if ok)


def _people(selection: Selection, drafts: Iterator[Draft]) -> Iterator[Facts]:
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
    company = Company(side, side, variant, selection)
    if not company.answers():
        return None
    closing = Closing(side.bundle.schema, side.engine.plan(selection))
    drafts = islice(company.drafts(share=False), _MOST_DRAFTS)
    people = tuple(closing.closed(one) for one in _people(selection, drafts))
    kept = _keeps(side, settled_part(variant), wanted, gate_of(variant), people) if people else []
    return next((one for one, ok in zip(people, kept, strict=True) if ok), None)


def _keeps(side: Side, settled: Variant[Any], wanted: Outcome, gate: str, people: Sequence[Facts]) -> list[bool]:
    """Say who has the verdict, is past every other gate, and meets the rule as far as it is settled."""
    trial = Trial.of(side, people)
    rows = zip(trial.outcomes(), trial.past(gate), trial.passes(settled), strict=True)
    return [outcome is wanted and bool(past) and bool(ok) for outcome, past, ok in rows]
