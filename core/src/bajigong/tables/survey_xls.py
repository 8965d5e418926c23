"""What the reader of Excel 97 does not tell: as `bajigong.tables.survey`, from the records of a sheet.

The records stand in a stream of a compound file: sectors that chains put together. It is found as the reader finds it
that comes after: the first entry of its name, wherever it stands in the tree of entries.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import frozen

from bajigong.tables.survey import Spot, Survey

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER: Final = 512
_ENTRY: Final = 128
_MINI: Final = 64
_LAST_REGULAR: Final = 0xFFFFFFFA


@frozen(eq=False)
class Container:
    """A compound file. Every method raises ValueError or struct.error where the file is damaged."""

    data: bytes

    def stream(self, *names: str) -> bytes:
        """Return the first stream that has one of these names."""
        for entry in self._entries:
            if _name(entry) in names:
                start, size = struct.unpack_from("<II", entry, 116)
                if size < self._cutoff:
                    return self._chain(start, self._mini_table, _MINI, self._mini_stream, 0)[:size]
                return self._read(start)[:size]
        raise ValueError(f"no stream {' or '.join(names)}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what it holds."""
        return tuple(_name(entry) for entry in self._entries)

    @cached_property
    def _entries(self) -> Sequence[bytes]:
        directory = self._read(self._number(48))
        return [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]

    @cached_property
    def _size(self) -> int:
        """Bytes in a sector; only two sizes are in use."""
        (shift,) = struct.unpack_from("<H", self.data, 30)
        if shift not in (9, 12):
            raise ValueError(f"sectors of 2^{shift} bytes")
        return 1 << int(shift)

    @cached_property
    def _cutoff(self) -> int:
        return self._number(56)

    @cached_property
    def _table(self) -> Sequence[int]:
        """Which sector follows each sector; the first 109 parts of the table are named in the header."""
        parts = list(struct.unpack_from("<109I", self.data, 76))
        following = self._number(68)
        while following < _LAST_REGULAR and len(parts) <= len(self.data) // self._size:
            *more, following = _numbers(self._sector(following))
            parts += more
        return [number for part in parts if part < _LAST_REGULAR for number in _numbers(self._sector(part))]

    @cached_property
    def _mini_table(self) -> Sequence[int]:
        start = self._number(60)
        return _numbers(self._read(start)) if start < _LAST_REGULAR else ()

    @cached_property
    def _mini_stream(self) -> bytes:
        (start,) = struct.unpack_from("<I", self._entries[0], 116)
        return self._read(start)

    def _read(self, start: int) -> bytes:
        return self._chain(start, self._table, self._size, self.data, _HEADER if self._size == _HEADER else self._size)

    def _chain(self, start: int, table: Sequence[int], size: int, data: bytes, offset: int) -> bytes:
        pieces: list[bytes] = []
        while start < _LAST_REGULAR:
            if start >= len(table) or len(pieces) > len(table):
                raise ValueError("a broken chain of sectors")
            pieces.append(data[offset + start * size : offset + (start + 1) * size])
            start = table[start]
        return b"".join(pieces)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self.data[at : at + self._size]

    def _number(self, at: int) -> int:
        return int(struct.unpack_from("<I", self.data, at)[0])


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


_SHEET: Final = 0x0085
_END: Final = 0x000A
_PASSWORD: Final = 0x002F
_MANY: Final = 0x00BD
_BOOLEAN_OR_ERROR: Final = 0x0205
_FORMULAS: Final = (0x0006, 0x0206, 0x0406)
_CELLS: Final = frozenset((0x0203, 0x0204, 0x00D6, 0x027E, 0x00FD, _MANY, _BOOLEAN_OR_ERROR, *_FORMULAS))
#: The flags of a formula whose value is to be worked out whenever the workbook is opened.
_ANEW: Final = 0x0003
_ERRORS: Final[Mapping[int, str]] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class EncryptedError(Exception):
    """Raised for a workbook whose records are encrypted."""


def survey_xls(data: bytes) -> tuple[Survey, ...]:
    """Survey the sheets of an Excel 97 workbook, in their order.

    Raises EncryptedError, or ValueError or struct.error where it is damaged.
    """
    container = Container(data)
    if "EncryptedPackage" in container.names:
        raise EncryptedError
    stream = container.stream("Workbook", "Book")
    surveys, left = [], len(stream)
    for start in _sheets(stream):
        survey, read = _survey_xls(stream, start)
        left -= read
        if left < 0:
            raise ValueError("sheets that overlap")
        surveys.append(survey)
    return tuple(surveys)


def _sheets(stream: bytes) -> Iterator[int]:
    for kind, body in _records(stream, 0):
        if kind == _PASSWORD:
            raise EncryptedError
        if kind == _SHEET:
            yield int(struct.unpack_from("<I", body)[0])


def _survey_xls(stream: bytes, start: int) -> tuple[Survey, int]:
    """Survey a sheet; return how many bytes of the stream it takes, too."""
    height, width, filled, read = 0, 0, 0, 0
    broken: dict[Spot, str] = {}
    for kind, body in _records(stream, start):
        read += len(body) + 4
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MANY else column
            height, width, filled = max(height, row + 1), max(width, last + 1), filled + 1 + last - column
            if (error := _error(kind, body)) is not None:
                broken[(row, column)] = _ERRORS.get(error, "#ERR")
            elif kind in _FORMULAS and struct.unpack_from("<H", body, 14)[0] & _ANEW:
                broken[(row, column)] = "="
    return Survey(height * width, broken, filled=filled), read


def _error(kind: int, body: bytes) -> int | None:
    """Return the number of the error that a cell holds, None where it holds none."""
    if kind == _BOOLEAN_OR_ERROR:
        return body[6] if body[7] == 1 else None
    is_error = kind in _FORMULAS and body[6] == 2 and body[12:14] == b"\xff\xff"
    return body[8] if is_error else None


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of a part of the stream up to its end."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
