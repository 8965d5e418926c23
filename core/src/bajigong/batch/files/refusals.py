"""The rows that could not be checked, as a table for people: one line for each thing that is wrong."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from attrs import define, field

from bajigong.errors import Problem
from bajigong.outputs import no_formula
from bajigong.policy.facts import Schema
from bajigong.policy.text import LANGS, Lang, Text
from bajigong.tables.words import discreet, printable

if TYPE_CHECKING:
    from bajigong.batch.intake import Refused

HEAD: Final = (
    Text("文件", "file"),
    Text("行号", "row"),
    Text("姓名", "name"),
    Text("工作表", "sheet"),
    Text("列", "column"),
    Text("事实", "fact"),
    Text("填写为", "found"),
    Text("应为", "expected"),
)
ENCODING: Final = "utf-8-sig"


@define(eq=False)
class Refusals:
    """Writes the refused rows of a file, from the first one on. ``rows`` counts them."""

    path: Path
    schema: Schema
    lang: Lang
    rows: int = 0
    _file: IO[str] | None = None
    _writer: Any = field(init=False)

    def put(self, file: str, refused: Iterable["Refused"], strays: Iterable[Problem]) -> None:
        """Write rows, and what belongs to none."""
        for one in refused:
            self.rows += 1
            self._write([self._line(file, one.row, one.name, problem) for problem in one.problems])
        self._write([self._line(file, problem.row, None, problem) for problem in strays])

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._file:
            self._file.close()

    def _write(self, lines: Sequence[list[Any]]) -> None:
        if lines and not self._file:
            self._file = self.path.open("w", encoding=ENCODING, newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow([head.say(self.lang) for head in HEAD])
        if lines:
            self._writer.writerows(lines)

    def _line(self, file: str, row: int | None, name: str | None, problem: Problem) -> list[Any]:
        fact = self.schema.named(problem.place).say(self.lang)
        said = (problem.sheet, problem.column, fact, problem.found.say(self.lang), problem.expected.say(self.lang))
        return [no_formula(printable(file)), row, *(no_formula(discreet(words or "")) for words in (name, *said))]


def is_refusals(path: Path) -> bool:
    """Say whether a file begins as a list of refused rows does, in either language. False where it cannot be read."""
    heads = [",".join(head.say(lang) for head in HEAD) for lang in LANGS]
    return first_line(path) in heads


def first_line(path: Path, most: int = 1 << 14) -> str:
    """Return the first line of a text, as far as so many bytes; "" where it cannot be read or is none."""
    try:
        with path.open("rb") as file:
            return file.readline(most).decode(ENCODING).rstrip("\r\n")
    except (OSError, ValueError):
        return ""


def join_refusals(pieces: Iterable[Path], target: Path) -> bool:
    """Put the files of parts together, with one header; say whether there were any."""
    found = [piece for piece in pieces if piece.exists()]
    if not found:
        return False
    with target.open("wb") as whole:
        for number, piece in enumerate(found):
            whole.writelines(_lines(piece, skip=number > 0))
    return True


def _lines(path: Path, *, skip: bool) -> Iterator[bytes]:
    with path.open("rb") as file:
        if skip:
            file.readline()
        yield from file
