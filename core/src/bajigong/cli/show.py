"""What people read on standard output: one application in full, or a table of several."""

import shutil
import sys
from collections.abc import Iterable, Sequence

from attrs import define, field

from bajigong.cli.render import BLANK, Line
from bajigong.cli.result_row import Answer, Row
from bajigong.cli.show_sheet import Sheet
from bajigong.cli.show_view import View, view
from bajigong.policy.text import Lang


@define(eq=False)
class People:
    """Takes rows and shows them when there are no more. ``full`` writes out each application with every route."""

    lang: Lang
    full: bool = False
    _rows: list[Row] = field(factory=list)

    def put(self, row: Row) -> None:
        """Take one row."""
        if row.number is not None:
            self._rows.append(row)

    def close(self) -> None:
        """Show what was taken: in colours on a terminal, else plain."""
        show = _on_terminal if sys.stdout.isatty() else _plainly
        answers = [row.answer for row in self._rows if row.answer]
        if len(self._rows) > 1 and not self.full:
            show((), Sheet(self._rows, self.lang))
        else:
            show([_view(answer, self) for answer in answers], None)


def _view(answer: Answer, people: People) -> View:
    return view(answer, people.lang, full=people.full)


def _plainly(views: Sequence[View], sheet: Sheet | None) -> None:
    for number, one in enumerate(views):
        _print([*([BLANK, BLANK] if number else []), *one.head(), *one.body()])
    if sheet:
        _print(sheet.lines())


def _print(lines: Iterable[Line]) -> None:
    for line in lines:
        sys.stdout.write(f"{line.text}\n")


def _on_terminal(views: Sequence[View], sheet: Sheet | None) -> None:
    from rich.console import Console

    from bajigong.cli.show_terminal import Terminal

    terminal = Terminal(Console(width=shutil.get_terminal_size().columns))
    for one in views:
        terminal.view(one)
    if sheet:
        terminal.lines(sheet.narrow(terminal.width))
