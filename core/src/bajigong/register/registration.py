"""Registration (报名): each application is checked by the engine, and what it said is kept with the law it rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import frozen
from sqlmodel import Session as Database
from sqlmodel import select

from bajigong.answers import Application, Holds, Outcome, RuleAnswer, Verdict
from bajigong.errors import InputError, Problem
from bajigong.policy.text import Text, same
from bajigong.receipts import receipt
from bajigong.register import agencies, outbox, people, states
from bajigong.register.enforcing import enforce
from bajigong.register.errors import RegisterError
from bajigong.register.office import Act, Office
from bajigong.register.tables import Agency, Filing, Registration, Session, Standing, State
from bajigong.tables import Raw, Where, check

STANDING: Final[Mapping[Outcome, Standing]] = {
    Outcome.ELIGIBLE: Standing.ADMITTED,
    Outcome.NOT_ELIGIBLE: Standing.REFUSED,
    # It hangs on papers, or no rule answers: nobody is told a sure no.
    Outcome.UNDETERMINED: Standing.WAITING,
    Outcome.NOT_COVERED: Standing.WAITING,
}

#: So many applications are decided at a time.
MANY: Final = 100

_ID = Text("未填写证件号码", "no ID number")
_ID_WANTED = Text("证件号码，凭以登记本人", "the ID number by which somebody is entered")
_TWICE = Text(
    "同一人同一职业、等级在本批次已经报名", "the same person, occupation and grade is in this session already"
)
_ONCE = Text("每人每个职业、等级报名一次", "each person once for an occupation and a grade")
_SCOPE = Text("{occupation} {grade}级", "{occupation} at grade {grade}")
_SCOPE_WANTED = Text("本批次的职业（{occupations}）和等级（{grades}）", "one of {occupations} at one of {grades}")
_NOT_WAITING = Text("报名{id}不在等候补正", "registration {id} does not wait for papers")


@frozen(eq=False)
class Entry:
    """One application as it was read: typed, and where it stands."""

    application: Application
    where: Where


def read(office: Office, database: Database, session: Session, raws: Iterable[Raw], on: date) -> list[Entry]:
    """Read applications for a session; what the register knows of the agency goes before what a sheet says.

    Raises InputError with every fault of every row.
    """
    filing = database.get_one(Filing, session.filing_id)
    agency = agencies.said_of(database, database.get_one(Agency, filing.agency_id), session.on)
    entries, problems = list[Entry](), list[Problem]()
    overrides = {"track": filing.track, "place": session.place}
    for raw in raws:
        found = check(
            raw, office.engine.bundle.schema, tenant_place=session.place, on=on, overrides=overrides, today=on
        )
        if isinstance(found, tuple):
            problems.extend(found)
            continue
        where = raw.places if isinstance(raw.places, Where) else raw.places.at("")
        facts = {**found.facts, "agency": agency}
        wrong = [*_wrong(session, facts, where)]
        problems.extend(wrong)
        if not wrong:
            entries.append(Entry(Application(facts, on, session.place, found.remarks), where))
    if problems:
        raise InputError(tuple(problems))
    return entries


def _wrong(session: Session, facts: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    applicant = facts.get("applicant") or {}
    if not applicant.get("id_number"):
        yield where.problem(_ID, _ID_WANTED, "applicant.id_number")
    occupation, grade = facts.get("occupation"), facts.get("grade")
    if occupation not in session.occupations or grade not in session.grades:
        wanted = _SCOPE_WANTED.fill(occupations=", ".join(session.occupations), grades=", ".join(session.grades))
        yield where.problem(_SCOPE.fill(occupation=occupation or "?", grade=grade or "?"), wanted, "occupation")


def register(
    office: Office,
    act: Act,
    session: Session,
    entries: Sequence[Entry],
    tell: Callable[[int], None] = lambda more: None,
) -> list[Registration]:
    """Register applications, all of them or none. Raises InputError for somebody who is there already."""
    states.require(session, State.REGISTERING)
    filing = act.get(Filing, session.filing_id)
    enforce(act, office.engine.law(session.place), "register", filing.track, {"publicity_days": session.publicity_days})
    act.about = f"session:{session.id}"
    verdicts = list(_decided(office, entries, tell))
    there = _there(act.database, session)
    rows, problems = list[Registration](), list[Problem]()
    persons = people.enter(act, people.needed(office), [_applicant(entry) for entry in entries])
    for entry, person, verdict in zip(entries, persons, verdicts, strict=True):
        name = _applicant(entry).name
        if person.name != name:
            problems.append(entry.where.problem(same(name), same(person.name), "applicant.name"))
            continue
        key = (person.id, verdict.occupation, verdict.grade)
        if key in there:
            problems.append(entry.where.problem(_TWICE, _ONCE, "applicant"))
            continue
        there.add(key)
        rows.append(_row(session, person.id, entry.application, verdict))
    if problems:
        raise InputError(tuple(problems))
    act.database.add_all(rows)
    act.database.flush()
    for row in rows:
        outbox.put(act, filing.track, "registration", f"registration:{row.id}", _told(row))
    return rows


def _decided(office: Office, entries: Sequence[Entry], tell: Callable[[int], None]) -> Iterator[Verdict]:
    """Decide some at a time, saying how many more are done: to decide is what takes long."""
    for start in range(0, len(entries), MANY):
        some = [entry.application for entry in entries[start : start + MANY]]
        yield from office.engine.decide(some)
        tell(len(some))


def supplement(office: Office, act: Act, row: Registration, facts: Mapping[str, Any]) -> Verdict:
    """Add papers to an application that waits for them (补正), and decide it again.

    Raises InputError for facts that cannot be read, RegisterError where it does not wait.
    """
    session = act.get(Session, row.session_id)
    states.require(session, State.REGISTERING)
    if row.standing is not Standing.WAITING:
        raise RegisterError(_NOT_WAITING.fill(id=row.id))
    filing = act.get(Filing, session.filing_id)
    agency = act.get(Agency, filing.agency_id)
    kept = {key: value for key, value in row.application["facts"].items() if key != "agency"}
    merged = {**kept, **{key: value for key, value in facts.items() if key != "applicant"}}
    merged["applicant"] = {**kept.get("applicant", {}), **facts.get("applicant", {})}
    on = date.fromisoformat(row.application["on"])
    raw = Raw(merged, "supplement", Where("supplement"))
    found = check(
        raw, office.engine.bundle.schema, tenant_place=session.place, on=on, overrides={}, today=max(on, act.on)
    )
    if isinstance(found, tuple):
        raise InputError(found)
    facts_now = {**found.facts, "agency": agencies.said_of(act.database, agency, session.on)}
    application = Application(facts_now, on, session.place)
    verdict = office.engine.decide([application])[0]
    fresh = _row(session, row.person_id, application, verdict)
    for name in ("application", "standing", "verdict", "said", "missing", "bundle", "method"):
        setattr(row, name, getattr(fresh, name))
    act.add(row)
    outbox.put(act, filing.track, "registration", f"registration:{row.id}", _told(row))
    return verdict


def withdraw(act: Act, row: Registration) -> None:
    """Take an application back, at the applicant's wish, before it is assessed."""
    states.require(act.get(Session, row.session_id), State.REGISTERING, State.READY)
    row.standing = Standing.WITHDRAWN
    act.add(row)


