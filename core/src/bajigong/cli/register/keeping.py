"""``bajigong archive``: papers and recordings, how long they are kept, and when they may be thrown away."""

from datetime import date
from pathlib import Path

import click

from bajigong.cli.options import Day
from bajigong.cli.register.desk import NUMBER, Desk, desk_options
from bajigong.policy.text import Text

_KEPT = Text("已归档{paper}，保存至{until}", "kept as paper {paper}, until {until}")
_THROWN = Text("已销毁{paper}", "paper {paper} was thrown away")
_FOR_EVER = Text("永久", "for ever")
_HEADERS = {
    "id": Text("序号", "paper"),
    "name": Text("文件", "file"),
    "classes": Text("类别", "classes"),
    "about": Text("所属", "about"),
    "keep_until": Text("保存至", "keep until"),
    "clauses": Text("依据", "clauses"),
}
_folder = click.option(
    "--files", type=click.Path(path_type=Path, file_okay=False), default=Path("register.files"), show_default=True,
    help="Folder of what is kept (档案目录).",
)  # fmt: skip


@click.group()
def archive() -> None:
    """Keep papers and recordings (档案) as long as the law of their day has them kept."""


@archive.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--class", "classes", multiple=True, required=True, help="What it is, as the duties name it (类别).")
@click.option("--about", required=True, metavar="KIND:ID", help="What it belongs to: session:3.")
@click.option("--made", type=Day(), help="The day it was made (形成日期).  [default: the day of the act]")
@_folder
@desk_options
def add(desk: Desk, *, file: Path, classes: tuple[str, ...], about: str, made: date | None, files: Path) -> None:
    """Keep a file (归档); its content is stored by its hash."""
    from bajigong.register import keeping

    with desk.act("archive.add") as act:
        paper = keeping.keep(desk.office, act, files, file, classes=classes, about=about, made=made or desk.on)
        number, until = paper.id, paper.keep_until
    desk.say(_KEPT, paper=number, until=until.isoformat() if until else _FOR_EVER.say(desk.lang))


@archive.command()
@desk_options
def due(desk: Desk) -> None:
    """List what may be thrown away (到期档案)."""
    from bajigong.register import keeping

    with desk.reading() as database:
        rows = [
            {**one.model_dump(include=set(_HEADERS)), "keep_until": one.keep_until and one.keep_until.isoformat()}
            for one in keeping.due(database, desk.on)
        ]
    desk.table(_HEADERS, rows)


@archive.command()
@click.argument("paper", type=NUMBER)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file.")
@_folder
@desk_options
def get(desk: Desk, *, paper: int, output: Path, files: Path) -> None:
    """Write out what was kept (调阅), after its hash was checked."""
    from bajigong.register import keeping
    from bajigong.register.office import get as found
    from bajigong.register.tables import Paper

    with desk.reading() as database:
        data = keeping.content(files, found(database, Paper, paper))
    desk.write(output, data)


@archive.command("throw-away")
@click.argument("paper", type=NUMBER)
@_folder
@desk_options
def throw_away(desk: Desk, *, paper: int, files: Path) -> None:
    """Throw a paper away (销毁), once its day has passed."""
    from bajigong.register import keeping
    from bajigong.register.tables import Paper

    with desk.act("archive.throw-away") as act:
        keeping.throw_away(act, act.get(Paper, paper))
    with desk.reading() as database:
        keeping.sweep(database, files)
    desk.say(_THROWN, paper=paper)
