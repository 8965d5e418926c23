"""One picture of a summary: how many may apply, what the months to come will bring, and what stands in the way."""

from typing import Final

from bajigong.cli.summary_ahead import draw_ahead
from bajigong.cli.summary_bars import draw_reasons, draw_verdicts
from bajigong.cli.summary_measure import wrapped
from bajigong.cli.summary_svg import FAINT, Pen, Sheet
from bajigong.cli.summary_words import Words
from bajigong.policy.text import Lang, Text, listed

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
