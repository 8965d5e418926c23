"""``bajigong template``: an empty registration sheet to fill in."""

import os
from pathlib import Path

import click

from bajigong.cli.batch_output import admit_output
from bajigong.cli.options import config_option, lang_option, tenant_option
from bajigong.policy.text import Lang, Text

_EXISTS = Text("{path}已存在；如需覆盖请加 --force", "{path} exists already; --force writes over it")
_NO_FOLDER = Text("文件夹{path}不存在", "there is no folder {path}")
_SUFFIX = Text("文件名为{path}；应以 .xlsx 结尾", "found file name {path}; expected one that ends in .xlsx")
_WRITTEN = Text("已生成{path}", "wrote {path}")


@click.command()
@click.option(
    "-o", "--output", metavar="FILE.xlsx", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File."
)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@tenant_option
@config_option
@lang_option
def template(*, output: Path, force: bool, tenant: str | None, config: Path | None, lang: Lang) -> None:
    """Write an empty registration sheet (Excel) with headers, drop-downs and an example.

    With --tenant it has the facts that the tenant's plugins declare, else the common ones.
    """
    from bajigong.cli.options import open_for
    from bajigong.tables.template import write_template

    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(_SUFFIX.fill(path=output).say(lang))
    if os.path.lexists(output) and not force:
        raise click.ClickException(_EXISTS.fill(path=output).say(lang))
    if not output.parent.is_dir():
        raise click.ClickException(_NO_FOLDER.fill(path=output.parent).say(lang))
    admit_output(output, lang, config)
    write_template(output, open_for(tenant, config).schema, lang)
    click.echo(_WRITTEN.fill(path=output).say(lang), err=True)
