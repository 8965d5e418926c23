"""The summary as a picture: totals, bars, who moves and who leaves, one chart under the other."""

from collections.abc import Iterator
from typing import Final

from attrs import field, frozen

from bajigong.answers import Outcome
from bajigong.batch.summing.summary import Leaving
from bajigong.cli.show.lines import percent
from bajigong.cli.summary_chart import (
    FAINT,
    INK,
    PAPER,
    Frame,
    Marks,
    Pen,
    Point,
    Scale,
    Sheet,
    brief,
    measure,
    wrapped,
)
from bajigong.cli.summary_tables import Words
from bajigong.policy.text import Lang, Text, listed

#: Colours that stay apart for colour-blind eyes and in grey (after Okabe and Ito), and what is written on them.
COLOURS: Final = {
    Outcome.ELIGIBLE: "#0072b2",
    Outcome.NOT_ELIGIBLE: "#d55e00",
    Outcome.UNDETERMINED: "#f0c94c",
    Outcome.NOT_COVERED: "#a9b1b7",
}
ON_COLOUR: Final = {Outcome.ELIGIBLE: PAPER, Outcome.NOT_ELIGIBLE: PAPER}
_PEOPLE = Text("{n:,}人", "{n:,}")
_REASONS = Text("不符合的主要原因", "Why people are not eligible")
_OF = Text(
    "未满足下列条件的人数；占不符合者{n:,}人的比例，一人可有多项",
    "people who fail on each; shares of the {n:,} who are not eligible, one person may have several",
)
_NOBODY = Text("没有不符合的人员", "nobody is refused")
_BAR, _GAP = 58, 3


def heading(sheet: Sheet, x: float, y: float, title: str, below: str) -> float:
    """Write the heading of a part and what is to be known of it; return the foot."""
    sheet.words(x, y, title, Pen(22, bold=True))
    sheet.words(x, y + 25, below, Pen(14, FAINT))
    return y + 25


def draw_verdicts(sheet: Sheet, words: Words, x: float, y: float, width: float) -> float:
    """Draw the verdicts as one bar with its key below; return the foot."""
    total = words.summary.total
    found = [(outcome, label.say(sheet.lang), n) for outcome, label, n in words.verdicts() if n]
    at, room = x, width - _GAP * (len(found) - 1)
    for outcome, label, n in found:
        wide = room * n / total
        sheet.box(at, y, wide, _BAR, COLOURS[outcome])
        for said in (f"{label} {percent(n, total)}", percent(n, total)):
            if measure(said, 22, bold=True) + 16 < wide:
                sheet.words(at + wide / 2, y + 37, said, Pen(22, ON_COLOUR.get(outcome, INK), True, "middle"))
                break
        at += wide + _GAP
    at, foot = x, y + _BAR + 34
    for outcome, label, n in found:
        many, share = _PEOPLE.fill(n=n).say(sheet.lang), percent(n, total)
        parts = [(label, Pen(16)), (many, Pen(16, bold=True)), (share, Pen(16, FAINT))]
        whole = 24 + sum(measure(said, 16, bold=pen.bold) + 10 for said, pen in parts)
        if at + whole > x + width:
            at, foot = x, foot + 28
        sheet.box(at, foot - 13, 15, 15, COLOURS[outcome])
        _row(sheet, at + 24, foot, parts)
        at += whole + 30
    return foot


def draw_reasons(sheet: Sheet, words: Words, x: float, y: float, width: float) -> float:
    """Draw the commonest reasons, each a sentence and a bar; return the foot."""
    refused, found = words.summary.count(Outcome.NOT_ELIGIBLE), words.failing()
    said = (_OF.fill(n=refused) if found else _NOBODY).say(sheet.lang)
    foot = heading(sheet, x, y, _REASONS.say(sheet.lang), said) + 18
    half = width * 0.56
    most = max((n for _, n in found), default=1)
    for text, n in found:
        rows = wrapped(text.say(sheet.lang), 15.5, half - 24, 3)
        height = 22 * len(rows) + 14
        middle = foot + height / 2
        for number, row in enumerate(rows):
            sheet.words(x, middle + 5.5 + 22 * (number - (len(rows) - 1) / 2), row, Pen(15.5))
        many, share = _PEOPLE.fill(n=n).say(sheet.lang), percent(n, refused)
        room = width - half - measure(many, 15, bold=True) - measure(share, 15) - 24
        wide = max(room * n / most, 2)
        sheet.box(x + half, middle - 10, wide, 20, COLOURS[Outcome.NOT_ELIGIBLE])
        _row(sheet, x + half + wide + 10, middle + 5.5, [(many, Pen(15, bold=True)), (share, Pen(15, FAINT))])
        foot += height
    return foot


def _row(sheet: Sheet, x: float, y: float, parts: list[tuple[str, Pen]]) -> None:
    """Write words one after another, each with its pen."""
    for said, pen in parts:
        sheet.words(x, y, said, pen)
        x += measure(said, pen.size, bold=pen.bold) + 10


