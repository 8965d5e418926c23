"""Agencies: who they are, who works for them, and what the register tells the engine about them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlmodel import Session as Database
from sqlmodel import col, func, select

from bajigong.policy.text import Text
from bajigong.register.errors import RegisterError
from bajigong.register.office import Act, Office
from bajigong.register.tables import Agency, Filing, FilingState, Role, Sanction, Session, Staff, State, Visit

#: A session that has been held, so that the agency was not idle.
HELD: Final = (State.ASSESSED, State.JUDGED, State.PUBLICIZED, State.CERTIFIED)

_NONE = Text("没有名为“{name}”的评价机构", "there is no agency '{name}'")
_CARD = Text("{name}：证卡须同时写明编号和起始日期", "{name}: a card needs its number and its first day")


def find(database: Database, name: str) -> Agency:
    """Return an agency by its name or its id. Raises RegisterError where there is none."""
    found = database.exec(select(Agency).where(Agency.name == name)).first()
    if found is None and name.isdigit():
        found = database.get(Agency, int(name))
    if found is None:
        raise RegisterError(_NONE.fill(name=name))
    return found


def every(database: Database) -> list[Agency]:
    """Return every agency, in the order in which they were entered."""
    return list(database.exec(select(Agency).order_by(col(Agency.id))).all())


def add(act: Act, facts: Mapping[str, Any], place: str) -> Agency:
    """Enter an agency by the facts of its own, or bring those of one that is there up to date."""
    own = {key: value for key, value in facts.items() if key not in ("name", "filings", "sanctions", "last_assessed")}
    found = act.database.exec(select(Agency).where(Agency.name == facts["name"])).first()
    if found is None:
        return act.add(Agency(name=facts["name"], kind=facts["kind"], place=place, facts=own))
    found.facts = {**found.facts, **own}
    found.kind, found.place = facts["kind"], place
    return act.add(found)


def employ(act: Act, agency: Agency, rows: Iterable[Mapping[str, Any]]) -> list[Staff]:
    """Enter people of an agency. Raises RegisterError for a card without its number or its first day."""
    found = []
    for row in rows:
        one = Staff(agency_id=agency.id, **{**row, "role": Role(row["role"])})
        if bool(one.card) != (one.card_from is not None):
            raise RegisterError(_CARD.fill(name=one.name))
        found.append(act.add(one))
    return found


def staff(database: Database, agency: Agency, *roles: Role) -> list[Staff]:
    """Return the people of an agency who have one of some roles."""
    query = select(Staff).where(Staff.agency_id == agency.id, col(Staff.role).in_(roles)).order_by(col(Staff.id))
    return list(database.exec(query).all())


def said_of(database: Database, agency: Agency, on: date) -> dict[str, Any]:
    """Return what the register tells of an agency, as the facts of an application: no clerk types them.

    Its filings, with where work was reported; what stands against it; and the last session it held before a day.
    """
    filings = database.exec(select(Filing).where(Filing.agency_id == agency.id).order_by(col(Filing.id))).all()
    sanctions = database.exec(select(Sanction).where(Sanction.agency_id == agency.id).order_by(col(Sanction.id))).all()
    last = last_held(database, agency, on)
    return {
        **agency.facts,
        "name": agency.name,
        "kind": agency.kind,
        "filings": [_filing(database, one) for one in filings if one.state is FilingState.FILED],
        "sanctions": [{"kind": one.kind, "from": one.since, "until": _last(one.until)} for one in sanctions],
        **({"last_assessed": last} if last else {}),
    }


def last_held(database: Database, agency: Agency, on: date) -> date | None:
    """Return the day of the last session that an agency held before a day, None where it held none."""
    query = select(func.max(Session.on)).join(Filing, col(Filing.id) == Session.filing_id)
    return database.exec(
        query.where(Filing.agency_id == agency.id, col(Session.state).in_(HELD), Session.on < on)
    ).one()


def _filing(database: Database, one: Filing) -> dict[str, Any]:
    visits = database.exec(select(Visit).where(Visit.filing_id == one.id).order_by(col(Visit.id))).all()
    said: dict[str, Any] = {
        "number": one.number,
        "occupations": one.occupations,
        "grades": one.grades,
        "regions": one.regions,
        "people": one.people,
        "from": one.since,
        "until": _last(one.until),
        "reported_to": [{"region": visit.region, "on": visit.on} for visit in visits],
    }
    return {key: value for key, value in said.items() if value is not None}


def _last(until: date | None) -> date | None:
    """Return the last day before an end; facts name that day."""
    return until - timedelta(days=1) if until else None


def directory(office: Office, on: date) -> list[dict[str, Any]]:
    """Return the public directory (评价机构目录): every agency with its filings, its standing and its last session."""
    with office.store.reading() as database:
        return [entry(database, agency, on) for agency in every(database)]


def entry(database: Database, agency: Agency, on: date) -> dict[str, Any]:
    """Return what the directory says of one agency."""
    filings = database.exec(select(Filing).where(Filing.agency_id == agency.id).order_by(col(Filing.id))).all()
    sanctions = database.exec(select(Sanction).where(Sanction.agency_id == agency.id)).all()
    last = last_held(database, agency, on)
    return {
        "id": agency.id,
        "name": agency.name,
        "kind": agency.kind,
        "place": agency.place,
        "filings": [_listed(one) for one in filings],
        "sanctions": [one.kind for one in sanctions if one.since <= on and (one.until is None or on < one.until)],
        "last_assessed": last.isoformat() if last else None,
    }


def _listed(one: Filing) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "track": one.track,
        "state": str(one.state),
        "occupations": one.occupations,
        "grades": one.grades,
        "since": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
    }
