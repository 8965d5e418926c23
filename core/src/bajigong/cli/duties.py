"""``bajigong duties``: who must do what by when, as a table, for programs, or as a calendar file."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from bajigong.cli.options import (
    admit_output,
    ask,
    config_option,
    json_option,
    lang_option,
    on_option,
    one_of,
    place_option,
    tenant_option,
)
from bajigong.policy.law import DutyKind
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.cli.duties_run import View

_SUFFIX = Text("文件名为{path}；应以 .ics 结尾", "found file name {path}; expected one that ends in .ics")
_WRITTEN = Text("已生成{path}，共{n}项", "wrote {path} (yearly due days: {n})")
_NOT_INSTALLED = Text(
    "生成日历文件需要 icalendar，请执行：pip install 'bajigong[calendar]'",
    "a calendar file needs the library icalendar: pip install 'bajigong[calendar]'",
)


@click.command()
@tenant_option
@config_option
@on_option
@place_option
@click.option("--track", metavar="TRACK", help="Only what this track (评价类型) is asked to do.")
@click.option("--who", metavar="TEXT", default="", help="Only those whose name has this in it (责任单位): 评价机构.")
@click.option("--kind", type=click.Choice(get_args(DutyKind)), help="Only duties of this kind (类别).")
@click.option("--full", is_flag=True, help="Write every duty out: its lists, its figures, its clauses.")
@json_option
@lang_option
@click.option(
    "-o", "--output", metavar="FILE.ics", type=click.Path(path_type=Path, dir_okay=False), help="Write a calendar file."
)
def duties(  # noqa: PLR0913  (an argument for each option)
    *,
    tenant: str | None,
    config: Path | None,
    on: date | None,
    place: str | None,
    track: str | None,
    who: str,
    kind: DutyKind | None,
    full: bool,
    as_json: bool,
    lang: Lang,
    output: Path | None,
) -> None:
    """List who must do what by when (监管要求): filing, staff, fees, archives, reports, supervision, certificates.

    With -o it writes an iCalendar file of the duties that have a day of the year. The notes of --json and -o go to
    stderr.
    """
    from bajigong.cli.duties_run import Wanted, view

    if output and output.suffix.lower() != ".ics":
        raise click.UsageError(_SUFFIX.fill(path=output).say(lang))
    if output:
        admit_output(output, lang, config)
    asked = ask(tenant, config, place, on, lang)
    one_of("--track", track, tuple(asked.bundle.tracks), lang)
    found = view(asked, Wanted(track, who, kind))
    if not output and not as_json:
        _print(found, lang, full=full)
        return
    if as_json:
        _print_json(found, lang)
    for note in found.notes():
        click.echo(note.say(lang), err=True)
    if output:
        _write(output, found, lang)


def _write(path: Path, found: "View", lang: Lang) -> None:
    try:
        import icalendar  # noqa: F401  (asked for here, so that its absence is one clear line)
    except ImportError as error:
        raise click.ClickException(_NOT_INSTALLED.say(lang)) from error
    from bajigong.cli.duties_run import write_calendar

    count = write_calendar(path, found, lang)
    click.echo(_WRITTEN.fill(path=path, n=count).say(lang), err=True)


def _print_json(found: "View", lang: Lang) -> None:
    from bajigong.cli.duties_run import print_lines

    print_lines(found, lang)


def _print(found: "View", lang: Lang, *, full: bool) -> None:
    from bajigong.cli.duties_run import print_full, print_groups

    (print_full if full else print_groups)(found, lang)
