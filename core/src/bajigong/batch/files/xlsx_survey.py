"""A quick look through a workbook before it is read: how far it reaches, and which formulas failed.

`bajigong.tables.survey` looks at every cell. Where the sheets are written as most programs write them, and no formula
failed, much less will do: their rows are counted, and no sheet has more than 26 columns.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from bajigong.tables.files import MOST
from bajigong.tables.survey import Spot, survey_xlsx
from bajigong.tables.unfolding import TooLargeError, check_encoding, check_stated, is_usual, reaches_too_far

_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_RELATION: Final = re.compile(rb"Target=\"(?:/xl/)?worksheets/[^\"/]+\.xml\"", re.IGNORECASE)
_LISTED: Final = re.compile(rb"<(?:[\w.-]+:)?sheet\s")
_PIECE: Final = 1 << 22
_FEW: Final = 26
_ROW: Final = re.compile(rb'<row r="(\d{1,9})"')
#: What a sheet that is written otherwise, or that has formulas, has somewhere.
_OTHERWISE: Final = (b't="e"', b"<f>", b"<f ", b"<f/", b"='", b":c", b":row", b"<c>", b"<row>", b"<!")
_MISPLACED: Final = (re.compile(rb"<f\s"), re.compile(rb'<c (?!r="[A-Z]\d)'), re.compile(rb'<row (?!r="\d)'))


def stated_size(data: bytes, most: int) -> int:
    """Return the bytes that a workbook says it unfolds to.

    Raises TooLargeError where they are more than allowed, or where its parts are packed as no program packs them, and
    whatever a damaged archive raises.
    """
    with ZipFile(BytesIO(data)) as book:
        if not is_usual(book) or len(_LISTED.findall(book.read("xl/workbook.xml"))) > len(book.namelist()):
            raise TooLargeError
        return check_stated(book, most)


def broken_cells(data: bytes, most: int = MOST) -> Mapping[str, Mapping[Spot, str]]:
    """Return the failed formulas of the sheets that have any, by name.

    Raises TooLargeError where it unfolds to more bytes than allowed, and whatever a damaged archive raises.
    """
    with ZipFile(BytesIO(data)) as book:
        sheets = [name for name in book.namelist() if _SHEET.fullmatch(name.replace("\\", "/"))]
        if sheets and len(sheets) == _named(book) and all(_is_plain(book, name, most) for name in sheets):
            return {}
        surveys = survey_xlsx(book, most)
    if any(reaches_too_far(one.cells, one.filled, most) for one in surveys.values()):
        raise TooLargeError
    return {name: survey.broken for name, survey in surveys.items() if survey.broken}


def _named(book: ZipFile) -> int:
    """Return how many sheets the workbook names where programs keep them."""
    return len(_RELATION.findall(book.read("xl/_rels/workbook.xml.rels")))


def _is_plain(book: ZipFile, name: str, most: int) -> bool:
    """Say whether a sheet is small, by its rows, and written in the usual way."""
    rows, filled, rest, first = 0, 0, b"", True
    with book.open(name) as file:
        while piece := file.read(_PIECE):
            if first:
                check_encoding(piece[:200])
            first = False
            text = rest + piece
            end = text.rfind(b"<row")
            text, rest = (text[:end], text[end:]) if end > 0 else (text, b"")
            if not _is_usual(text):
                return False
            rows = max(rows, max(map(int, _ROW.findall(text)), default=0))
            filled += text.count(b"<c ")
    rows = max(rows, max(map(int, _ROW.findall(rest)), default=0))
    return _is_usual(rest) and not reaches_too_far(rows * _FEW, filled + rest.count(b"<c "), most)


def _is_usual(text: bytes) -> bool:
    return not any(mark in text for mark in _OTHERWISE) and not any(tag.search(text) for tag in _MISPLACED)
