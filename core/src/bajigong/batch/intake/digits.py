"""Dates written in digits, a column of them at once."""

from typing import Final

import numpy as np
import numpy.typing as npt

from bajigong.batch.columns import Days, Flags
from bajigong.calendar import to_day
from bajigong.tables.values import EARLIEST, LATEST

Digits = npt.NDArray[np.uint8]

FIRST: Final = to_day(EARLIEST)
LAST: Final = to_day(LATEST)
_MONTHS: Final = np.arange(
    np.datetime64(f"{EARLIEST.year}-01", "M"), np.datetime64(f"{LATEST.year + 1}-02", "M")
).astype("datetime64[D]")
#: The day on which each month begins, counted from the first that can be read; and how many days it has.
_BEGINS: Final = _MONTHS.astype(np.int32)
_LENGTH: Final = np.diff(_BEGINS)
_ZERO: Final = ord("0")


def digits(characters: Digits) -> tuple[Digits, Flags]:
    """Return the digits of cells, a row for each place, and say which cells have nothing but digits."""
    found = characters - np.uint8(_ZERO)
    plain: Flags = found.max(axis=0, initial=0) <= 9
    return found, plain


def number(some: Digits) -> npt.NDArray[np.int32]:
    """Return the number that digits make, the highest first."""
    total: npt.NDArray[np.int32] = some[0].astype(np.int32)
    for one in some[1:]:
        total *= 10
        total += one
    return total


def days(year: Digits, month: Digits, day: Digits) -> tuple[Days, Flags]:
    """Return the days of dates, each part in digits, and say which exist and can be read; the others mean nothing."""
    months, within = number(month) - 1, number(day) - 1
    place = (number(year) - EARLIEST.year) * 12 + months
    inside = np.clip(place, 0, len(_LENGTH) - 1)
    found: Days = _BEGINS[inside] + within
    real = (place == inside) & (months >= 0) & (months < 12) & (within >= 0) & (within < _LENGTH[inside])
    return found, real & (found >= FIRST) & (found <= LAST)
