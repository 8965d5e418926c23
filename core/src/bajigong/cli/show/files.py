"""The file that --output names: its format by its suffix, and never half-written."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import IO, Any, Final, Protocol, cast

from attrs import define, field

from bajigong.batch.files.claims import hidden_beside, working
from bajigong.cli.open_tenants import Names, Row
from bajigong.cli.show.table import COLUMNS, JsonLines, Value, record
from bajigong.outputs import Claim, no_formula, real, standing
from bajigong.policy.text import Lang


class Sink(Protocol):
    """Takes rows, one after another."""

    def put(self, row: Row) -> None:
        """Take one row."""
        ...

    def close(self) -> None:
        """Finish: no row follows."""
        ...


class RowSink(Sink, Protocol):
    """Takes the rows of a sheet by the thousand as well."""

    def put_answers(self, rows: Iterable[Sequence[Any]], grades: Iterable[str | None], names: "Names") -> None:
        """Take many rows, their cells shaped and in the order of the columns, and the grade of each."""
        ...

    def shape(self, value: "Value") -> Any:
        """Return a value as these rows hold it."""
        ...


@define(eq=False)
class NdjsonFile:
    """Writes rows as NDJSON to a file."""

    path: Path
    lang: Lang
    _lines: JsonLines = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._lines = JsonLines(self.path.open("w", encoding="utf-8"), self.lang)

    def put(self, row: Row) -> None:
        """Write one row."""
        self._lines.put(row)

    def close(self) -> None:
        """Finish the file."""
        self._lines.out.close()


@contextmanager
def output_file(path: Path, lang: Lang) -> Iterator[Sink]:
    """Open a file for results, for the caller to close. It then takes the place of the old one, unless one failed.

    Raises BajigongError where it cannot be written.
    """
    with working(hidden_beside(path), path, lang) as work:
        work.clear()
        target = real(path)
        claim = Claim(work.folder, {target: standing(target)}, lang)
        written = work.path(path.name)
        with _closing(_sink(written, path.suffix.lower(), lang)) as sink:
            yield sink
        claim.publish(written, target)


@contextmanager
def sheet_file(path: Path, lang: Lang) -> Iterator[RowSink]:
    """Open a sheet likewise, CSV or Excel."""
    with output_file(path, lang) as sink:
        yield cast("RowSink", sink)


@contextmanager
def _closing(sink: Sink) -> Iterator[Sink]:
    """Let go of a file that will not be kept."""
    try:
        yield sink
    except BaseException:
        with suppress(Exception):
            sink.close()
        raise


def _sink(path: Path, suffix: str, lang: Lang) -> Sink:
    if suffix == ".xlsx":
        from bajigong.cli.show.excel import XlsxFile

        return XlsxFile(path, lang)
    if suffix == ".csv":
        return CsvFile(path, lang)
    if suffix not in (".json", ".ndjson"):
        from bajigong.cli.show.table import AddedFile

        return AddedFile.of(suffix, path, lang)
    return NdjsonFile(path, lang)


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
    return no_formula(str(value))
