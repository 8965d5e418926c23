"""Certificates (证书): numbered without a gap, given, printed again, revoked; and the blanks they are printed on."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session as Database
from sqlmodel import col, func, select

from bajigong.policy.text import Text
from bajigong.register import outbox, results, scores, sessions, states
from bajigong.register.enforcing import enforce
from bajigong.register.errors import Forbidden, RegisterError
from bajigong.register.numbering import allocate
from bajigong.register.office import Act, Office
from bajigong.register.tables import (
    Certificate,
    CertificateState,
    Filing,
    Person,
    Registration,
    Session,
    Standing,
    Stock,
)

_TOO_FEW = Text("空白证书仅有{left}本，不能核减{n}本", "there are {left} blank certificates; {n} cannot be taken off")
_EARLY = Text("公示期至{day}前，不能发证", "results are public until {day}; there are no certificates before")
_NONE = Text("没有编号为{number}的证书", "there is no certificate {number}")
_REVOKED = Text("证书{number}已被撤销", "certificate {number} is revoked")
_REASON = Text("须写明理由", "a reason must be given")
_CLAUSE = Text("“{clause}”不是已收录的条款", "found clause '{clause}'; expected one of the law")


def issue(office: Office, act: Act, session: Session) -> list[Certificate]:
    """Give certificates to everybody who passed and to whom nobody objects; once more for those cleared since.

    Raises Forbidden before the publicity is over, Refused where a duty is not met.
    """
    states.move(session, "certify")
    if act.on < results.ends(session):
        raise Forbidden(_EARLY.fill(day=results.ends(session)))
    filing = act.get(Filing, session.filing_id)
    due = list(_due(act.database, session))
    act.about = f"session:{session.id}"
    balance = stock(act.database, filing)
    facts = {
        **sessions.facts_of(act.database, session, act.on),
        "blanks_short": None if balance is None else max(0, len(due) - balance),
    }
    enforce(act, office.engine.law(session.place), "issue", filing.track, facts)
    entered = scores.current(act.database, session)
    made = [_certificate(office, act, filing, row, entered) for row in due]
    if made and balance is not None:
        act.add(Stock(filing_id=filing.id, change=-len(made), why=f"session:{session.id}", on=act.on))
    act.add(session)
    return made


def _due(database: Database, session: Session) -> Iterator[Registration]:
    stopped = results.stopped(database, session)
    there = set(database.exec(select(Certificate.registration_id)).all())
    for row in sessions.of(database, session, Standing.ADMITTED):
        if row.outcome == "passed" and row.id not in stopped and row.id not in there:
            yield row


def _certificate(office: Office, act: Act, filing: Filing, row: Registration, entered: Any) -> Certificate:
    schemes = [said.what for said in office.engine.bundle.number_schemes.values()]
    number = allocate(act.database, schemes, filing.number or "", act.on.year, row.grade)
    first = entered.get(row.id, {}).get(scores.FIRST, {})
    parts = [{"part": part, "score": str(score.value)} for part, score in first.items()]
    made = act.add(
        Certificate(
            number=number,
            registration_id=row.id,
            name=act.get(Person, row.person_id).name,
            occupation=row.occupation,
            grade=row.grade,
            issued=act.on,
            parts=parts,
            status_index=_next_index(act.database),
            bundle=row.bundle,
        )
    )
    told = {"registration": row.id, "number": number, "occupation": row.occupation, "grade": row.grade}
    outbox.put(act, filing.track, "certificate", f"certificate:{made.id}", told)
    return made


def _next_index(database: Database) -> int:
    last = database.exec(select(func.max(Certificate.status_index))).one()
    return 0 if last is None else last + 1


def find(database: Database, number: str) -> Certificate:
    """Return a certificate by its number. Raises RegisterError where there is none."""
    found = database.exec(select(Certificate).where(Certificate.number == number)).first()
    if found is None:
        raise RegisterError(_NONE.fill(number=number))
    return found


def reissue(act: Act, certificate: Certificate, reason: str) -> None:
    """Print a certificate again (补发): the number stays. Raises RegisterError without a reason."""
    _valid(certificate, reason)
    certificate.printed += 1
    act.about, act.notes["reason"] = f"certificate:{certificate.id}", reason
    registration = act.get(Registration, certificate.registration_id)
    filing = act.get(Filing, act.get(Session, registration.session_id).filing_id)
    if stock(act.database, filing) is not None:
        act.add(Stock(filing_id=filing.id, change=-1, why=f"certificate:{certificate.id}", on=act.on))
    act.add(certificate)


def revoke(office: Office, act: Act, certificate: Certificate, reason: str, clause: str) -> None:
    """Revoke a certificate (撤销), for a reason and by a clause of the law. Raises RegisterError where one is none."""
    _valid(certificate, reason)
    if clause not in office.engine.bundle.clauses:
        raise RegisterError(_CLAUSE.fill(clause=clause))
    certificate.state, certificate.revoked = CertificateState.REVOKED, act.on
    certificate.reason, certificate.clause = reason, clause
    act.about = f"certificate:{certificate.id}"
    act.add(certificate)


def _valid(certificate: Certificate, reason: str) -> None:
    if not reason.strip():
        raise RegisterError(_REASON)
    if certificate.state is CertificateState.REVOKED:
        raise RegisterError(_REVOKED.fill(number=certificate.number))


def receive(act: Act, filing: Filing, count: int, why: str) -> None:
    """Count blank certificates (空白证书) that came, or below zero those that were spoilt."""
    act.about = f"filing:{filing.id}"
    here = stock(act.database, filing) or 0
    if here + count < 0:
        raise RegisterError(_TOO_FEW.fill(n=-count, left=here))
    act.add(Stock(filing_id=filing.id, change=count, why=why, on=act.on))


def stock(database: Database, filing: Filing) -> int | None:
    """Return how many blank certificates there are, None where nobody has counted any."""
    query = select(func.sum(Stock.change), func.count()).where(Stock.filing_id == filing.id)
    total, rows = database.exec(query).one()
    return int(total) if rows else None


def issued_between(database: Database, since: date, until: date) -> list[Certificate]:
    """Return the certificates given from a day on, before another."""
    query = select(Certificate).where(Certificate.issued >= since, Certificate.issued < until)
    return list(database.exec(query.order_by(col(Certificate.number))).all())
