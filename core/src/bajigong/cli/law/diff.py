"""``bajigong law diff``: in what two laws differ, who would notice, and what it comes to for a table of people."""

from datetime import date
from pathlib import Path

import click

from bajigong.cli.options import Day, config_option, json_option, lang_option, place_option, see_place
from bajigong.policy.text import Lang


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--on", type=Day(), help="The day on which both are asked.  [default: today]")
@click.option("--on-a", type=Day(), help="The day on which A is asked.")
@click.option("--on-b", type=Day(), help="The day on which B is asked.")
@place_option
@click.option(
    "--people",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Applications: how many verdicts change. May be given several times.",
)
@config_option
@json_option
@lang_option
def diff(  # noqa: PLR0913  (an argument for each option)
    *,
    a: str,
    b: str,
    on: date | None,
    on_a: date | None,
    on_b: date | None,
    place: str | None,
    people: tuple[Path, ...],
    config: Path | None,
    as_json: bool,
    lang: Lang,
) -> None:
    """Compare two laws (规定差异): tenants A and B, each NAME or NAME@YYYY-MM-DD.

    Says which documents, values, rules and ways of assessment differ, by which clauses, and finds somebody whose
    verdict differs. With --people both laws decide the same applications, and the changes are counted.

    \b
    bajigong law diff A B --on 2026-11-21
    bajigong law diff A@2027-12-27 A@2027-12-28
    bajigong law diff A B --people applications.xlsx
    """  # noqa: D301  (\\b keeps click from joining the lines)
    from bajigong.cli.law.diff_run import Call, perform

    see_place(place, lang)
    call = Call((a, b), on, on_a, on_b, place, people, config, as_json, lang)
    click.get_current_context().exit(perform(call))
