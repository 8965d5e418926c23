"""How a fact stands in a column: the width of its numbers, and the number of a value."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.calendar import ALWAYS, to_day
from bajigong.policy.facts import FactField
from bajigong.schema import Schema
from bajigong.tables.certificate_number import NUMBER, said_by
from bajigong.tables.id_number import birth_date_in

#: The one text that stands in a column, as its place among the schema's tracks.
TRACK: Final = "track"


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
                if self.field.path == NUMBER:
                    return self._said(value)
                return self.schema.tracks.index(value) if self.field.path == TRACK else 0
            case _:
                return self.schema.code(self.field.path, value)
