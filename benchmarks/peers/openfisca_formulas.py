"""openfisca-core: the formulas of what facts share, of each requirement and of the answers.

A formula takes the population and the day, and gives a column.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, Final

import numpy as np

from dates import YEAR, count, day_of, end_key, key
from peers.numpy_columns import Array
from peers.openfisca_facts import CHOICES, FAR_DAY
from requirements import CONDITIONS, REQUIREMENTS, masks

Formula = Callable[[Any, Any], Array]

_FAR: Final = count(FAR_DAY)
_HIGHER: Final = ("higher_vocational", "college", "university")
_SENIOR: Final = ("senior_technical_school", "technician_college")
_TECHNICIAN: Final = ("pre_technician", "technician")


def _today(day: Any) -> int:
    return count(day.start.date)


def _days(person: Any, day: Any, name: str) -> Array:
    return np.asarray(person(name, day).astype("datetime64[D]").astype(np.int32))


def _is(person: Any, day: Any, name: str, *words: str) -> Array:
    codes = np.asarray(person(name, day))
    return reduce(or_, (codes == CHOICES[name].index(word) for word in words))


def _same(person: Any, day: Any, record: str) -> Array:
    own = np.asarray(person(f"{record}_occupation", day)) == np.asarray(person("occupation", day))
    return np.asarray(own | person(f"{record}_related", day))


def _begun(person: Any, day: Any) -> Array:
    return np.where(_same(person, day, "work"), _days(person, day, "work_from"), _FAR)


def _issued(person: Any, day: Any) -> Array:
    return np.where(_same(person, day, "cert"), _days(person, day, "cert_issued"), _FAR)


def _obtained(person: Any, day: Any) -> Array:
    return np.where(person("title_related", day), _days(person, day, "title_obtained"), _FAR)


def _end(person: Any, day: Any) -> Array:
    return end_key(np.minimum(_days(person, day, "work_to") + np.int32(1), np.int32(_today(day))))


#: Days of records that count; the keys of what years are counted between.
SHARED: Final[dict[str, Formula]] = {
    "begun": _begun,
    "issued": _issued,
    "obtained": _obtained,
    "end": _end,
    "since_certificate": lambda person, day: key(np.maximum(person("begun", day), person("issued", day))),
    "since_title": lambda person, day: key(np.maximum(person("begun", day), person("obtained", day))),
}


def _worked(years: int) -> Formula:
    return lambda person, day: key(person("begun", day)) + YEAR * years <= person("end", day)


def _since_certificate(years: int, grade: str) -> Formula:
    return lambda person, day: (
        person(f"holds_{grade}", day) & (person("since_certificate", day) + YEAR * years <= person("end", day))
    )


def _since_title(years: int, rank: str) -> Formula:
    return lambda person, day: (
        _is(person, day, "title_rank", rank) & (person("since_title", day) + YEAR * years <= person("end", day))
    )


def _holds(grade: str, years: int = 0) -> Formula:
    return lambda person, day: (
        _is(person, day, "cert_grade", grade) & (person("issued", day) <= count(day_of(day.start.date, years)))
    )


def _related(person: Any, day: Any) -> Array:
    final_year = _days(person, day, "graduates") <= count(day_of(day.start.date, -1))
    return np.asarray(final_year & person("major_related", day))


def _from(*schools: str) -> Formula:
    return lambda person, day: _related(person, day) & _is(person, day, "school", *schools)


def _senior_class(person: Any, day: Any) -> Array:
    technical = _is(person, day, "school", "technical_school", *_SENIOR)
    return technical & _is(person, day, "class", "senior", *_TECHNICIAN) & _related(person, day)


def _senior_school(person: Any, day: Any) -> Array:
    return _is(person, day, "school", *_SENIOR) & (_days(person, day, "graduates") <= _today(day))


def _studies(person: Any, day: Any) -> Array:
    begun = _days(person, day, "enrolled") <= _today(day)
    ends = _days(person, day, "graduates")
    technician = _is(person, day, "school", "technician_college") & _is(person, day, "class", *_TECHNICIAN)
    return technician & begun & (ends >= _today(day)) & (ends < _FAR)


def _works(person: Any, day: Any) -> Array:
    return np.asarray((person("begun", day) <= _today(day)) & (_days(person, day, "work_to") >= _today(day)))


def _aged_16(person: Any, day: Any) -> Array:
    return _days(person, day, "birth") <= count(day_of(day.start.date, 16))


MET: Final[dict[str, Formula]] = {
    "aged_16": _aged_16,
    "works": _works,
    **{f"worked_{years}": _worked(years) for years in (2, 5, 10)},
    **{f"holds_{grade}": _holds(grade) for grade in ("5", "4", "3", "2")},
    **{
        f"worked_{years}_since_{grade}": _since_certificate(years, grade)
        for years, grade in ((3, "5"), (4, "4"), (5, "3"), (1, "3"), (5, "2"), (1, "2"))
    },
    **{
        f"worked_{years}_since_{rank}": _since_title(years, rank)
        for years, rank in ((1, "junior"), (5, "junior"), (1, "intermediate"), (5, "intermediate"), (1, "senior"))
    },
    "held_3_for_2": _holds("3", 2),
    "graduated_any": _from(*CHOICES["school"][:-1]),
    "graduated_senior_class": _senior_class,
    "graduated_higher": _from(*_HIGHER),
    "graduated_evaluated": lambda person, day: person("graduated_higher", day) & person("evaluated", day),
    "graduated_senior_school": _senior_school,
    "studies": _studies,
}


def failed(person: Any, day: Any) -> Array:
    """Return the bits of the requirements that fail, for the grade of each."""
    bits = [
        sum(~person(name, day) * np.int32(1 << bit) for bit, name in enumerate(names))
        for names in REQUIREMENTS.values()
    ]
    return np.choose(np.asarray(person("grade", day)), bits)


def route(person: Any, day: Any) -> Array:
    """Return the first condition met of the grade of each."""
    bits = person("failed", day)
    places = [
        np.select([(bits & mask) == 0 for mask in masks(grade)], list(range(len(masks(grade)))), -1)
        for grade in CONDITIONS
    ]
    return np.choose(np.asarray(person("grade", day)), places)
