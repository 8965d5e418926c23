"""Reports: the yearly summary by city and track, as JSON and as a workbook with charts; and what is due when."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import xlsxwriter
from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.calendar import to_day
from bajigong.engine.duties import Due, agenda
from bajigong.engine.incentives import Holding, concerns, ways_of
from bajigong.law.bundle import within
from bajigong.policy.text import Lang, Text
from bajigong.register import certificates, letters
from bajigong.register.office import Office
from bajigong.register.tables import Certificate, CertificateState, Filing, Registration, Session, Standing, State

#: Sessions that were held.
HELD: Final = (State.ASSESSED, State.JUDGED, State.PUBLICIZED, State.CERTIFIED)
_COUNTED: Final = ("sessions", "people", "applications", "assessed", "passed", "certificates")
_LABELS: Final[Mapping[str, Text]] = {
    "place": Text("地区", "place"),
    "track": Text("评价类型", "track"),
    "sessions": Text("批次", "sessions"),
    "people": Text("申报人数", "people"),
    "applications": Text("申报人次", "applications"),
    "assessed": Text("参评人次", "assessed"),
    "passed": Text("合格人次", "passed"),
    "certificates": Text("核发证书", "certificates"),
    "grade": Text("等级", "grade"),
    "occupation": Text("职业", "occupation"),
    "incentive": Text("激励", "incentive"),
}
_PARTS: Final = ("by_place", "by_grade", "by_occupation", "by_incentive")
_TITLES: Final = (
    Text("汇总", "summary"),
    Text("按等级", "by grade"),
    Text("按职业", "by occupation"),
    Text("按激励", "by incentive"),
)


def year(office: Office, year_of: int) -> dict[str, Any]:
    """Sum up a year: sessions held in it by city and track, results by grade and occupation, certificates.

    For each incentive: the certificates of the year that it is for, by track, occupation and grade, where and when they
    were given, without those revoked. Whether somebody meets what it asks besides is for `bajigong incentives`.
    """
    with office.store.reading() as database:
        held = _held(database, year_of)
        groups: dict[tuple[str, str], list[tuple[Session, list[Registration]]]] = {}
        for session, track, rows in held:
            groups.setdefault((f"{session.place[:4]}00", track), []).append((session, rows))
        given = certificates.issued_between(database, date(year_of, 1, 1), date(year_of + 1, 1, 1))
        of = Counter(one.registration_id for one in given)
        everyone = [row for _, _, rows in held for row in rows]
        return {
            "tenant": office.tenant.id,
            "year": year_of,
            "by_place": [
                {"place": place, "track": track, **_counts([r for _, rows in some for r in rows], of, len(some))}
                for (place, track), some in sorted(groups.items())
            ],
            "by_grade": _by(everyone, "grade", of),
            "by_occupation": _by(everyone, "occupation", of),
            "by_incentive": _incentives(office, database, given),
            "certificates": len(given),
            "bundle": office.engine.bundle.hash,
        }


def tables(
    office: Office, summary: Mapping[str, Any], lang: Lang
) -> Iterator[tuple[dict[str, Text], list[dict[str, Any]]]]:
    """Give the tables of a yearly summary: what each column is called, and the rows, in words for people."""
    for key in [part for part in _PARTS if summary[part] or part == _PARTS[0]]:
        rows = [{name: _named(office, name, value, lang) for name, value in row.items()} for row in summary[key]]
        yield {name: _LABELS[name] for name in (rows[0] if rows else ("place", *_COUNTED))}, rows


def workbook(office: Office, summary: Mapping[str, Any], lang: Lang) -> bytes:
    """Write a yearly summary as a workbook: a sheet for each table, each with a chart."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for title, key in zip(_TITLES, _PARTS, strict=True):
            _sheet(book, office, title.say(lang), summary[key], lang)
    return out.getvalue()


def due(office: Office, on: date, days: int) -> list[Due]:
    """Return what is due within some days of a day, by the duties in force."""
    law = office.engine.law(office.tenant.region)
    return [one for one in agenda(law, on, days) if one.day is not None]


