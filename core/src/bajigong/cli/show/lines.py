"""Text for the terminal and for pipes: lines, lists, tables, JSON; and how far a long check has come."""

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import click
from attrs import define, field, frozen

from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from bajigong.errors import Problem

Row = Sequence[str]
_GAP = 2


def cells(words: str) -> int:
    """Count the cells that words take on a screen: two for a Chinese character, none for one that combines."""
    from rich.cells import cell_len

    return cell_len(words)


def aligned(rows: Iterable[Row], indent: str = "") -> list[str]:
    """Return rows as lines whose cells stand below each other; the last cell of a row is not filled up."""
    those = list(rows)
    columns = max(map(len, those), default=0)
    widths = [max((cells(row[n]) for row in those if n < len(row)), default=0) + _GAP for n in range(columns)]
    return [indent + "".join(map(padded, row, widths)).rstrip() for row in those]


def print_table(headers: Iterable[Text], rows: Iterable[Row], lang: Lang, indent: str = "") -> None:
    """Print a table to stdout: drawn and wrapped in a terminal, plain aligned columns elsewhere."""
    Grid(None, tuple(headers), tuple(rows)).print_rows(lang, indent)


def print_fields(fields: Iterable[tuple[Text, str]], lang: Lang, indent: str = "") -> None:
    """Print labelled values to stdout, one a line, leaving out those that are empty."""
    for line in aligned([(label.say(lang), value) for label, value in fields if value], indent):
        click.echo(line)


def print_json(value: Any) -> None:
    """Print JSON to stdout, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


Style = Literal["", "head", "good", "bad", "open", "dim"]
Part = tuple[str, Style]
_PLAIN: Style = ""

#: What cannot be parted: a word or a Chinese character, with the brackets before it and the punctuation after it.
_ATOM = re.compile(r"[（《「『【〔“‘]*(?:[!-~]+|\S)[，。；：、？！）》」』】〕”’…]*|\s+")


@frozen
class Line:
    """One line: its parts, and by how many cells it is indented. Where it wraps, ``hang`` more for what follows."""

    parts: tuple[Part, ...] = ()
    indent: int = 0
    hang: int = 2

    @property
    def text(self) -> str:
        """The line without its looks."""
        return " " * self.indent + "".join(words for words, _ in self.parts)

    def wrapped(self, width: int) -> Iterator["Line"]:
        """Break the line where it is wider than ``width`` cells: between words, or between Chinese characters."""
        row, indent = list[Part](), self.indent
        room = width - indent
        for words, style in self.parts:
            for atom in _ATOM.findall(words):
                if row and cells(atom.rstrip()) > room:
                    yield Line(_merged(row), indent)
                    row, indent = [], self.indent + self.hang
                    room = width - indent
                if row or not atom.isspace():
                    row.append((atom, style))
                    room -= cells(atom)
        yield Line(_merged(row), indent)


BLANK = Line()


def line(*parts: str | Part, indent: int = 0, hang: int = 2) -> Line:
    """Make a line of parts; plain words need no style. Nothing in them steers a terminal or begins another line."""
    styled = ((part, _PLAIN) if isinstance(part, str) else part for part in parts)
    return Line(tuple((printable(words), style) for words, style in styled), indent, hang)


def printable(words: str) -> str:
    """Return words with � in the place of control characters."""
    return words if words.isprintable() else "".join(c if c.isprintable() or c == "　" else "�" for c in words)


def padded(words: str, width: int) -> str:
    """Fill words up to a width with spaces."""
    return words + " " * (width - cells(words))


def fitted(words: str, width: int) -> str:
    """Cut words to a width, with … in their middle, and fill up with spaces: what tells two apart is often the end."""
    if cells(words) > width:
        start, end = words[: len(words) // 2], words[len(words) // 2 :]
        while cells(start) + cells(end) > width - 1:
            start, end = (start[:-1], end) if cells(start) >= cells(end) else (start, end[1:])
        words = f"{start}…{end}"
    return padded(words, width)


def _merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    runs = [("".join(words for words, _ in run), style) for style, run in groupby(parts, key=itemgetter(1))]
    return (*runs[:-1], *((words.rstrip(), style) for words, style in runs[-1:]))


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
            self.print_rows(lang)
        for note in self.notes:
            click.echo(f"• {note.say(lang)}")

    def print_rows(self, lang: Lang, indent: str = "") -> None:
        """Print the heads and the rows: drawn and wrapped in a terminal, plain aligned columns elsewhere."""
        rows = [[said(cell, lang) for cell in row] for row in (self.heads, *self.rows)]
        figures = [isinstance(cell, Figure) for cell in (self.rows[0] if self.rows else self.heads)]
        if sys.stdout.isatty():
            self._draw(rows, figures, indent)
            return
        for column in (column for column, right in enumerate(figures) if right):
            widest = max(cells(row[column]) for row in rows)
            for row in rows:
                row[column] = " " * (widest - cells(row[column])) + row[column]
        for one in aligned(rows, indent):
            click.echo(one)

    def _draw(self, rows: Sequence[Row], figures: Sequence[bool], indent: str) -> None:
        from rich import box
        from rich.console import Console
        from rich.padding import Padding
        from rich.table import Table
        from rich.text import Text as Styled

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for head, right in zip(rows[0], figures, strict=True):
            table.add_column(head, justify="right" if right else "left", no_wrap=right, overflow="fold")
        for row, those in zip(rows[1:], self.rows, strict=True):
            styles = (cell.style if isinstance(cell, Bar) else "" for cell in those)
            table.add_row(*map(Styled, row, styles))
        Console().print(Padding(table, (0, 0, 0, len(indent)), expand=False))


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
    _bar: "tuple[RichProgress, TaskID] | None" = None

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

    def _show(self) -> "tuple[RichProgress, TaskID]":
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
