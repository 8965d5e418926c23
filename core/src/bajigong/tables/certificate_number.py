"""What a certificate's number says of its year and grade, held to the columns beside it.

Only what every scheme that a number fits says alike is taken; a number of no known form says nothing. The year of issue
stands in it by two digits (CNR/parts).
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from attrs import frozen

from bajigong.calendar import DayWithin, first_of
from bajigong.law.certificates import NumberReading, SchemeReading, explain
from bajigong.policy.facts import Schema
from bajigong.policy.text import Text, listed

#: No year lies ahead of it: whether a number's year has come is another question.
_LAST_DAY: Final = date(2099, 12, 31)

_OTHER_KIND: Final = Text("{number}（{label}，不是证书编号）", "{number}, which is a {label}")
_A_NUMBER: Final = Text("证书编号", "the number of a certificate")
_SAYS: Final = Text("{number}（编号中为{what}）", "{number}, which says {what}")
_AS_BESIDE: Final = Text("与所填{what}一致的编号", "a number that agrees with the {what} given")
_YEAR: Final = Text("{year}年", "the year {year}")
_GRADE: Final = Text("{grade}", "{grade}")
_ISSUED: Final = Text("发证日期{day}", "day of issue {day}")
_HELD: Final = Text("级别（{grade}）", "grade, {grade}")


@frozen
class Said:
    """What a number says: ``year`` by two digits, ``grade`` by its id, None where it does not tell.

    ``other`` is what it is where it is no certificate's number.
    """

    year: int | None = None
    grade: str | None = None
    other: Text | None = None


@lru_cache(maxsize=1 << 15)
def said_by(number: str, schema: Schema) -> Said:
    """Read a number by the schemes of a schema."""
    schemes = schema.number_schemes
    reading = explain(number, schemes, _LAST_DAY) if schemes else None
    if reading is None or not reading.candidates:
        return Said()
    if all(not one.scheme.certificate for one in reading.candidates):
        sound = all(len(one.problems) == 1 for one in reading.candidates)  # that it is none
        return Said(other=reading.candidates[0].scheme.label) if sound else Said()
    if not reading.well_formed:
        return Said()
    return _agreed(reading, schema)


def _agreed(reading: NumberReading, schema: Schema) -> Said:
    roles = {f"{s.id}/{p.id}": p.role for s in schema.number_schemes for p in s.parts}
    found = [_by_one(one, roles) for one in reading.candidates]
    years, grades = {one.year for one in found}, {one.grade for one in found}
    return Said(years.pop() if len(years) == 1 else None, grades.pop() if len(grades) == 1 else None)


def _by_one(reading: SchemeReading, roles: Mapping[str, str]) -> Said:
    year = grade = None
    for one in reading.parts:
        role = one.part.role or roles.get(one.part.as_in, "")
        if role == "year" and len(one.text) == len("26"):
            year = int(one.text)
        if role == "grade":
            grade = one.text
    return Said(year, grade)


def disagrees(
    said: Said, number: Text, grade: str | None, issued: date | DayWithin | None, schema: Schema
) -> tuple[Text, Text] | None:
    """Say what was found and expected of a number beside its columns, None where they may be true together."""
    if said.other:
        return _OTHER_KIND.fill(number=number, label=said.other), _A_NUMBER
    says, beside = [], []
    if said.year is not None and issued is not None and first_of(issued).year % 100 != said.year:
        says.append(_YEAR.fill(year=f"{said.year:02d}"))
        beside.append(_ISSUED.fill(day=issued))
    if said.grade is not None and grade is not None and grade != said.grade:
        labels = {one.id: one.label for one in schema.grades}
        says.append(_GRADE.fill(grade=labels.get(said.grade, said.grade)))
        beside.append(_HELD.fill(grade=labels.get(grade, grade)))
    if not says:
        return None
    return _SAYS.fill(number=number, what=listed(tuple(says))), _AS_BESIDE.fill(what=listed(tuple(beside)))
