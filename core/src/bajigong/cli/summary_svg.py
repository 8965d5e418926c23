"""A sheet to draw on, written as SVG: boxes, lines and words. No letter is embedded; the reader's fonts show them."""

import re
from html import escape
from typing import Final, Literal

from attrs import define, field, frozen

from bajigong.cli.summary_measure import measure
from bajigong.policy.text import Lang

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
