"""Who assesses (考评) and who watches: rooms, the panel, and what the method of assessment lays down about both."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.engine.methods import Practice, practice
from bajigong.policy.facts import Selection
from bajigong.policy.law import Aspect, Part
from bajigong.policy.text import Text, same
from bajigong.register import sessions, states
from bajigong.register.enforcing import enforce
from bajigong.register.errors import Refused, RegisterError
from bajigong.register.labels import label
from bajigong.register.office import Act, Office
from bajigong.register.tables import (
    Agency,
    Filing,
    Person,
    Registration,
    Room,
    Seat,
    Session,
    Staff,
    Standing,
    State,
)

_OTHER = Text("{name}不是本机构人员", "{name} is not of this agency")
_FEW = Text("评审组须有{n}人以上（{clauses}）；现有{m}人", "the panel has at least {n} members ({clauses}); found {m}")
_EVEN = Text(
    "评审组人数须为单数（{clauses}）；现有{m}人", "the panel has an odd number of members ({clauses}); found {m}"
)
_MAY_NOT = Text(
    "{name}（{role}）不能考评{grade}级（{clauses}）", "{name} ({role}) may not assess grade {grade} ({clauses})"
)
_NOBODY = Text("没有安排考评人员", "nobody sits on the panel")
_WATCH = Text(
    "考场{room}须有{n}名以上监考人员（{clauses}）；现有{m}名",
    "room {room} has at least {n} invigilators ({clauses}); found {m}",
)


def add_room(act: Act, session: Session, name: str, seats: int, invigilators: int) -> Room:
    """Enter a room of a session."""
    states.require(session, State.PLANNED, State.PUBLISHED, State.REGISTERING)
    return act.add(Room(session_id=session.id, name=name, seats=seats, invigilators=invigilators))


def sit(act: Act, session: Session, staff: Staff, tied_to: list[int]) -> Seat:
    """Put somebody on the panel; ``tied_to`` are the people whom they have trained or are related to."""
    states.require(session, State.PLANNED, State.PUBLISHED, State.REGISTERING, State.READY)
    if staff.agency_id != act.get(Filing, session.filing_id).agency_id:
        raise RegisterError(_OTHER.fill(name=staff.name))
    return act.add(Seat(session_id=session.id, staff_id=staff.id, tied_to=tied_to))


def assess(office: Office, act: Act, session: Session) -> None:
    """Hold the assessment: the panel and the rooms are as the method has it, and the duties before it are met.

    Raises Refused with every reason where they are not.
    """
    states.move(session, "assess")
    filing = act.get(Filing, session.filing_id)
    panel = members(act.database, session)
    faults = list(_faults(office, act.database, session, filing, panel))
    if faults:
        raise Refused(*faults)
    carded = [one.carded(session.on) for one in panel]
    facts = {
        **sessions.facts_of(act.database, session, act.on),
        "cards_missing": carded.count(False),
        "ties": _ties(act.database, session, panel),
    }
    enforce(act, office.engine.law(session.place), "assess", filing.track, facts)
    act.add(session)


def members(database: Database, session: Session) -> list[Staff]:
    """Return who sits on the panel of a session."""
    query = select(Staff).join(Seat, col(Seat.staff_id) == Staff.id).where(Seat.session_id == session.id)
    return list(database.exec(query.order_by(col(Seat.id))).all())


def parts(office: Office, session: Session, track: str, kind: str, row: Registration) -> tuple[Part, ...]:
    """Return the parts of the method that a registration's route leads to, none where it is not judged by scores."""
    those = methods_of(office, session, track, kind, row.occupation, row.grade)
    return next((one.parts for one in those if row.method in (one.method.id, *one.replaced)), ())


def methods_of(
    office: Office, session: Session, track: str, kind: str, occupation: str, grade: str
) -> tuple[Practice, ...]:
    """Return the methods that are open to an occupation and a grade of a session."""
    law = office.engine.law(session.place)
    selection = Selection(track, occupation, grade, session.place)
    return practice(office.engine.bundle, law, selection, kind, session.on)


def _faults(office: Office, database: Database, session: Session, filing: Filing, panel: list[Staff]) -> Iterator[Text]:
    agency = database.get_one(Agency, filing.agency_id)
    rooms = database.exec(select(Room).where(Room.session_id == session.id).order_by(col(Room.id))).all()
    taken = {(one.occupation, one.grade, one.method) for one in sessions.of(database, session, Standing.ADMITTED)}
    said = dict[Text, None]()
    for occupation, grade, method in sorted(taken, key=str):
        for one in methods_of(office, session, filing.track, agency.kind, occupation, grade):
            if method in (one.method.id, *one.replaced) and one.parts:
                said |= dict.fromkeys(_of_method(one, grade, panel, list(rooms)))
    yield from said


def _of_method(practised: Practice, grade: str, panel: list[Staff], rooms: list[Room]) -> Iterator[Text]:
    parts = {part.id for part in practised.parts}
    if not panel:
        yield _NOBODY
    allowed = list[tuple[Aspect, str]]()
    for applied in practised.aspects:
        figures, clauses = dict(applied.aspect.figures), ", ".join(applied.clauses)
        if applied.hangs_on:
            continue
        if applied.aspect.of == "panel" and (not applied.aspect.parts or parts & set(applied.aspect.parts)):
            yield from _size(figures, clauses, len(panel))
        if applied.aspect.role:
            allowed.append((applied.aspect, clauses))
        if applied.aspect.of == "room":
            yield from _watch(figures, clauses, rooms)
    for staff in panel if allowed else ():
        if not any(staff.role == one.role and grade in dict(one.figures)["assesses"] for one, _ in allowed):
            clauses = ", ".join(dict.fromkeys(clauses for _, clauses in allowed))
            yield _MAY_NOT.fill(name=staff.name, role=label(staff.role), grade=grade, clauses=same(clauses))


def _size(figures: Mapping[str, Any], clauses: str, size: int) -> Iterator[Text]:
    least = figures.get("members_at_least")
    if least is not None and size < least:
        yield _FEW.fill(n=least, m=size, clauses=clauses)
    if figures.get("odd") and size % 2 == 0:
        yield _EVEN.fill(m=size, clauses=clauses)


def _watch(figures: Mapping[str, Any], clauses: str, rooms: list[Room]) -> Iterator[Text]:
    each, least = figures.get("candidates_per_invigilator"), figures.get("invigilators_per_room_at_least", 0)
    for room in rooms:
        needed = max(least, -(-room.seats // each) if each else 0)
        if room.invigilators < needed:
            yield _WATCH.fill(room=room.name, n=needed, m=room.invigilators, clauses=clauses)


def _ties(database: Database, session: Session, panel: list[Staff]) -> list[str]:
    """Name everybody on the panel beside the candidate to whom they are tied."""
    names = {staff.id: staff.name for staff in panel}
    admitted = {one.person_id for one in sessions.of(database, session, Standing.ADMITTED)}
    seats = database.exec(select(Seat).where(Seat.session_id == session.id).order_by(col(Seat.id))).all()
    pairs = [(names[seat.staff_id], person) for seat in seats for person in sorted(admitted & set(seat.tied_to))]
    return [f"{name}—{database.get_one(Person, person).name}" for name, person in pairs]
