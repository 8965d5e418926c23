"""What a grade brings (激励), from when until when, and why not: each incentive asked day by day whether it holds.

Titles by 人社部发〔2018〕74号 (PT), the subsidy by 失业保险技能提升补贴 (SUB), and what Sichuan adds (SC22, SCV).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from .days import BEFORE_ALL_DAYS, day_after, full_from, plus
from .facts import (
    CODE,
    NO_HOPE,
    Application,
    Event,
    Hope,
    Records,
    among,
    first,
    same_occupation,
    same_or_related_occupation,
)
from .kinds import Kinds
from .law import SC22, SCV, SICHUAN, Document
from .requirements import CERTAIN, Hopes, Requirement, atom, either, every, smallest

PT = Document("PT")
SUB = Document("SUB", until=date(2025, 1, 1))  # 执行期限至2024年12月31日
SUB25 = Document("SUB25", date(2025, 1, 1), date(2026, 1, 1))  # 实施到2025年底；2026年未查到

OFFICER = "3-01-04-04"
LOWEST_FIRST = ("apprentice", "5", "4", "3", "2", "1", "special", "chief")
CERTIFICATES, SUBSIDIES, INSURANCE = "applicant.certificates", "applicant.subsidies", "applicant.insurance"
CONTRIBUTIONS = "applicant.contributions"
FIELDS = {
    CERTIFICATES: ("occupation", "related", "grade", "issued", "shortage", "engineering"),
    CONTRIBUTIONS: ("months", "as_of"),
    SUBSIDIES: ("occupation", "grade", "on"),
    INSURANCE: ("from", "to"),
    "applicant.work": ("occupation", "related", "from", "to"),
    "applicant.staff": ("relation", "from", "to"),
    "applicant.station": ("kind", "level", "from", "to"),
}
#: Hope for all that can be unknown.
EVERYTHING: Hope = frozenset(
    (*FIELDS, *(f"{path}.{field}" for path, fields in FIELDS.items() for field in fields), "applicant.employment")
) | {"term:veterans:commendation", "term:veterans:community-comparison", "term:veterans:new-officers"}


class Told(NamedTuple):
    """How one incentive stands for one grade held."""

    occupation: str | None
    grade: str | None
    incentive: str
    status: str
    since: date | None = None
    until: date | None = None
    missing: Hopes = frozenset()


@dataclass(frozen=True)
class Brought:
    """An incentive: for which grades, tracks and occupations; and what each document on it requires while in force."""

    id: str
    rules: tuple[tuple[Document, Callable[["IncentiveKinds"], tuple[Requirement, ...]]], ...]
    grades: tuple[str, ...] = LOWEST_FIRST
    tracks: tuple[str, ...] = ()
    occupation: str = ""

    def concerns(self, occupation: str | None, grade: str | None, track: str | None) -> bool:
        """Say whether it is for somebody, as far as is known."""
        return (
            (grade is None or grade in self.grades)
            and (track is None or not self.tracks or track in self.tracks)
            and (occupation is None or not self.occupation or occupation[:CODE] == self.occupation)
        )

    def in_force(self, day: date) -> bool:
        """Say whether a document on it is in force."""
        return any(_in_force(document, day) for document, _ in self.rules)


class IncentiveKinds(Kinds):
    """What incentives ask, besides what grades ask."""

    def holds_grade(self) -> Requirement:
        """取得本职业该等级证书."""
        return self.since(self.own_certificate(self.grade))

    def claimed_within(self, months: int) -> Requirement:
        """自发证之日起N个月内: the corresponding day of the last month still counts."""
        held = Records(self.application, CERTIFICATES, same_occupation(self.occupation), among("grade", [self.grade]))

        def holds(day: date, hope: Hope) -> bool:
            if held.rows is None:
                return CERTIFICATES in hope
            passing = [row for row in held.rows if all(test.passes(row, hope) for test in held.tests)]
            issued = [row.get("issued") for row in passing]
            hoped = f"{CERTIFICATES}.issued" in hope
            return any(one <= day <= plus(one, months=months) if one else hoped for one in issued)

        return atom(holds, (), held.unknowns("issued"))

    def insured(self, years: int) -> Requirement:
        """累计缴费满N个月: by the months that are told, or by the spells, whole years."""
        return either(self._spells(years), self._counted(12 * years))

    def _counted(self, months: int) -> Requirement:
        rows = self.application.get(CONTRIBUTIONS) or []

        def enough(row: dict[str, Any], day: date, hope: Hope) -> bool:
            paid, as_of = row.get("months"), row.get("as_of")
            full = f"{CONTRIBUTIONS}.months" in hope if paid is None else paid >= months
            return full and (f"{CONTRIBUTIONS}.as_of" in hope if as_of is None else as_of <= day)

        unknown = {f"{CONTRIBUTIONS}.{name}" for row in rows for name in ("months", "as_of") if row.get(name) is None}
        turns = [row.get("as_of") for row in rows]
        return atom(lambda day, hope: any(enough(row, day, hope) for row in rows), turns, frozenset(unknown))

    def _spells(self, years: int) -> Requirement:
        records = Records(self.application, INSURANCE)

        def holds(day: date, hope: Hope) -> bool:
            full = full_from(records.spells("from", "to", hope, ongoing=True), years, BEFORE_ALL_DAYS)
            return full is not None and full <= day

        return atom(holds, (), records.unknowns("from"))

    def at_work_or_jobless(self) -> Requirement:
        """企业在职职工，或领取失业保险金人员."""
        return self.fact("applicant.employment", ["in_post", "unemployment_benefit"])

    def not_paid_before(self) -> Requirement:
        """同一职业同一等级只补一次，较高等级已领取的不再补: what is unknown and not hoped for was paid."""

        def good(row: dict[str, Any], day: date, hope: Hope) -> bool:
            told = (
                ("occupation", lambda code: code[:CODE] != self.occupation[:CODE]),
                ("grade", lambda grade: LOWEST_FIRST.index(grade) < LOWEST_FIRST.index(self.grade)),
                ("on", lambda on: day < on),
            )
            return any(
                f"{SUBSIDIES}.{field}" in hope if row.get(field) is None else test(row[field]) for field, test in told
            )

        return self._of_subsidies(
            lambda rows, day, hope: all(good(row, day, hope) for row in rows), ("occupation", "grade", "on")
        )

    def no_higher_held(self) -> Requirement:
        """已持有同一职业高等级证书的不再享受低等级证书补贴: what is unknown and not hoped for is such a certificate."""
        rows = self.application.get(CERTIFICATES) or []
        above = LOWEST_FIRST[LOWEST_FIRST.index(self.grade) + 1 :]

        def good(row: dict[str, Any], day: date, hope: Hope) -> bool:
            told = (
                ("occupation", lambda code: code[:CODE] != self.occupation[:CODE]),
                ("grade", lambda grade: grade not in above),
                ("issued", lambda on: day < on),
            )
            return any(
                f"{CERTIFICATES}.{field}" in hope if row.get(field) is None else test(row[field])
                for field, test in told
            )

        fields = ("occupation", "grade", "issued")
        unknown = {f"{CERTIFICATES}.{field}" for row in rows for field in fields if row.get(field) is None}
        turns = [row.get("issued") for row in rows]
        return atom(lambda day, hope: all(good(row, day, hope) for row in rows), turns, frozenset(unknown))

    def of_shortage(self) -> Requirement:
        """取得急需紧缺职业（工种）证书."""
        tests = (same_occupation(self.occupation), among("grade", [self.grade]), among("shortage", [True]))
        return self.since(first(Records(self.application, CERTIFICATES, *tests), "issued"))

    def engineering_certificate(self, grade: str) -> Event:
        """取得工程技术领域该等级证书: which occupations belong to it is nowhere listed."""
        tests = (same_or_related_occupation(self.occupation), among("grade", [grade]), among("engineering", [True]))
        return first(Records(self.application, CERTIFICATES, *tests), "issued")

    def paid_fewer_than(self, count: int) -> Requirement:
        """每人每年至多N次: payments of the calendar year so far; one without a day may be of any year."""

        def holds(rows: list[dict[str, Any]], day: date, hope: Hope) -> bool:
            days = [row.get("on") for row in rows]
            undated = 0 if f"{SUBSIDIES}.on" in hope else days.count(None)
            return sum(1 for one in days if one and one.year == day.year and one <= day) + undated < count

        return self._of_subsidies(holds, ("on",))

    def _of_subsidies(
        self, holds: Callable[[list[dict[str, Any]], date, Hope], bool], fields: tuple[str, ...]
    ) -> Requirement:
        rows = self.application.get(SUBSIDIES)
        if rows is None:
            return atom(lambda day, hope: SUBSIDIES in hope, (), frozenset({SUBSIDIES}))
        unknown = {f"{SUBSIDIES}.{field}" for row in rows for field in fields if row.get(field) is None}
        return atom(lambda day, hope: holds(rows, day, hope), (), frozenset(unknown))

    def serves_at(self, levels: Iterable[str]) -> Requirement:
        """在乡镇（街道）及以上服务中心（站）任职."""
        return self._during(Records(self.application, "applicant.station", among("level", levels)), "from", "to")


def _title(name: str, grade: str, years: int) -> Brought:
    def requires(k: IncentiveKinds) -> tuple[Requirement, ...]:
        return (k.worked(years, k.engineering_certificate(grade)),)

    return Brought(f"national:title-{name}", ((PT, requires),), (grade,))


def _subsidy(grade: str) -> Brought:
    def in_any_year(k: IncentiveKinds) -> tuple[Requirement, ...]:
        return k.insured(1), k.at_work_or_jobless(), k.claimed_within(12), k.not_paid_before()

    def of_2024(k: IncentiveKinds) -> tuple[Requirement, ...]:
        return *in_any_year(k), k.paid_fewer_than(3)

    def of_2025(k: IncentiveKinds) -> tuple[Requirement, ...]:
        often = either(k.paid_fewer_than(1), every(k.of_shortage(), k.paid_fewer_than(3)))
        return *in_any_year(k), k.no_higher_held(), often

    return Brought(f"national:subsidy-{grade}", ((SUB, of_2024), (SUB25, of_2025)), (grade,))


def _officer(name: str, requires: Callable[[IncentiveKinds], tuple[Requirement, ...]]) -> Brought:
    return Brought(f"sichuan:veterans-{name}", ((SCV, requires),), tracks=("veterans",), occupation=OFFICER)


OF_THE_NATION = (
    _title("assistant", "3", 2),
    _title("intermediate", "2", 3),
    _title("associate-senior", "1", 4),
    *map(_subsidy, "543"),
)
OF_SICHUAN = (
    Brought(
        "sichuan:promotion-links",  # SC22 四(一)
        ((SC22, lambda k: (k.holds_grade(), k.employed(among("relation", SICHUAN["relations"].value)))),),
        tracks=("enterprise",),
    ),
    _officer("rotation", lambda k: (k.holds_grade(), k.serves(["staff"]))),  # 二(三) 定期组织已完成认定的 … 轮训
    _officer("hiring", lambda k: (k.holds_grade(),)),  # 二(三) 优先录用
    # 二(三) 上岗初任培训: for whoever is new to a post, until when is not said
    _officer(
        "induction",
        lambda k: (
            k.serves_at(("nation", "province", "city", "county", "township")),
            k.term("veterans:new-officers"),
        ),
    ),
    _officer("pay", lambda k: (k.holds_grade(), k.serves(["staff"]))),  # 二(六) 薪酬分配等相关待遇的重要参考
    # 二(六) 双向比照认定, 按照有关规定予以表扬: neither says which level answers to which, nor who is commended.
    _officer("community", lambda k: (k.holds_grade(), k.term("veterans:community-comparison"))),
    _officer("commendation", lambda k: (k.holds_grade(), k.term("veterans:commendation"))),
)


def brought(facts: dict[str, Any], on: date, place: str, tenant: str) -> list[Told]:
    """Say how each incentive stands for each grade that somebody holds."""
    law = (*OF_THE_NATION, *(OF_SICHUAN if tenant == "sichuan" and place.startswith("51") else ()))
    told: list[Told] = []
    for occupation, grade, lacks in _held(facts):
        application = Application({**facts, "occupation": occupation, "grade": grade}, on, place, tenant)
        for one in law:
            if one.concerns(occupation, grade, facts.get("track")):
                need = lacks | (frozenset({"track"}) if one.tracks and facts.get("track") is None else NO_HOPE)
                told.append(_unplaced(one, application, need) if need else _placed(one, application))
    return told


def _held(facts: dict[str, Any]) -> list[tuple[str | None, str | None, Hope]]:
    """List the grades held, each once, whatever the trade; what a certificate does not say is as applied for."""
    rows = (facts.get("applicant") or {}).get("certificates")
    found: dict[tuple[Any, ...], tuple[str | None, str | None, Hope]] = {}
    said: dict[tuple[Any, ...], bool] = {}
    for row in [{}] if rows is None else rows:
        occupation, grade = (row.get(field) or facts.get(field) for field in ("occupation", "grade"))
        absent = [field for field, value in (("occupation", occupation), ("grade", grade)) if value is None]
        lacks = frozenset(CERTIFICATES if rows is None else f"{CERTIFICATES}.{field}" for field in absent)
        key = ((occupation or "")[:CODE], grade, lacks)
        if not said.get(key):
            found[key] = (occupation, grade, lacks)
            said[key] = row.get("occupation") is not None and row.get("grade") is not None
    return list(found.values())


def _unplaced(one: Brought, application: Application, lacks: Hope) -> Told:
    told = Told(application.get("occupation"), application.get("grade"), one.id, "not_covered")
    return told._replace(status="unknown", missing=frozenset({lacks})) if one.in_force(application.on) else told


def _placed(one: Brought, application: Application) -> Told:
    on = application.on
    told = Told(application.get("occupation"), application.get("grade"), one.id, "not_covered")
    if not one.in_force(on):
        return told
    kinds = IncentiveKinds(application)
    rules = [(document, every(*requires(kinds))) for document, requires in one.rules]

    def certain(day: date) -> bool:
        return any(_in_force(document, day) and whole.holds(day, NO_HOPE) for document, whole in rules)

    def possible(day: date) -> bool:
        return any(_in_force(document, day) and whole.holds(day, EVERYTHING) for document, whole in rules)

    turns = _turns(one, application)
    if certain(on):
        return told._replace(status="now", **_stretch(certain, turns, on))
    if hopes := smallest(hope for document, whole in rules if _in_force(document, on) for hope in whole.hopes(on)):
        missing = _facts_first(hopes)
        return told._replace(status="unknown", missing=missing, **_stretch(possible, turns, on)) if missing else told
    later, earlier = [turn for turn in turns if turn > on], [turn for turn in turns if turn <= on]
    if coming := next(filter(certain, later), None):
        return told._replace(status="from", **_stretch(certain, turns, coming))
    gone = next(filter(possible, reversed(earlier)), None)
    if gone is None or any(map(possible, later)):
        return told._replace(status="never")
    return told._replace(status="lapsed", **_stretch(possible, turns, gone))


def _facts_first(hopes: Hopes) -> Hopes:
    """Name the facts on which it hangs; nothing where it hangs on terms alone."""
    settled = [hope for hope in hopes if not any(path.startswith("term:") for path in hope)]
    facts = smallest(settled or [frozenset(p for p in hope if not p.startswith("term:")) for hope in hopes])
    return frozenset() if facts == CERTAIN else facts


def _in_force(document: Document, day: date) -> bool:
    return (not document.since or document.since <= day) and (not document.until or day < document.until)


def _turns(one: Brought, application: Application) -> list[date]:
    """List every day on which something may come to hold, or cease to, with hope or without."""
    days = {*_dates(application.facts)}
    days |= {day_after(plus(day, months=12)) for day in days} | {date(day.year + 1, 1, 1) for day in days}
    days |= {day_after(day) for day in days}
    days |= {BEFORE_ALL_DAYS, application.on}
    for document, requires in one.rules:
        days |= {day for day in (document.since, document.until) if day}
        for part in requires(IncentiveKinds(application)):
            days |= {*part.turns, *(turn for hope in (NO_HOPE, EVERYTHING) if (turn := _halved(part, hope)))}
    return sorted(days)


def _halved(part: Requirement, hope: Hope) -> date | None:
    """Find the day from which a requirement holds for good, if it begins to at some time: time that adds up."""
    low, high = date(1900, 1, 1), date(2100, 1, 1)
    if part.holds(low, hope) or not part.holds(high, hope):
        return None
    while (high - low).days > 1:
        middle = low + timedelta(days=(high - low).days // 2)
        low, high = (low, middle) if part.holds(middle, hope) else (middle, high)
    return high


def _dates(value: Any) -> Iterable[date]:
    if isinstance(value, date):
        yield value
    elif isinstance(value, dict | list):
        for below in value.values() if isinstance(value, dict) else value:
            yield from _dates(below)


def _stretch(holds: Callable[[date], bool], turns: list[date], day: date) -> dict[str, date | None]:
    """Give the unbroken stretch around a day: between two turns nothing changes."""
    since = day
    for turn in sorted((turn for turn in turns if turn <= day), reverse=True):
        if not holds(turn):
            break
        since = turn
    until = next((turn for turn in turns if turn > day and not holds(turn)), None)
    return {"since": None if since == BEFORE_ALL_DAYS else since, "until": until}
