"""What the spreadsheet reader does not tell: failed formulas, how far a sheet reaches, merged cells of ODS.

The reader gives a failed formula as an empty cell, which would say "still working" in a column of last days. And it
lays a sheet out whole, from its first to its last filled cell: a stray value in the last corner takes all memory and
ends the process, which no ``except`` can catch. So the XML of a sheet is looked through before it is read.
"""

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from html import unescape
from typing import IO, Final
from xml.etree import ElementTree
from zipfile import ZipFile

from attrs import define, field, frozen

from bajigong.tables.unfolding import (
    ENDLESS,
    LONGEST,
    check_encoding,
    check_sheets,
    check_stated,
    look_through,
    reaches_too_far,
)

Spot = tuple[int, int]
Range = tuple[Spot, Spot]

_CHUNK: Final = LONGEST
_ROW: Final = re.compile(rb"<(?:[\w.-]+:)?row\b[^<>]*?\br=[\"'](\d{1,9})[\"']")
_FILLED: Final = re.compile(rb"<(?:[\w.-]+:)?c\b[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,9})[\"'][^<>]*(?<!/)>")
_WIDE: Final = re.compile(rb"<(?:[\w.-]+:)?c\b[^<>]*?\br=[\"']([A-Z]{2,3})\d{1,9}[\"'][^<>]*(?<!/)>")
# A failed cell: its formula if it has one, then its value.
_BROKEN: Final = re.compile(
    rb"<(?:[\w.-]+:)?c\b([^<>]*\bt=[\"']e[\"'][^<>]*)>\s*"
    rb"(?:<(?:[\w.-]+:)?f\b[^<]*(?:</(?:[\w.-]+:)?f>)?)?\s*<(?:[\w.-]+:)?v>([^<]*)<"
)
# A cell with a formula: its attributes, those of the formula, the formula, and the value that was last worked out.
_FORMULA: Final = re.compile(
    rb"<(?:[\w.-]+:)?c\b([^<>]*)>\s*<(?:[\w.-]+:)?f\b([^<>]*?)(?:/>|>([^<]*)</(?:[\w.-]+:)?f>)\s*"
    rb"(<(?:[\w.-]+:)?v\s*/>|<(?:[\w.-]+:)?v\b[^<>]*>([^<]*)</(?:[\w.-]+:)?v>)?"
)
_FAILED: Final = re.compile(rb"\bt=[\"']e[\"']")
_TEXT: Final = re.compile(rb"\bt=[\"']str[\"']")
_ALWAYS_ANEW: Final = re.compile(rb"\bca=[\"'](?:1|true)[\"']")
# The workbook says that its values are to be worked out anew, or were not when it was kept.
_ALL_ANEW: Final = re.compile(
    rb"<(?:[\w.-]+:)?calcPr\b[^<>]*\b(?:fullCalcOnLoad=[\"'](?:1|true)|calcCompleted=[\"'](?:0|false))[\"']"
)
#: Markup behind which cells and formulas would not be found.
_HIDING: Final = (b"<![CDATA[", b"<!--", b"<!DOCTYPE", b"<!ENTITY")
_ROW_TAG: Final = re.compile(rb"<(?:[\w.-]+:)?row\b")
_UNPLACED: Final = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s>])(?![^<>]*\br=)")
_SHEETS: Final = re.compile(r"xl/worksheets/[^/]+\.xml$")
_REF: Final = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,9})[\"']")


@frozen
class Survey:
    """What stands in a sheet beyond its values.

    Of so many ``cells`` that are laid out some are ``filled``. ``merged`` is None where the reader tells it itself.
    """

    cells: int
    broken: Mapping[Spot, str]
    merged: tuple[Range, ...] | None = None
    filled: int = 0


def survey_xlsx(book: "ZipFile", most: int) -> Mapping[str, Survey]:
    """Survey the sheets of an Excel workbook, which may unfold to so many bytes, by name.

    Raises TooLargeError for one that unfolds to more, KeyError, ParseError, ValueError or BadZipFile for what is none.
    """
    check_stated(book, most)
    # Part names differ in case and slashes between programs, and readers do not mind.
    members = {name.lower(): name for name in book.namelist()}
    for name in book.namelist():
        if not _SHEETS.match(name.lower().replace("\\", "/")):
            with book.open(name) as file:
                look_through(file)
    stale = bool(_ALL_ANEW.search(book.read(members["xl/workbook.xml"])))
    parts = {name: members[part] for name, part in _parts(book) if part in members}
    check_sheets(tuple(parts.values()))
    return {name: _survey(book, part, stale=stale, most=most) for name, part in parts.items()}


def _parts(book: "ZipFile") -> Iterator[tuple[str, str]]:
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
    for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter():
        if sheet.tag.endswith("}sheet"):
            relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            target = targets.get(relation, "").replace("\\", "/").lstrip("/").lower()
            yield sheet.get("name", ""), target if target.startswith("xl/") else f"xl/{target}"


def _survey(book: "ZipFile", part: str, *, stale: bool, most: int) -> Survey:
    broken: dict[Spot, str] = {}
    rows, widest, unplaced, filled = 0, 26, 0, 0
    with book.open(part) as file:
        for chunk in _whole_cells(file):
            if any(mark in chunk for mark in _HIDING):
                raise ValueError("a sheet with comments or sections of CDATA")
            filled += chunk.count(b"<c ") + chunk.count(b":c ") + chunk.count(b"<c>")
            rows = max(rows, max(map(int, _ROW.findall(chunk)), default=0))
            widest = max(widest, max(map(_number, set(_WIDE.findall(chunk))), default=0))
            unplaced = max(unplaced, _unplaced(chunk))
            broken |= dict(_broken(chunk))
            broken |= dict(_without_value(chunk, stale=stale))
    cells = rows * max(widest, unplaced)
    far = reaches_too_far(cells, filled, most) and not unplaced
    return Survey(_exact(book, part) if far else cells, broken, filled=filled)


