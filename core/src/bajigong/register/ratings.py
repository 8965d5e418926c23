"""Ratings of agencies (信用评估、星级评定): what the register counts, at the points and levels that a clause gives.

An agency has the sum over all rows of the points times what is counted; its level is the highest whose points it
reaches. A row, a figure or a level that no clause in force gives does not exist: the rating is open then.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from attrs import frozen
from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.calendar import anniversary, to_day
from bajigong.law.bundle import within
from bajigong.law.place import Variant, who_may_fill
from bajigong.policy.law import Duty, Term
from bajigong.policy.text import Text, listed
from bajigong.policy.types import thaw_table
from bajigong.register import letters
from bajigong.register.agencies import HELD
from bajigong.register.office import Office
from bajigong.register.tables import Agency, Certificate, Filing, Finding, Objection, Registration, Sanction, Session

_OPEN = Text("未定：没有条款规定“{term}”（由{who}确定）", "open: no source gives '{term}' (left to: {who})")
_BELOW = Text("低于最低等次", "below the lowest level")
_TIMES = Text("{what}{n}×{points}", "{what} {n} × {points}")
_WORDS: Final[Mapping[str, Text]] = {
    "start": Text("起评", "start"),
    "sanction": Text("处理", "sanctions"),
    "finding": Text("检查发现问题", "findings"),
    "overdue": Text("逾期整改", "findings not put right in time"),
    "objection": Text("异议成立", "objections upheld"),
    "revoked": Text("撤销证书", "certificates revoked"),
    "session": Text("已实施批次", "sessions held"),
    "certificate": Text("核发证书", "certificates given"),
}


@frozen
class Mark:
    """A row of the rating of one agency: what was counted, how often, and at how many points for each."""

    what: Text
    count: int
    points: int

    @property
    def text(self) -> Text:
        """Say it as a part of the sum."""
        return _TIMES.fill(what=self.what, n=self.count, points=self.points)


@frozen
class Rated:
    """What a duty's rating of an agency came to; ``points`` and ``level`` are None as far as it is open.

    ``open`` are the terms that no clause fills.
    """

    agency: str
    duty: Duty
    marks: tuple[Mark, ...]
    points: int | None
    level: Text | None
    open: tuple[Term, ...]
    clauses: tuple[str, ...]

    @property
    def notes(self) -> tuple[Text, ...]:
        """Say what is open and who may lay it down."""
        return tuple(_OPEN.fill(term=one.label, who=who_may_fill(one)) for one in self.open)

    @property
    def sum(self) -> Text:
        """Say how the points come about."""
        return listed(tuple(one.text for one in self.marks), " + ", " + ")


def rated(office: Office, database: Database, agency: Agency, on: date) -> Iterator[Rated]:
    """Give the ratings of an agency by the duties of its place that rate, as of a day."""
    for variant in office.engine.law(agency.place).duties:
        if variant.rule.points is not None and within(variant.period, to_day(on)):
            yield _rated(office, database, agency, variant, on)


def _rated(office: Office, database: Database, agency: Agency, variant: Variant[Duty], on: date) -> Rated:
    filled, duty = dict(variant.filled), variant.rule
    names = [one.id for one in (duty.points, duty.levels) if one is not None]
    left = tuple(office.engine.bundle.terms[name].what for name in names if name not in filled)
    rows = filled.get(duty.points.id) if duty.points else None
    levels = filled.get(duty.levels.id) if duty.levels else None
    marks = tuple(_mark(office, database, agency, row, on) for row in thaw_table(rows or ()))
    points = None if rows is None else sum(one.count * one.points for one in marks)
    level = None if points is None or levels is None else _level(points, thaw_table(levels))
    return Rated(agency.name, duty, marks, points, level, left, variant.clauses)


def _level(points: int, levels: tuple[dict[str, Any], ...]) -> Text:
    reached = [one for one in levels if one["at_least"] <= points]
    if not reached:
        return _BELOW
    return _text(max(reached, key=lambda one: int(one["at_least"]))["label"])


def _text(label: Any) -> Text:
    return label if isinstance(label, Text) else Text(**dict(label))


def _mark(office: Office, database: Database, agency: Agency, row: Mapping[str, Any], on: date) -> Mark:
    """Count what a row of points counts."""
    of, kind, years = row["of"], row.get("kind", ""), row.get("years")
    since = anniversary(on, -years) if years is not None else date.min
    days = [day for day, of_kind in _COUNTED[of](database, agency) if since < day <= on and kind in ("", of_kind)]
    most = row.get("most")
    count = 1 if of == "start" else len(days) if most is None else min(len(days), most)
    return Mark(letters.choice(office, "sanction", kind) if kind else _WORDS[of], count, row["points"])


# ---------------------------------------------------------------- what is counted: the day of each, and its kind

_Days = Iterator[tuple[date, str]]


def _none(database: Database, agency: Agency) -> _Days:
    yield from ()


def _sanctions(database: Database, agency: Agency) -> _Days:
    for row in database.exec(select(Sanction).where(Sanction.agency_id == agency.id)).all():
        yield row.since, row.kind


def _findings(database: Database, agency: Agency) -> _Days:
    for row in database.exec(select(Finding).where(Finding.agency_id == agency.id)).all():
        yield row.on, ""


def _overdue(database: Database, agency: Agency) -> _Days:
    """Give the day after the last on which it could be put right in time."""
    for row in database.exec(select(Finding).where(Finding.agency_id == agency.id)).all():
        if row.mended is None or row.mended > row.due:
            yield row.due + timedelta(days=1), ""


def _objections(database: Database, agency: Agency) -> _Days:
    query = select(Objection).join(Registration).join(Session).join(Filing)
    for row in database.exec(query.where(Filing.agency_id == agency.id, col(Objection.upheld).is_(True))).all():
        if row.settled_on is not None:
            yield row.settled_on, ""


def _sessions(database: Database, agency: Agency) -> _Days:
    query = select(Session).join(Filing)
    for row in database.exec(query.where(Filing.agency_id == agency.id, col(Session.state).in_(HELD))).all():
        yield row.on, ""


def _certificates(database: Database, agency: Agency) -> _Days:
    for row in _issued(database, agency):
        yield row.issued, ""


def _revoked(database: Database, agency: Agency) -> _Days:
    for row in _issued(database, agency):
        if row.revoked is not None:
            yield row.revoked, ""


def _issued(database: Database, agency: Agency) -> Sequence[Certificate]:
    query = select(Certificate).join(Registration).join(Session).join(Filing)
    return database.exec(query.where(Filing.agency_id == agency.id)).all()


_COUNTED: Final[Mapping[str, Callable[[Database, Agency], _Days]]] = {
    "start": _none,
    "sanction": _sanctions,
    "finding": _findings,
    "overdue": _overdue,
    "objection": _objections,
    "revoked": _revoked,
    "session": _sessions,
    "certificate": _certificates,
}
