"""A run as it was asked for."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from attrs import define, frozen

from bajigong.batch.files.ask import Ask
from bajigong.errors import Problem
from bajigong.policy.text import Text


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