def _held(database: Database, year_of: int) -> list[tuple[Session, str, list[Registration]]]:
    query = select(Session, Filing.track).join(Filing, col(Filing.id) == Session.filing_id)
    during = (col(Session.on) >= date(year_of, 1, 1), col(Session.on) < date(year_of + 1, 1, 1))
    rows = database.exec(query.where(col(Session.state).in_(HELD), *during).order_by(col(Session.id))).all()
    return [(session, track, _registered(database, session)) for session, track in rows]


def _registered(database: Database, session: Session) -> list[Registration]:
    return list(database.exec(select(Registration).where(Registration.session_id == session.id)).all())


def _counts(rows: Iterable[Registration], given: Mapping[int, int], held: int) -> dict[str, int]:
    those = list(rows)
    assessed = [row for row in those if row.standing is Standing.ADMITTED]
    return {
        "sessions": held,
        "people": len({row.person_id for row in those}),
        "applications": len(those),
        "assessed": len(assessed),
        "passed": sum(row.outcome == "passed" for row in assessed),
        "certificates": sum(given.get(row.id, 0) for row in those),
    }


def _by(rows: list[Registration], what: str, given: Mapping[int, int]) -> list[dict[str, Any]]:
    groups: dict[str, list[Registration]] = {}
    for row in rows:
        groups.setdefault(getattr(row, what), []).append(row)
    return [
        {what: name, **_counts(some, given, len({row.session_id for row in some}))}
        for name, some in sorted(groups.items())
    ]


def _incentives(office: Office, database: Database, given: Iterable[Certificate]) -> list[dict[str, Any]]:
    """Count the certificates that each incentive is for."""
    valid = [one for one in given if one.state is CertificateState.VALID]
    query = select(Registration.id, Session.place, Filing.track).join(
        Session, col(Session.id) == Registration.session_id
    )
    where = {key: (place, track) for key, place, track in database.exec(query.join(Filing)).all()}
    alike = Counter((*where[one.registration_id], one.occupation, one.grade, one.issued) for one in valid)
    found: Counter[str] = Counter()
    for (place, track, occupation, grade, day), count in alike.items():
        holding = Holding(occupation, grade)
        for ways in ways_of(office.engine.law(place)):
            if any(within(way.period, to_day(day)) and concerns(way.rule, holding, track) for way in ways):
                found[ways[0].rule.id] += count
    return [{"incentive": name, "certificates": count} for name, count in sorted(found.items())]


def _sheet(book: Any, office: Office, title: str, rows: list[Mapping[str, Any]], lang: Lang) -> None:
    sheet = book.add_worksheet(title)
    keys = list(rows[0]) if rows else ["place", *_COUNTED]
    for index, key in enumerate(keys):
        sheet.write_string(0, index, _LABELS[key].say(lang), book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            _cell(sheet, number, index, _named(office, key, row[key], lang))
    sheet.set_column(0, len(keys), 14)
    if rows:
        chart = book.add_chart({"type": "column"})
        for key in [one for one in ("assessed", "passed", "certificates") if one in keys]:
            at = keys.index(key)
            chart.add_series(
                {
                    "name": [title, 0, at],
                    "categories": [title, 1, 0, len(rows), 0],
                    "values": [title, 1, at, len(rows), at],
                }
            )
        sheet.insert_chart(len(rows) + 2, 0, chart)


def _cell(sheet: Any, number: int, index: int, value: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(number, index, value)
    else:
        sheet.write_string(number, index, str(value))


def _named(office: Office, key: str, value: Any, lang: Lang) -> Any:
    if key == "occupation":
        return letters.occupation(office, value).say(lang)
    if key == "place":
        return letters.place(office, value).say(lang)
    if key == "incentive":
        return office.engine.bundle.incentives[value].what.label.say(lang)
    if key == "grade":
        return letters.grade(office, value).say(lang)
    return letters.track(office, value).say(lang) if key == "track" else value
