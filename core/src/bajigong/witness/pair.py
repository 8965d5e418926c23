"""People before both sides: the pairs of verdicts they get, and whether a smaller person gets the same."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import frozen

from bajigong.engine.verdict import Outcome
from bajigong.placed import Variant
from bajigong.witness.company import gate_of
from bajigong.witness.draft import Facts
from bajigong.witness.side import Side
from bajigong.witness.trial import Trial

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
