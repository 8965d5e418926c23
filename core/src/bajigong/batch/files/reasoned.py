"""The columns that follow from a reason: its signature, its route, and how the route is assessed."""

from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define, field

from bajigong.batch.files.gather import coded

if TYPE_CHECKING:
    from bajigong.batch.kernel import Kernel


@define(eq=False)
class _Words:
    """Words in the order in which they were met; "" is none, and has the place -1."""

    known: dict[str, int] = field(factory=dict)

    def place(self, word: str) -> int:
        return self.known.setdefault(word, len(self.known)) if word else -1

    def column(self, codes: npt.NDArray[np.int32]) -> pa.Array:
        blank = codes < 0
        return coded(codes, list(self.known), blank if blank.any() else None)


@define(eq=False)
class Reasoned:
    """Looks up a kernel's reasons by the column. Several threads may use it."""

    kernel: "Kernel"
    _signatures: npt.NDArray[np.int64] = field(factory=lambda: np.zeros(0, np.int64))
    _routes: npt.NDArray[np.int32] = field(factory=lambda: np.zeros(0, np.int32))
    _methods: npt.NDArray[np.int32] = field(factory=lambda: np.zeros(0, np.int32))
    _route_words: _Words = field(factory=_Words)
    _method_words: _Words = field(factory=_Words)
    _lock: Lock = field(factory=Lock)

    def columns(self, reasons: npt.NDArray[np.int32]) -> dict[str, Any]:
        """Return the columns for places in the kernel's list."""
        with self._lock:
            self._learn()
            return {
                "route": self._route_words.column(self._routes.take(reasons)),
                "method": self._method_words.column(self._methods.take(reasons)),
                "signature": pa.array(self._signatures.take(reasons)),
            }

    def _learn(self) -> None:
        """Take in the reasons that are new."""
        known, reasons = len(self._signatures), self.kernel.reasons
        count = len(reasons)
        if known == count:
            return
        self._signatures = np.append(self._signatures, np.array(reasons.signatures[known:count], np.int64))
        ways = reasons.routes[known:count]
        routes = [self._route_words.place(route) for route, _ in ways]
        methods = [self._method_words.place(method) for _, method in ways]
        self._routes = np.append(self._routes, np.array(routes, np.int32))
        self._methods = np.append(self._methods, np.array(methods, np.int32))
