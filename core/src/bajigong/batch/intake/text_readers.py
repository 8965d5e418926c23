"""Columns of text read at once: dates and ID numbers as people mostly write them, digits, and text that is only kept.

What is written otherwise is read value by value.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from bajigong.batch.columns import Days, Flags
from bajigong.batch.intake.cells import BAD, GOOD, Index, Marks, Read, as_marks, coded, fixed, validity
from bajigong.batch.intake.reader import Reader
from bajigong.calendar import ALWAYS, to_day
from bajigong.tables.values import EARLIEST, LATEST
from bajigong.tables.words import NONE

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


Bytes = npt.NDArray[np.uint8]

_SPACE: Final = ord(" ")
_DELETE: Final = 0x7F
#: U+0080 to U+00BF begin with this byte, and no other character holds it.
_LATIN: Final = 0xC2


def is_text(kind: pa.DataType) -> bool:
    """Say whether a type is text, however it lies in memory."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


@frozen(eq=False)
class Strings:
    """A column of text. ``bounds[i]`` to ``bounds[i + 1]`` are the bytes of cell ``i``; a null cell may have some."""

    array: pa.Array
    bounds: npt.NDArray[Any]
    bytes: Bytes

    @classmethod
    def of(cls, array: pa.Array) -> "Strings":
        """Look into the buffers of a column of text."""
        if pa.types.is_string_view(array.type):
            array = array.cast(pa.large_string())
        wide = np.int64 if pa.types.is_large_string(array.type) else np.int32
        _, bounds, data = array.buffers()
        offsets = np.frombuffer(bounds or bytes(8), wide)[array.offset : array.offset + len(array) + 1]
        return cls(array, offsets, np.frombuffer(data or b"", np.uint8))

    def __len__(self) -> int:
        return len(self.array)

    @cached_property
    def is_utf8(self) -> bool:
        """Whether all cells are the text that they are said to be: not every writer of a file looks."""
        try:
            self.array.validate(full=True)
        except pa.ArrowInvalid:
            return False
        return True

    @cached_property
    def lengths(self) -> npt.NDArray[Any]:
        """The length of each cell in bytes, 0 for null."""
        lengths = np.diff(self.bounds)
        valid = validity(self.array)
        return lengths if valid is None else lengths * valid

    def of_width(self, width: int) -> tuple[Index, Bytes]:
        """Return the cells of so many bytes, and these: one row of the second for each byte."""
        hits = np.flatnonzero(self.lengths == width)
        if len(self._data) == width * len(hits):  # nothing else lies between them
            block = self._data.reshape(len(hits), width)
        else:
            block = self.bytes[self.bounds[hits][:, None].astype(np.intp) + np.arange(width)]
        return hits, np.ascontiguousarray(block.T)

    @cached_property
    def spaces(self) -> Flags:
        """Say which cells are of nothing but spaces."""
        found: Flags = pc.utf8_is_space(self.array).fill_null(False).to_numpy(zero_copy_only=False)
        return found

    @cached_property
    def controlled(self) -> Flags:
        """Say which cells hold a control character."""
        data = self._data
        hits = np.zeros(len(data), bool)
        if len(data) and data.min() < _SPACE:
            hits |= data < _SPACE
        if (data == _DELETE).any():
            hits |= data == _DELETE
        if (latin := data == _LATIN).any():
            hits[:-1] |= latin[:-1] & (data[1:] < 0xA0)
        found: Flags = self._count(hits) > 0
        return found

    def opening(self, rows: Index) -> npt.NDArray[np.uint16]:
        """Return the first two bytes of cells that are not empty; the second may be that of the next cell."""
        starts = self.bounds[rows].astype(np.intp)
        first, second = self.bytes[starts], self.bytes[np.minimum(starts + 1, len(self.bytes) - 1)]
        return first.astype(np.uint16) << np.uint16(8) | second

    @cached_property
    def _data(self) -> Bytes:
        return self.bytes[int(self.bounds[0]) : int(self.bounds[-1])]

    def _count(self, hits: Flags) -> npt.NDArray[np.int64]:
        """Count the bytes of each cell that are hit."""
        positions = np.flatnonzero(hits) + self.bounds[0]
        cells = np.searchsorted(self.bounds, positions, "right") - 1
        return np.bincount(cells, minlength=len(self))


def read_text(reader: Reader, array: pa.Array) -> Read:
    """Read a column of text; the few cells that may be wrong, blank or "none" are read value by value."""
    strings = Strings.of(array)
    filled = strings.lengths > 0
    marks = as_marks(filled, GOOD)
    if strings.is_utf8:
        filled &= _doubtful(strings, np.flatnonzero(filled), in_record=reader.in_record)
    look_again(reader, strings.array, np.flatnonzero(filled), marks)
    return Read(np.broadcast_to(np.int32(0), len(array)), marks, 0)


def look_again(reader: Reader, array: pa.Array, rows: Index, marks: Marks) -> Read | None:
    """Read some cells value by value, and mark them. Returns what was read, None where there is nothing to read."""
    if not len(rows):
        return None
    cells = coded(array.take(pa.array(rows)))
    read = reader.read(cells.values).spread(cells.places)
    marks[rows] = read.marks
    return read if isinstance(read, Read) else None


def _doubtful(strings: Strings, rows: Index, *, in_record: bool) -> Flags:
    doubtful = strings.spaces | strings.controlled
    if in_record:  # elsewhere "none" is text like any other
        doubtful[rows] |= _MAY_SAY_NONE[strings.opening(rows)]
    return doubtful


def _may_say_none() -> Flags:
    """Say, for each first two bytes of a cell, whether it may read as "none" once it is folded.

    Folding leaves the printable characters of ASCII and the ideographs of U+4E00 to U+9FFF where they stand: text that
    begins with one of them reads as a word only if the word begins so. Of any other beginning nothing is known.
    """
    pairs = np.arange(1 << 16)
    first = pairs >> 8
    ascii_or_ideograph = ((first > ord(" ")) & (first < 0x7F)) | ((pairs >= 0xE4B8) & (pairs < 0xEA00))
    starts = [int.from_bytes(one.encode()[:2]) for word in NONE for one in (word[0].lower(), word[0].upper())]
    found: Flags = ~ascii_or_ideograph | np.isin(first, starts) | np.isin(pairs, starts)
    return found


_MAY_SAY_NONE: Final = _may_say_none()


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
