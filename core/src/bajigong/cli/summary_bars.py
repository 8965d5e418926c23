"""Bars of a summary's picture: the verdicts as shares of one bar, and the commonest reasons below each other."""

from typing import Final

from bajigong.cli.summary_grid import percent
from bajigong.cli.summary_measure import measure, wrapped
from bajigong.cli.summary_svg import FAINT, INK, PAPER, Pen, Sheet
from bajigong.cli.summary_words import Words
from bajigong.engine.verdict import Outcome
from bajigong.policy.text import Text

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
