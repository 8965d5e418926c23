"""The same survey for Excel 97: failed formulas, and how far each sheet reaches, from the records of the workbook."""

import struct
from collections.abc import Iterator, Mapping
from typing import Final

from bajigong.tables.ole import Container
from bajigong.tables.survey import Spot, Survey

_SHEET: Final = 0x0085
_END: Final = 0x000A
_PASSWORD: Final = 0x002F
_MANY: Final = 0x00BD
_BOOLEAN_OR_ERROR: Final = 0x0205
_FORMULAS: Final = (0x0006, 0x0206, 0x0406)
_CELLS: Final = frozenset((0x0203, 0x0204, 0x00D6, 0x027E, 0x00FD, _MANY, _BOOLEAN_OR_ERROR, *_FORMULAS))
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
    return tuple(_survey(stream, start) for start in _sheets(stream))


def _sheets(stream: bytes) -> Iterator[int]:
    for kind, body in _records(stream, 0):
        if kind == _PASSWORD:
            raise EncryptedError
        if kind == _SHEET:
            yield int(struct.unpack_from("<I", body)[0])


def _survey(stream: bytes, start: int) -> Survey:
    height, width = 0, 0
    broken: dict[Spot, str] = {}
    for kind, body in _records(stream, start):
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MANY else column
            height, width = max(height, row + 1), max(width, last + 1)
            if (error := _error(kind, body)) is not None:
                broken[(row, column)] = _ERRORS.get(error, "#ERR")
    return Survey(height * width, broken)


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
