"""``bajigong supervise``: draws by lot, findings, sanctions, ratings, and who was idle."""

from datetime import date

import click

from bajigong.cli.options import Day
from bajigong.cli.register.desk import NUMBER, Desk, desk_options
from bajigong.policy.text import Text

_INSPECTOR = Text("已登记检查人员{inspector}", "entered as inspector {inspector}")
_DRAWN = Text("抽取{draw}：{drawn}", "draw {draw}: {drawn}")
_FOUND = Text("已登记问题{finding}", "entered as finding {finding}")
_SANCTIONED = Text("已登记处理{sanction}", "entered as sanction {sanction}")
_IDLE = {
    "agency": Text("评价机构", "agency"),
    "since": Text("闲置满期日", "idle since"),
    "clauses": Text("依据", "clauses"),
}
_OVERDUE = {
    "id": Text("问题", "finding"),
    "agency_id": Text("机构", "agency"),
    "text": Text("内容", "text"),
    "due": Text("期限", "due"),
}
_RATING = {
    "agency": Text("评价机构", "agency"),
    "what": Text("评定事项", "rating"),
    "points": Text("得分", "points"),
    "level": Text("等次", "level"),
    "sum": Text("计算", "sum"),
    "open": Text("未定事项", "what is open"),
    "clauses": Text("依据", "clauses"),
}


@click.group()
def supervise() -> None:
    """Supervise agencies (监管): draws by lot, findings, sanctions, ratings, idle agencies."""


@supervise.command()
@click.argument("name")
@click.option("--tied-to", type=int, multiple=True, metavar="AGENCY", help="Agencies with a conflict of interest.")
@desk_options
def inspector(desk: Desk, *, name: str, tied_to: tuple[int, ...]) -> None:
    """Enter an inspector (检查人员)."""
    from bajigong.register.tables import Inspector

    with desk.act("inspector.add") as act:
        number = act.add(Inspector(name=name, tied_to=list(tied_to))).id
    desk.say(_INSPECTOR, inspector=number)


@supervise.command()
@click.option("--seed", required=True, help="A seed that was published before (公布的种子).")
@click.option("--agencies", "count", type=click.IntRange(min=1), required=True, help="How many agencies to draw.")
@click.option("--inspectors", "each", type=click.IntRange(min=1), default=2, show_default=True, help="For each.")
@desk_options
def draw(desk: Desk, *, seed: str, count: int, each: int) -> None:
    """Draw agencies and inspectors by lot (双随机); recorded, and drawn alike by anybody from the same seed."""
    from bajigong.register import supervision

    with desk.act("supervise.draw") as act:
        row = supervision.draw(act, seed, count, each)
        number, drawn = row.id, row.drawn
    said = "; ".join(f"{one['agency']} ← {', '.join(map(str, one['inspectors']))}" for one in drawn)
    desk.say(_DRAWN, draw=number, drawn=drawn if desk.as_json else said)


@supervise.command()
@click.argument("agency")
@click.argument("text")
@click.option("--due", type=Day(), required=True, help="By when it must be put right (整改期限).")
@click.option("--draw", "number", type=int, help="The draw by which it was inspected.")
@desk_options
def finding(desk: Desk, *, agency: str, text: str, due: date, number: int | None) -> None:
    """Enter what an inspection found (问题台账)."""
    from bajigong.register import agencies, supervision
    from bajigong.register.tables import Draw

    with desk.act("supervise.finding") as act:
        of = act.get(Draw, number) if number is not None else None
        entered = supervision.find(act, agencies.find(act.database, agency), text, due, of).id
    desk.say(_FOUND, finding=entered)


@supervise.command()
@click.argument("number", type=NUMBER)
@desk_options
def mended(desk: Desk, *, number: int) -> None:
    """Note that something was put right (整改完成)."""
    from bajigong.register import supervision
    from bajigong.register.tables import Finding

    with desk.act("supervise.mended") as act:
        supervision.mend(act, act.get(Finding, number))
    desk.say(_FOUND, finding=number)


@supervise.command()
@desk_options
def overdue(desk: Desk) -> None:
    """List what should have been put right (逾期未整改)."""
    from bajigong.register import supervision

    with desk.reading() as database:
        rows = [
            {**one.model_dump(include=set(_OVERDUE)), "due": one.due.isoformat()}
            for one in supervision.overdue(database, desk.on)
        ]
    desk.table(_OVERDUE, rows)


@supervise.command()
@click.argument("agency")
@click.option("--kind", required=True, help="What is done: criticised, correcting, suspended, removed, blacklisted.")
@click.option("--duty", required=True, metavar="ID", help="The duty that lists the ground.")
@click.option("--ground", required=True, help="The ground, as it is listed (情形).")
@click.option("--until", type=Day(), help="The first day on which it no longer counts.")
@desk_options
def sanction(desk: Desk, *, agency: str, kind: str, duty: str, ground: str, until: date | None) -> None:
    """Do something about an agency (处理); its filings follow at once."""
    from bajigong.register import agencies, supervision

    with desk.act("supervise.sanction") as act:
        found = agencies.find(act.database, agency)
        number = supervision.sanction(desk.office, act, found, kind=kind, duty=duty, ground=ground, until=until).id
    desk.say(_SANCTIONED, sanction=number)


@supervise.command()
@click.argument("number", type=NUMBER)
@desk_options
def lift(desk: Desk, *, number: int) -> None:
    """Lift a sanction (解除)."""
    from bajigong.register import supervision
    from bajigong.register.tables import Sanction

    with desk.act("supervise.lift") as act:
        supervision.lift(act, act.get(Sanction, number))
    desk.say(_SANCTIONED, sanction=number)


@supervise.command()
@desk_options
def idle(desk: Desk) -> None:
    """List agencies that held no session for as long as a duty allows (闲置机构)."""
    from bajigong.register import supervision

    with desk.reading() as database:
        rows = [
            {"agency": one.name, "since": since.isoformat(), "clauses": list(clauses)}
            for one, since, clauses in supervision.idle(desk.office, database, desk.on)
        ]
    desk.table(_IDLE, rows)


@supervise.command()
@click.argument("agency", required=False)
@desk_options
def rating(desk: Desk, *, agency: str | None) -> None:
    """Rate AGENCY, or every agency (信用评估、星级评定), by the points that a clause gives; without one it is open."""
    from bajigong.register import agencies, ratings

    with desk.reading() as database:
        those = agencies.every(database) if agency is None else [agencies.find(database, agency)]
        rows = [
            {
                "agency": one.agency,
                "duty": one.duty.id,
                "what": one.duty.label.say(desk.lang),
                "points": one.points,
                "level": one.level.say(desk.lang) if one.level else None,
                "sum": one.sum.say(desk.lang),
                "open": [note.say(desk.lang) for note in one.notes],
                "clauses": list(one.clauses),
            }
            for found in those
            for one in ratings.rated(desk.office, database, found, desk.on)
        ]
    desk.table(_RATING, rows)
