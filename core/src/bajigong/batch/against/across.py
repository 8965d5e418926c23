"""One file's people before the law there: the columns it adds, and the reasons that occur in them."""

from collections.abc import Container
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from attrs import define, field

from bajigong.batch.against.columns import columns
from bajigong.batch.answers import Answers
from bajigong.batch.book import reasons_table
from bajigong.batch.files.reasoned import Reasoned

if TYPE_CHECKING:
    from bajigong.batch.against.opposite import Opposite
    from bajigong.batch.people import People


@define(eq=False)
class Across:
    """Decides the people of one file under the law there. Several threads may use it at once."""

    opposite: "Opposite"
    reasoned: Reasoned = field(init=False)
    _used: set[int] = field(factory=set)
    _lock: Lock = field(factory=Lock)

    def __attrs_post_init__(self) -> None:
        self.reasoned = Reasoned(self.opposite.desk.kernel)

    def columns(self, people: "People", answers: Answers) -> dict[str, pa.Array]:
        """Return the columns for a chunk of people, given their answers here."""
        there = self.opposite.decide(people)
        used = np.flatnonzero(np.bincount(there.reasons)).tolist()
        with self._lock:
            self._used.update(used)
        return columns(answers, there, self.reasoned.columns(there.reasons))

    @property
    def signatures(self) -> tuple[int, ...]:
        """The signatures there that occur in the columns given so far, in order."""
        every = self.opposite.desk.kernel.reasons.signatures
        return tuple(sorted({every[place] for place in self._used}))

    def reasons(self, known: Container[int] = ()) -> pa.Table:
        """Return the reasons there that occur in the columns given so far, but for those that are known."""
        return reasons_table(self.opposite.desk.kernel, {one for one in self.signatures if one not in known})
