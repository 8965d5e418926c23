"""Supervision (监管): draws by lot, findings, sanctions on declared grounds, and agencies that were idle."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.calendar import anniversary, to_day
from bajigong.law.bundle import within
from bajigong.law.place import Variant
from bajigong.policy.law import Duty
from bajigong.policy.text import Text, listed, same
from bajigong.register import agencies, filings
from bajigong.register.errors import RegisterError
from bajigong.register.office import Act, Office
from bajigong.register.tables import Agency, Draw, Filing, FilingState, Finding, Inspector, Sanction

#: The figure of a duty after whose years without a session an agency counts as idle.
IDLE: Final = "idle_years"
#: What the kinds of sanction do to filings that are in force.
SUSPENDS: Final = frozenset({"suspended"})
ENDS: Final = frozenset({"removed", "blacklisted"})

_SEED = Text("须先公布种子", "the seed must be published first")
_FEW = Text("{agency}：无利害关系的检查人员不足{n}人", "{agency}: fewer than {n} inspectors have no tie to it")
_URN = Text("可抽取的机构不足{n}家", "there are fewer than {n} agencies to draw from")
_DUTY = Text("“{duty}”不是当日当地的监管要求", "'{duty}' is no duty of supervision in force here")
_GROUND = Text("“{ground}”不是所列情形；应为：{known}", "found ground '{ground}'; expected one of: {known}")
_KIND = Text("“{kind}”不是处理方式；应为：{known}", "found sanction '{kind}'; expected one of: {known}")
_DUE = Text("整改期限{due}早于检查日期", "it is due on {due}, before the day of the inspection")
_MENDED = Text("已于{day}整改", "it was put right on {day}")
_LIFTED = Text("已于{day}解除", "it was lifted on {day}")


# ---------------------------------------------------------------- draws


def draw(act: Act, seed: str, count: int, each: int) -> Draw:
    """Draw agencies and inspectors by lot, from a seed that was published: everybody can draw the same again.

    Whoever is tied to an agency does not inspect it. Raises RegisterError where there are too few of either.
    """
    if not seed.strip():
        raise RegisterError(_SEED)
    urn = sorted(set(act.database.exec(select(Filing.agency_id).where(col(Filing.state) == FilingState.FILED)).all()))
    everybody = act.database.exec(select(Inspector).order_by(col(Inspector.id))).all()
    inspectors: list[dict[str, Any]] = [{"id": one.id, "tied_to": one.tied_to} for one in everybody]
    drawn = list(drawn_from(seed, urn, inspectors, count, each))
    row = act.add(Draw(on=act.on, seed=seed, agencies=urn, inspectors=inspectors, drawn=drawn))
    act.about = f"draw:{row.id}"
    return row


def drawn_from(
    seed: str, urn: Sequence[int], inspectors: Sequence[dict[str, Any]], count: int, each: int
) -> Iterator[dict[str, Any]]:
    """Draw from what is in the urn: the order is that of SHA-256 over the seed and each name."""
    if len(urn) < count:
        raise RegisterError(_URN.fill(n=count))
    for agency in sorted(urn, key=lambda one: _lot(seed, "agency", one))[:count]:
        free = [one["id"] for one in inspectors if agency not in one["tied_to"]]
        if len(free) < each:
            raise RegisterError(_FEW.fill(agency=agency, n=each))
        chosen = sorted(free, key=lambda one, agency=agency: _lot(seed, f"agency {agency}", one))  # type: ignore[misc]
        yield {"agency": agency, "inspectors": chosen[:each]}


def fits(row: Draw) -> bool:
    """Whether a draw is what its seed gives."""
    each = len(row.drawn[0]["inspectors"]) if row.drawn else 0
    return row.drawn == list(drawn_from(row.seed, row.agencies, row.inspectors, len(row.drawn), each))


def _lot(seed: str, of: str, name: int) -> str:
    return hashlib.sha256(f"{seed}|{of}|{name}".encode()).hexdigest()


# ---------------------------------------------------------------- findings


def find(act: Act, agency: Agency, text: str, due: date, draw: Draw | None = None) -> Finding:
    """Enter what an inspection found, and by when it must be put right."""
    if due < act.on:
        raise RegisterError(_DUE.fill(due=due))
    act.about = f"agency:{agency.id}"
    return act.add(Finding(agency_id=agency.id, draw_id=draw.id if draw else None, text=text, on=act.on, due=due))


def mend(act: Act, finding: Finding) -> None:
    """Note that something was put right. Raises RegisterError where it was already."""
    if finding.mended is not None:
        raise RegisterError(_MENDED.fill(day=finding.mended))
    finding.mended, act.about = act.on, f"agency:{finding.agency_id}"
    act.add(finding)


def overdue(database: Database, on: date) -> list[Finding]:
    """Return what should have been put right before a day, and was not."""
    query = select(Finding).where(col(Finding.mended).is_(None), Finding.due < on)
    return list(database.exec(query.order_by(col(Finding.due))).all())


# ---------------------------------------------------------------- sanctions


def sanction(
    office: Office, act: Act, agency: Agency, *, kind: str, duty: str, ground: str, until: date | None = None
) -> Sanction:
    """Do something about an agency, on a ground that a duty lists; filings follow at once.

    Raises RegisterError for a duty, a ground or a kind that is not declared.
    """
    found = next((one for one in _duties(office, agency, act.on) if one.id == duty), None)
    if found is None:
        raise RegisterError(_DUTY.fill(duty=duty))
    known = list(_grounds(found.rule))
    if ground not in known:
        raise RegisterError(_GROUND.fill(ground=ground, known=listed(tuple(map(same, known)), "；", "; ")))
    kinds = _kinds(office)
    if kind not in kinds:
        raise RegisterError(_KIND.fill(kind=kind, known=", ".join(kinds)))
    act.about = f"agency:{agency.id}"
    _follow(act, agency, kind, ground)
    clauses = list(found.clauses)
    return act.add(
        Sanction(agency_id=agency.id, kind=kind, ground=ground, duty=duty, clauses=clauses, since=act.on, until=until)
    )


def lift(act: Act, row: Sanction) -> None:
    """Lift a sanction (解除), on the day of the act. Filings that ended are applied for again."""
    if row.until is not None and row.until <= act.on:
        raise RegisterError(_LIFTED.fill(day=row.until))
    row.until, act.about = act.on, f"agency:{row.agency_id}"
    act.add(row)


def _follow(act: Act, agency: Agency, kind: str, reason: str) -> None:
    query = select(Filing).where(Filing.agency_id == agency.id, col(Filing.state) != FilingState.ENDED)
    for filing in act.database.exec(query.order_by(col(Filing.id))).all():
        if kind in ENDS:
            filings.end(act, filing, reason)
        elif kind in SUSPENDS and filing.state is FilingState.FILED:
            filings.suspend(act, filing, reason)


def _duties(office: Office, agency: Agency, on: date) -> Iterator[Variant[Duty]]:
    for one in office.engine.law(agency.place).duties:
        if one.rule.kind == "supervision" and within(one.period, to_day(on)):
            yield one


def _grounds(duty: Duty) -> Iterator[str]:
    yield from dict.fromkeys(text for one in duty.lists for text in (one.zh, one.en))
    for _, value in duty.figures:
        yield from (one for one in value if isinstance(value, tuple) and isinstance(one, str))


def _kinds(office: Office) -> tuple[str, ...]:
    field = office.engine.bundle.schema.roles.get("sanction")
    return tuple(choice.value for choice in field.choices) if field else ()


# ---------------------------------------------------------------- idle


def idle(office: Office, database: Database, on: date) -> list[tuple[Agency, date, tuple[str, ...]]]:
    """Return the agencies without a session for as long as a duty here allows, since when, and on which clauses.

    The time begins with the last session or, where there was none, with the filing; where no duty has a figure for it
    nobody is idle.
    """
    found = []
    for agency in agencies.every(database):
        query = select(Filing).where(Filing.agency_id == agency.id, col(Filing.state) == FilingState.FILED)
        filed = [one.since for one in database.exec(query).all() if one.since is not None]
        begun = agencies.last_held(database, agency, on) or (min(filed) if filed else None)
        for duty in _duties(office, agency, on):
            years = dict(duty.rule.figures).get(IDLE)
            if filed and begun is not None and years is not None and anniversary(begun, years) <= on:
                found.append((agency, anniversary(begun, years), duty.clauses))
    return found
