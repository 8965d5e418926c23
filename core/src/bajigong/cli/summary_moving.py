"""Who comes and who goes in each month of a forecast: columns up and down from one line."""

from typing import Final

from attrs import field, frozen

from bajigong.cli.summary_bars import COLOURS
from bajigong.cli.summary_frame import Frame
from bajigong.cli.summary_measure import measure
from bajigong.cli.summary_scale import brief
from bajigong.cli.summary_svg import FAINT, INK, PAPER, Pen
from bajigong.engine.verdict import Outcome

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