def _unplaced(chunk: bytes) -> int:
    """Return the most cells of a row that do not say where they stand, as some programs leave out."""
    if chunk.count(b"<c r=") == chunk.count(b"<c ") + chunk.count(b"<c>") and b":c" not in chunk:
        return 0
    return max(len(_UNPLACED.findall(row)) for row in _ROW_TAG.split(chunk))


def _exact(book: "ZipFile", part: str) -> int:
    """Count again without the cells that only carry a format, with which whole rows are often painted."""
    rows, widest = 0, 0
    with book.open(part) as file:
        for chunk in _whole_cells(file):
            for letters, row in _FILLED.findall(chunk):
                rows, widest = max(rows, int(row)), max(widest, _number(letters))
    return rows * widest


def _broken(chunk: bytes) -> Iterator[tuple[Spot, str]]:
    if b't="e"' not in chunk and b"t='e'" not in chunk:
        return
    for attributes, value in _BROKEN.findall(chunk):
        ref = _REF.search(attributes)
        if ref:
            yield (int(ref[2]) - 1, _number(ref[1]) - 1), value.decode("utf-8", "replace")


def _without_value(chunk: bytes, *, stale: bool) -> Iterator[tuple[Spot, str]]:
    """Give the formulas that have no value, or one that the workbook itself says must be worked out anew (``stale``).

    A program that writes formulas does not work them out: the reader gives their cells as empty, or as they once were.
    """
    if b"<f" not in chunk and b":f" not in chunk:
        return
    for attributes, of_formula, formula, value, inside in _FORMULA.findall(chunk):
        ref = _REF.search(attributes)
        has_value = bool(inside) or (bool(value) and bool(_TEXT.search(attributes)))
        if ref and not _FAILED.search(attributes) and (stale or not has_value or _ALWAYS_ANEW.search(of_formula)):
            spot = int(ref[2]) - 1, _number(ref[1]) - 1
            yield spot, f"={unescape(formula.decode('utf-8', 'replace'))}"


def _whole_cells(file: IO[bytes]) -> Iterator[bytes]:
    """Give a sheet in pieces that end where a cell ends or, where there is none, a tag.

    Raises ValueError for text without an end, and for an encoding in which tags are not found.
    """
    rest, first = b"", True
    while piece := file.read(_CHUNK):
        if first:
            check_encoding(piece[:200])
        first = False
        rest += piece
        if len(rest) > 3 * LONGEST:
            raise ValueError(ENDLESS)
        at = rest.rfind(b"c>") + 2
        at = at if at > 1 else rest.rfind(b">") + 1
        yield rest[:at]
        rest = rest[at:]
    yield rest


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ERROR: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_MOST_NOTED: Final = 1 << 8


def survey_ods(book: ZipFile, most: int) -> Mapping[str, Survey]:
    """Survey the sheets of an ODS workbook, which may unfold to so many bytes, by name.

    Raises TooLargeError for one that unfolds to more, KeyError, ParseError or BadZipFile for what is none.
    """
    check_stated(book, most)
    with book.open("content.xml") as file:
        look_through(file)
    found = {}
    with book.open("content.xml") as file:
        within: list[tuple[ElementTree.Element, _Surveyor]] = []
        rows: list[ElementTree.Element] = []
        for event, element in ElementTree.iterparse(file, ("start", "end")):
            if element.tag == f"{_TABLE}table-row":
                rows = [*rows, element] if event == "start" else rows[:-1]
            if element.tag == f"{_TABLE}table" and event == "start":
                within.append((element, _Surveyor()))
            elif element.tag == f"{_TABLE}table":
                _, surveyor = within.pop()
                found[element.get(f"{_TABLE}name", "")] = surveyor.survey()
            elif event == "end" and element.tag == f"{_TABLE}table-row" and within and not rows:
                within[-1][1].take(element)
            if event == "end" and not rows:  # what was looked at is let go
                element.clear()
    return found


@define
class _Surveyor:
    row: int = 0
    height: int = 0
    width: int = 0
    filled: int = 0
    broken: dict[Spot, str] = field(factory=dict)
    merged: list[Range] = field(factory=list)

    def survey(self) -> Survey:
        return Survey(self.height * self.width, self.broken, tuple(self.merged), self.filled)

    def take(self, row: ElementTree.Element) -> None:
        repeated = _count(row, "number-rows-repeated")
        self.walk_row(row, repeated)
        self.row += repeated

    def walk_row(self, row: ElementTree.Element, repeated: int) -> None:
        column = 0
        for cell, times in _cells(row):
            if len(cell) or cell.get(f"{_OFFICE}value-type"):
                self.height, self.width = max(self.height, self.row + repeated), max(self.width, column + times)
                self.filled += repeated * times
            for here in range(column, column + min(times, _MOST_NOTED)):
                self.note(cell, here)
            column += times

    def note(self, cell: ElementTree.Element, column: int) -> None:
        down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            self.merged.append(((self.row, column), (self.row + down - 1, column + across - 1)))
        if cell.get(_ERROR) == "error":
            self.broken[(self.row, column)] = "".join(cell.itertext()).strip() or "#ERR"
        elif (formula := cell.get(f"{_TABLE}formula")) and not cell.get(f"{_OFFICE}value-type"):
            self.broken[(self.row, column)] = f"={formula.partition('=')[2]}"


def _cells(row: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, int]]:
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            yield cell, _count(cell, "number-columns-repeated")


def _count(element: ElementTree.Element, name: str) -> int:
    written = element.get(f"{_TABLE}{name}", "1")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 1


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