GAIN: Final = COLOURS[Outcome.ELIGIBLE]
LOSS: Final = COLOURS[Outcome.NOT_ELIGIBLE]
#: A loss so many times the greatest other figure is cut, lest nothing else be seen.
_CUT: Final = 2.5
_SIZE: Final = 11.5
_LABEL: Final = 18
#: What must be free between two figures; below which numbers they are said as they are, best first.
_APART: Final = 4
_WHOLE: Final = (10**5, 10**4)


@frozen(eq=False)
class Moving:
    """Columns of a frame's months between ``top`` and ``top + height``."""

    frame: Frame
    top: float
    height: float
    most: int = field(init=False)
    whole: int | None = field(init=False)

    @most.default
    def _longest(self) -> int:
        """Return the greatest figure that is drawn whole."""
        figures = sorted(n for month in self.frame.forecast.months for n in (month.gained, month.lost) if n)
        while len(figures) > 1 and figures[-1] > _CUT * figures[-2]:
            figures.pop()
        return figures[-1] if figures else 1

    @whole.default
    def _fits(self) -> int | None:
        """Say below which numbers figures can be said as they are and have room; None where none has."""
        figures = [n for month in self.frame.forecast.months for n in (month.gained, month.lost) if n <= self.most]
        lang, room = self.frame.sheet.lang, self.frame.step - _APART
        fits = (w for w in _WHOLE if all(measure(brief(n, lang, w), _SIZE) <= room for n in figures))
        return next(fits, None)

    def draw(self) -> float:
        """Draw the columns; return the foot."""
        months = self.frame.forecast.months
        up = max(min(month.gained, self.most) for month in months)
        down = max(min(month.lost, self.most) for month in months)
        room = self.height - _LABEL * (bool(up) + bool(down))
        unit = room / max(up + down, 1)
        base = self.top + up * unit + _LABEL * bool(up)
        for number, month in enumerate(months):
            self._column(number, month.gained, base, -unit, GAIN)
            self._column(number, month.lost, base, unit, LOSS)
        self.frame.sheet.rule((self.frame.x, base), (self.frame.x + self.frame.width, base), INK)
        return self.top + self.height

    def _column(self, number: int, people: int, base: float, unit: float, colour: str) -> None:
        """Draw one column, up where ``unit`` is below 0, and its figure at the end."""
        if not people:
            return
        wide, cut = self.frame.step * 0.64, people > self.most
        x = self.frame.month(number) + (self.frame.step - wide) / 2
        tall = max(abs(unit) * min(people, self.most), 1.5)
        end = base + (tall if unit > 0 else -tall)
        self.frame.sheet.box(x, min(base, end), wide, tall, colour)
        if cut:
            self._cut(x, wide, (base + end) / 2)
        if cut or self.whole:
            said = brief(people, self.frame.sheet.lang, self.whole or _WHOLE[0])
            self._figure(x + wide / 2, end + (13 if unit > 0 else -5), said, cut)

    def _figure(self, x: float, y: float, said: str, cut: bool) -> None:
        pen = Pen(_SIZE, INK if cut else FAINT, cut, "middle")
        if cut:
            self.frame.sheet.clear(x, y, said, pen)
        self.frame.sheet.words(x, y, said, pen)

    def _cut(self, x: float, wide: float, y: float) -> None:
        """Draw a break across a column that would be longer than there is room for."""
        self.frame.sheet.path(
            f"M{x - 3:.1f} {y + 4:.1f}L{x + wide / 2:.1f} {y - 2:.1f}L{x + wide + 3:.1f} {y + 4:.1f}",
            stroke=PAPER,
            wide=5,
        )


_AREA: Final = "#cfe3f1"


def draw_total(frame: Frame, top: float, foot: float) -> None:
    """Draw the running total."""
    sheet, forecast = frame.sheet, frame.forecast
    scale = Scale(max(1, forecast.now, *(month.total for month in forecast.months)), foot, top)
    line = list(_points(frame, scale))
    sheet.path(f"{_joined([(line[0][0], foot), *line, (line[-1][0], foot)])}Z", fill=_AREA)
    for mark in scale.marks():
        sheet.rule((frame.x, scale.at(mark)), (frame.x + frame.width, scale.at(mark)))
        sheet.words(frame.x - 10, scale.at(mark) + 4.5, brief(mark, sheet.lang), Pen(12.5, FAINT, at="end"))
    sheet.path(_joined(line), stroke=INK, wide=2.5)
    sheet.words(frame.x + 4, line[0][1] - 9, f"{forecast.now:,}", Pen(14, bold=True))
    end = f"{forecast.months[-1].total:,}"
    sheet.words(frame.x + frame.width + 8, line[-1][1] + 5, end, Pen(14, bold=True))


