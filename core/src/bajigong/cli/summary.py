"""``bajigong summary``: what a check of many people comes to, in figures, in tables and in one picture."""

from pathlib import Path
from typing import Any, Final

import click

from bajigong.cli.options import config_option, json_option, lang_option, spoken
from bajigong.policy.text import Text, listed, same

_NAME: Final = Text("填写为{found}；名称应以{known}结尾", "found {found}; expected a name that ends in {known}")
SUFFIXES: Final = (".svg", ".png")
TABLES: Final = ("grade", "occupation", "route", "city")


def _picture(ctx: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    if path and path.suffix.lower() not in SUFFIXES:
        known = listed(tuple(map(same, SUFFIXES)), "或", " or ")
        raise click.BadParameter(_NAME.fill(found=repr(path.name), known=known).say(spoken()))
    return path


@click.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="PICTURE",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_picture,
    help="Draw one picture: .svg, or .png with the extra 'pictures'.",
)
@click.option("--months", type=click.IntRange(1, 120), default=24, show_default=True, help="Months of the forecast.")
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(TABLES),
    help="Which tables to print below the rest; may be repeated.  [default: all]",
)
@json_option
@lang_option
@config_option
def summary(**options: Any) -> None:
    """Sum up a result of many people: verdicts, reasons, missing facts, and what the months to come will bring.

    RESULT is what `bajigong check` wrote: result.parquet or .arrow, or a folder of parts. The forecast is of what time
    alone will do: work and certificates that are still to come are not in it.

    \b
    bajigong summary result.parquet
    bajigong summary result.parquet -o summary.svg --lang zh
    """  # noqa: D301  (\\b keeps click from joining the lines)
    from bajigong.cli.summary_run import Options, perform

    perform(Options(**options))
