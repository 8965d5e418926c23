"""Agencies: who they are, who works for them, and what the register tells the engine about them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlmodel import Session as Database
from sqlmodel import col, func, select

from bajigong.policy.facts import Role as FactRole
from bajigong.policy.facts import Schema
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


#: What stands in rows of its own, and not among the facts that are kept of an agency.
_APART: Final[tuple[FactRole, ...]] = ("agency_name", "filings", "sanctions", "last_assessed")


def add(act: Act, facts: Mapping[str, Any], place: str, schema: Schema) -> Agency:
    """Enter an agency by the facts of its own, or bring those of one that is there up to date."""
    own = {key: value for key, value in facts.items() if key not in map(schema.key, _APART)}
    name, kind = facts[schema.key("agency_name")], facts[schema.key("agency_kind")]
    found = act.database.exec(select(Agency).where(Agency.name == name)).first()
    if found is None:
        return act.add(Agency(name=name, kind=kind, place=place, facts=own))
    found.facts = {**found.facts, **own}
    found.kind, found.place = kind, place
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


def said_of(database: Database, agency: Agency, on: date, schema: Schema) -> dict[str, Any]:
    """Return what the register tells of an agency, as the facts of an application: no clerk types them.

    Its filings, with where work was reported; what stands against it; and the last session it held before a day.
    """
    filings = database.exec(select(Filing).where(Filing.agency_id == agency.id).order_by(col(Filing.id))).all()
    sanctions = database.exec(select(Sanction).where(Sanction.agency_id == agency.id).order_by(col(Sanction.id))).all()
    last = last_held(database, agency, on)
    said: dict[FactRole, Any] = {
        "agency_name": agency.name,
        "agency_kind": agency.kind,
        "filings": [_filing(database, one, schema) for one in filings if one.state is FilingState.FILED],
        "sanctions": [_sanction(one, schema) for one in sanctions],
    }
    return {**agency.facts, **schema.keyed(said), **(schema.keyed({"last_assessed": last}) if last else {})}


def _sanction(one: Sanction, schema: Schema) -> dict[str, Any]:
    return schema.keyed({"sanction": one.kind, "sanction_from": one.since, "sanction_until": _last(one.until)})


def last_held(database: Database, agency: Agency, on: date) -> date | None:
    """Return the day of the last session that an agency held before a day, None where it held none."""
    query = select(func.max(Session.on)).join(Filing, col(Filing.id) == Session.filing_id)
    return database.exec(
        query.where(Filing.agency_id == agency.id, col(Session.state).in_(HELD), Session.on < on)
    ).one()


def _filing(database: Database, one: Filing, schema: Schema) -> dict[str, Any]:
    visits = database.exec(select(Visit).where(Visit.filing_id == one.id).order_by(col(Visit.id))).all()
    said: dict[FactRole, Any] = {
        "filing_number": one.number,
        "filed_occupations": one.occupations,
        "filed_grades": one.grades,
        "filed_regions": one.regions,
        "filed_people": one.people,
        "filed_from": one.since,
        "filed_until": _last(one.until),
        "reported_to": [_visit(visit, schema) for visit in visits],
    }
    return {key: value for key, value in schema.keyed(said).items() if value is not None}


def _visit(visit: Visit, schema: Schema) -> dict[str, Any]:
    """Return where and when work was reported, as a record that may stand in place of a code."""
    said = schema.keyed({"reported_to": visit.region, "reported_on": visit.on})
    return {key: said[fact] for key, fact in schema.roles["reported_to"].unfolds if fact in said}


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
