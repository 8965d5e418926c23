"""Filings (备案): applied for, accepted, filed, amended, suspended and ended; and work away from home reported."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from attrs import frozen
from sqlmodel import Session as Database
from sqlmodel import col, func, select

from bajigong.law.place import PlacedLaw
from bajigong.policy.text import Text, listed
from bajigong.register import agencies
from bajigong.register.enforcing import enforce, facts_known, misworded, shortfalls
from bajigong.register.errors import Forbidden, Refused, RegisterError
from bajigong.register.labels import label
from bajigong.register.numbering import fits
from bajigong.register.office import Act, Office
from bajigong.register.tables import Agency, Filing, FilingState, Role, Visit

#: What the register counts itself; a statement cannot say it.
COUNTED: Final = frozenset(
    {"assessors", "supervisors", "agencies_filed", "filed", "away", "reported", "ties", "cards_missing", "blanks_short"}
)
#: From where a filing moves where, by which act.
MOVES: Final[Mapping[str, tuple[frozenset[FilingState], FilingState]]] = {
    "accept": (frozenset({FilingState.APPLIED}), FilingState.ACCEPTED),
    "file": (frozenset({FilingState.ACCEPTED, FilingState.SUSPENDED}), FilingState.FILED),
    "suspend": (frozenset({FilingState.FILED}), FilingState.SUSPENDED),
    "end": (
        frozenset({FilingState.APPLIED, FilingState.ACCEPTED, FilingState.FILED, FilingState.SUSPENDED}),
        FilingState.ENDED,
    ),
}

_ACTS: Final = {
    "accept": Text("受理（accept）", "be accepted (accept)"),
    "file": Text("备案（file）", "be filed (file)"),
    "suspend": Text("暂停（suspend）", "be suspended (suspend)"),
    "end": Text("终止（end）", "be ended (end)"),
}
_NOTHING = Text("无", "nothing more")
_REASON = Text("须写明理由", "a reason must be given")
_MOVE = Text(
    "备案{id}现为{state}，不能{act}；可以：{allowed}", "filing {id} is {state}; it cannot {act}, only: {allowed}"
)
_FACT = Text("未知的事项“{fact}”；应为{known}", "found fact '{fact}'; expected one of {known}")
_NUMBER = Text("备案号“{number}”不符合编码规则", "found filing number '{number}'; expected one by the coding rule")
_DAYS = Text("有效期须起始在前、截止在后", "a filing must begin before it ends")
_NOT_FILED = Text("备案{id}尚未备案", "filing {id} is not filed")


@frozen
class Wanted:
    """What an agency applies to assess, and what it states for it."""

    track: str
    occupations: tuple[str, ...]
    grades: tuple[str, ...]
    regions: tuple[str, ...]
    people: str
    office: str
    statement: Mapping[str, Any]


def law_of(office: Office, agency: Agency) -> PlacedLaw:
    """Return the law of the place where an agency is at home."""
    return office.engine.law(agency.place)


def apply(office: Office, act: Act, agency: Agency, wanted: Wanted) -> Filing:
    """Take an application to file. Raises RegisterError for a statement of facts that no duty asks about."""
    _known(office, wanted.statement)
    row = act.add(
        Filing(
            agency_id=agency.id,
            track=wanted.track,
            occupations=list(wanted.occupations),
            grades=list(wanted.grades),
            regions=list(wanted.regions),
            people=wanted.people,
            office=wanted.office,
            statement=dict(wanted.statement),
            bundle=office.engine.bundle.hash,
        )
    )
    act.about = f"filing:{row.id}"
    return row


def state(office: Office, act: Act, filing: Filing, statement: Mapping[str, Any]) -> None:
    """Add to what was stated for a filing (补正)."""
    _known(office, statement)
    filing.statement = {**filing.statement, **statement}
    act.add(filing)


def accept(office: Office, act: Act, filing: Filing) -> None:
    """Accept an application (受理): all that duties ask about is on record. Raises Refused, naming what is not."""
    agency = act.get(Agency, filing.agency_id)
    facts = facts_of(act.database, filing, act.on)
    short = shortfalls(law_of(office, agency), "file", filing.track, act.on, facts)
    unknown = [one.text for one in short if one.holds == "unknown"]
    if unknown:
        raise Refused(*unknown)
    _move(act, filing, "accept")


def file(office: Office, act: Act, filing: Filing, number: str, since: date, until: date | None) -> None:
    """File (备案), from a day on. Raises Refused where a duty is not met."""
    _well_formed(office, number)
    if until is not None and until <= since:
        raise RegisterError(_DAYS)
    agency = act.get(Agency, filing.agency_id)
    enforce(act, law_of(office, agency), "file", filing.track, facts_of(act.database, filing, act.on))
    _move(act, filing, "file")
    filing.number, filing.since, filing.until = number, since, until


def amend(office: Office, act: Act, filing: Filing, occupations: list[str], grades: list[str]) -> None:
    """Change what a filing covers (变更); duties are asked again. Raises Refused where one is not met."""
    if filing.state is not FilingState.FILED:
        raise Forbidden(_NOT_FILED.fill(id=filing.id))
    filing.occupations, filing.grades = occupations, grades
    agency = act.get(Agency, filing.agency_id)
    enforce(act, law_of(office, agency), "file", filing.track, facts_of(act.database, filing, act.on))
    act.add(filing)


def suspend(act: Act, filing: Filing, reason: str) -> None:
    """Suspend a filing (暂停). Raises RegisterError without a reason."""
    _because(act, reason)
    _move(act, filing, "suspend")


def end(act: Act, filing: Filing, reason: str) -> None:
    """End a filing (终止), on the day of the act. Raises RegisterError without a reason."""
    _because(act, reason)
    _move(act, filing, "end")
    filing.until = min(filing.until, act.on) if filing.until else act.on


def _because(act: Act, reason: str) -> None:
    if not reason.strip():
        raise RegisterError(_REASON)
    act.notes["reason"] = reason


def report(office: Office, act: Act, filing: Filing, region: str) -> Visit:
    """Report that an agency is going to assess in another place (报备)."""
    if filing.state is not FilingState.FILED:
        raise Forbidden(_NOT_FILED.fill(id=filing.id))
    enforce(act, office.engine.law(region), "visit", filing.track, facts_of(act.database, filing, act.on))
    return act.add(Visit(filing_id=filing.id, region=region, on=act.on))


def facts_of(database: Database, filing: Filing, on: date) -> dict[str, Any]:
    """Return what is on record for a filing: what was stated, and what the register counts."""
    agency = database.get_one(Agency, filing.agency_id)
    assessors = agencies.staff(database, agency, Role.ASSESSOR, Role.SENIOR_ASSESSOR)
    others = (
        select(func.count())
        .select_from(Filing)
        .where(Filing.track == filing.track, Filing.id != filing.id, col(Filing.state) == FilingState.FILED)
    )
    return {
        **filing.statement,
        "kind": agency.kind,
        "occupations": filing.occupations,
        "grades": filing.grades,
        "office": filing.office,
        "assessors": sum(one.carded(on) for one in assessors),
        "supervisors": len(agencies.staff(database, agency, Role.SUPERVISOR)),
        "agencies_filed": database.exec(others).one() + 1,
    }


def _known(office: Office, statement: Mapping[str, Any]) -> None:
    known = facts_known(office.engine) - COUNTED
    for fact in statement:
        if fact not in known:
            raise RegisterError(_FACT.fill(fact=fact, known=", ".join(sorted(known))))
    wrong = next(misworded((said.what for said in office.engine.bundle.duties.values()), statement), None)
    if wrong is not None:
        raise RegisterError(wrong)


def _well_formed(office: Office, number: str) -> None:
    """Hold a filing number to the schemes: it is what certificate numbers of the agency begin with."""
    if not fits(number, [said.what for said in office.engine.bundle.number_schemes.values()]):
        raise RegisterError(_NUMBER.fill(number=number))


def _move(act: Act, filing: Filing, name: str) -> None:
    sources, target = MOVES[name]
    if filing.state not in sources:
        allowed = tuple(_ACTS[move] for move, (some, _) in MOVES.items() if filing.state in some)
        said = listed(allowed) if allowed else _NOTHING
        raise Forbidden(_MOVE.fill(id=filing.id, state=label(filing.state), act=_ACTS[name], allowed=said))
    filing.state = target
    act.add(filing)
