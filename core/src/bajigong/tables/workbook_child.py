"""Reads a workbook in a process of its own: for its rows, or for the columns of one of its sheets.

The reader trusts the counts that a file states, and ends the process where it cannot get the memory for them: a damaged
file would take the whole program with it. Standard input holds the length of the workbook in eight bytes and the
workbook; what is written to standard output is pickled.

For ``rows`` that is name, rows and merged ranges of each sheet; a chart has no rows. For ``columns`` it is how each
sheet begins and then, once the number of a sheet has come in eight bytes, its columns: the distinct values of each and,
for every row, the place of its value among them. That is little, where rows of cells would be much.
"""

import pickle
import sys
from array import array
from collections.abc import Hashable, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any, Final

from python_calamine import CalamineWorkbook, SheetTypeEnum

#: A header stands within the first rows.
HEAD: Final = 20

#: Types of which different values may be equal: 1, 1.0 and True; 0.0 and -0.0.
_NUMBERS: Final = {int, float, bool}

Rows = list[list[Any]]


def main() -> None:
    """Read and write. An exception ends the process with its name and message as the last line on standard error.

    The arguments are how many bytes of memory it may take, where the system can hold it to that, and what is wanted.
    """
    memory, wanted_as = sys.argv[1:]
    _limit_memory(int(memory))
    into = sys.stdin.buffer
    data = into.read(int.from_bytes(into.read(8), "big"))
    sheets = _sheets(data)
    if wanted_as == "rows":
        _put([(name, rows if is_table else None, ranges) for name, is_table, rows, ranges in sheets])
        return
    _put([(name, is_table, _begin(rows), _merged(rows, ranges)) for name, is_table, rows, ranges in sheets])
    wanted = into.read(8)
    if wanted:
        _put(columns(sheets[int.from_bytes(wanted, "big")][2]))


def columns(rows: Rows) -> list[tuple[bytes, list[Any]]]:
    """Return the places (of 32 bits) and the distinct values of each column. 1, 1.0 and True are different values."""
    return [_coded(column) for column in zip(*rows, strict=True)]


def _coded(column: Sequence[Any]) -> tuple[bytes, list[Any]]:
    kinds = set(map(type, column)) & _NUMBERS
    keys: Sequence[Hashable] = column
    if len(kinds) > 1 or (float in kinds and 0.0 in column):
        keys = [(value.__class__, str(value)) for value in column]
    values = dict(zip(keys, column, strict=True))
    places = {key: place for place, key in enumerate(values)}
    return array("i", map(places.__getitem__, keys)).tobytes(), list(values.values())


def _sheets(data: bytes) -> list[tuple[str, bool, Rows, Any]]:
    with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        return [_sheet(book, one.name, one.typ == SheetTypeEnum.WorkSheet) for one in book.sheets_metadata]


def _sheet(book: CalamineWorkbook, name: str, is_table: bool) -> tuple[str, bool, Rows, Any]:
    if not is_table:
        return name, False, [], ()
    sheet = book.get_sheet_by_name(name)
    return name, True, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or ()


def _begin(rows: Rows) -> Rows:
    """Return the first rows, at least as far as the first that says something."""
    first = next((number for number, row in enumerate(rows) if _says(row)), 0)
    return rows[: max(HEAD, first + 1)]


def _merged(rows: Rows, ranges: Any) -> int:
    """Return the last row, counted from 0, of merged cells that hold anything, -1 for none."""
    return max(
        (bottom for (top, left), (bottom, right) in ranges if _says_any(rows, top, bottom, left, right)), default=-1
    )


def _says_any(rows: Rows, top: int, bottom: int, left: int, right: int) -> bool:
    return any(_says(row[left : right + 1]) for row in rows[top : bottom + 1])


def _says(row: Sequence[Any]) -> bool:
    return any(value is not None and not (value.__class__ is str and (not value or value.isspace())) for value in row)


def _put(value: Any) -> None:
    pickle.dump(value, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


def _limit_memory(most: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # not every system has it, or lets it be set
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
