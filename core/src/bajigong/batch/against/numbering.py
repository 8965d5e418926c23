"""Numbers of one law become those of another: the places of tracks, the orders of grades, the codes of choices."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bajigong.batch.people import UNKNOWN
from bajigong.policy.facts import FactField
from bajigong.schema import Schema

#: The number there for each number here, counted from 0, and `UNKNOWN` behind them all: so -1 stays -1.
Numbers = npt.NDArray[np.int64]

#: Facts whose values are numbered by what a law declares.
_NUMBERED: Final = ("choice", "grade")


def renumbering(here: Mapping[str, int], there: Mapping[str, int]) -> Numbers | None:
    """Return the numbers there of what has a number here, None where all are the same."""
    numbers = np.full(max(here.values(), default=UNKNOWN) + 2, UNKNOWN, np.int64)
    for name, number in here.items():
        numbers[number] = there.get(name, UNKNOWN)
    return None if all(there.get(name) == number for name, number in here.items()) else numbers


def of_tracks(here: Schema, there: Schema) -> Numbers | None:
    """Return the numbers of tracks."""
    return renumbering(*({track: n for n, track in enumerate(schema.tracks)} for schema in (here, there)))


def of_grades(here: Schema, there: Schema) -> Numbers | None:
    """Return the numbers of grades."""
    return renumbering(here.grade_order, there.grade_order)


def of_fact(path: str, here: Schema, there: Schema) -> Numbers | None:
    """Return the numbers of a fact's values."""
    one, other = here.fields[path], there.fields[path]
    if one.type not in _NUMBERED:
        return None
    return of_grades(here, there) if one.type == "grade" else renumbering(_choices(one), _choices(other))


def _choices(field: FactField) -> dict[str, int]:
    return {choice.value: number for number, choice in enumerate(field.choices)}


def renumbered(values: npt.NDArray[Any], numbers: Numbers | None) -> npt.NDArray[Any]:
    """Return values by their numbers there, `UNKNOWN` for those that are nothing there."""
    return values if numbers is None else numbers[values].astype(values.dtype)