def _points(frame: Frame, scale: Scale) -> Iterator[Point]:
    """Give the corners of the line."""
    before = frame.forecast.now
    yield frame.x, scale.at(before)
    for number, month in enumerate(frame.forecast.months):
        start, left = frame.month(number), 0
        falls = [one for one in frame.forecast.leaving if frame.number(one.day) == number]
        rest = month.total - before + sum(one.people for one in falls)
        for one in falls:
            at = frame.day(one.day)
            now = before + rest * (at - start) / frame.step - left
            left += one.people
            yield at, scale.at(now)
            yield at, scale.at(now - one.people)
        yield frame.month(number + 1), scale.at(month.total)
        before = month.total


def _joined(points: list[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def biggest(leaving: tuple[Leaving, ...], most: int) -> tuple[Leaving, ...]:
    """Return the few days on which most leave, in their order."""
    return tuple(sorted(sorted(leaving, key=lambda one: -one.people)[:most], key=lambda one: one.day))


_TITLE = Text("今后{n}个月的变化（仅因时间推移）", "The next {n} months, by time alone")
_BELOW = Text(
    "目前符合{now:,}人；其间将新增符合{gained:,}人，{lost:,}人将不再符合",
    "{now:,} are eligible now; {gained:,} more will become so, and {lost:,} will cease to be",
)
_NOTHING = Text("其间无人新符合，亦无人不再符合", "nobody becomes eligible, and nobody ceases to be")
_TOTAL = Text("符合人数合计", "eligible in all")
_GAINED = Text("每月新符合", "become eligible in the month")
_LOST = Text("每月不再符合", "cease to be eligible")
_TITLES = Pen(14, bold=True)
_HIGH, _LOW, _LEFT, _RIGHT, _MARKED = 150.0, 170.0, 64.0, 104.0, 3


def draw_ahead(sheet: Sheet, words: Words, x: float, y: float, width: float) -> float:
    """Draw the forecast; return the foot."""
    forecast = words.summary.forecast
    gained, lost = (sum(getattr(month, side) for month in forecast.months) for side in ("gained", "lost"))
    below = _BELOW.fill(now=forecast.now, gained=gained, lost=lost) if gained or lost else _NOTHING
    title = _TITLE.fill(n=len(forecast.months)).say(sheet.lang)
    foot = heading(sheet, x, y, title, below.say(sheet.lang))
    if not gained and not lost:
        return foot
    frame = Frame(sheet, forecast, x + _LEFT, width - _LEFT - _RIGHT)
    marks = Marks(frame, words, biggest(forecast.leaving, _MARKED))
    sheet.words(x, foot + 34, _TOTAL.say(sheet.lang), _TITLES)
    first = foot + 60
    top = first + marks.height + 8
    moving = top + _HIGH + 58
    frame.draw_years(top, top + _HIGH)
    frame.draw_years(moving, moving + _LOW)
    draw_total(frame, top, top + _HIGH)
    marks.draw_lines(first, moving + _LOW)
    _key(sheet, x, moving - 20)
    end = frame.draw_axis(Moving(frame, moving, _LOW).draw() + 4)
    marks.write(first)
    return end


def _key(sheet: Sheet, x: float, y: float) -> None:
    """Say what the columns are."""
    for label, colour in ((_GAINED, GAIN), (_LOST, LOSS)):
        said = label.say(sheet.lang)
        sheet.clear(x + 20, y, said, _TITLES)
        sheet.box(x, y - 11, 13, 13, colour)
        sheet.words(x + 20, y, said, _TITLES)
        x += measure(said, 14, bold=True) + 50


WIDTH: Final = 1200
MARGIN: Final = 56
_MADE = Text("结果 {file}　规则包 {bundle}…　bajigong {version}", "result {file}, law {bundle}…, bajigong {version}")
_SHORT: Final = len("sha256:") + 12


def picture(words: Words, lang: Lang) -> str:
    """Return the picture as SVG."""
    sheet = Sheet(WIDTH, lang)
    foot = 74.0
    for row in wrapped(words.title().say(lang), 32, WIDTH - 2 * MARGIN, 2):
        sheet.words(MARGIN, foot, row, Pen(32, bold=True))
        foot += 42
    about = listed(words.about(), "，", ", ").say(lang)
    for row in wrapped(about, 17, WIDTH - 2 * MARGIN, 2):
        sheet.words(MARGIN, foot - 8, row, Pen(17, FAINT))
        foot += 26
    inner = WIDTH - 2 * MARGIN
    foot = draw_verdicts(sheet, words, MARGIN, foot - 4, inner)
    foot = draw_ahead(sheet, words, MARGIN, foot + 62, inner)
    foot = draw_reasons(sheet, words, MARGIN, foot + 62, inner)
    made = words.summary.result
    said = _MADE.fill(file=made.path.name, bundle=made.bundle[:_SHORT], version=made.version).say(lang)
    sheet.words(MARGIN, foot + 44, said, Pen(12, FAINT))
    return sheet.svg(foot + 72, f"{words.title().say(lang)} {about}")
