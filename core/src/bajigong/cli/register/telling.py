"""What goes out: letters, the yearly report, the feed that others follow; and a whole ID number, with a reason."""

import json
from pathlib import Path

import click

from bajigong.cli.register.desk import NUMBER, Desk, desk_options
from bajigong.policy.text import Text

_NUMBER = Text("{number}", "{number}")
_SEEN = Text("{reader}已读至{seen}", "{reader} has read up to {seen}")
_DUE = {
    "day": Text("期限", "day"),
    "what": Text("事项", "what"),
    "who": Text("责任单位", "who"),
    "clauses": Text("依据", "clauses"),
}


@click.command()
@click.argument("registration", type=NUMBER)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A .pdf file.")
@click.option("--ticket", is_flag=True, help="The admission ticket (准考证), in place of the letter.")
@click.option("--templates", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A place's templates.")
@desk_options
def letter(desk: Desk, *, registration: int, output: Path, ticket: bool, templates: Path | None) -> None:
    """Print the letter that a verdict calls for (受理通知、补正材料通知、不予受理告知), or the admission ticket."""
    from bajigong.register import letters
    from bajigong.register.office import get
    from bajigong.register.tables import Registration

    make = letters.ticket if ticket else letters.letter
    with desk.reading() as database:
        row = get(database, Registration, registration)
        data = make(desk.office, database, row, desk.lang, desk.on, templates)
    desk.write(output, data, ".pdf")


@click.group()
def report() -> None:
    """Report (上报): the yearly summary, and what is due."""


@report.command()
@click.argument("year", type=click.IntRange(1, 9998))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A .xlsx file, with charts.")
@desk_options
def year(desk: Desk, *, year: int, output: Path | None) -> None:
    """Sum up a year by city, track, grade and occupation (年度汇总): tables, JSON with --json, Excel with -o."""
    from bajigong.cli.show.lines import print_json
    from bajigong.register import reports

    summary = reports.year(desk.office, year)
    if output:
        desk.write(output, reports.workbook(desk.office, summary, desk.lang), ".xlsx")
    if desk.as_json:
        print_json(summary)
    elif not output:
        for titles, rows in reports.tables(desk.office, summary, desk.lang):
            desk.table(titles, rows)


@report.command()
@click.option("--days", type=click.IntRange(min=1), default=90, show_default=True, help="How far to look ahead.")
@desk_options
def due(desk: Desk, *, days: int) -> None:
    """List what must be reported by when (报送期限), by the duties in force."""
    from bajigong.register import reports

    rows = [
        {
            "day": one.day.isoformat() if one.day else None,
            "what": one.duty.label.say(desk.lang),
            "who": one.duty.who.say(desk.lang),
            "clauses": list(one.clauses),
        }
        for one in reports.due(desk.office, desk.on, days)
    ]
    desk.table(_DUE, rows)


@click.group()
def feed() -> None:
    """Follow a register (数据传送): events of a track as CloudEvents, read from where one left off."""


_TRACK = Text("没有评价类型“{track}”；应为：{known}", "found track '{track}'; expected one of: {known}")


def _track(desk: Desk, track: str) -> None:
    """Raise RegisterError for a track that the tenant does not have."""
    from bajigong.register.errors import RegisterError

    known = desk.office.engine.bundle.tracks
    if track not in known:
        raise RegisterError(_TRACK.fill(track=track, known=", ".join(known)))


@feed.command()
@click.argument("track")
@click.option("--reader", required=True, help="Who reads.")
@click.option("--most", type=click.IntRange(min=1), default=100, show_default=True, help="How many at a time.")
@desk_options
def read(desk: Desk, *, track: str, reader: str, most: int) -> None:
    """Print the next events of TRACK for a reader, one JSON object a line; the same again until `ack`."""
    from bajigong.register import outbox

    _track(desk, track)
    with desk.reading() as database:
        for event in outbox.read(database, track, outbox.seen(database, track, reader), most):
            click.echo(json.dumps(event, ensure_ascii=False))


@feed.command()
@click.argument("track")
@click.argument("until", type=NUMBER)
@click.option("--reader", required=True, help="Who reads.")
@desk_options
def ack(desk: Desk, *, track: str, until: int, reader: str) -> None:
    """Say that a reader has everything up to an event's id."""
    from bajigong.register import outbox

    _track(desk, track)
    with desk.office.store.writing() as database:
        outbox.acknowledge(database, track, reader, until)
    desk.say(_SEEN, reader=reader, seen=until)


@click.command()
@click.argument("person", type=NUMBER)
@click.option("--unmask", is_flag=True, required=True, help="Show the whole number.")
@click.option("--reason", required=True, help="Why; it stands in the record (理由).")
@desk_options
def person(desk: Desk, *, person: int, unmask: bool, reason: str) -> None:
    """Show somebody's whole ID number (查看完整证件号码): an act of its own, with a reason."""
    from bajigong.register import people
    from bajigong.register.tables import Person

    assert unmask  # the option is required
    with desk.act("person.unmask") as act:
        number = people.unmask(desk.office, act, act.get(Person, person), reason)
    desk.say(_NUMBER, number=number)
