"""``bajigong law book``: the law of a tenant on a day as one HTML page, to be read, printed and proof-read."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bajigong.cli.law.asked import ask, on_option, place_option
from bajigong.cli.options import config_option, lang_option, tenant_option
from bajigong.policy.text import Lang, Text

_NO_FOLDER = Text("文件夹{path}不存在", "there is no folder {path}")
_CANNOT = Text("{path}无法写入：{why}", "{path} cannot be written: {why}")
_WRITTEN = Text("已生成{path}", "wrote {path}")
_STDOUT = Path("-")


@click.command()
@click.option(
    "-o",
    "--output",
    metavar="FILE.html",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    required=True,
    help="File; - for stdout.",
)
@tenant_option
@config_option
@on_option
@place_option
@lang_option
def book(  # noqa: PLR0913  (an argument for each option)
    *, output: Path, tenant: str | None, config: Path | None, on: date | None, place: str | None, lang: Lang
) -> None:
    """Write the law of a tenant on a day as a book (规定汇编): one HTML page, each sentence with its clause."""
    from bajigong.law_book.page import page
    from bajigong.law_book.view import write_book

    if output != _STDOUT and not output.parent.is_dir():
        raise click.ClickException(_NO_FOLDER.fill(path=output.parent).say(lang))
    asked = ask(tenant, config, place, on, lang)
    html = page(write_book(asked.bundle, asked.tenant, asked.place, asked.on, lang))
    if output == _STDOUT:
        click.echo(html)
        return
    try:
        _replace(output, html)
    except OSError as error:
        raise click.ClickException(_CANNOT.fill(path=output, why=error.strerror).say(lang)) from error
    click.echo(_WRITTEN.fill(path=output).say(lang), err=True)


def _replace(output: Path, html: str) -> None:
    """Write beside the file, then take its place: nobody ever sees half a book."""
    target = output.resolve()
    with TemporaryDirectory(dir=target.parent, prefix=".bajigong-") as folder:
        written = Path(folder) / target.name
        written.write_text(html, encoding="utf-8")
        written.replace(target)
