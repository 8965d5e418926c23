"""Distinct values are read by the functions that read single rows, each value once."""

from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from bajigong.batch.columns import Flags
from bajigong.batch.intake.cells import (
    ABSENT,
    FILLED,
    KNOWN,
    ODD,
    SAYS,
    Cells,
    Many,
    Numbers,
    Read,
    key_of,
)
from bajigong.calendar import ALWAYS, DayWithin, NumberFrom, to_day
from bajigong.policy.facts import FactField, Schema
from bajigong.policy.text import Text
from bajigong.tables.certificate_number import said_by
from bajigong.tables.occupations import Written
from bajigong.tables.raw import MAPPING, Where
from bajigong.tables.reading import Reading
from bajigong.tables.values import birth_date_in, read_value
from bajigong.tables.words import (
    FLAGS,
    ONGOING,
    InvalidValue,
    Words,
    fold,
    gives_nothing,
    is_blank,
    plain,
    says_none,
)

#: The one text that stands in a column, as its place among the schema's tracks.
TRACK: Final = "track"
#: So many distinct values of a column are remembered from one chunk to the next.
_MOST: Final = 1 << 16
_NOWHERE: Final = Where("")
_SCALARS: Final = (str, bool, int, float)


class NumberCode:
    """How what a certificate's number says stands in a column: its year by two digits, times `GRADES`, and its grade.

    The grade is its order; `NO_YEAR` and `NO_GRADE` stand for what the number does not say, `OTHER` for a number that
    is none of a certificate's.
    """

    GRADES: Final = 64
    NO_GRADE: Final = 63
    NO_YEAR: Final = 100
    OTHER: Final = -2


@frozen(eq=False)
class Shape:
    """The numbers of one fact, as `bajigong.batch.columns.to_table` lays them out.

    Beyond that an ID number stands for the birth date inside it, the track for its place, and other text for nothing.
    """

    schema: Schema
    field: FactField

    @property
    def dtype(self) -> npt.DTypeLike:
        """The type of the column."""
        match self.field.type:
            case "number":
                return np.float64
            case "occupation":
                return np.int64
            case _:
                return np.int32

    @property
    def blank(self) -> float:
        """What stands where no value is known."""
        match self.field.type:
            case "date" | "id_number":
                return ALWAYS
            case "number":
                return 0.0
            case _:
                return -1

    def _said(self, number: str) -> int:
        """Return what a certificate's number says as a number: see `NumberCode`."""
        said = said_by(number, self.schema)
        grade = self.schema.grade_order.get(said.grade, NumberCode.NO_GRADE) if said.grade else NumberCode.NO_GRADE
        year = NumberCode.NO_YEAR if said.year is None else said.year
        return NumberCode.OTHER if said.other else year * NumberCode.GRADES + grade

    def number(self, value: Any) -> float:
        """Return the number of a value that was read."""
        match self.field.type:
            case "date":
                return to_day(value)
            case "id_number":
                return to_day(birth_date_in(value))
            case "number":
                return float(value)
            case "text":
                if self.field.role == "held_number":
                    return self._said(value)
                return self.schema.tracks.index(value) if self.field.path == TRACK else 0
            case _:
                return self.schema.code(self.field.path, value)


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
        except InvalidValue:
            return blank, marks | ODD
        return (blank, marks) if found is None else (found, marks | KNOWN)

    def _single(self, value: Any) -> float | None:
        """Return the number of a value, None where it still goes on."""
        if self.fact.type == "list":
            return self._none(value)
        if self.fact.refines:
            raise InvalidValue(Text("", ""))  # a trade is joined to the occupation beside it, in the way of single rows
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
            raise InvalidValue(reading.problems[0].expected)
        if reading.remarks:
            raise InvalidValue(reading.remarks[0])  # the day of the record settles it
        return tuple(self.words.schema.code(self.fact.path, one) for one in typed[self.fact.name])

    def _none(self, value: Any) -> int:
        """Raise InvalidValue unless a value says that a list of records is empty."""
        if not says_none(value):
            raise InvalidValue(MAPPING)
        return 0

    def _item(self, value: Any) -> int | None:
        try:
            typed = _plain(read_value(value, self.fact, self.words))
        except InvalidValue:
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
    """Raise InvalidValue for what goes the way of single rows.

    That is an occupation that other cells of its row must settle, and what is known within bounds.
    """
    if isinstance(value, Written):
        raise InvalidValue(value.remark or Text("", ""))
    if isinstance(value, DayWithin | NumberFrom):
        raise InvalidValue(Text("", ""))
    return value


def _many(numbers: Sequence[tuple[int, ...]], marks: Any) -> Many:
    counts = np.array([len(some) for some in numbers], np.int64)
    pool = np.array([one for some in numbers for one in some], np.int64)
    return Many(pool, np.cumsum(counts) - counts, counts, marks)
