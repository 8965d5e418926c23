"""``bajigong session``: a session from its plan over scores and results to its certificates."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bajigong.cli import LazyGroup
from bajigong.cli.options import Day, see_place
from bajigong.cli.register.desk import NUMBER, Desk, desk_options
from bajigong.policy.text import Text

if TYPE_CHECKING:
    from bajigong.register.office import Act
    from bajigong.register.tables import Session

_TABLE: Final = {
    "correct": "session:correct",
    "judge": "session:judge",
    "object": "session:object_to",
    "publicize": "session:publicize",
    "receipts": "registering:receipts",
    "register": "registering:register",
    "registered": "registering:registered",
    "score-form": "session:score_form",
    "scores": "session:enter",
    "settle": "session:settle",
    "supplement": "registering:supplement",
    "withdraw": "registering:withdraw",
}
_PLANNED = Text("已建立批次{session}", "planned as session {session}")
_STATE = Text("批次{session}：{state}", "session {session}: {state}")
_GIVEN = Text("批次{session}核发证书{n}本", "session {session}: {n} certificates given")
_HEADERS = {
    "id": Text("批次", "session"),
    "on": Text("日期", "day"),
    "place": Text("地区", "place"),
    "occupations": Text("职业", "occupations"),
    "grades": Text("等级", "grades"),
    "state": Text("状态", "state"),
    "registered": Text("报名", "registered"),
}


class Group(LazyGroup):
    """The commands of this file, and those of the table beside them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them all."""
        return sorted({*self.commands, *self.table})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one of them."""
        return self.commands.get(cmd_name) or super().get_command(ctx, cmd_name)


@click.group(cls=Group, table=_TABLE, package=__package__)
def session() -> None:
    """See to sessions (认定批次): plan, registration, panel, scores, publicity, certificates."""


def moved(desk: Desk, name: str, number: int, move: "Callable[[Act, Session], Any]") -> None:
    """Do something about a session, and say where it stands then."""
    from bajigong.register.tables import Session

    with desk.act(f"session.{name}", f"session:{number}") as act:
        row = act.get(Session, number)
        move(act, row)
        state = str(row.state)
    desk.say(_STATE, session=number, state=state)


@session.command()
@click.argument("filing", type=NUMBER)
@click.option("--occupation", "occupations", multiple=True, required=True, help="Each occupation, by code or name.")
@click.option("--grade", "grades", multiple=True, required=True, help="Each grade.")
@click.option("--place", metavar="CODE", help="Where it is held (GB/T 2260).  [default: the tenant's region]")
@click.option("--day", type=Day(), required=True, help="The day of the assessment (评价日期).")
@click.option(
    "--publicity",
    "days",
    type=click.IntRange(0, 9999),
    required=True,
    help="Days for which results are public (公示天数).",
)
@click.option("--double-entry", is_flag=True, help="Two people type the scores (双人录入).")
@desk_options
def plan(
    desk: Desk,
    *,
    filing: int,
    occupations: tuple[str, ...],
    grades: tuple[str, ...],
    place: str | None,
    day: date,
    days: int,
    double_entry: bool,
) -> None:
    """Plan a session within a FILING (计划)."""
    from bajigong.register import sessions
    from bajigong.register.tables import Filing

    see_place(place, desk.lang)
    with desk.act("session.plan", f"filing:{filing}") as act:
        number = sessions.plan(
            desk.office,
            act,
            act.get(Filing, filing),
            occupations=[_occupation(desk, one) for one in occupations],
            grades=grades,
            place=place or desk.office.tenant.region,
            on=day,
            publicity_days=days,
            double_entry=double_entry,
        ).id
    desk.say(_PLANNED, session=number)


