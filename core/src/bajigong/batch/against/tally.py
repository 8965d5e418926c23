"""Counts of a result batch by batch: by change, by verdict on both sides, by grade, and by pairs of signatures."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define, field

from bajigong.batch.against.change import CHANGES, GAINS, LOSES
from bajigong.batch.against.pairs import Pairs
from bajigong.batch.answers import OUTCOMES
from bajigong.batch.summing.coding import Codes, Coding, Crossed
from bajigong.batch.summing.errors import ResultError
from bajigong.policy.text import Text

#: The columns that are read.
COLUMNS: Final = ("verdict", "against_verdict", "grade", "signature", "against_signature", "change")

_WIDTH: Final = len(OUTCOMES)
_WORD: Final = Text("{path}中有未知的取值“{word}”", "{path}: found {word!r}, which is no value of its column")


def _of(words: tuple[str, ...]) -> Coding:
    return Coding(values={word: number for number, word in enumerate(words)})


@define(eq=False)
class Tally:
    """Takes batches of the result at ``path`` and keeps their counts.

    ``cells`` counts rows by change, by verdict here and by verdict there: 6 times 4 times 4.
    """

    path: object
    cells: npt.NDArray[np.int64] = field(factory=lambda: np.zeros((len(CHANGES), _WIDTH, _WIDTH), np.int64))
    grades: Crossed = field(factory=lambda: Crossed(len(CHANGES)))
    gaining: Pairs = field(factory=Pairs)
    losing: Pairs = field(factory=Pairs)
    _changes: Coding = field(factory=lambda: _of(CHANGES))
    _verdicts: Coding = field(factory=lambda: _of(tuple(map(str, OUTCOMES))))

    def add(self, batch: Any) -> None:
        """Count a batch. Raises ResultError for a change or a verdict that is none."""
        changes = self._codes(self._changes, batch.column("change"), len(CHANGES))
        here, there = (
            self._codes(self._verdicts, batch.column(name), _WIDTH) for name in ("verdict", "against_verdict")
        )
        keys = (changes * _WIDTH + here) * _WIDTH + there
        self.cells += np.bincount(keys, minlength=self.cells.size).reshape(self.cells.shape)
        self.grades.add(batch.column("grade"), changes)
        for pairs, change in ((self.gaining, GAINS), (self.losing, LOSES)):
            some = pa.array(changes == change)
            pairs.add(*(batch.column(name).filter(some) for name in ("signature", "against_signature")))

    def _codes(self, coding: Coding, column: Any, width: int) -> Codes:
        codes = coding.codes(column)
        for other in list(coding.values)[width:]:
            raise ResultError(_WORD.fill(path=self.path, word=other))
        return codes
