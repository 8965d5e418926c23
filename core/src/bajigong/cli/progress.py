"""How far a long check has come: a bar on the terminal, once it has taken a while, and messages beside it."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import click
from attrs import define, field

from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from bajigong.errors import Problem

#: Seconds of work before a bar is worth showing.
PATIENCE: Final = 2.0
#: So many problems are said one by one where rows come by the million.
MOST: Final = 100
#: So many problems are remembered, so that none is said twice.
_REMEMBERED: Final = 10_000
_DOING = Text("核验中", "checking")
_MORE = Text(
    "另有{n}处问题未逐一列出，均见未核验清单", "further problems, all of which stand in the list of refused rows: {n}"
)
_RATE = Text("{n}行/秒", "{n} rows/s")


@define(eq=False)
class Progress:
    """Counts what is done. It shows itself on standard error, if that is a terminal and the work takes a while."""

    lang: Lang
    patience: float = PATIENCE
    total: int | None = None
    done: int = 0
    problems: int = 0
    _said: "set[Problem]" = field(factory=set)
    _started: float = field(factory=time.monotonic)
    _bar: "tuple[Bar, TaskID] | None" = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the bar away."""
        self.stop()

    def stop(self) -> None:
        """Take the bar away, where there is one."""
        if self._bar:
            self._bar[0].stop()

    def expect(self, total: int) -> None:
        """Say how much there is to do, as far as that is known."""
        self.total = total
        if self._bar:
            self._bar[0].update(self._bar[1], total=total)

    def advance(self, rows: int = 1) -> None:
        """Say that more is done."""
        self.done += rows
        if self._bar:
            self._bar[0].update(self._bar[1], completed=self.done, rate=self._rate())
        elif sys.stderr.isatty() and time.monotonic() - self._started > self.patience:
            self._bar = self._show()

    def say(self, words: str) -> None:
        """Print a message for people, above the bar where there is one."""
        if self._bar:
            self._bar[0].console.print(words, markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(words, err=True)

    def note(self, words: Text) -> None:
        """Print something that people should know."""
        self.say(words.say(self.lang))

    def problem(self, problem: "Problem") -> None:
        """Print what is wrong with a row. What is wrong with something that many rows share is said once."""
        if problem in self._said:
            return
        if len(self._said) < _REMEMBERED:
            self._said.add(problem)
        self.say(problem.say(self.lang))

    def wrong(self, problem: "Problem") -> None:
        """Print what is wrong with a row, unless enough was said already."""
        if problem in self._said:
            return
        self.problems += 1
        if self.problems <= MOST:
            self.problem(problem)

    def close(self) -> None:
        """Say how much was left out."""
        if self.problems > MOST:
            self.note(_MORE.fill(n=self.problems - MOST))
            self.problems = 0

    def _rate(self) -> str:
        seconds = max(time.monotonic() - self._started, 0.001)
        return _RATE.fill(n=f"{self.done / seconds:,.0f}").say(self.lang)

    def _show(self) -> "tuple[Bar, TaskID]":
        from rich import progress
        from rich.console import Console

        columns = (
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[rate]}"),
            progress.TimeRemainingColumn(),
        )
        bar = progress.Progress(*columns, console=Console(stderr=True), transient=True)
        bar.start()
        return bar, bar.add_task(_DOING.say(self.lang), total=self.total, completed=self.done, rate=self._rate())
