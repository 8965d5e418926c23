"""The forecast in a summary's picture: the running total, who comes and who goes by month, and when many leave."""

from bajigong.cli.summary_bars import heading
from bajigong.cli.summary_frame import Frame
from bajigong.cli.summary_marks import Marks
from bajigong.cli.summary_measure import measure
from bajigong.cli.summary_moving import GAIN, LOSS, Moving
from bajigong.cli.summary_svg import Pen, Sheet
from bajigong.cli.summary_total import biggest, draw_total
from bajigong.cli.summary_words import Words
from bajigong.policy.text import Text

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
