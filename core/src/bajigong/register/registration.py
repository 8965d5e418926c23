"""Registration (报名): each application is checked by the engine, and what it said is kept with the law it rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import define, field, frozen
from sqlmodel import Session as Database
from sqlmodel import select

from bajigong.answers import Application, Outcome, Verdict
from bajigong.errors import InputError, Problem
from bajigong.policy.facts import AGENCY, APPLICANT
from bajigong.policy.text import Text, same
from bajigong.receipts import receipt
from bajigong.register import agencies, deciding, lots, outbox, people, reasons, states, writing
from bajigong.register.enforcing import enforce
from bajigong.register.errors import RegisterError
from bajigong.register.lots import Asked, Lot
from bajigong.register.office import Act, Office
from bajigong.register.tables import Agency, Filing, Registration, Session, Standing, State
from bajigong.tables import Raw, Where, check, read_files
from bajigong.tables.raw import Note, unheard

STANDING: Final[Mapping[Outcome, Standing]] = {
    Outcome.ELIGIBLE: Standing.ADMITTED,
    Outcome.NOT_ELIGIBLE: Standing.REFUSED,
    # It hangs on papers, or no rule answers: nobody is told a sure no.
    Outcome.UNDETERMINED: Standing.WAITING,
    Outcome.NOT_COVERED: Standing.WAITING,
}

_TWICE = Text(
    "同一人同一职业、等级在本批次已经报名", "the same person, occupation and grade is in this session already"
)
_ONCE = Text("每人每个职业、等级报名一次", "each person once for an occupation and a grade")
_NOT_WAITING = Text("报名{id}不在等候补正", "registration {id} does not wait for papers")

Tell = Callable[[int], None]


def _unheard(more: int) -> None:
    """Listen to no progress."""


@frozen
class Registered:
    """A registration that was made, and where it stands."""

    id: int
    standing: Standing


def read(
    office: Office,
    database: Database,
    session: Session,
    files: Iterable[Path],
    on: date,
    *,
    sheet: str | None = None,
    note: Note = unheard,
) -> list[Lot]:
    """Read the applications of files; what the register knows of the agency goes before what a sheet says.

    Raises InputError with every fault of every row.
    """
    asked = Asked.by(database, session, on, office.engine.bundle.schema)
    found, problems = list[Lot](), list[Problem]()
    for file in files:
        try:
            found += _read(office, asked, file, sheet, note)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    return found


def _read(office: Office, asked: Asked, file: Path, sheet: str | None, note: Note) -> list[Lot]:
    if lots.can_be_many():
        from bajigong.register import whole_sheets

        whole = whole_sheets.lots(office, asked, file, sheet, note)
        if whole is not None:
            return whole
    raws = read_files([file], office.engine.bundle.schema, sheet=sheet, note=note)
    return [lots.one_by_one(office, asked, raws)]


def read_raw(office: Office, database: Database, session: Session, raws: Iterable[Raw], on: date) -> list[Lot]:
    """Check applications that were read already. Raises InputError with every fault of every row."""
    return [lots.one_by_one(office, Asked.by(database, session, on, office.engine.bundle.schema), raws)]


def register(
    office: Office, act: Act, session: Session, those: Sequence[Lot], tell: Tell = _unheard
) -> list[Registered]:
    """Register applications, all of them or none. Raises InputError for somebody who is there already."""
    states.require(session, State.REGISTERING)
    filing = act.get(Filing, session.filing_id)
    enforce(act, office.engine.law(session.place), "register", filing.track, {"publicity_days": session.publicity_days})
    act.about = f"session:{session.id}"
    entering = _Entering(office, act, session, filing.track, _there(act.database, session))
    done = [one for lot in those for one in entering.enter(lot, tell)]
    if entering.problems:
        raise InputError(tuple(entering.problems))
    return done


@define(eq=False)
class _Entering:
    """Registrations while they are entered; ``there`` is who is in the session, for what."""

    office: Office
    act: Act
    session: Session
    track: str
    there: set[tuple[int, str | None, str | None]]
    problems: list[Problem] = field(factory=list)
    _many: deciding.Many | None = None

    def enter(self, lot: Lot, tell: Tell) -> list[Registered]:
        """Enter some applications, or say why somebody cannot be; then nothing more is entered."""
        persons = people.enter(self.act, people.needed(self.office), lot.of)
        self.problems += self._wrong(lot, persons)
        if self.problems:
            return []
        ids = writing.identities(self.act, Registration, len(lot))
        decided = self._judged(lot)
        reasons.keep(self.act.database, ((one.said, one.reasons) for one in decided))
        rows = [
            {"id": number, **self._row(lot, row, person.id, one)}
            for row, (number, person, one) in enumerate(zip(ids, persons, decided, strict=True))
        ]
        writing.write(self.act, Registration, rows)
        outbox.put_all(self.act, self.track, "registration", "registration", [(row["id"], _told(row)) for row in rows])
        tell(len(rows))
        return [Registered(row["id"], row["standing"]) for row in rows]

    def _wrong(self, lot: Lot, persons: Sequence[people.Known]) -> Iterator[Problem]:
        for row, (one, person, scope) in enumerate(zip(lot.of, persons, lot.scopes, strict=True)):
            key = (person.id, *scope)
            if person.name != one.name:
                yield lot.where(row).problem(
                    same(one.name), same(person.name), self.office.engine.bundle.schema.path("name")
                )
            elif key in self.there:
                yield lot.where(row).problem(_TWICE, _ONCE, APPLICANT)
            self.there.add(key)

    def _judged(self, lot: Lot) -> list[deciding.Judged]:
        if lot.people is None:
            return [deciding.judged(one) for one in self.office.engine.decide([*map(lot.application, range(len(lot)))])]
        self._many = self._many or deciding.Many(self.office)
        return self._many.decide(lot.people, lot.application, lot.remarked)

    def _row(self, lot: Lot, row: int, person: int, judged: deciding.Judged) -> dict[str, Any]:
        occupation, grade = lot.scopes[row]
        return {
            "session_id": self.session.id,
            "person_id": person,
            "occupation": occupation,
            "grade": grade,
            "application": lot.receipt(row),
            **_kept(self.office, judged),
            "ticket": None,
            "room_id": None,
            "outcome": None,
        }


def _kept(office: Office, judged: deciding.Judged) -> dict[str, Any]:
    """Return what a row keeps of how its application was decided."""
    return {
        "standing": STANDING[judged.outcome],
        "verdict": str(judged.outcome),
        "since": judged.since,
        "until": judged.until,
        "eligible_from": judged.eligible_from,
        "said": judged.said,
        "missing": judged.missing,
        "bundle": office.engine.bundle.hash,
        "method": judged.method,
    }


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
    kept = {key: value for key, value in row.application["facts"].items() if key != AGENCY}
    merged = {**kept, **{key: value for key, value in facts.items() if key != APPLICANT}}
    merged[APPLICANT] = {**kept.get(APPLICANT, {}), **facts.get(APPLICANT, {})}
    on = date.fromisoformat(row.application["on"])
    raw = Raw(merged, "supplement", Where("supplement"))
    found = check(
        raw, office.engine.bundle.schema, tenant_place=session.place, on=on, overrides={}, today=max(on, act.on)
    )
    if isinstance(found, tuple):
        raise InputError(found)
    facts_now = {**found.facts, AGENCY: agencies.said_of(act.database, agency, session.on, office.engine.bundle.schema)}
    application = Application(facts_now, on, session.place)
    verdict = office.engine.decide([application])[0]
    judged = deciding.judged(verdict)
    reasons.keep(act.database, [(judged.said, judged.reasons)])
    for name, value in {
        "application": receipt(application, office.engine.bundle.schema),
        **_kept(office, judged),
    }.items():
        setattr(row, name, value)
    act.add(row)
    outbox.put(act, filing.track, "registration", f"registration:{row.id}", _told(row.model_dump()))
    return verdict


def withdraw(act: Act, row: Registration) -> None:
    """Take an application back, at the applicant's wish, before it is assessed."""
    states.require(act.get(Session, row.session_id), State.REGISTERING, State.READY)
    row.standing = Standing.WITHDRAWN
    act.add(row)


def _there(database: Database, session: Session) -> set[tuple[int, str | None, str | None]]:
    query = select(Registration.person_id, Registration.occupation, Registration.grade)
    return set(database.exec(query.where(Registration.session_id == session.id)).all())


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Tell whoever follows the register of a registration, without what is private."""
    return {
        "registration": row["id"],
        "session": row["session_id"],
        "occupation": row["occupation"],
        "grade": row["grade"],
        "standing": str(row["standing"]),
        "verdict": row["verdict"],
    }
