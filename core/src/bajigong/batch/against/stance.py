"""How one side stands to a person: which of its rules hold, which stand in the way, and the clauses of each."""

from collections.abc import Iterable
from typing import Self

from attrs import frozen

from bajigong.batch.answers import Reason
from bajigong.engine.verdict import Holds, RuleAnswer
from bajigong.policy.text import Text

#: A gate or a route by its id, and the clauses that it cites.
Cited = tuple[str, tuple[str, ...]]


@frozen(eq=False)
class Stance:
    """What counts of a reason for comparing it with that of the other side.

    ``held`` are the gates, and the best route, that hold; ``barring`` the gates that do not and the nearest route where
    none holds. ``passed`` are all rules that hold, ``cited`` all clauses that any rule cites.
    """

    held: tuple[Cited, ...]
    barring: tuple[Cited, ...]
    passed: frozenset[str]
    cited: frozenset[str]
    failing: tuple[Text, ...]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Take what counts of a reason."""
        rules = (*_named("gate", reason.gates), *_named("route", reason.routes))
        decisive = [(name, one) for name, one in rules if not name.startswith("route ") or one.id == reason.route]
        return cls(
            tuple((name, one.cites) for name, one in decisive if one.holds is Holds.YES),
            tuple((name, one.cites) for name, one in decisive if one.holds is not Holds.YES),
            frozenset(name for name, one in rules if one.holds is Holds.YES),
            frozenset(clause for _, one in rules for clause in one.cites),
            reason.failing,
            tuple(dict.fromkeys(fact for facts in reason.missing for fact in facts)),
        )

    @property
    def bars(self) -> tuple[str, ...]:
        """The clauses of what stands in the way."""
        return _once(self.barring)

    def beyond(self, other: "Stance") -> tuple[str, ...]:
        """The clauses of what holds on this side and not on the other."""
        return _once((name, cites) for name, cites in self.held if name not in other.passed)


def _named(kind: str, rules: Iterable[RuleAnswer]) -> Iterable[tuple[str, RuleAnswer]]:
    return [(f"{kind} {one.id}", one) for one in rules]


def _once(rules: Iterable[Cited]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for _, cites in rules for clause in cites))
