"""Reads a workbook from standard input and writes its sheets, pickled, to standard output.

`workbook` runs this in a process of its own. The reader trusts the counts that a file states, and ends the process
where it cannot get the memory for them: a damaged file would take the whole program with it.
"""

import pickle
import sys
from contextlib import suppress
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum


def main() -> None:
    """Read and write. An exception ends the process with its name and message as the last line on standard error.

    The argument is how many bytes of memory it may take, where the system can hold it to that.
    """
    _limit_memory(int(sys.argv[1]))
    result = pickle.dumps(read(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(result)


def read(data: bytes) -> list[tuple[str, list[list[Any]] | None, Any]]:
    """Return name, rows and merged ranges of each sheet; a chart has no rows."""
    with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        return [_sheet(book, sheet.name, sheet.typ == SheetTypeEnum.WorkSheet) for sheet in book.sheets_metadata]


def _sheet(book: CalamineWorkbook, name: str, is_table: bool) -> tuple[str, list[list[Any]] | None, Any]:
    if not is_table:
        return name, None, None
    sheet = book.get_sheet_by_name(name)
    return name, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges


def _limit_memory(most: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # not every system has it, or lets it be set
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
