"""The running total of a forecast: a line over an area, with a fall on each day from which many leave."""

from collections.abc import Iterator
from typing import Final

from bajigong.batch.summing.forecast import Leaving
from bajigong.cli.summary_frame import Frame
from bajigong.cli.summary_scale import Scale, brief
from bajigong.cli.summary_svg import FAINT, INK, Pen, Point

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
