"""Those who turn from eligible to not, or the other way, summed by clause over pairs of reasons."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, TypeVar

from attrs import define, field, frozen

from bajigong.batch.against.stance import Stance
from bajigong.policy.text import Text

T = TypeVar("T")

#: Stands for the clauses of something that no clause lays down.
NO_CLAUSE: Final = ""

#: Something with the people whom it concerns, the commonest first.
Clauses = tuple[tuple[str, int], ...]
Texts = tuple[tuple[Text, int], ...]


@frozen(eq=False)
class Turn:
    """People who are eligible on one side alone. A person counts once for each clause, text and fact.

    ``held`` are the clauses by which they are eligible on the one side, ``bars`` those that stand in the way on the
    other, `NO_CLAUSE` where nothing is laid down there; ``failing`` says what fails on the other side, ``missing`` are
    the facts that would settle it there, where it is not determined.
    """

    people: int
    held: Clauses
    bars: Clauses
    failing: Texts
    missing: Clauses


@define(eq=False)
class Turning:
    """Sums over pairs of stances. ``novel`` leaves out of ``held`` what the other side cites as well."""

    novel: bool
    people: int = 0
    held: Counter[str] = field(factory=Counter)
    bars: Counter[str] = field(factory=Counter)
    failing: Counter[Text] = field(factory=Counter)
    missing: Counter[str] = field(factory=Counter)

    def add(self, eligible: Stance, other: Stance, people: int) -> None:
        """Add people with one pair of stances: of the side on which they are eligible, and of the other."""
        self.people += people
        _count(self.held, self._held(eligible, other), people)
        _count(self.bars, other.bars or (NO_CLAUSE,), people)
        _count(self.failing, other.failing, people)
        _count(self.missing, other.missing, people)

    def done(self) -> Turn:
        """Return the sums."""
        held, bars, missing = map(_ranked, (self.held, self.bars, self.missing))
        return Turn(self.people, held, bars, _ranked(self.failing), missing)

    def _held(self, eligible: Stance, other: Stance) -> tuple[str, ...]:
        by = eligible.beyond(other)
        fresh = tuple(clause for clause in by if clause not in other.cited)
        return fresh if self.novel or fresh else by


def _count(counts: Counter[Any], things: Iterable[Any], people: int) -> None:
    counts.update(dict.fromkeys(things, people))


def _ranked(counts: Counter[T]) -> tuple[tuple[T, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], str(one[0]))))
