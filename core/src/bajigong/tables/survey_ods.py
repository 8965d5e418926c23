"""What the reader of ODS does not tell: as `bajigong.tables.survey`, and which cells are merged."""

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree
from zipfile import ZipFile

from attrs import define, field

from bajigong.tables.files import check_stated, look_through
from bajigong.tables.survey import Range, Spot, Survey

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
