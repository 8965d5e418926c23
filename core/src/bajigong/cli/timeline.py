"""A time line for the terminal: one bar for each gate and route, over a window of days, and a mark on the day asked."""

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import field, frozen
from rich.text import Text as Drawn

from bajigong.cli.show_lines import cells, fitted
from bajigong.engine.verdict import Holds, Outcome, RuleAnswer, Verdict
from bajigong.policy.text import Lang, Text

_WHOLE = Text("合计", "all together")
_LABEL = 26
_MARGIN = 2
#: Nothing further away than this is drawn, in days; and the window is never narrower than two years.
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
        every = max(1, -(-7 * (self.last.year - self.first.year + 1) // self.width))
        for year in range(self.first.year + 1, self.last.year + 1):
            if year % every == 0 and self.cell(date(year, 1, 1)) + 4 <= self.width:
                yield year, self.cell(date(year, 1, 1))


@frozen(eq=False)
class TimeLine:
    """Draws the time line of one verdict on so many cells."""

    verdict: Verdict
    lang: Lang
    width: int
    window: Window = field(init=False)

    @window.default
    def _fit(self) -> Window:
        on, far = self.verdict.on, timedelta(_FAR)
        bounds = [bound for rule in self._rules() for bound in (rule.since, rule.until) if bound]
        seen = [bound for bound in bounds if abs(bound - on) <= far]
        first, last = min([on - timedelta(_NEAR), *seen]), max([on + timedelta(_NEAR), *seen])
        edge = (last - first) / 20
        return Window(first - edge, last + edge, self.width - _LABEL - _MARGIN - 1)

    def rows(self) -> Iterator[Drawn]:
        """Draw the day asked about, the bars, the verdict and the years. Nothing where no rule was asked."""
        rules = self._rules()
        if not rules:
            return
        yield self._day()
        for rule in rules:
            yield self._bar(rule.label.say(self.lang), rule.holds, (rule.since, rule.until))
        if self.verdict.outcome in (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE):
            yield self._whole()
        yield self._years()

    def _rules(self) -> list[RuleAnswer]:
        ever = [route for route in self.verdict.routes if route.since or route.holds is not Holds.NO]
        return [*self.verdict.gates, *ever]

    def _day(self) -> Drawn:
        said = f"▼ {self.verdict.on.isoformat()}"
        at = self.window.cell(self.verdict.on)
        if at + cells(said) > self.window.width:
            said = f"{self.verdict.on.isoformat()} ▼"
            at -= cells(said) - 1
        return Drawn(" " * (_MARGIN + _LABEL + 1 + at) + said, "bold")

    def _whole(self) -> Drawn:
        verdict = self.verdict
        here = verdict.outcome is Outcome.ELIGIBLE
        span = (verdict.since, verdict.until) if here else (verdict.eligible_from, None)
        return self._bar(_WHOLE.say(self.lang), Holds.YES if here else Holds.NO, span, "bold ")

    def _bar(self, label: str, holds: Holds, span: Span, weight: str = "") -> Drawn:
        blank = "┄" if holds is Holds.UNKNOWN else "·"
        bar = Drawn(" " * _MARGIN + fitted(label, _LABEL) + " ", weight.strip(), no_wrap=True)
        on = self.window.cell(self.verdict.on)
        covered = range(0) if holds is not Holds.YES and span[0] is None else self._cells(span)
        for cell in range(self.window.width):
            filled = cell in covered
            style = "green" if filled else "yellow" if holds is Holds.UNKNOWN else "bright_black"
            bar.append("┃" if cell == on else "━" if filled else blank, "bold" if cell == on else weight + style)
        return bar

    def _cells(self, span: Span) -> range:
        since, until = span
        start = self.window.cell(since) if since else 0
        end = self.window.cell(until) if until else self.window.width
        return range(max(start, 0), max(min(end, self.window.width), start + 1))

    def _years(self) -> Drawn:
        said = ""
        for year, at in self.window.years():
            if at >= len(said):
                said += " " * (at - len(said)) + str(year)
        return Drawn(" " * (_MARGIN + _LABEL + 1) + said, "bright_black")
