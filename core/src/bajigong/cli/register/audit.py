"""``bajigong audit`` and ``archive``: the record of all that was done, and papers, how long they are kept."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from bajigong.cli.options import Day
from bajigong.cli.register.desk import NUMBER, Desk, desk_options
from bajigong.errors import InputError, Problem
from bajigong.policy.text import Text
from bajigong.tables.words import shown

#: Exit code where the record was tampered with.
TAMPERED = 3

_WHOLE = Text("记录完整：{n}条", "the record is whole: {n} entries")
_HEAD = Text("{seq} {hash}", "{seq} {hash}")
_ACT = Text(
    "{seq} {on} {who} {act} {about}（改动{n}处，{hash}）", "{seq} {on} {who} {act} {about} ({n} changes, {hash})"
)
_A_HEAD = Text("条目序号和校验值", "the number of an entry and its hash")
_PROVED = Text("第{seq}条在记录内，其后至第{until}条均相衔接", "entry {seq} is in the record, which goes on to {until}")


@click.group()
def audit() -> None:
    """See the record of every act (审计记录), chained so that tampering shows."""


@audit.command()
@click.option("--heads", type=click.Path(path_type=Path, exists=True), help="Heads that were kept (校验值).")
@desk_options
def verify(desk: Desk, *, heads: Path | None) -> None:
    """Check that nothing was changed, removed, moved or cut off (校验). Exits with 3, naming the first that was."""
    from bajigong.register import audit as record
    from bajigong.register import rebuilding
    from bajigong.register.tables import Head

    published = list(_published(heads)) if heads else []
    with desk.reading() as database:
        wrong = record.verify(database, published) or rebuilding.differing(database)
        count = database.get_one(Head, 1).seq
    if wrong is not None:
        click.echo(wrong.say(desk.lang), err=True)
        click.get_current_context().exit(TAMPERED)
    desk.say(_WHOLE, n=count)


def _published(heads: Path) -> "Iterator[tuple[int, str]]":
    """Read heads that were kept, a number and a hash a line. Raises InputError naming the line that is none."""
    from bajigong.tables.files import decode, load

    for number, line in enumerate(decode(load(heads), str(heads)).splitlines(), 1):
        seq, *digest = line.split() or [""]
        if seq.isascii() and seq.isdigit() and len(digest) == 1:
            yield int(seq), digest[0]
        elif line.strip():
            raise InputError((Problem(str(heads), "", shown(line), _A_HEAD, line=number),))


@audit.command()
@desk_options
def head(desk: Desk) -> None:
    """Print the head of the record (校验值), to be published or kept elsewhere."""
    from bajigong.register.tables import Head

    with desk.reading() as database:
        row = database.get_one(Head, 1)
        desk.say(_HEAD, seq=row.seq, hash=row.hash)


@audit.command()
@click.argument("seq", type=NUMBER)
@click.argument("published")
@desk_options
def prove(desk: Desk, *, seq: int, published: str) -> None:
    """Show that a head published earlier, SEQ and HASH, is in the record (核对校验值)."""
    from bajigong.register import audit as record

    with desk.reading() as database:
        proof = record.prove(database, seq, published)
    desk.say(_PROVED, seq=proof.seq, until=proof.until, head=proof.head)


@audit.command()
@click.option("--about", metavar="KIND:ID", help="Only what is about this: session:3, or session.")
@click.option("--act", "name", help="Only acts of this name.")
@desk_options
def show(desk: Desk, *, about: str | None, name: str | None) -> None:
    """Show what was done, by whom, when, with what changed; with --json all of it, an object a line."""
    from bajigong.register import audit as record

    with desk.reading() as database:
        for one in record.show(database, about, name):
            line = json.dumps(one, ensure_ascii=False) if desk.as_json else _ACT.fill(**_summed(one)).say(desk.lang)
            click.echo(line)


def _summed(one: Mapping[str, Any]) -> dict[str, Any]:
    said = {key: one[key] or "-" for key in ("seq", "on", "who", "act", "about")}
    return {**said, "n": len(one["changes"]), "hash": one["hash"][:12]}


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
