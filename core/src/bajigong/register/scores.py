"""Scores (成绩): typed by one person or by two, corrected with a reason, and the old value stays."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen
from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.engine.methods import FULL
from bajigong.policy.law import Part
from bajigong.policy.text import Text
from bajigong.register import panel, states
from bajigong.register.errors import RegisterError
from bajigong.register.office import Act, Office
from bajigong.register.tables import Agency, Filing, Registration, Score, Session, Standing, State

FIRST: Final = 1
SECOND: Final = 2

_PART = Text("{ticket}：没有“{part}”这一部分；应为{known}", "{ticket}: found part '{part}'; expected one of {known}")
_RANGE = Text("{ticket}：{part}成绩{value}不在0至100之间", "{ticket}: found {part} score {value}; expected 0 to 100")
_AGAIN = Text(
    "{ticket}：{part}成绩已经录入；更正须写明理由", "{ticket}: the {part} score is there; to correct it, say why"
)
_SAME = Text("两次录入须由不同的人进行", "the second entry is typed by somebody else")
_NOT_IN = Text("{ticket}：不在考试名单内", "{ticket}: is not among those assessed")


@frozen
class Typed:
    """A score as it is typed: None for somebody who was absent."""

    registration: Registration
    part: str
    value: Decimal | None


def enter(office: Office, act: Act, session: Session, typed: Sequence[Typed], entry: int = FIRST) -> None:
    """Enter scores for the first or the second time. Raises RegisterError with every fault, and enters none then."""
    states.require(session, State.ASSESSED)
    act.about = f"session:{session.id}"
    faults = [fault for one in typed for fault in _faults(office, act.database, session, one)]
    there = _entered(act.database, session)
    for one in typed:
        other = there.get((one.registration.id, one.part, FIRST if entry == SECOND else SECOND))
        if (one.registration.id, one.part, entry) in there:
            faults.append(_AGAIN.fill(ticket=one.registration.ticket, part=one.part))
        if other is not None and other.by == office.who:
            faults.append(_SAME)
    if faults:
        raise RegisterError(*dict.fromkeys(faults))
    for one in typed:
        row = Score(registration_id=one.registration.id, part=one.part, value=one.value, entry=entry, by=office.who)
        act.database.add(row)


def correct(office: Office, act: Act, session: Session, typed: Typed, reason: str, entry: int = FIRST) -> None:
    """Correct a score, with a reason: the value before it stays on record."""
    states.require(session, State.ASSESSED, State.JUDGED, State.PUBLICIZED)
    faults = list(_faults(office, act.database, session, typed))
    if not reason.strip():
        faults.append(_AGAIN.fill(ticket=typed.registration.ticket, part=typed.part))
    if faults:
        raise RegisterError(*faults)
    act.about, act.notes["reason"] = f"registration:{typed.registration.id}", reason
    act.add(
        Score(
            registration_id=typed.registration.id,
            part=typed.part,
            value=typed.value,
            entry=entry,
            by=office.who,
            reason=reason,
        )
    )


def current(database: Database, session: Session) -> dict[int, dict[int, dict[str, Score]]]:
    """Return the scores that count, by registration, entry and part: the last that was typed."""
    found: dict[int, dict[int, dict[str, Score]]] = {}
    for (registration, part, entry), score in _entered(database, session).items():
        found.setdefault(registration, {}).setdefault(entry, {})[part] = score
    return found


def unlike(database: Database, session: Session) -> Iterator[tuple[int, str]]:
    """Give what the two entries do not agree on, or one of them lacks."""
    for registration, entries in current(database, session).items():
        first, second = entries.get(FIRST, {}), entries.get(SECOND, {})
        for part in sorted({*first, *second}):
            if part not in first or part not in second or first[part].value != second[part].value:
                yield registration, part


def _entered(database: Database, session: Session) -> Mapping[tuple[int, str, int], Score]:
    query = select(Score).join(Registration, col(Registration.id) == Score.registration_id)
    rows = database.exec(query.where(Registration.session_id == session.id).order_by(col(Score.id))).all()
    return {(row.registration_id, row.part, row.entry): row for row in rows}


def _faults(office: Office, database: Database, session: Session, typed: Typed) -> Iterator[Text]:
    row = typed.registration
    if row.session_id != session.id or row.standing is not Standing.ADMITTED:
        yield _NOT_IN.fill(ticket=row.ticket or row.id)
        return
    known = [part.id for part in parts_of(office, database, session, row)]
    if typed.part not in known:
        yield _PART.fill(ticket=row.ticket, part=typed.part, known=", ".join(known))
    if typed.value is not None and not (typed.value.is_finite() and 0 <= typed.value <= FULL):
        yield _RANGE.fill(ticket=row.ticket, part=typed.part, value=typed.value)


def parts_of(office: Office, database: Database, session: Session, row: Registration) -> tuple[Part, ...]:
    """Return the parts that somebody is assessed in, by the method that their route leads to."""
    filing = database.get_one(Filing, session.filing_id)
    agency = database.get_one(Agency, filing.agency_id)
    return panel.parts(office, session, filing.track, agency.kind, row)
