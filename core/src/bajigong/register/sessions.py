"""Sessions (认定批次): planned within a filing, moved through their states, with rooms and a panel."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.policy.text import Text
from bajigong.register import filings, states
from bajigong.register.enforcing import enforce
from bajigong.register.errors import RegisterError
from bajigong.register.office import Act, Office
from bajigong.register.tables import Agency, Filing, FilingState, Registration, Room, Session, Standing, Visit

_DAYS = Text("公示天数不能为负数", "the days of publicity cannot be below zero")
_NOTHING = Text("计划须写明职业和等级", "a plan names occupations and grades")
_NONE = Text("没有可以评价的人员", "there is nobody to assess")
_ROOM: Final = Text("考场座位不足：需要{n}个，现有{m}个", "there are too few seats: {n} are needed, {m} are there")


def plan(
    office: Office,
    act: Act,
    filing: Filing,
    *,
    occupations: Sequence[str],
    grades: Sequence[str],
    place: str,
    on: date,
    publicity_days: int,
    double_entry: bool = False,
) -> Session:
    """Plan a session. Raises Refused where a duty before it is not met, RegisterError for a plan that says nothing."""
    if not occupations or not grades:
        raise RegisterError(_NOTHING)
    if publicity_days < 0:
        raise RegisterError(_DAYS)
    session = Session(
        filing_id=filing.id,
        occupations=list(occupations),
        grades=list(grades),
        place=place,
        on=on,
        publicity_days=publicity_days,
        double_entry=double_entry,
    )
    act.add(session)
    act.about = act.about or f"filing:{filing.id}"
    enforce(act, office.engine.law(place), "plan", filing.track, facts_of(act.database, session, act.on))
    return session


def facts_of(database: Database, session: Session, on: date) -> dict[str, Any]:
    """Return what is on record for a session before it is held: what its filing stated, and what the register sees."""
    filing = database.get_one(Filing, session.filing_id)
    agency = database.get_one(Agency, filing.agency_id)
    away = session.place[:4] != agency.place[:4]
    visits = database.exec(select(Visit).where(Visit.filing_id == filing.id, Visit.on <= on)).all()
    return {
        **filings.facts_of(database, filing, on),
        "filed": _covers(filing, session),
        "away": away,
        "reported": any(within(session.place, visit.region) for visit in visits),
        "publicity_days": session.publicity_days,
    }


def _covers(filing: Filing, session: Session) -> bool:
    held = filing.state is FilingState.FILED and filing.since is not None and filing.since <= session.on
    lasts = filing.until is None or session.on < filing.until
    scope = set(session.occupations) <= set(filing.occupations) and set(session.grades) <= set(filing.grades)
    return held and lasts and scope and any(within(session.place, region) for region in filing.regions)


def within(place: str, region: str) -> bool:
    """Whether a place lies in a region, both GB/T 2260 codes."""
    return place.startswith(region.rstrip("0") or "0") if region.strip("0") else True


def move(act: Act, session: Session, name: str) -> None:
    """Move a session without more ado: publish, open, cancel. Raises Forbidden where its state does not allow it."""
    states.move(session, name)
    act.add(session)


def close(act: Act, session: Session) -> None:
    """Close registration, and give everybody admitted a ticket and a seat. Raises RegisterError for too few seats."""
    states.move(session, "close")
    act.add(session)
    admitted = list(of(act.database, session, Standing.ADMITTED))
    if not admitted:
        raise RegisterError(_NONE)
    rooms = _rooms(act, session)
    seats = [room for room, count in rooms for _ in range(count)]
    if seats and len(seats) < len(admitted):
        raise RegisterError(_ROOM.fill(n=len(admitted), m=len(seats)))
    for number, registration in enumerate(admitted, 1):
        registration.ticket = f"{session.on:%Y%m%d}{session.id:04d}{number:05d}"
        registration.room_id = seats[number - 1] if seats else None
        act.database.add(registration)
    act.database.flush()


def _rooms(act: Act, session: Session) -> list[tuple[int, int]]:
    rooms = act.database.exec(select(Room).where(Room.session_id == session.id).order_by(col(Room.id))).all()
    return [(room.id, room.seats) for room in rooms]


def of(database: Database, session: Session, *standings: Standing) -> Iterator[Registration]:
    """Give the registrations of a session, of some standings if any are named, in the order in which they came."""
    query = select(Registration).where(Registration.session_id == session.id).order_by(col(Registration.id))
    if standings:
        query = query.where(col(Registration.standing).in_(standings))
    yield from database.exec(query).all()


def count(rows: Iterable[Any]) -> Mapping[str, int]:
    """Count registrations by their standing."""
    counted = {str(standing): 0 for standing in Standing}
    for row in rows:
        counted[str(row.standing)] += 1
    return counted
