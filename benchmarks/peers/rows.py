"""What the peers of single rows have in common: from which requirements failed to an answer."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from peers.numpy_columns import answer
from ready_made import Ready, ready_made
from requirements import CONDITIONS, REQUIREMENTS, masks

#: The place of the first condition met, -1 for none; and the bits of the requirements that failed.
Found = tuple[int, int]

_MASKS = {grade: masks(grade) for grade in CONDITIONS}


class Rules(Protocol):
    """A tool with the conditions in it."""

    def decide(self, facts: Ready) -> Found:
        """Answer for one person."""
        ...

    def explain(self, facts: Ready) -> tuple[Found, Any]:
        """Answer for one person and say, condition by condition, which requirements were met."""
        ...


def found(grade: str, met: Iterable[bool]) -> Found:
    """Return the answer from which requirements of a grade are met, in their order."""
    failed = sum(1 << bit for bit, one in enumerate(met) if not one)
    route = next((place for place, mask in enumerate(_MASKS[grade]) if not failed & mask), -1)
    return route, failed


def traced(grade: str, met: Iterable[bool]) -> dict[str, dict[str, bool]]:
    """Return each condition with its requirements and whether they are met."""
    held = dict(zip(REQUIREMENTS[grade], met, strict=True))
    return {place: {name: held[name] for name in names} for place, names in CONDITIONS[grade].items()}


def answers(rules: Rules, facts: Iterable[Ready]) -> pa.Table:
    """Return the answer for every set of ready-made facts."""
    pairs = np.array([rules.decide(one) for one in facts], np.int16)
    return pa.Table.from_batches([answer(pairs[:, 0].astype(np.int8), pairs[:, 1].copy())])


def by_rows(rules: Rules) -> Callable[[pa.Table, date], pa.Table]:
    """Return a peer of columns made of one of rows: for comparing answers."""
    return lambda people, on: answers(rules, ready_made(people, on))
