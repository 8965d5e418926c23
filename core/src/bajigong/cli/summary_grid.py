"""Tables of words, figures and bars: drawn and coloured in a terminal, plain aligned columns elsewhere."""

import sys
from collections.abc import Sequence
from typing import Final

import click
from attrs import field, frozen

from bajigong.cli.listing import aligned, width
from bajigong.policy.text import Lang, Text

#: The cells of a whole bar.
BAR: Final = 24
_PARTS: Final = " ▏▎▍▌▋▊▉█"


@frozen
class Figure:
    """A number as it is shown, to stand at the right of its column."""

    words: str


@frozen
class Bar:
    """A bar as it is drawn, and its colour."""

    words: str
    style: str


Cell = Text | str | Figure | Bar


@frozen(eq=False)
class Grid:
    """A table with a title. A head that is None is for bars."""

    title: Text | None
    heads: Sequence[Text | None]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[Text] = field(factory=tuple)

    def print(self, lang: Lang) -> None:
        """Print the table after a blank line; nothing where it has neither rows nor notes."""
        if not self.rows and not self.notes:
            return
        click.echo()
        if self.title:
            click.secho(self.title.say(lang), bold=True)
        if self.rows:
            (_draw if sys.stdout.isatty() else _align)(self, lang)
        for note in self.notes:
            click.echo(f"• {note.say(lang)}")


def figure(number: int, sign: str = "") -> Figure:
    """Show a number with its thousands apart; with a sign, none where it is nought."""
    return Figure(f"{sign}{number:,}" if number or not sign else "")


def share(part: int, whole: int) -> Figure:
    """Show a part as a percentage."""
    return Figure(percent(part, whole))


def percent(part: int, whole: int) -> str:
    """Return a percentage with one decimal; what is not nought and not all never looks so."""
    if not whole:
        return "—"
    rounded = round(100 * part / whole, 1)
    if part and rounded < 0.1:
        return "<0.1%"
    return ">99.9%" if part != whole and rounded >= 100 else f"{rounded:.1f}%"


def bar(part: int, whole: int, style: str) -> Bar:
    """Draw a part of a whole; what is not nought shows."""
    eighths = max(round(8 * BAR * part / whole), 1) if part and whole else 0
    return Bar("█" * (eighths // 8) + _PARTS[eighths % 8].strip(), style)


def said(cell: Cell | None, lang: Lang) -> str:
    """Return what a cell says."""
    if cell is None:
        return ""
    if isinstance(cell, Text):
        return cell.say(lang)
    return cell if isinstance(cell, str) else cell.words


def _align(grid: Grid, lang: Lang) -> None:
    """Print aligned columns, figures to the right."""
    rows = [[said(cell, lang) for cell in row] for row in (grid.heads, *grid.rows)]
    for column, cell in enumerate(grid.rows[0]):
        if isinstance(cell, Figure):
            widest = max(width(row[column]) for row in rows)
            for row in rows:
                row[column] = " " * (widest - width(row[column])) + row[column]
    for line in aligned(rows):
        click.echo(line)


def _draw(grid: Grid, lang: Lang) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Styled

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head, cell in zip(grid.heads, grid.rows[0], strict=True):
        right = isinstance(cell, Figure)
        table.add_column(said(head, lang), justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in grid.rows:
        table.add_row(*(Styled(said(cell, lang), cell.style if isinstance(cell, Bar) else "") for cell in row))
    Console().print(table)
