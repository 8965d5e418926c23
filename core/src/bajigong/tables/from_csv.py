"""CSV: one row per application, in UTF-8, GB18030 or UTF-16, with commas, semicolons or tabs between the cells."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import evolve

from bajigong.policy.text import Text
from bajigong.schema import Schema
from bajigong.tables.files import encoding_of
from bajigong.tables.headers import Headers, headers_of
from bajigong.tables.layout import (
    HEADER,
    NO_HEADER,
    Layout,
    Numbered,
    Row,
    absent_said,
    find_header,
    make_layout,
    unused_said,
)
from bajigong.tables.raw import Note, Raw, TablePlaces, Where, no_application, unheard

_COMMA: Final = ","
#: What separates cells, the likeliest first.
_DELIMITERS: Final = (_COMMA, "\t", ";")
#: A header stands within so many characters and lines.
_HEAD: Final = 1 << 16
_LINES: Final = 40
#: So many known headers make a row one.
_LEAST: Final = 2


def read_csv(path: Path, schema: Schema, note: Note = unheard, where: Where | None = None) -> Iterator[Raw]:
    """Give the applications of a CSV file. Raises InputError where it is not CSV or its header cannot be used.

    ``note`` hears which columns are not used; ``where`` is what the file is called, its path if absent.
    """
    where, headers = where or Where(str(path)), headers_of(schema)
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        rows = _rows(csv.reader(file, strict=True, delimiter=delimiter_of(path, encoding, headers)), where)
        layout = read_header(rows, where, headers)
        for said in (*unused_said(layout), *absent_said([layout], headers)):
            note(said)
        count = 0
        for number, cells in rows:
            row = layout.fill(number, cells)
            if not row.is_empty:
                count += 1
                yield as_raw(row)
    if not count:
        raise no_application(where)


def delimiter_of(path: Path, encoding: str, headers: Headers) -> str:
    """Return what separates the cells of a text whose encoding is known: that which gives the most known headers."""
    with path.open(encoding=encoding, newline="") as file:
        try:
            head = file.read(_HEAD)
        except UnicodeError:  # its reader will say what is wrong
            return _COMMA
    lines = head.splitlines(keepends=True)[:_LINES]
    return max(_DELIMITERS, key=lambda one: _headers(csv.reader(lines, delimiter=one), headers))


def is_separated(text: str, headers: Headers) -> bool:
    """Say whether a text has a header of known columns."""
    lines = text[:_HEAD].splitlines(keepends=True)[:_LINES]
    return any(_headers(csv.reader(lines, delimiter=one), headers) >= _LEAST for one in _DELIMITERS)


def _headers(rows: "Iterable[list[str]]", headers: Headers) -> int:
    try:
        return max((sum(bool(headers.find(cell)) for cell in cells) for cells in rows), default=0)
    except csv.Error:
        return 0


def read_header(rows: Iterable[Numbered], where: Where, headers: Headers) -> Layout:
    """Read rows up to the applicants' header. Raises InputError where there is none or it cannot be used."""
    header = find_header(rows, lambda cell: bool(headers.find(cell)))
    if header is None:
        raise where.error(NO_HEADER, HEADER)
    return make_layout(evolve(where, row=header[0]), header[1], headers)


def as_raw(row: Row) -> Raw:
    """Hand on a row as an application."""
    return Raw(row.facts, row.where.file, TablePlaces(row.origins), row.where.row, row.problems)


def _rows(reader: "Iterator[list[str]]", where: Where) -> Iterator[Numbered]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            found = Text("无法读取的一行（{e}）", "a row that cannot be read ({e})").fill(e=str(error))
            raise evolve(where, row=number).error(found, Text("合法的 CSV", "CSV")) from error
        yield number, cells
