"""Marks in a forecast: a line through its charts on each day from which many leave, and beside its head what it is."""

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from bajigong.batch.summing.forecast import Leaving
from bajigong.cli.summary_frame import Frame
from bajigong.cli.summary_measure import BOLD, measure, wrapped
from bajigong.cli.summary_svg import Pen
from bajigong.cli.summary_words import Words

_COLOUR: Final = "#8c2d04"
_SIZE: Final = 14
_PEN: Final = Pen(_SIZE, _COLOUR, bold=True)
#: The height of a row of words; what is between two marks; how far words stand off their line; the room on both sides.
_ROW: Final = 20
_BETWEEN: Final = 6
_OFF: Final = 12
_BEYOND: Final = 100
_BEFORE: Final = 56


@frozen(eq=False)
class Marks:
    """Marks on days, in their order, one below the other."""

    frame: Frame
    words: Words
    leaving: tuple[Leaving, ...]

    @property
    def height(self) -> float:
        """The room that the words take."""
        return sum(_ROW * len(rows) + _BETWEEN for _, _, rows in self._laid())

    def draw_lines(self, y: float, foot: float) -> None:
        """Draw the lines, each from the foot of its first row of words on."""
        for at, _, rows in self._laid():
            self.frame.sheet.rule((at, y - 10), (at, foot), _COLOUR, "2 3")
            y += _ROW * len(rows) + _BETWEEN

    def write(self, y: float) -> None:
        """Write the words, ``y`` being the foot of the first row; lines of other marks give way to them."""
        sheet = self.frame.sheet
        for at, right, rows in self._laid():
            x, pen = (at + _OFF, _PEN) if right else (at - _OFF, evolve(_PEN, at="end"))
            sheet.words(at, y, "▼", Pen(12, _COLOUR, at="middle"))
            for row in rows:
                sheet.clear(x, y, row, pen)
                sheet.words(x, y, row, pen)
                y += _ROW
            y += _BETWEEN

    def _laid(self) -> Iterator[tuple[float, bool, list[str]]]:
        """Give each mark's place, whether its words stand to the right of it, and their rows."""
        frame = self.frame
        for one in self.leaving:
            at, said = frame.day(one.day), self.words.leaving(one).say(frame.sheet.lang)
            right = frame.x + frame.width + _BEYOND - at - _OFF
            left = at - frame.x + _BEFORE - _OFF
            wide = measure(said, _SIZE, bold=True)
            to_right = wide <= right or (wide > left and right >= left)
            yield at, to_right, wrapped(said, _SIZE, (right if to_right else left) / BOLD, 2)
