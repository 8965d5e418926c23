"""``bajigong template``: an empty registration sheet to fill in."""

import os
from pathlib import Path

import click

from bajigong.cli.check_options import admit_output
from bajigong.cli.options import config_option, lang_option, tenant_option
from bajigong.errors import InputError
from bajigong.outputs import write_whole
from bajigong.policy.facts import Schema
from bajigong.policy.text import Lang, Text

_EXISTS = Text("{path}已存在；如需覆盖请加 --force", "{path} exists already; --force writes over it")
_NO_FOLDER = Text("文件夹{path}不存在", "there is no folder {path}")
_SUFFIX = Text("文件名为{path}；应以 {suffix} 结尾", "found file name {path}; expected one that ends in {suffix}")
_SHEET = Text("登记表", "the sheet")
_WRITTEN = Text("已生成{path}", "wrote {path}")


@click.command()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File: .xlsx, with --from .toml.",
)
@click.option(
    "--from",
    "source",
    metavar="SHEET",
    type=click.Path(path_type=Path),
    help="Write a first map of this sheet's columns, for `bajigong check --columns`.",
)
@click.option("--sheet", metavar="NAME", help="With --from: the applicants' sheet of a workbook.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@tenant_option
@config_option
@lang_option
def template(  # noqa: PLR0913  (one parameter an option)
    *,
    output: Path,
    source: Path | None,
    sheet: str | None,
    force: bool,
    tenant: str | None,
    config: Path | None,
    lang: Lang,
) -> None:
    """Write an empty registration sheet (Excel) with headers, drop-downs and an example.

    With --tenant it has the facts that the tenant's plugins declare, else the common ones. With --from it writes what
    the columns of a given sheet stand for, as far as that is known.
    """
    from bajigong.cli.options import open_for

    suffix = ".toml" if source else ".xlsx"
    if output.suffix.lower() != suffix:
        raise click.UsageError(_SUFFIX.fill(path=output, suffix=suffix).say(lang))
    if os.path.lexists(output) and not force:
        raise click.ClickException(_EXISTS.fill(path=output).say(lang))
    if not output.parent.is_dir():
        raise click.ClickException(_NO_FOLDER.fill(path=output.parent).say(lang))
    admit_output(output, lang, config, [(source, _SHEET)] if source else [])
    schema = open_for(tenant, config).schema
    if source:
        _write_map(output, source, schema, sheet, lang)
    else:
        from bajigong.tables.template import write_template

        write_template(output, schema, lang)
    click.echo(_WRITTEN.fill(path=output).say(lang), err=True)


def _write_map(output: Path, source: Path, schema: Schema, sheet: str | None, lang: Lang) -> None:
    from bajigong.tables.first_map import first_map

    try:
        words = first_map(source, schema, lang, sheet, _names_of(source))
    except InputError as error:
        raise click.ClickException("\n".join(problem.say(lang) for problem in error.problems)) from error
    write_whole(output, words.encode(), lang)


def _names_of(source: Path) -> list[str] | None:
    """Return the columns of a Parquet or Arrow file, None for a sheet."""
    from bajigong.tables.files import COLUMNAR

    if source.suffix.lower() not in COLUMNAR:
        return None
    from bajigong.batch.files.from_columns import read_schema

    return list(read_schema(str(source)).names)
