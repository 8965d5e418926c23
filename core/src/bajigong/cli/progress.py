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

#: Seconds of work before a bar is worth showing.
PATIENCE: Final = 2.0
_DOING = Text("核验中", "checking")


@define(eq=False)
class Progress:
    """Counts what is done. It shows itself on standard error, if that is a terminal and the work takes a while."""

    lang: Lang
    patience: float = PATIENCE
    total: int | None = None
    done: int = 0
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
        """Say how much there is to do."""
        self.total = total

    def advance(self) -> None:
        """Say that one more is done."""
        self.done += 1
        if self._bar:
            self._bar[0].update(self._bar[1], completed=self.done)
        elif sys.stderr.isatty() and time.monotonic() - self._started > self.patience:
            self._bar = self._show()

    def say(self, words: str) -> None:
        """Print a message for people, above the bar where there is one."""
        if self._bar:
            self._bar[0].console.print(words, markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(words, err=True)

    def _show(self) -> "tuple[Bar, TaskID]":
        from rich import progress
        from rich.console import Console

        columns = (
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeRemainingColumn(),
        )
        bar = progress.Progress(*columns, console=Console(stderr=True), transient=True)
        bar.start()
        return bar, bar.add_task(_DOING.say(self.lang), total=self.total, completed=self.done)
