"""The stretch of months that the charts of a forecast have in common: where each month and day stands."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from attrs import frozen

from bajigong.batch.summing.forecast import Forecast
from bajigong.cli.summary_measure import measure
from bajigong.cli.summary_svg import FAINT, Pen, Sheet
from bajigong.policy.text import Text

_YEAR = Text("{year}年", "{year}")
_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE: Final = 12.5


@frozen(eq=False)
class Frame:
    """Months side by side from ``x`` on, ``width`` units in all, on a sheet."""

    sheet: Sheet
    forecast: Forecast
    x: float
    width: float

    @property
    def step(self) -> float:
        """The width of a month."""
        return self.width / len(self.forecast.months)

    def month(self, number: int) -> float:
        """Return where a month begins, counted from 0."""
        return self.x + self.step * number

    def number(self, day: date) -> int:
        """Return which month a day is in."""
        first = self.forecast.months[0].first
        return (day.year - first.year) * 12 + day.month - first.month

    def day(self, day: date) -> float:
        """Return where a day begins."""
        return self.month(self.number(day)) + self.step * (day.day - 1) / monthrange(day.year, day.month)[1]

    def years(self) -> Iterator[tuple[int, float]]:
        """Give the years, each with where it begins."""
        for number, month in enumerate(self.forecast.months):
            if number == 0 or month.first.month == 1:
                yield month.first.year, self.month(number)

    def draw_years(self, top: float, foot: float) -> None:
        """Draw a line where a year begins."""
        for _, at in list(self.years())[1:]:
            self.sheet.rule((at, top), (at, foot))

    def draw_axis(self, foot: float) -> float:
        """Name the months as far as there is room, and the years below them; return the foot."""
        every = next(n for n in (1, 2, 3, 6, 12) if n == 12 or self.step * n >= 30)
        for number, month in enumerate(self.forecast.months):
            named = month.first.month
            if every < 12 and (named - 1) % every == 0:
                said = str(named) if self.sheet.lang == "zh" else _NAMES[named - 1]
                middle = self.month(number) + self.step / 2
                self.sheet.words(middle, foot + 18, said, Pen(_SIZE, FAINT, at="middle"))
        years = list(self.years())
        for (year, at), (_, end) in pairwise([*years, (0, self.x + self.width)]):
            said = _YEAR.fill(year=year).say(self.sheet.lang)
            if measure(said, _SIZE, bold=True) + 8 <= end - at:
                self.sheet.words(at + 4, foot + 38, said, Pen(_SIZE, FAINT, bold=True))
        self.sheet.rule((self.x, foot), (self.x + self.width, foot))
        return foot + 40
