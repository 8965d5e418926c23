"""The file that --output names: its format by its suffix, and never half-written."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from attrs import define, field

from bajigong.cli.result_json import JsonLines
from bajigong.cli.result_row import Row
from bajigong.errors import BajigongError
from bajigong.policy.text import Lang

SUFFIXES: Final = (".csv", ".xlsx", ".json", ".ndjson")


class Sink(Protocol):
    """Takes rows, one after another."""

    def put(self, row: Row) -> None:
        """Take one row."""
        ...

    def close(self) -> None:
        """Finish: no row follows."""
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
    target = path.resolve()
    try:
        with TemporaryDirectory(prefix=".bajigong-", dir=target.parent) as folder:
            written = Path(folder) / target.name
            with _closing(_sink(written, target.suffix.lower(), lang)) as sink:
                yield sink
            written.chmod(_mode(target))
            written.replace(target)
    except OSError as error:
        if error.errno == errno.EPIPE:  # whoever read the output has gone, which is no fault of the file
            raise
        raise BajigongError(f"{path}: cannot be written: {error.strerror or error}") from error


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
    return NdjsonFile(path, lang)


def _mode(target: Path) -> int:
    """Return the permissions of the file that is replaced, else those of a new file."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
