"""Dates and ID numbers as people mostly write them, a column of text at once; the rest is read value by value."""

from collections.abc import Iterator
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from bajigong.batch.columns import Days, Flags
from bajigong.batch.intake.cells import BAD, GOOD, Index, Read, as_marks, fixed, validity
from bajigong.batch.intake.reader import Reader
from bajigong.batch.intake.text_readers import FIRST, LAST, Digits, Strings, days, digits, look_again
from bajigong.calendar import ALWAYS

_WIDTH: Final = 18
_BIRTH: Final = slice(6, 14)
_MODULUS: Final = 11
#: What tells a small letter from a capital.
_SMALL: Final = np.uint8(0x20)


def read_id_numbers(reader: Reader, array: pa.Array) -> Read:
    """Read a column of text that holds ID numbers."""
    strings = Strings.of(array)
    values = np.full(len(array), reader.shape.blank, reader.shape.dtype)
    marks = np.zeros(len(array), np.uint8)
    rows, characters = strings.of_width(_WIDTH)
    written, plain = digits(characters[:-1])
    birth = written[_BIRTH]
    found, real = days(birth[:4], birth[4:6], birth[6:])
    good = plain & real & _checked(written, characters[-1])
    if not good.all():
        rows, found = rows[good], found[good]
    values[rows], marks[rows] = found, GOOD
    others = np.flatnonzero((strings.lengths > 0) & (marks == 0))
    if again := look_again(reader, strings.array, others, marks):
        values[others] = again.values
    return Read(values, marks, reader.shape.blank)


def _checked(written: Digits, last: Digits) -> Flags:
    """Say which last characters are those that the first seventeen call for."""
    total = np.zeros(len(last), np.uint16)
    for place, one in enumerate(written):
        total += one * np.uint16(pow(2, _WIDTH - 1 - place, _MODULUS))
    wanted = (12 - total % _MODULUS) % _MODULUS
    # X stands for 10, and may be a small letter.
    found: Flags = np.where(wanted == 10, last | _SMALL == ord("x"), last == wanted + ord("0"))
    return found


#: How many of a moment's units make a day.
_UNITS: Final = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def read_days(reader: Reader, array: pa.Array) -> Read:
    """Read a column of Arrow's dates, counted in days."""
    return _bounded(array, fixed(array))


def read_moments(reader: Reader, array: pa.Array) -> Read:
    """Read a column of Arrow's moments, or of its dates in milliseconds; one with a time of day is odd."""
    unit = array.type.unit if pa.types.is_timestamp(array.type) else "ms"
    whole, rest = np.divmod(fixed(array), _UNITS[unit])
    return _bounded(array, whole, rest == 0)


def _bounded(array: pa.Array, values: npt.NDArray[Any], sound: Flags | None = None) -> Read:
    good = (values >= FIRST) & (values <= LAST)
    if sound is not None:
        good &= sound
    valid = validity(array)
    if valid is not None:
        good &= valid
    marks = as_marks(good, GOOD)
    held = np.count_nonzero(good)
    if held + array.null_count < len(array):
        marks |= as_marks(~good if valid is None else ~good & valid, BAD)
    if held < len(array):  # by arithmetic: choosing takes several times as long
        values = (values.astype(np.int32) - np.int32(ALWAYS)) * good + np.int32(ALWAYS)
    return Read(values.astype(np.int32, copy=False), marks, ALWAYS)


@frozen(eq=False)
class Spelling:
    """One way to write a date: in which places digits of the year, month and day stand, and what stands in others."""

    width: int
    parts: tuple[Index, Index, Index]
    between: dict[int, int]

    @classmethod
    def of(cls, pattern: bytes) -> "Spelling":
        """Read a pattern such as ``YYYY-MM-DD``: its bytes stand for themselves, but for these letters."""
        year, month, day = (
            np.array([place for place, one in enumerate(pattern) if one == letter]) for letter in b"YMD"
        )
        between = {place: one for place, one in enumerate(pattern) if one not in b"YMD"}
        return cls(len(pattern), (year, month, day), between)

    def matches(self, characters: Digits) -> Flags:
        """Say which cells of its width have what stands between the digits."""
        found = np.ones(characters.shape[1], bool)
        for place, one in self.between.items():
            found &= characters[place] == one
        return found

    def read(self, characters: Digits) -> tuple[Days, Flags]:
        """Return the days of cells that match, and say which can be read."""
        (year, month, day), plain = zip(*(digits(characters[part]) for part in self.parts), strict=True)
        found, real = days(year, month, day)
        return found, real & np.logical_and.reduce(plain)


def read_written(reader: Reader, array: pa.Array) -> Read:
    """Read a column of text that holds dates."""
    strings = Strings.of(array)
    values = np.full(len(array), ALWAYS, np.int32)
    marks = np.zeros(len(array), np.uint8)
    for width, spellings in _SPELLINGS.items():
        rows, characters = strings.of_width(width)
        for spelling in spellings if len(rows) else ():
            matched = spelling.matches(characters)
            some = rows if (whole := matched.all()) else rows[matched]
            found, good = spelling.read(characters if whole else characters[:, matched])
            values[some], marks[some] = np.where(good, found, ALWAYS), as_marks(good, GOOD)
            if whole:
                break
    others = np.flatnonzero((strings.lengths > 0) & (marks == 0))
    if again := look_again(reader, strings.array, others, marks):
        values[others] = again.values
    return Read(values, marks, ALWAYS)


def _patterns() -> Iterator[bytes]:
    """Give the usual spellings, the one that every cell of its width seems to match last."""
    for month, day in product((b"MM", b"M"), (b"DD", b"D")):
        for one in b"-", b"/", b".":
            yield one.join((b"YYYY", month, day))
        yield b"YYYY" + "年".encode() + month + "月".encode() + day + "日".encode()
    yield b"YYYYMMDD"


def _by_width() -> dict[int, list[Spelling]]:
    found: dict[int, list[Spelling]] = {}
    for pattern in _patterns():
        found.setdefault(len(pattern), []).append(Spelling.of(pattern))
    return found


_SPELLINGS: Final = _by_width()