def _applicant(entry: Entry) -> people.Applicant:
    applicant = entry.application.facts["applicant"]
    return people.Applicant(str(applicant.get("name") or ""), applicant["id_number"], applicant.get("birth_date"))


def _there(database: Database, session: Session) -> set[tuple[int, str | None, str | None]]:
    query = select(Registration.person_id, Registration.occupation, Registration.grade)
    return set(database.exec(query.where(Registration.session_id == session.id)).all())


def _row(session: Session, person: int, application: Application, verdict: Verdict) -> Registration:
    return Registration(
        session_id=session.id,
        person_id=person,
        occupation=verdict.occupation or "",
        grade=verdict.grade or "",
        application=receipt(application),
        standing=STANDING[verdict.outcome],
        verdict=str(verdict.outcome),
        said=said_by(verdict),
        missing=[list(some) for some in verdict.missing],
        bundle=verdict.bundle,
        method=next((route.method for route in verdict.routes if route.holds is Holds.YES), None),
    )


def said_by(verdict: Verdict) -> dict[str, Any]:
    """Write a verdict down, so that a letter can be written from it and it can be decided again."""
    days = {key: getattr(verdict, key) for key in ("since", "until", "eligible_from")}
    return {
        "verdict": str(verdict.outcome),
        **{key: day.isoformat() if day else None for key, day in days.items()},
        "missing": [list(some) for some in verdict.missing],
        "gates": [_rule(one) for one in verdict.gates],
        "routes": [_rule(one) for one in verdict.routes],
        "notes": [{"zh": note.zh, "en": note.en} for note in verdict.notes],
    }


def _rule(one: RuleAnswer) -> dict[str, Any]:
    failing = [said for said in one.requirements if said.holds is not Holds.YES]
    return {
        "id": one.id,
        "label": {"zh": one.label.zh, "en": one.label.en},
        "holds": str(one.holds),
        "since": one.since.isoformat() if one.since else None,
        "cites": list(one.cites),
        "failing": [
            {
                "text": {"zh": said.text.zh, "en": said.text.en},
                "holds": str(said.holds),
                "since": said.since.isoformat() if said.since else None,
                "missing": list(said.missing),
            }
            for said in failing
        ],
    }


def _told(row: Registration) -> dict[str, Any]:
    """Tell whoever follows the register of a registration, without what is private."""
    return {
        "registration": row.id,
        "session": row.session_id,
        "occupation": row.occupation,
        "grade": row.grade,
        "standing": str(row.standing),
        "verdict": row.verdict,
    }
