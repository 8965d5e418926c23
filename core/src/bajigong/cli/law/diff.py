"""``bajigong law diff``: in what two laws differ, who would notice, and what it comes to for a table of people."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import frozen

from bajigong.cli.law.asked import place_option
from bajigong.cli.options import Day, config_option, json_option, lang_option
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.review.law_diff import Side

_PLACE = Text("--place 填写为 {place!r}；应为六位代码", "found --place {place!r}; expected a code of six digits")
_DAY = Text(
    "{what!r} 的日期填写有误；应为 租户@YYYY-MM-DD", "found {what!r}; expected a tenant, or a tenant@YYYY-MM-DD"
)


@frozen
class Call:
    """What the command line says."""

    sides: tuple[str, str]
    on: date | None
    on_a: date | None
    on_b: date | None
    place: str | None
    people: tuple[Path, ...]
    config: Path | None
    as_json: bool
    lang: Lang


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
    from bajigong.cli.law.diff_run import perform

    if place is not None and not (place.isascii() and place.isdigit() and len(place) == len("510000")):
        raise click.UsageError(_PLACE.fill(place=place).say(lang))
    call = Call((a, b), on, on_a, on_b, place, people, config, as_json, lang)
    click.get_current_context().exit(perform(call))


def sides(call: Call) -> "tuple[Side, Side]":
    """Open both sides. Raises click.UsageError for a day that is none, TenantError, PluginError and LawError."""
    from bajigong.cli.options import today
    from bajigong.law.tenants import tenant
    from bajigong.review.law_diff import side_of

    usual = call.on or today()
    opened = []
    for spec, own in zip(call.sides, (call.on_a, call.on_b), strict=True):
        name, day = _split(spec, call.lang)
        opened.append(side_of(tenant(name, call.config), day or own or usual, call.place))
    return opened[0], opened[1]


def _split(spec: str, lang: Lang) -> tuple[str, date | None]:
    name, at, day = spec.partition("@")
    try:
        return name, date.fromisoformat(day) if at else None
    except ValueError as error:
        raise click.UsageError(_DAY.fill(what=spec).say(lang)) from error
