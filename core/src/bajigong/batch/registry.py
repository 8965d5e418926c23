"""Signatures: each case that has come up, by a number that depends on nothing but the case."""

import hashlib
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field

from bajigong.batch.answers import OUTCOMES, Reason
from bajigong.engine.verdict import Outcome

#: Makes a reason, given its signature.
Maker = Callable[[int], Reason]

#: The id of the nearest route, and of how it is assessed.
Way = tuple[str, str]
NO_ROUTE: Way = ("", "")


def signature_of(case: object) -> int:
    """Number a case: 63 bits of the hash of how it is written down."""
    return int.from_bytes(hashlib.sha256(repr(case).encode()).digest()[:8], "big") >> 1


@define(eq=False)
class Registry(Sequence[Reason]):
    """Every signature that has come up, in the order of coming up. Reasons are made when they are first looked at.

    ``signatures``, ``routes`` and ``outcomes`` say of each what is asked for most, without making it.
    """

    signatures: list[int] = field(factory=list)
    cases: list[tuple[Any, ...]] = field(factory=list)
    routes: list[Way] = field(factory=list)
    outcomes: npt.NDArray[np.int8] = field(factory=lambda: np.zeros(0, np.int8))
    _places: dict[tuple[Any, ...], int] = field(factory=dict)
    _makers: list[Maker] = field(factory=list)
    _made: dict[int, Reason] = field(factory=dict)
    _lock: Lock = field(factory=Lock)

    def find(self, case: tuple[Any, ...]) -> int | None:
        """Return the place of a case that has come up before."""
        return self._places.get(case)

    def add(self, case: tuple[Any, ...], outcome: Outcome, maker: Maker, route: Way = NO_ROUTE) -> int:
        """Return the place of a case, new or not."""
        with self._lock:
            if case not in self._places:
                self.signatures.append(signature_of(case))
                self.outcomes = np.append(self.outcomes, np.int8(OUTCOMES.index(outcome)))
                self.cases.append(case)
                self.routes.append(route)
                self._makers.append(maker)
                self._places[case] = len(self._makers) - 1
            return self._places[case]

    def __len__(self) -> int:
        return len(self._makers)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        with self._lock:
            if place not in self._made:
                self._made[place] = self._makers[place](self.signatures[place])
            return self._made[place]
