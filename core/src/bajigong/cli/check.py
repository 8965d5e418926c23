"""``bajigong check``: what it takes."""

from pathlib import Path
from typing import Any, Final

import click

from bajigong.cli.options import Day, Options, config_option, json_option, lang_option, read_output, tenant_option

VERDICTS: Final = ("eligible", "not_eligible", "undetermined", "not_covered")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...", is_eager=True)
@tenant_option
@config_option
@click.option("--on", type=Day(), help="The day asked about.  [default: the key 'on', else today]")
@click.option("--grade", metavar="GRADE", help="The grade applied for, whatever the files say: 3, 三级, 高级工.")
@click.option("--track", metavar="TRACK", help="The track applied in, whatever the files say.")
@click.option("--place", metavar="CODE", help="Where the assessment is held (GB/T 2260), whatever the files say.")
@click.option("--common", type=click.Path(path_type=Path), help="YAML or JSON: facts for every row that lacks them.")
@click.option(
    "--register",
    metavar="FILE|postgresql://…",
    help="A register (登记数据库) that tells of the agency: filings, sanctions, last session.",
)
@click.option("--agency", metavar="NAME", help="With --register: which agency, where it has several.")
@click.option("--sheet", metavar="NAME", help="The applicants' sheet of a workbook.")
@click.option(
    "--columns",
    type=click.Path(path_type=Path),
    metavar="MAP.toml",
    help="What the headers of sheets stand for: [columns] with HEADER = FACT, empty for none.",
)
@click.option(
    "--max-size",
    type=click.FloatRange(min=0, min_open=True),
    metavar="GB",
    default=1.0,
    show_default=True,
    help="What a workbook may unfold to, and a file hold that is read as a whole.",
)
@click.option("--strict-columns", is_flag=True, help="Refuse a sheet with a header that is not known.")
@json_option
@lang_option
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    callback=read_output,
    help="Write the results to a file, in place of one of that name: .csv, .xlsx, .parquet, .arrow, or .json and"
    " .ndjson, one object a line. Or to a folder: a name that ends in /. - is CSV on standard output, -.xlsx and the"
    " like another format there.",
)
@click.option(
    "--key",
    "keys",
    metavar="COLUMN",
    multiple=True,
    help="A column to carry over as it is into .parquet, .arrow or a folder; may be repeated.  [default: id, key and"
    " 序号, where they are]",
)
@click.option("--threads", type=click.IntRange(min=1), metavar="N", help="How many decide at once.  [default: all]")
@click.option(
    "--cluster",
    metavar="local|ADDRESS",
    help="With -o FOLDER/: decide the files on the workers of Dask, started here or known to a scheduler.",
)
@click.option("--resume", is_flag=True, help="Go on with what was stopped: files that are done are not done again.")
@click.option(
    "--against",
    metavar="LAW",
    help="Ask another law about the same people: a tenant, a day, or a law file (*.toml) laid on the tenant's own, the"
    " first and the last also as LAW@DAY. Says who gains and who loses, by clause.",
)
@click.option("--known", type=Day(), help="Answer by what was known of the law on this day.")
@click.option("--receipt", is_flag=True, help="With --json: add the facts, so that `bajigong replay` can decide again.")
@click.option("--fail-unless", type=click.Choice(VERDICTS), help="Exit with 3 where a verdict is another one.")
@click.option("--all-routes", is_flag=True, help="Write out every application with every route.")
def check(**options: Any) -> None:
    """Check applications in YAML, JSON, CSV, Excel, Parquet or Arrow; - is standard input.

    One application is answered in full, several in a table. Without --tenant the key 'tenant' of each says who answers.
    FILE may be a folder of tables, or a pattern in quotes, in which ** stands for any folders; each file is read once.
    Beside .parquet and .arrow stand the reasons, each once, and the rows that could not be checked.

    \b
    bajigong check application.yaml
    bajigong check --tenant sichuan --common agency.yaml sheet.xlsx -o results.xlsx
    bajigong check --tenant sichuan --common agency.yaml 'people/**/*.parquet' -o results.parquet
    """  # noqa: D301  (\\b keeps click from joining the lines)
    from bajigong.cli.check_run import perform

    click.get_current_context().exit(perform(Options(**options)))
