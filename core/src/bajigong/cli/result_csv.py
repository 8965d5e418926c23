"""Results as CSV that Excel opens as it is: UTF-8 with its mark, and no cell that it would take for a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

from attrs import define, field

from bajigong.cli.result_names import Names
from bajigong.cli.result_row import Row
from bajigong.cli.result_table import COLUMNS, Value, record
from bajigong.policy.text import Lang

#: What a spreadsheet takes for the beginning of a formula, in either width.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_QUOTE: Final = '"'
_QUOTED: Final = re.compile('[",\r\n]')


@define(eq=False)
class CsvFile:
    """Writes rows to a CSV file."""

    path: Path
    lang: Lang
    _file: IO[str] = field(init=False)
    _writer: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([column.head.say(self.lang) for column in COLUMNS])

    def put(self, row: Row) -> None:
        """Write one row."""
        said = record(row, self.lang)
        self._writer.writerow([safe(said.get(column.key)) for column in COLUMNS])

    def put_answers(self, rows: Iterable[Sequence[str]], grades: Iterable[str | None], names: Names) -> None:
        """Write many rows, their cells shaped and in the order of the columns."""
        self._file.writelines(f"{','.join(cells)}\r\n" for cells in rows)

    @staticmethod
    def shape(value: Value) -> str:
        """Return a value as it stands in the file."""
        words = safe(value)
        return f'"{words.replace(_QUOTE, 2 * _QUOTE)}"' if _QUOTED.search(words) else words

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def safe(value: Value) -> str:
    """Return a value as text that no spreadsheet takes for a formula: an apostrophe goes before it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    words = str(value)
    return f"'{words}" if words.startswith(_FORMULA) else words