def _occupation(desk: Desk, said: str) -> str:
    """Read an occupation by its code or its name. Raises InputError for one that is unknown."""
    from bajigong.errors import InputError
    from bajigong.tables import Raw, Where, check

    place = desk.office.tenant.region
    raw = Raw({"occupation": said}, "--occupation", Where("--occupation"))
    found = check(raw, desk.office.engine.bundle.schema, tenant_place=place, on=desk.on, overrides={}, today=desk.on)
    if isinstance(found, tuple):
        raise InputError(found)
    return str(found.facts["occupation"])


@session.command("list")
@desk_options
def list_sessions(desk: Desk) -> None:
    """List every session, and where it stands."""
    from sqlmodel import col, select

    from bajigong.register import sessions
    from bajigong.register.tables import Session

    with desk.reading() as database:
        rows = database.exec(select(Session).order_by(col(Session.id))).all()
        listed = [
            {
                **{key: getattr(row, key) for key in ("id", "place", "occupations", "grades")},
                "on": row.on.isoformat(),
                "state": str(row.state),
                "registered": sum(1 for _ in sessions.of(database, row)),
            }
            for row in rows
        ]
    desk.table(_HEADERS, listed)


def _plain_move(name: str, about: str) -> None:
    """Make the command of a move that asks for nothing more."""

    @session.command(name, help=about)
    @click.argument("number", type=NUMBER)
    @desk_options
    def move(desk: Desk, *, number: int) -> None:
        from bajigong.register import sessions

        moved(desk, name, number, lambda act, row: sessions.move(act, row, name))


_plain_move("publish", "Publish the plan (公布计划).")
_plain_move("open", "Open registration (开始报名).")
_plain_move("cancel", "Cancel a session (取消).")


@session.command()
@click.argument("number", type=NUMBER)
@desk_options
def close(desk: Desk, *, number: int) -> None:
    """Close registration; everybody admitted gets a ticket and a seat (截止报名)."""
    from bajigong.register import sessions

    moved(desk, "close", number, sessions.close)


@session.command()
@click.argument("number", type=NUMBER)
@click.argument("name")
@click.option("--seats", type=click.IntRange(min=1), required=True, help="How many sit in it.")
@click.option("--invigilators", type=click.IntRange(min=0), required=True, help="How many watch.")
@desk_options
def room(desk: Desk, *, number: int, name: str, seats: int, invigilators: int) -> None:
    """Enter a room (考场)."""
    from bajigong.register import panel

    moved(desk, "room", number, lambda act, row: panel.add_room(act, row, name, seats, invigilators))


@session.command()
@click.argument("number", type=NUMBER)
@click.argument("staff", type=NUMBER, nargs=-1, required=True)
@click.option("--tied-to", type=int, multiple=True, metavar="PERSON", help="Whom they have trained or are related to.")
@desk_options
def seat(desk: Desk, *, number: int, staff: tuple[int, ...], tied_to: tuple[int, ...]) -> None:
    """Put people of the agency on the panel (考评人员)."""
    from bajigong.register import panel
    from bajigong.register.tables import Staff

    def put(act: "Act", row: "Session") -> None:
        for one in staff:
            panel.sit(act, row, act.get(Staff, one), list(tied_to))

    moved(desk, "seat", number, put)


@session.command()
@click.argument("number", type=NUMBER)
@desk_options
def assess(desk: Desk, *, number: int) -> None:
    """Hold the assessment (实施评价): panel, rooms and duties are checked."""
    from bajigong.register import panel

    moved(desk, "assess", number, lambda act, row: panel.assess(desk.office, act, row))


@session.command()
@click.argument("number", type=NUMBER)
@desk_options
def certify(desk: Desk, *, number: int) -> None:
    """Give certificates (核发证书) once the publicity is over; again for those cleared since."""
    from bajigong.register import certificates
    from bajigong.register.tables import Session

    with desk.act("session.certify") as act:
        given = [one.number for one in certificates.issue(desk.office, act, act.get(Session, number))]
    desk.say(_GIVEN, session=number, n=len(given), numbers=given)


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
