"""Results (结果): what scores come to, made public for some days; an objection stops one person, not all."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.engine.methods import Result, judge
from bajigong.errors import BajigongError
from bajigong.policy.text import Text
from bajigong.register import outbox, scores, sessions, states
from bajigong.register.errors import RegisterError
from bajigong.register.office import Act, Office
from bajigong.register.tables import Filing, Objection, Registration, Score, Session, Standing, State

OUTCOMES: Final = ("passed", "failed", "incomplete")

_UNLIKE = Text("{ticket}：{part}两次录入不一致", "{ticket}: the two entries of {part} differ")
_NO_RESULT = Text("{ticket}：没有结果", "{ticket}: there is no result")
_OUTCOME = Text("结果“{found}”；应为{known}", "found result '{found}'; expected one of {known}")
_BY_SCORES = Text("{ticket}：按成绩评定，不能直接认定结果", "{ticket}: is judged by scores")
_SETTLED = Text("该异议已经处理", "that objection is settled")
_GROUND = Text("异议须写明理由", "an objection needs a ground")


def state(office: Office, act: Act, row: Registration, outcome: str, ground: str) -> None:
    """State what a review came to, for a method that is not judged by scores. Raises RegisterError for one that is."""
    session = act.get(Session, row.session_id)
    states.require(session, State.ASSESSED)
    if outcome not in OUTCOMES:
        raise RegisterError(_OUTCOME.fill(found=outcome, known=", ".join(OUTCOMES)))
    if scores.parts_of(office, act.database, session, row):
        raise RegisterError(_BY_SCORES.fill(ticket=row.ticket))
    row.outcome, act.about, act.notes["ground"] = outcome, f"registration:{row.id}", ground
    act.add(row)


def judge_all(office: Office, act: Act, session: Session) -> Mapping[str, int]:
    """Judge everybody, and count the outcomes. Raises RegisterError naming whoever cannot be judged."""
    states.move(session, "judge")
    act.add(session)
    act.about = f"session:{session.id}"
    rows = list(sessions.of(act.database, session, Standing.ADMITTED))
    tickets = {row.id: row.ticket for row in rows}
    faults = []
    if session.double_entry:
        pairs = scores.unlike(act.database, session)
        faults = [_UNLIKE.fill(ticket=tickets[row], part=part) for row, part in pairs if row in tickets]
    entered = scores.current(act.database, session)
    for row in rows:
        try:
            result = result_of(office, act.database, session, row, entered)
        except BajigongError as error:
            faults.append(Text(f"{row.ticket}：{error}", f"{row.ticket}: {error}"))
            continue
        if result is not None:
            row.outcome = result.outcome
        if row.outcome is None:
            faults.append(_NO_RESULT.fill(ticket=row.ticket))
        act.database.add(row)
    if faults:
        raise RegisterError(*faults)
    filing = act.get(Filing, session.filing_id)
    for row in rows:
        told = {"registration": row.id, "session": session.id, "outcome": row.outcome}
        outbox.put(act, filing.track, "result", f"registration:{row.id}", told)
    return {outcome: sum(row.outcome == outcome for row in rows) for outcome in OUTCOMES}


def result_of(
    office: Office,
    database: Database,
    session: Session,
    row: Registration,
    entered: Mapping[int, Mapping[int, Mapping[str, Score]]],
) -> Result | None:
    """Return what somebody's scores come to, None for a method that is not judged by scores."""
    parts = scores.parts_of(office, database, session, row)
    if not parts:
        return None
    first = entered.get(row.id, {}).get(scores.FIRST, {})
    return judge(parts, {part: score.value for part, score in first.items()})


def publicize(act: Act, session: Session) -> date:
    """Make results public (公示); return the first day on which there may be certificates."""
    states.move(session, "publicize")
    session.publicity_from = act.on
    act.add(session)
    return ends(session)


def ends(session: Session) -> date:
    """Return the first day after the publicity of a session: the day it began does not count."""
    assert session.publicity_from is not None  # the state says so
    return session.publicity_from + timedelta(days=session.publicity_days + 1)


def object_to(act: Act, row: Registration, ground: str) -> Objection:
    """Take an objection to somebody's result, while results are public."""
    states.require(act.get(Session, row.session_id), State.PUBLICIZED)
    if not ground.strip():
        raise RegisterError(_GROUND)
    act.about = f"registration:{row.id}"
    return act.add(Objection(registration_id=row.id, ground=ground, on=act.on))


def settle(act: Act, objection: Objection, *, upheld: bool) -> None:
    """Settle an objection. Raises RegisterError where it is settled already."""
    if objection.settled_on is not None:
        raise RegisterError(_SETTLED)
    objection.settled_on, objection.upheld = act.on, upheld
    act.about = f"registration:{objection.registration_id}"
    act.add(objection)


def stopped(database: Database, session: Session) -> frozenset[int]:
    """Name the registrations with an objection that is open, or that was upheld."""
    query = select(Objection).join(Registration, col(Registration.id) == Objection.registration_id)
    rows = database.exec(query.where(Registration.session_id == session.id)).all()
    return frozenset(row.registration_id for row in rows if row.settled_on is None or row.upheld)
