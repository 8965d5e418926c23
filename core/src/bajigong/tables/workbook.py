"""Workbooks: every sheet of an Excel or ODS file, with its merged cells and its failed formulas."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.errors import InputError, Problem
from bajigong.policy.text import Text, same
from bajigong.tables.files import (
    MOST,
    UNREADABLE,
    TooLargeError,
    check_stated,
    load,
    memory_for,
    reaches_too_far,
    too_large,
)
from bajigong.tables.headers import Headers, letter
from bajigong.tables.layout import HEADER, NO_HEADER, NO_VALUE, Numbered, Table, find_header, key_of, make_layout
from bajigong.tables.raw import Where
from bajigong.tables.survey import Range, Survey
from bajigong.tables.words import BrokenCell, is_blank, printable, shown

_WORKBOOK: Final = Text("Excel 或 ODS 工作簿", "an Excel or ODS workbook")
_COMPACT: Final = Text("删去远处零星内容的工作表", "a sheet without stray values far from its table")
_OPEN: Final = Text("未加密的工作簿", "a workbook without a password")


class UnreadableError(Exception):
    """Raised where the reader gave up, with its reason if it gave one."""


@frozen(eq=False)
class Sheet:
    """The cells of one sheet, from its first row and column on."""

    where: Where
    rows: list[list[Any]]
    merged: tuple[Range, ...]

    @property
    def name(self) -> str:
        """Its name in the workbook."""
        return self.where.sheet

    def check_merged(self, header: int) -> None:
        """Raise InputError for cells merged in the header, counted from 1, or below: their rows would be half empty."""
        ranges = [one for one in self.merged if one[1][0] >= header - 1 and not self._is_empty(one)]
        if ranges:
            raise InputError(tuple(self._merged(one) for one in ranges))

    def _merged(self, one: Range) -> Any:
        (top, left), (bottom, right) = one
        name = same(f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}")
        found = Text("合并单元格 {r}", "merged cells {r}").fill(r=name)
        return evolve(self.where, row=top + 1).problem(found, Text("未合并的单元格", "cells that are not merged"))

    def _is_empty(self, one: Range) -> bool:
        (top, left), (bottom, right) = one
        return all(is_blank(cell) for row in self.rows[top : bottom + 1] for cell in row[left : right + 1])


def open_workbook(path: Path, most: int = MOST, where: Where | None = None) -> list[Sheet]:
    """Return the sheets of a workbook, in order. It may unfold to ``most`` bytes; ``where`` is what it is called.

    Raises InputError where it cannot be read: it is damaged, encrypted, something else, or too large to lay out.
    """
    where, data = where or Where(str(path)), load(path, most)
    try:
        return _read(data, where, most)
    except InputError:
        raise
    except TooLargeError as error:
        raise too_large(where, most) from error
    except Exception as error:  # a damaged archive raises whatever its parts do
        raise where.error(*_fault(error)) from error


def _read(data: bytes, where: Where, most: int) -> list[Sheet]:
    surveys, stated = _surveys(data, most)
    _refuse_large(surveys, where, most)
    every = surveys.values() if isinstance(surveys, Mapping) else surveys
    needed = memory_for(sum(one.cells for one in every), sum(one.filled for one in every), stated)
    sheets = _sheets(data, needed)
    known = surveys if isinstance(surveys, Mapping) else dict(zip((name for name, *_ in sheets), surveys, strict=True))
    return [
        _sheet(evolve(where, sheet=name), rows, merged, known[name])
        for name, rows, merged in sheets
        if rows is not None
    ]


def _surveys(data: bytes, most: int) -> tuple[Mapping[str, Survey] | tuple[Survey, ...], int]:
    """Survey the sheets, by name or in their order; return the bytes that the workbook unfolds to, too."""
    from zipfile import ZipFile

    from bajigong.tables.survey import survey_xlsx
    from bajigong.tables.survey_ods import survey_ods
    from bajigong.tables.survey_xls import SIGNATURE, survey_xls

    if data.startswith(SIGNATURE):
        return survey_xls(data), len(data)
    with ZipFile(BytesIO(data)) as book:
        stated = check_stated(book, most)
        return (survey_ods if "content.xml" in book.namelist() else survey_xlsx)(book, most), stated


def _refuse_large(surveys: Mapping[str, Survey] | tuple[Survey, ...], where: Where, most: int) -> None:
    named = surveys.items() if isinstance(surveys, Mapping) else (("", survey) for survey in surveys)
    for name, survey in named:
        if reaches_too_far(survey.cells, survey.filled, most):
            found = Text("范围过大的工作表（{n}个单元格）", "a sheet that reaches over {n} cells")
            raise evolve(where, sheet=name).error(found.fill(n=survey.cells), _COMPACT)


def reading_command(memory: int) -> list[str]:
    """Return the command of the process that reads workbooks, with so many bytes of memory; it wants its last word."""
    import sys

    script = Path(__file__).with_name("workbook_child.py")
    # -P: the folder of the script holds modules that nothing else should find.
    return [sys.executable, "-P", str(script), str(memory)]


def _sheets(data: bytes, memory: int) -> list[tuple[str, list[list[Any]] | None, Any]]:
    """Read the sheets in a process of their own, which a damaged file may end, with so many bytes of memory."""
    import pickle
    import subprocess

    command = [*reading_command(memory), "rows"]
    done = subprocess.run(command, input=len(data).to_bytes(8, "big") + data, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        if "MemoryError" in said or "memory allocation of" in said:
            raise TooLargeError
        lines = said.strip().splitlines()
        raise UnreadableError(lines[-1] if lines and done.returncode == 1 else "the reader gave up")
    found: list[tuple[str, list[list[Any]] | None, Any]] = pickle.loads(done.stdout)
    return found


def _sheet(where: Where, rows: list[list[Any]], merged: Any, survey: Survey) -> Sheet:
    for (row, column), error in survey.broken.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = BrokenCell(error)
    return Sheet(where, rows, tuple(merged or ()) if survey.merged is None else survey.merged)


def _fault(error: Exception) -> tuple[Text, Text]:
    if type(error).__name__ == "EncryptedError" or "PasswordError" in str(error):
        return Text("加密的工作簿", "an encrypted workbook"), _OPEN
    reason = printable(" ".join(str(error).split()))[:100] or type(error).__name__
    return UNREADABLE.fill(r=reason), _WORKBOOK


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
