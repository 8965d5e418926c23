"""The parts of a chart: scales, a stretch of months, marks, and the sheet they are drawn on as SVG."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import pairwise
from typing import Final, Literal

from attrs import define, evolve, field, frozen

from bajigong.batch.summing.summary import Forecast, Leaving
from bajigong.cli.show.lines import cells, line
from bajigong.cli.summary_tables import Words
from bajigong.policy.text import Lang, Text

#: Widths of letters as shares of the size, from narrow to wide; what is not here is as wide as a digit.
_GROUPS: Final = {
    0.25: "ijl|'",
    0.32: " ft.,:;!()[]I-/\\r",
    0.52: "cksvxyzJ",
    0.7: "ABCDEFGHKNOPQRSTUVXYZ&w",
    0.87: "mMW%@",
}
_WIDTHS: Final = {ord(letter): share for share, letters in _GROUPS.items() for letter in letters}
_DIGIT: Final = 0.556
BOLD: Final = 1.05


def measure(said: str, size: float, *, bold: bool = False) -> float:
    """Return how wide words are at a size, in its units."""
    wide = sum(1 if cells(letter) > 1 else _WIDTHS.get(ord(letter), _DIGIT) for letter in said)
    return wide * size * (BOLD if bold else 1)


def wrapped(said: str, size: float, width: float, most: int) -> list[str]:
    """Break words into at most so many lines that fit a width; the last ends in … where something is left out."""
    whole = measure(said, size)
    if whole <= width:
        return [said]
    room = max(int(cells(said) * width / whole * 0.97), 4)
    rows = [one.text.strip() for one in line(said, hang=0).wrapped(room)]
    if len(rows) <= most:
        return rows
    kept = rows[most - 1]
    while kept and cells(kept) > room - 2:
        kept = kept[:-1]
    return [*rows[: most - 1], f"{kept.rstrip()}…"]


INK: Final = "#1f2933"
FAINT: Final = "#5b6770"
RULE: Final = "#d5dade"
PAPER: Final = "#ffffff"
_HAN: Final = (
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', "
    "'WenQuanYi Micro Hei', SimHei, sans-serif"
)
_LATIN: Final = "'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', 'DejaVu Sans', sans-serif"
_FONTS: Final = {"zh": _HAN, "en": _LATIN}
#: Runs of Chinese in words that are otherwise of another script.
_CHINESE: Final = re.compile(r"([\u2e80-\u9fff\u3000-\u303f\uff00-\uffef〔〕]+)")

Point = tuple[float, float]


@frozen
class Pen:
    """How words are written: their size, colour and weight; ``at`` is start, middle or end: where they are held."""

    size: float
    fill: str = INK
    bold: bool = False
    at: Literal["start", "middle", "end"] = "start"


@define(eq=False)
class Sheet:
    """A sheet of so many units across and down, in one language."""

    width: float
    lang: Lang
    parts: list[str] = field(factory=list)

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """Draw a filled box; one without extent is left out."""
        if width > 0 and height > 0:
            self.parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'
            )

    def path(self, points: str, *, stroke: str = "none", fill: str = "none", wide: float = 1, dash: str = "") -> None:
        """Draw a path in the words of SVG."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<path d="{points}" fill="{fill}" stroke="{stroke}" stroke-width="{wide}"{dashed}/>')

    def rule(self, start: Point, end: Point, stroke: str = RULE, dash: str = "") -> None:
        """Draw a thin straight line."""
        self.path(f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}", stroke=stroke, dash=dash)

    def words(self, x: float, y: float, said: str, pen: Pen) -> None:
        """Write one line of words, their foot at ``y``."""
        weight = ' font-weight="600"' if pen.bold else ""
        anchor = "" if pen.at == "start" else f' text-anchor="{pen.at}"'
        looks = f'font-size="{pen.size:g}" fill="{pen.fill}"{anchor}{weight}'
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" {looks}>{self._set(said)}</text>')

    def clear(self, x: float, y: float, said: str, pen: Pen) -> None:
        """Take away what lies where words are to stand."""
        wide = measure(said, pen.size, bold=pen.bold)
        left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[pen.at]
        self.box(left - 2, y - pen.size, wide + 4, pen.size * 1.3, PAPER)

    def svg(self, height: float, title: str) -> str:
        """Return the sheet as a document."""
        lang = "zh-CN" if self.lang == "zh" else "en"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{height:g}" '
            f'viewBox="0 0 {self.width:g} {height:g}" xml:lang="{lang}" role="img" font-family="{_FONTS[self.lang]}">'
        )
        paper = f'<rect width="{self.width:g}" height="{height:g}" fill="{PAPER}"/>'
        return "\n".join([head, f"<title>{escape(title)}</title>", paper, *self.parts, "</svg>", ""])

    def _set(self, said: str) -> str:
        """Escape words; Chinese among others is set in a Chinese font of its own."""
        if self.lang == "zh":
            return escape(said)
        return _CHINESE.sub(rf'<tspan font-family="{_HAN}">\1</tspan>', escape(said))


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


@frozen
class Scale:
    """Numbers from 0 to ``most`` on a stretch from ``foot`` up to ``top``, in units of the sheet."""

    most: int
    foot: float
    top: float

    def at(self, number: float) -> float:
        """Return where a number stands."""
        return self.foot - (self.foot - self.top) * number / self.most

    def marks(self, wanted: int = 4) -> list[int]:
        """Return round numbers to mark, about so many above 0."""
        step = round_step(self.most / wanted)
        return list(range(0, self.most + 1, step))


def round_step(least: float) -> int:
    """Return the next of 1, 2, 5, 10, 20, 50 … that is not less."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor >= least:
                return step * factor
        step *= 10


def brief(number: int, lang: Lang, whole: int = 10**5) -> str:
    """Say a number in few characters: 12,345, 12.3万 or 123k; one below ``whole`` as it is."""
    if number < whole:
        return f"{number:,}"
    steps = ((10**8, "亿"), (10**4, "万")) if lang == "zh" else ((10**9, "bn"), (10**6, "m"), (10**3, "k"))
    for least, unit in steps:
        if number >= least:
            said = f"{number / least:.1f}" if number < 100 * least else f"{number / least:,.0f}"
            return f"{said.removesuffix('.0')}{unit}"
    return f"{number:,}"


_COLOUR: Final = "#8c2d04"
_MARK_SIZE: Final = 14
_PEN: Final = Pen(_MARK_SIZE, _COLOUR, bold=True)
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
            wide = measure(said, _MARK_SIZE, bold=True)
            to_right = wide <= right or (wide > left and right >= left)
            yield at, to_right, wrapped(said, _MARK_SIZE, (right if to_right else left) / BOLD, 2)
