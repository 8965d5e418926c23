"""``bajigong law book``: the law of a tenant on a day as one HTML page, to be read, printed and proof-read."""

from datetime import date
from pathlib import Path

import click

from bajigong.cli.options import admit_output, ask, config_option, lang_option, on_option, place_option, tenant_option
from bajigong.outputs import write_whole
from bajigong.policy.text import Lang, Text

_NO_FOLDER = Text("文件夹{path}不存在", "there is no folder {path}")
_SUFFIX = Text("文件名为{path}；应以 .html 结尾", "found file name {path}; expected one that ends in .html")
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
    from bajigong.review.book import page, write_book

    if output != _STDOUT:
        _see_to(output, config, lang)
    asked = ask(tenant, config, place, on, lang)
    html = page(write_book(asked.bundle, asked.tenant, asked.place, asked.on, lang))
    if output == _STDOUT:
        click.echo(html)
        return
    write_whole(output, html.encode(), lang)
    click.echo(_WRITTEN.fill(path=output).say(lang), err=True)


def _see_to(output: Path, config: Path | None, lang: Lang) -> None:
    """See that the file may be written, before anything is done for it."""
    if output.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(_SUFFIX.fill(path=output).say(lang))
    if not output.parent.is_dir():
        raise click.ClickException(_NO_FOLDER.fill(path=output.parent).say(lang))
    admit_output(output, lang, config)
