"""Printing for a terminal: colours, the verdict in a frame, and the time line."""

from collections.abc import Iterable

from attrs import frozen
from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.text import Text as Drawn

from bajigong.cli.render import Line, Style
from bajigong.cli.show_head import STYLES
from bajigong.cli.show_view import View
from bajigong.cli.timeline import TimeLine

LOOKS: dict[Style, str] = {
    "": "",
    "head": "bold",
    "good": "bold green",
    "bad": "bold red",
    "open": "bold yellow",
    "dim": "dim",
}
_WIDEST = 110
#: Below this a time line would say nothing.
_NARROWEST = 60


@frozen(eq=False)
class Terminal:
    """Prints views on a terminal."""

    console: Console

    @property
    def width(self) -> int:
        """The width that is used: very long lines are hard to read."""
        return min(self.console.width, _WIDEST)

    def view(self, view: View) -> None:
        """Print one application."""
        self._frame(view)
        if self.width >= _NARROWEST:
            self._print(TimeLine(view.verdict, view.lang, self.width).rows())
        self.lines(view.body())

    def lines(self, lines: Iterable[Line]) -> None:
        """Print lines, wrapped to the width."""
        self._print(drawn(one) for line in lines for one in line.wrapped(self.width))

    def _frame(self, view: View) -> None:
        inside = Drawn("\n").join(drawn(one) for line in view.head() for one in line.wrapped(self.width - 4))
        style = LOOKS[STYLES[view.verdict.outcome]].removeprefix("bold ")
        self.console.print(Panel(inside, box=box.ROUNDED, border_style=style, width=self.width))

    def _print(self, rows: Iterable[Drawn]) -> None:
        for row in rows:
            self.console.print(row, no_wrap=True, crop=False, overflow="ignore")


def drawn(line: Line) -> Drawn:
    """Return a line with its looks."""
    return Drawn.assemble(" " * line.indent, *((words, LOOKS[style]) for words, style in line.parts))
