"""Columns of text: whether they can be read and whether they say "none", and their digits as numbers."""

from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from bajigong.batch.columns import Days, Flags
from bajigong.batch.intake.cells import GOOD, Index, Marks, Read, as_marks, coded, validity
from bajigong.batch.intake.reader import Reader
from bajigong.calendar import to_day
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
