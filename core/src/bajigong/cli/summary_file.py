"""Writing a summary's picture: SVG as it is drawn, PNG rendered from it, and never half-written."""

from pathlib import Path
from typing import Any, Final

import click

from bajigong.cli.summary_picture import picture
from bajigong.cli.summary_words import Words
from bajigong.outputs import write_whole
from bajigong.policy.text import Lang, Text

#: Points of a PNG for each unit of the drawing: sharp on a slide and on paper.
_ZOOM: Final = 2
_LETTER: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="16" font-size="16">{0}</text></svg>'
)
_NO_RENDERER = Text(
    "生成 .png 需要扩展“pictures”：pip install 'bajigong[pictures]'；.svg 无需安装",
    "a .png needs the extra 'pictures': pip install 'bajigong[pictures]'; a .svg needs nothing",
)
_NO_FONT = Text(
    "本机未安装中文字体，无法生成含中文的 .png；请安装一种（如 Noto Sans CJK SC），或改用 .svg",
    "no Chinese font is installed here to draw a .png with; install one (such as Noto Sans CJK SC), or write a .svg",
)


def write_picture(path: Path, words: Words, lang: Lang) -> None:
    """Draw a summary to a file.

    Raises click.ClickException where it cannot be rendered, BajigongError where it cannot be written.
    """
    drawn = picture(words, lang)
    content = _rendered(drawn, lang) if path.suffix.lower() == ".png" else drawn.encode()
    write_whole(path, content, lang)


def _rendered(drawn: str, lang: Lang) -> bytes:
    try:
        import resvg_py
    except ImportError as error:
        raise click.ClickException(_NO_RENDERER.say(lang)) from error
    if _shows_nothing(resvg_py):
        raise click.ClickException(_NO_FONT.say(lang))
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, zoom=_ZOOM))


def _shows_nothing(renderer: Any) -> bool:
    """Say whether a Chinese character leaves no trace: then no font here has it."""
    blank, letter = (bytes(renderer.svg_to_bytes(svg_string=_LETTER.format(one))) for one in (" ", "职"))
    return blank == letter
