"""Reading distinct values by the functions of the way of single rows, each value once."""

from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import define, field

from bajigong.batch.columns import Flags
from bajigong.batch.intake.coding import key_of
from bajigong.batch.intake.fact import Shape
from bajigong.batch.intake.marks import ABSENT, FILLED, KNOWN, ODD, SAYS
from bajigong.batch.intake.reads import Cells, Many, Numbers, Read
from bajigong.policy.facts import FactField
from bajigong.policy.text import Text
from bajigong.tables.lexicon import Words
from bajigong.tables.misfit import Misfit
from bajigong.tables.occupations import Written
from bajigong.tables.raw import MAPPING, Where
from bajigong.tables.reading import Reading
from bajigong.tables.values import read_value
from bajigong.tables.words import FLAGS, ONGOING, fold, gives_nothing, is_blank, plain, says_none

#: So many distinct values of a column are remembered from one chunk to the next.
_MOST: Final = 1 << 16
_NOWHERE: Final = Where("")
_SCALARS: Final = (str, bool, int, float)


@define(eq=False)
class Reader:
    """Reads the distinct values of one fact, and remembers them. Threads may share it: each entry is written whole."""

    fact: FactField
    words: Words
    shape: Shape = field(init=False)
    _known: dict[Hashable, tuple[Any, int]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.shape = Shape(self.words.schema, self.fact)

    @cached_property
    def in_record(self) -> bool:
        """Whether the fact is one of a record."""
        above = self.words.schema.fields.get(self.fact.parent)
        return above is not None and above.type == "list"

    def read(self, values: Sequence[Any]) -> Cells:
        """Read values that differ from each other."""
        entries = [self._entry(value) for value in values]
        marks = np.array([mark for _, mark in entries], np.uint8)
        if self.fact.many:
            return _many([numbers for numbers, _ in entries], marks)
        numbers = np.array([number for number, _ in entries], self.shape.dtype)
        return Read(numbers, marks, self.shape.blank)

    def items(self, values: Sequence[Any]) -> tuple[Numbers, Flags]:
        """Read the items of lists: the number of each that can be read, and which cannot."""
        read = [self._item(value) for value in values]
        numbers = np.array([0 if number is None else number for number in read], np.int64)
        return numbers, np.array([number is None for number in read], bool)

    def _entry(self, value: Any) -> tuple[Any, int]:
        key = value if type(value) is str else key_of(value)
        found = self._known.get(key)
        if found is None:
            found = self._judged(value)
            if len(self._known) < _MOST:
                self._known[key] = found
        return found

    def _judged(self, value: Any) -> tuple[Any, int]:
        """Return the number or numbers of a value, and its marks."""
        blank = () if self.fact.many else self.shape.blank
        if is_blank(value):
            return blank, 0
        marks = FILLED | self._says(value)
        try:
            found = self._several(value) if self.fact.many else self._single(value)
        except Misfit:
            return blank, marks | ODD
        return (blank, marks) if found is None else (found, marks | KNOWN)

    def _single(self, value: Any) -> float | None:
        """Return the number of a value, None where it still goes on."""
        if self.fact.type == "list":
            return self._none(value)
        if self.fact.refines:
            raise Misfit(Text("", ""))  # a trade is joined to the occupation beside it, in the way of single rows
        if self.fact.open_ended and isinstance(value, str) and fold(value) in ONGOING:
            return None
        if gives_nothing(value, is_text=self.fact.type == "text", in_record=self.in_record):
            return None
        return self.shape.number(_plain(read_value(value, self.fact, self.words)))

    def _several(self, value: Any) -> tuple[int, ...] | None:
        if gives_nothing(value, is_text=False, in_record=False):
            return None
        reading = Reading(self.words, _NOWHERE)
        typed = reading.group({self.fact.name: value}, self.fact.parent)
        if reading.problems:
            raise Misfit(reading.problems[0].expected)
        if reading.remarks:
            raise Misfit(reading.remarks[0])  # the day of the record settles it
        return tuple(self.words.schema.code(self.fact.path, one) for one in typed[self.fact.name])

    def _none(self, value: Any) -> int:
        """Raise Misfit unless a value says that a list of records is empty."""
        if not says_none(value):
            raise Misfit(MAPPING)
        return 0

    def _item(self, value: Any) -> int | None:
        try:
            typed = _plain(read_value(value, self.fact, self.words))
        except Misfit:
            return None
        return self.words.schema.code(self.fact.path, typed)

    def _says(self, value: Any) -> int:
        """Say whether a value speaks for or against there being a record, as `tables.absence` does."""
        if isinstance(value, str) and fold(value) in self.words.absent.get(self.fact.path, ()):
            return SAYS | ABSENT
        if self.fact.type == "flag":
            is_no = says_none(value) or (isinstance(value, _SCALARS) and FLAGS.get(fold(plain(value))) is False)
            return 0 if is_no else SAYS
        return 0 if says_none(value) else SAYS


def _plain(value: Any) -> Any:
    """Raise Misfit for an occupation that other cells of its row must settle: it goes the way of single rows."""
    if isinstance(value, Written):
        raise Misfit(value.remark or Text("", ""))
    return value


def _many(numbers: Sequence[tuple[int, ...]], marks: Any) -> Many:
    counts = np.array([len(some) for some in numbers], np.int64)
    pool = np.array([one for some in numbers for one in some], np.int64)
    return Many(pool, np.cumsum(counts) - counts, counts, marks)
