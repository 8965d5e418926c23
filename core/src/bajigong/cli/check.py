"""``bajigong check``: who may be recognised, at which grade, by which route, from which day, on which clause."""

from pathlib import Path
from typing import Any, Final

import click

from bajigong.cli.options import Day, config_option, json_option, lang_option, tenant_option

VERDICTS: Final = ("eligible", "not_eligible", "undetermined", "not_covered")
SUFFIXES: Final = (".csv", ".xlsx", ".json", ".ndjson")


def _output(ctx: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    if path and path.suffix.lower() not in SUFFIXES:
        raise click.BadParameter(f"found {path.name!r}; expected a name that ends in {', '.join(SUFFIXES)}")
    if path and path.resolve() in [Path(one).resolve() for one in ctx.params.get("files", ())]:
        raise click.BadParameter(f"{path} is read as input; expected another file")
    return path


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...", is_eager=True)
@tenant_option
@config_option
@click.option("--on", type=Day(), help="The day asked about.  [default: the key 'on', else today]")
@click.option("--grade", metavar="GRADE", help="The grade applied for, whatever the files say: 3, 三级, 高级工.")
@click.option("--track", metavar="TRACK", help="The track applied in, whatever the files say.")
@click.option("--place", metavar="CODE", help="Where the assessment is held (GB/T 2260), whatever the files say.")
@click.option("--common", type=click.Path(path_type=Path), help="YAML or JSON: facts for every row that lacks them.")
@click.option("--sheet", metavar="NAME", help="The applicants' sheet of a workbook.")
@json_option
@lang_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_output,
    help="Write the results to a file: .csv, .xlsx, or .json and .ndjson, one object a line.",
)
@click.option("--known", type=Day(), help="Answer by what was known of the law on this day.")
@click.option("--receipt", is_flag=True, help="With --json: add the facts, so that `bajigong replay` can decide again.")
@click.option("--fail-unless", type=click.Choice(VERDICTS), help="Exit with 3 where a verdict is another one.")
@click.option("--all-routes", is_flag=True, help="Write out every application with every route.")
def check(**options: Any) -> None:
    """Check applications in YAML, JSON, CSV or Excel; - is standard input.

    One application is answered in full, several in a table. Without --tenant the key 'tenant' of each says who answers.

    \b
    bajigong check application.yaml
    bajigong check --tenant sichuan --common agency.yaml sheet.xlsx -o results.xlsx
    """  # noqa: D301  (\\b keeps click from joining the lines)
    from bajigong.cli.result_job import Options, perform

    click.get_current_context().exit(perform(Options(**options)))
