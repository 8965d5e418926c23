"""``bajigong explain``: why one person of a result of many has the verdict that they have."""

from pathlib import Path
from typing import Any

import click

from bajigong.cli.options import config_option, json_option, lang_option


@click.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--id", "value", metavar="VALUE", required=True, help="Whom: the value of a key column.")
@click.option("--column", metavar="NAME", help="The key column.  [default: id, else key, 序号, row]")
@json_option
@lang_option
@config_option
def explain(**options: Any) -> None:
    """Explain one row of a result of many people: every gate, route, requirement and clause.

    RESULT is what `bajigong check` wrote: result.parquet or .arrow, or a folder of parts. The reasons are those written
    with it; nothing is decided again. An ID number is compared as the result holds it, masked.

    \b
    bajigong explain result.parquet --id 10234
    bajigong explain result.parquet --id 王芳 --column name --json
    """  # noqa: D301  (\\b keeps click from joining the lines)
    from bajigong.cli.explain_run import Options, perform

    perform(Options(**options))
