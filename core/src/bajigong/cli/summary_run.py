"""One call of ``bajigong summary``: from the result to the tables, the JSON or the picture."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click
from attrs import frozen

from bajigong.batch.cases import OUTCOMES
from bajigong.batch.summing.summary import Counts
from bajigong.cli.explain_run import told
from bajigong.cli.options import admit_output
from bajigong.cli.summary_picture import picture
from bajigong.cli.summary_tables import TOP, Words
from bajigong.outputs import write_whole
from bajigong.policy.text import Lang, Text

_WRITTEN = Text("图已写入{path}", "the picture is in {path}")
_RESULT = Text("核验结果", "a result")


@frozen
class Options:
    """What the command line says."""

    result: Path
    output: Path | None
    months: int
    by: tuple[str, ...]
    as_json: bool
    lang: Lang
    config: Path | None


def perform(options: Options) -> None:
    """Sum up a result as the options ask. Raises click.ClickException for what a user can mend."""
    lang = options.lang
    with told(lang):
        from bajigong.batch.summing.result import open_result
        from bajigong.batch.summing.summary import summarise
        from bajigong.cli.open_tenants import home_of
        from bajigong.cli.summary_tables import Words

        result = open_result(options.result)
        if options.output:
            admit_output(options.output, lang, options.config, ((path, _RESULT) for path in result.files))
        home = home_of(result, options.config)
        words = Words(summarise(result, options.months), home.names)
    home.warn(lang)
    if options.output:
        write_picture(options.output, words, lang)
        click.echo(_WRITTEN.fill(path=options.output).say(lang), err=True)
    if options.as_json:
        from bajigong.cli.show.lines import print_json

        print_json(as_object(words, lang))
    elif not options.output:
        from bajigong.cli.summary_tables import print_summary

        print_summary(words, options.by, lang)


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


def as_object(words: Words, lang: Lang) -> dict[str, Any]:
    """Return what is written. Tables are whole; reasons and facts are the commonest."""
    summary = words.summary
    wanted = zip(summary.missing[:TOP], words.missing(), strict=True)
    return {
        "tenant": summary.result.tenant,
        "bundle": summary.result.bundle,
        "on": [day.isoformat() for day in summary.days],
        "total": summary.total,
        "refused": summary.refused,
        "verdicts": _named(summary.verdicts),
        "failing": [{"text": text.say(lang), "people": people} for text, people in words.failing()],
        "missing": [
            {"fact": fact, "label": label.say(lang), "people": people, "alone": alone}
            for (fact, _), (label, people, alone) in wanted
        ],
        "forecast": _forecast(words, lang),
        "grades": _table(summary.grades),
        "occupations": _table(summary.occupations),
        "routes": _table(summary.routes),
        "cities": _table(summary.cities),
    }


def _forecast(words: Words, lang: Lang) -> dict[str, Any]:
    forecast = words.summary.forecast
    return {
        "now": forecast.now,
        "months": [
            {"month": f"{month.first:%Y-%m}", "gained": month.gained, "lost": month.lost, "total": month.total}
            for month in forecast.months
        ],
        "leaving": [
            {
                "day": one.day.isoformat(),
                "people": one.people,
                "lapsing": [document.say(lang) for document in words.lapsing(one.day)],
            }
            for one in forecast.leaving
        ],
    }


def _table(counts: Mapping[str, Counts]) -> dict[str, dict[str, int]]:
    return {key: _named(counts[key]) for key in sorted(counts)}


def _named(counts: Counts) -> dict[str, int]:
    return {str(outcome): count for outcome, count in zip(OUTCOMES, counts, strict=True)}
