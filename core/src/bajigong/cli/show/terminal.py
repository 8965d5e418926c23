"""Printing for a terminal: colours, the verdict in a frame, and the time line."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from attrs import field, frozen
from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.text import Text as Drawn

from bajigong.answers import Holds, Outcome, RuleAnswer, Verdict
from bajigong.cli.show.application import STYLES, View
from bajigong.cli.show.lines import Line, Style, cells, fitted
from bajigong.policy.text import Lang, Text

_WHOLE = Text("结论", "verdict")
_MARGIN = 2
#: Bounds further away than this are not sought, in days; and the window is never narrower than two years.
_FAR, _NEAR = 12 * 366, 366

Span = tuple[date | None, date | None]


@frozen
class Window:
    """The days that are drawn, on so many cells."""

    first: date
    last: date
    width: int

    def cell(self, when: date) -> int:
        """Return the cell of a day, which may lie outside the window."""
        return (when - self.first).days * self.width // ((self.last - self.first).days + 1)

    def years(self) -> Iterator[tuple[int, int]]:
        """Give the years that can be written below the line, each with its cell."""
        every = max(1, -(-6 * (self.last - self.first).days // (365 * self.width)))
        for year in range(self.first.year + 1, self.last.year + 1):
            if year % every == 0 and self.cell(date(year, 1, 1)) + len(str(year)) <= self.width:
                yield year, self.cell(date(year, 1, 1))


@frozen(eq=False)
class TimeLine:
    """Draws the time line of one verdict on so many cells."""

    verdict: Verdict
    lang: Lang
    width: int
    label: int = field(init=False)
    window: Window = field(init=False)

    @label.default
    def _widest(self) -> int:
        labels = [_WHOLE, *(rule.label for rule in self._rules())]
        return min(self.width * 2 // 5, max(cells(label.say(self.lang)) for label in labels))

    @window.default
    def _fit(self) -> Window:
        on, far = self.verdict.on, timedelta(_FAR)
        bounds = [bound for rule in self._rules() for bound in (rule.since, rule.until) if bound]
        seen = [bound for bound in bounds if abs(bound - on) <= far]
        first, last = min([on - timedelta(_NEAR), *seen]), max([on + timedelta(_NEAR), *seen])
        edge = (last - first) / 20
        return Window(first - edge, last + edge, self.width - self._left)

    def rows(self) -> Iterator[Drawn]:
        """Draw the day asked about, the bars, the verdict and the years. Nothing where no rule was asked."""
        rules = self._rules()
        if not rules:
            return
        yield self._day()
        for rule in rules:
            yield self._bar(rule.label, rule.holds, (rule.since, rule.until))
        if self.verdict.outcome in (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE):
            yield self._whole()
        yield self._years()

    @property
    def _left(self) -> int:
        return _MARGIN + self.label + 1

    def _rules(self) -> list[RuleAnswer]:
        """Return every gate, and the routes that have a day to draw."""
        return [*self.verdict.gates, *(r for r in self.verdict.routes if r.since or r.holds is Holds.YES)]

    def _day(self) -> Drawn:
        day = self.verdict.on.isoformat()
        at = self.window.cell(self.verdict.on)
        fits = at + len(day) + 2 <= self.window.width
        start, said = (at, f"▼ {day}") if fits else (at - len(day) - 1, f"{day} ▼")
        return Drawn(" " * (self._left + start) + said, "bold")

    def _whole(self) -> Drawn:
        verdict = self.verdict
        if verdict.outcome is Outcome.ELIGIBLE:
            return self._bar(_WHOLE, Holds.YES, (verdict.since, verdict.until), "bold ")
        return self._bar(_WHOLE, Holds.NO, (verdict.eligible_from, self._closes()), "bold ")

    def _closes(self) -> date | None:
        """Return the day on which what begins on the first eligible day ends: a gate, or the last of its routes."""
        first = self.verdict.eligible_from or date.max
        routes = [route.until for route in self.verdict.routes if route.since and route.since <= first]
        gates = [gate.until for gate in self.verdict.gates]
        ends = [*gates, *([] if None in routes else [max(filter(None, routes), default=None)])]
        return min((end for end in ends if end and end > first), default=None)

    def _bar(self, label: Text, holds: Holds, span: Span, weight: str = "") -> Drawn:
        bar = Drawn(" " * _MARGIN + fitted(label.say(self.lang), self.label) + " ", weight.strip())
        covered = self._cells(span) if holds is Holds.YES or span[0] else range(0)
        blank, faint = ("┄", "yellow") if holds is Holds.UNKNOWN else ("·", "dim")
        on = self.window.cell(self.verdict.on)
        for cell in range(self.window.width):
            shape, style = ("━", f"{weight}green") if cell in covered else (blank, faint)
            bar.append(*(("┃", "bold") if cell == on else (shape, style)))
        return bar

    def _cells(self, span: Span) -> range:
        since, until = span
        start = max(self.window.cell(since), 0) if since else 0
        end = min(self.window.cell(until), self.window.width) if until else self.window.width
        return range(start, max(end, start + 1))

    def _years(self) -> Drawn:
        said = " " * self._left
        for year, at in self.window.years():
            if self._left + at >= len(said):
                said = f"{said:{self._left + at}}{year} "
        return Drawn(said.rstrip(), "dim")


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
