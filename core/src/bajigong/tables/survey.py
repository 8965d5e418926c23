"""What the spreadsheet reader does not tell: failed formulas, how far a sheet reaches, merged cells of ODS.

The reader gives a failed formula as an empty cell, which would say "still working" in a column of last days. And it
lays a sheet out whole, from its first to its last filled cell: a stray value in the last corner takes all memory and
ends the process, which no ``except`` can catch. So the XML of a sheet is looked through before it is read.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import IO, TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from zipfile import ZipFile

Spot = tuple[int, int]
Range = tuple[Spot, Spot]

#: More cells than this, empty ones included, are not laid out: a million rows of 48 columns.
MOST_CELLS: Final = 1 << 26

_CHUNK: Final = 1 << 22
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d{1,9})[\"']")
_FILLED: Final = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,9})[\"'][^>]*(?<!/)>")
_WIDE: Final = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{2,3})\d{1,9}[\"'][^>]*(?<!/)>")
# A failed cell: its formula if it has one, then its value.
_BROKEN: Final = re.compile(
    rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>\s*"
    rb"(?:<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?)?\s*<(?:\w+:)?v>([^<]*)<"
)
# A cell with a formula: its attributes, those of the formula, the formula, and the value that was last worked out.
_FORMULA: Final = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b([^>]*?)(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v\b[^>]*>([^<]*)</(?:\w+:)?v>)?"
)
_FAILED: Final = re.compile(rb"\bt=[\"']e[\"']")
_TEXT: Final = re.compile(rb"\bt=[\"']str[\"']")
_ALWAYS_ANEW: Final = re.compile(rb"\bca=[\"'](?:1|true)[\"']")
_ALL_ANEW: Final = re.compile(rb"<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad=[\"'](?:1|true)[\"']")
_ROW_TAG: Final = re.compile(rb"<(?:\w+:)?row\b")
_UNPLACED: Final = re.compile(rb"<(?:\w+:)?c(?=[\s>])(?![^>]*\br=)")
_REF: Final = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,9})[\"']")


@frozen
class Survey:
    """What stands in a sheet beyond its values. ``merged`` is None where the reader tells it itself."""

    cells: int
    broken: Mapping[Spot, str]
    merged: tuple[Range, ...] | None = None


def survey_xlsx(book: "ZipFile") -> Mapping[str, Survey]:
    """Survey the sheets of an Excel workbook by name. Raises KeyError, ParseError or BadZipFile for what is not one."""
    # Part names differ in case and slashes between programs, and readers do not mind.
    members = {name.lower(): name for name in book.namelist()}
    stale = bool(_ALL_ANEW.search(book.read(members["xl/workbook.xml"])))
    return {name: _survey(book, members[part], stale=stale) for name, part in _parts(book) if part in members}


def _parts(book: "ZipFile") -> Iterator[tuple[str, str]]:
    from xml.etree import ElementTree

    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
    for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter():
        if sheet.tag.endswith("}sheet"):
            relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            target = targets.get(relation, "").replace("\\", "/").lstrip("/").lower()
            yield sheet.get("name", ""), target if target.startswith("xl/") else f"xl/{target}"


def _survey(book: "ZipFile", part: str, *, stale: bool) -> Survey:
    broken: dict[Spot, str] = {}
    rows, widest, unplaced = 0, 26, 0
    with book.open(part) as file:
        for chunk in _whole_cells(file):
            rows = max(rows, max(map(int, _ROW.findall(chunk)), default=0))
            widest = max(widest, max(map(_number, set(_WIDE.findall(chunk))), default=0))
            unplaced = max(unplaced, _unplaced(chunk))
            broken |= dict(_broken(chunk))
            broken |= dict(_without_value(chunk, stale=stale))
    cells = rows * max(widest, unplaced)
    return Survey(_exact(book, part) if cells > MOST_CELLS and not unplaced else cells, broken)


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
    """Give a sheet in pieces that end where a cell ends or, where there is none, a tag."""
    rest = b""
    while piece := file.read(_CHUNK):
        rest += piece
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
