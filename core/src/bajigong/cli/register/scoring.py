"""Scores and results within a session: a form to fill, entered, corrected, judged, made public, objected to."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from bajigong.cli.register.desk import NUMBER, Desk, desk_options
from bajigong.cli.register.session import moved
from bajigong.policy.text import Text

_ENTERED = Text("录入成绩{n}条", "scores entered: {n}")
_JUDGED = Text("批次{session}：{counted}", "session {session}: {counted}")
_OBJECTED = Text("已登记异议{objection}", "entered as objection {objection}")
_NUMBER = Text("“{value}”不是分数", "found '{value}'; expected a score")


@click.command()
@click.argument("number", type=NUMBER)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A .xlsx file.")
@desk_options
def score_form(desk: Desk, *, number: int, output: Path) -> None:
    """Write an empty sheet of scores (成绩登记表) as Excel."""
    from bajigong.register import sheets
    from bajigong.register.office import get
    from bajigong.register.tables import Session

    with desk.reading() as database:
        data = sheets.score_form(desk.office, database, get(database, Session, number), desk.lang)
    desk.write(output, data, ".xlsx")


@click.command("scores")
@click.argument("number", type=NUMBER)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--second", is_flag=True, help="The second entry, by another person.")
@desk_options
def enter(desk: Desk, *, number: int, file: Path, second: bool) -> None:
    """Enter scores from Excel (录入成绩): all of them, or none and every fault by row and column."""
    from bajigong.register import scores, sheets
    from bajigong.register.tables import Session

    with desk.act("session.scores", f"session:{number}") as act:
        row = act.get(Session, number)
        typed = sheets.read_scores(desk.office, act.database, row, file)
        scores.enter(desk.office, act, row, typed, scores.SECOND if second else scores.FIRST)
    desk.say(_ENTERED, n=len(typed))


@click.command()
@click.argument("registration", type=NUMBER)
@click.argument("part")
@click.argument("value")
@click.option("--reason", required=True, help="Why (更正理由).")
@click.option("--second", is_flag=True, help="The second entry.")
@desk_options
def correct(desk: Desk, *, registration: int, part: str, value: str, reason: str, second: bool) -> None:
    """Correct a score (更正成绩); the value before it stays on record."""
    from bajigong.register import scores
    from bajigong.register.errors import RegisterError
    from bajigong.register.tables import Registration, Session

    try:
        score = None if value in ("absent", "缺考") else Decimal(value)
    except InvalidOperation as error:
        raise RegisterError(_NUMBER.fill(value=value)) from error
    with desk.act("score.correct") as act:
        row = act.get(Registration, registration)
        session = act.get(Session, row.session_id)
        entry = scores.SECOND if second else scores.FIRST
        scores.correct(desk.office, act, session, scores.Typed(row, part, score), reason, entry)
    desk.say(_ENTERED, n=1)


@click.command()
@click.argument("number", type=NUMBER)
@desk_options
def judge(desk: Desk, *, number: int) -> None:
    """Judge everybody by their scores (评定成绩)."""
    from bajigong.register import results
    from bajigong.register.labels import counted as counted_words
    from bajigong.register.tables import Session

    with desk.act("session.judge", f"session:{number}") as act:
        counted = dict(results.judge_all(desk.office, act, act.get(Session, number)))
    desk.say(_JUDGED, session=number, counted=counted if desk.as_json else counted_words(counted))


@click.command()
@click.argument("number", type=NUMBER)
@desk_options
def publicize(desk: Desk, *, number: int) -> None:
    """Make the results public (公示), from the day of this act on."""
    from bajigong.register import results

    moved(desk, "publicize", number, results.publicize)


@click.command("object")
@click.argument("registration", type=NUMBER)
@click.option("--ground", required=True, help="What is objected (异议理由).")
@desk_options
def object_to(desk: Desk, *, registration: int, ground: str) -> None:
    """Take an objection to somebody's result (异议): it stops the person, not the session."""
    from bajigong.register import results
    from bajigong.register.tables import Registration

    with desk.act("objection.take") as act:
        number = results.object_to(act, act.get(Registration, registration), ground).id
    desk.say(_OBJECTED, objection=number)


@click.command()
@click.argument("objection", type=NUMBER)
@click.option("--upheld/--dismissed", required=True, help="What came of it (成立/不成立).")
@desk_options
def settle(desk: Desk, *, objection: int, upheld: bool) -> None:
    """Settle an objection (处理异议)."""
    from bajigong.register import results
    from bajigong.register.tables import Objection

    with desk.act("objection.settle") as act:
        results.settle(act, act.get(Objection, objection), upheld=upheld)
    desk.say(_OBJECTED, objection=objection)
