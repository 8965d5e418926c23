"""A sheet of a workbook becomes a table: its header found and checked, its rows read."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from bajigong.errors import InputError, Problem
from bajigong.tables.header_row import HEADER, NO_HEADER, find_header, key_of, make_layout
from bajigong.tables.headers import Headers, letter
from bajigong.tables.layout import NO_VALUE, Numbered, Table
from bajigong.tables.words import is_blank, shown
from bajigong.tables.workbook import Sheet


def header_of(sheet: Sheet, headers: Headers, within: str = "") -> Numbered | None:
    """Return the header of a sheet, None where it has none.

    One known header is enough for the sheet of one list: a title above it names no field.
    """

    def is_known(cell: Any) -> bool:
        return bool(headers.find(cell, within)) or bool(within and key_of(headers, cell))

    return find_header(enumerate(sheet.rows, 1), is_known, least=1 if within else 2)


def read_table(sheet: Sheet, headers: Headers, within: str = "", told: frozenset[str] = frozenset()) -> Table:
    """Read a sheet of applicants or, ``within`` a list, of its records. ``told`` are lists that have their own sheets.

    Raises InputError for a missing header and for everything that is wrong with it.
    """
    header = header_of(sheet, headers, within)
    if header is None:
        raise sheet.where.error(NO_HEADER, HEADER)
    number, cells = header
    sheet.check_merged(number)
    layout = make_layout(evolve(sheet.where, row=number), cells, headers, within)
    layout = evolve(layout, open_lists=layout.open_lists - told)
    if headless := list(_headless(sheet, number)):
        raise InputError(tuple(headless))
    below = enumerate(sheet.rows[number:], number + 1)
    return Table(layout, tuple((layout.fill(n, row), row) for n, row in below if not all(map(is_blank, row))))


def _headless(sheet: Sheet, header: int) -> Iterator[Problem]:
    """Find the first value below each empty header."""
    for column, name in enumerate(sheet.rows[header - 1]):
        below = ((n, row[column]) for n, row in enumerate(sheet.rows[header:], header + 1) if not is_blank(row[column]))
        if is_blank(name) and (first := next(below, None)):
            number, value = first
            yield evolve(sheet.where, row=number, column=letter(column)).problem(shown(value), NO_VALUE)
