"""The file that --output names: its format by its suffix, and never half-written."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from attrs import define, field

from bajigong.batch.files.work import hidden_beside, working
from bajigong.cli.result_json import JsonLines
from bajigong.cli.result_row import Row
from bajigong.outputs import Claim, real, standing
from bajigong.policy.text import Lang

if TYPE_CHECKING:
    from bajigong.cli.result_names import Names
    from bajigong.cli.result_table import Value


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
        from bajigong.cli.result_xlsx import XlsxFile

        return XlsxFile(path, lang)
    if suffix == ".csv":
        from bajigong.cli.result_csv import CsvFile

        return CsvFile(path, lang)
    if suffix not in (".json", ".ndjson"):
        from bajigong.cli.result_added import AddedFile

        return AddedFile.of(suffix, path, lang)
    return NdjsonFile(path, lang)
