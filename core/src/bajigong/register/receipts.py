"""What was said of registrations, as receipts that ``bajigong replay`` decides again; no ID number is among them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlmodel import Session as Database

from bajigong.policy.text import Text
from bajigong.register import reasons, sessions
from bajigong.register.errors import RegisterError
from bajigong.register.office import Office, get
from bajigong.register.tables import Registration, Session

_ELSEWHERE: Final = Text("报名{id}不在批次{session}", "registration {id} is not in session {session}")


def of_session(
    office: Office, database: Database, session: Session, chosen: Sequence[int] = ()
) -> Iterator[dict[str, Any]]:
    """Give the receipts of a session in the order of registration, or those of some registrations of it.

    Raises RegisterError for a registration that is not there, or is of another session.
    """
    rows = [get(database, Registration, one) for one in chosen] if chosen else sessions.of(database, session)
    for row in rows:
        if row.session_id != session.id:
            raise RegisterError(_ELSEWHERE.fill(id=row.id, session=session.id))
        yield receipt_of(office, database, row)


def receipt_of(office: Office, database: Database, row: Registration) -> dict[str, Any]:
    """Return the verdict that is kept of a registration with the facts and the law it rests on, in plain values.

    After papers were added it is the last verdict: the one before stands in the record.
    """
    facts = row.application["facts"]
    return {
        "registration": row.id,
        "applicant": office.engine.bundle.schema.told(facts, "name"),
        "tenant": office.tenant.id,
        "occupation": row.occupation,
        "grade": row.grade,
        "on": row.application["on"],
        "standing": str(row.standing),
        **reasons.said_of(database, row),
        "bundle": row.bundle,
        "application": row.application,
    }
