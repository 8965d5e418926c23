"""A run as it was asked for, and the counts that it closes with."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from attrs import asdict, define, field, frozen

from bajigong.batch.cases import OUTCOMES
from bajigong.batch.files.ask import Ask
from bajigong.errors import BajigongError, Problem
from bajigong.policy.text import Text

_OPEN = Text(
    "账目不符：读入{read}行，其中空行{empty}行；写出{out}行，未核验{refused}行",
    "the books do not close: {read} rows read, {empty} of them empty; {out} written, {refused} refused",
)


class BooksError(BajigongError):
    """Rows were lost or doubled on the way. Nothing of such a run is kept."""


@define
class Books:
    """Counts of rows, each taken at another place: where rows are read, and where they are written.

    ``read`` are all rows of the inputs, ``empty`` those that say nothing, ``out`` those with a verdict, ``refused``
    those that could not be checked; ``stray`` are problems that belong to no row. ``verdicts`` counts rows by verdict.
    """

    read: int = 0
    empty: int = 0
    out: int = 0
    refused: int = 0
    stray: int = 0
    verdicts: dict[str, int] = field(factory=lambda: {str(outcome): 0 for outcome in OUTCOMES})

    @property
    def rows(self) -> int:
        """The rows that came in and say something."""
        return self.read - self.empty

    def count(self, outcomes: Any) -> None:
        """Count verdicts, given as places in `OUTCOMES`."""
        for outcome, number in zip(OUTCOMES, np.bincount(outcomes, minlength=len(OUTCOMES)).tolist(), strict=True):
            self.verdicts[str(outcome)] += number

    def add(self, other: "Books") -> None:
        """Add the books of a part."""
        for name in ("read", "empty", "out", "refused", "stray"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for verdict, number in other.verdicts.items():
            self.verdicts[verdict] += number

    def check(self) -> None:
        """Raise BooksError unless rows in are rows out and rows refused."""
        if self.rows != self.out + self.refused or self.out != sum(self.verdicts.values()):
            raise BooksError(_OPEN.fill(read=self.read, empty=self.empty, out=self.out, refused=self.refused).en)

    def unlike(self, wanted: str | None) -> int:
        """Count the rows whose verdict is another than the one wanted."""
        return 0 if wanted is None else self.out - self.verdicts.get(wanted, 0)

    def written(self) -> dict[str, Any]:
        """Return the counts by name, for a manifest."""
        return asdict(self)

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> "Books":
        """Read the counts of a manifest. Raises TypeError for others."""
        return cls(**{**written, "verdicts": dict(written["verdicts"])})


@frozen(eq=False)
class Job:
    """Files of people, what is asked of them, and where the answers go.

    ``output`` is a Parquet or Arrow file or, with ``into_folder``, a folder in which each input has a part of its own.
    ``resume`` goes on with what an earlier run has left. ``threads`` decide at once; ``chunk`` is the number of rows
    that are read at once, and changes nothing.
    """

    inputs: Sequence[str]
    ask: Ask
    output: Path
    into_folder: bool = False
    resume: bool = False
    threads: int = os.cpu_count() or 1
    chunk: int | None = None


class Report(Protocol):
    """Listens to a run."""

    def expect(self, total: int) -> None:
        """Hear how many rows there seem to be in all."""
        ...

    def advance(self, rows: int = 1) -> None:
        """Hear that more rows are done."""
        ...

    def wrong(self, problem: Problem) -> None:
        """Hear what is wrong with a row."""
        ...

    def note(self, words: Text) -> None:
        """Hear something that people should know."""
        ...


class Silent:
    """Listens to nothing."""

    def expect(self, total: int) -> None:
        """Hear how many rows there seem to be in all."""

    def advance(self, rows: int = 1) -> None:
        """Hear that more rows are done."""

    def wrong(self, problem: Problem) -> None:
        """Hear what is wrong with a row."""

    def note(self, words: Text) -> None:
        """Hear something that people should know."""


@define(eq=False)
class Gauge:
    """Guesses the rows of all files from those that were opened, by their sizes in bytes."""

    report: Report
    sizes: Mapping[str, int]
    _opened: int = 0
    _rows: int = 0
    _here: int = 0

    @classmethod
    def of(cls, report: Report, paths: Sequence[str]) -> "Gauge":
        """Weigh files. One that is not there weighs nothing: its reader will say so."""
        return cls(report, {path: Path(path).stat().st_size if Path(path).is_file() else 0 for path in paths})

    def open(self, path: str) -> None:
        """Begin another file."""
        self._opened += self.sizes.get(path, 0)
        self._rows, self._here = self._rows + self._here, 0

    def skip(self, path: str, rows: int) -> None:
        """Pass over a file that was done before."""
        self.open(path)
        self.advance(rows, rows)

    def advance(self, rows: int, expected: int | None) -> None:
        """Tell that more rows are done, of so many in this file if that can be said."""
        self._here += rows
        if expected is not None and self._opened:
            seem = (self._rows + max(expected, self._here)) * sum(self.sizes.values()) // self._opened
            self.report.expect(seem)
        self.report.advance(rows)
