"""What the spreadsheet reader does not tell of a sheet of Excel: failed formulas, and how far it reaches.

The reader gives a failed formula as an empty cell, which would say "still working" in a column of last days. And it
lays a sheet out whole, from its first to its last filled cell: a stray value in the last corner takes all memory and
ends the process, which no ``except`` can catch. So the XML of a sheet is looked through before it is read.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import IO, Final
from xml.etree import ElementTree
from zipfile import ZipFile

from attrs import frozen

from bajigong.tables.files import (
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
