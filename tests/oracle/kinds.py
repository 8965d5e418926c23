"""What the law asks of a person and of an agency, as requirements on one application."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from math import floor

from .days import BEFORE_ALL_DAYS, day_after, full_from, plus
from .facts import (
    CODE,
    NO_HOPE,
    Application,
    Event,
    Hope,
    Records,
    Test,
    among,
    first,
    same_occupation,
    same_or_related_occupation,
    that,
)
from .requirements import Requirement, atom, fixed

WORK = "applicant.work"


class Kinds:
    """The kinds of requirement, of one application."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.occupation: str = application.get("occupation")
        self.grade: str = application.get("grade")

    # ------------------------------------------------------------ single facts

    def fact(self, path: str, values: Iterable[object]) -> Requirement:
        """A fact that does not change has one of these values."""
        value, allowed = self.application.get(path), tuple(values)
        if value is not None:
            return fixed(value in allowed)
        return atom(lambda day, hope: path in hope, (), frozenset({path}))

    def term(self, term: str) -> Requirement:
        """A value that a document leaves to others and nobody has laid down: it is never certain."""
        path = f"term:{term}"
        return atom(lambda day, hope: path in hope, (), frozenset({path}))

    def aged(self, years: int) -> Requirement:
        """年满N周岁: from the birthday on."""
        path = "applicant.birth_date"
        birth = self.application.get(path)
        birthday = plus(birth, years=years) if birth else None
        return atom(
            lambda day, hope: day >= birthday if birthday else path in hope,
            [birthday],
            NO_HOPE if birth else frozenset({path}),
        )

    # ------------------------------------------------------------ certificates, titles, education

    def certificate(self, grade: str) -> Event:
        """取得本职业或相关职业N级证书: the day it was issued."""
        occupation = same_or_related_occupation(self.occupation)
        return first(Records(self.application, "applicant.certificates", occupation, among("grade", [grade])), "issued")

    def own_certificate(self, grade: str) -> Event:
        """取得本职业N级证书: of the very occupation."""
        occupation = same_occupation(self.occupation)
        return first(Records(self.application, "applicant.certificates", occupation, among("grade", [grade])), "issued")

    def title(self, *ranks: str) -> Event:
        """取得符合专业对应关系的职称: the day it was obtained."""
        tests = (among("rank", ranks), among("related", [True]))
        return first(Records(self.application, "applicant.titles", *tests), "obtained")

    def since(self, event: Event, *, years: int = 0) -> Requirement:
        """Something happened, or did so many years ago: from that day on, for good."""

        @cache
        def start(hope: Hope) -> date | None:
            day = event.day(hope)
            return day and plus(day, years=years)

        def holds(day: date, hope: Hope) -> bool:
            begun = start(hope)
            return begun is not None and begun <= day

        return atom(holds, [start(NO_HOPE)], event.unknowns)

    def uncertified(self) -> Requirement:
        """未取得职业技能等级证书: before the first certificate of any occupation. Hope is for there being none."""
        path = "applicant.certificates"
        rows = self.application.get(path)
        if rows is None:
            return atom(lambda day, hope: path in hope, (), frozenset({path}))
        issued = [row.get("issued") for row in rows]

        def holds(day: date, hope: Hope) -> bool:
            return all(day < one if one else f"{path}.issued" in hope for one in issued)

        return atom(holds, issued, frozenset({f"{path}.issued"}) if None in issued else NO_HOPE)

    def graduated(
        self, schools: Iterable[str], *, final_year: bool = True, any_major: bool = False, **programme: Iterable[object]
    ) -> Requirement:
        """毕业, in a related major where the condition names one: for good; with the final year, from a year before."""
        if not any_major:
            programme["major_related"] = [True]
        records = self._education(schools, **programme)
        return self.since(first(records, "graduates", years=-1 if final_year else 0))

    def student(self, schools: Iterable[str], **programme: Iterable[object]) -> Requirement:
        """在读学生: from enrolment up to and with the day of graduation."""
        return self._during(self._education(schools, **programme), "enrolled", "graduates", ongoing=False)

    def graduating(self, schools: Iterable[str], **programme: Iterable[object]) -> Requirement:
        """应届毕业生: in the year before graduation, up to and with its day."""
        records = self._education(schools, **programme)

        def holds(day: date, hope: Hope) -> bool:
            spells = records.spells("graduates", "graduates", hope, ongoing=False)
            return any(plus(start, years=-1) <= day and (end is None or day < end) for start, end in spells)

        turns = [turn for start, end in records.spells("graduates", "graduates", NO_HOPE, ongoing=False)
                 for turn in (plus(start, years=-1), end)]  # fmt: skip
        return atom(holds, turns, records.unknowns("graduates"))

    def _education(self, schools: Iterable[str], **programme: Iterable[object]) -> Records:
        tests = [among("school", schools), *(among(name.rstrip("_"), values) for name, values in programme.items())]
        return Records(self.application, "applicant.education", *tests)

    # ------------------------------------------------------------ work

    def worked(self, years: int, after: Event | None = None, *, own: bool = False) -> Requirement:
        """累计从事本职业或相关职业工作满N年, counting only time after an event: for good once it is full.

        With ``own`` 累计从事本职业工作.
        """
        stated = self.application.get("applicant.work_years") is not None
        if self.application.get(WORK) is None and stated:
            return self._stated(years, after)
        counts = same_occupation if own else same_or_related_occupation
        records = Records(self.application, WORK, counts(self.occupation))
        most = records.unknowns("from")

        @cache
        def full(hope: Hope, of_list: Hope) -> date | None:
            begun = after.day(hope) if after else BEFORE_ALL_DAYS
            if begun is None:
                return None
            return full_from(records.spells("from", "to", of_list, ongoing=True), years, begun)

        def holds(day: date, hope: Hope) -> bool:
            reached = full(hope, hope)
            if reached is not None and reached <= day:
                return True
            as_of = self._as_of()
            if not stated or day < as_of or not self._surely(years, after.day(hope) if after else BEFORE_ALL_DAYS):
                return False
            # The list may come to as much once all of it is known; else one of the two is wrong.
            best = full(hope, most)
            return WORK in hope or (best is not None and best <= as_of)

        unknowns = most | (after.unknowns if after else NO_HOPE) | (frozenset({WORK}) if stated else NO_HOPE)
        return atom(holds, [full(NO_HOPE, NO_HOPE), self._as_of() if stated else None], unknowns)

    def _as_of(self) -> date:
        day: date = self.application.get("applicant.work_years_on") or self.application.on
        return day

    def _surely(self, years: int, event: date | None) -> bool:
        """Say whether stated years are enough wherever they lie.

        After an event they are if so much time has passed since, and as much is left even when all work was done as
        early as it could be.
        """
        months = floor(12 * self.application.get("applicant.work_years"))
        if event is None or months < 12 * years:
            return False
        if event == BEFORE_ALL_DAYS:
            return True
        began = self.application.get("applicant.started_work")
        enough = plus(event, years=years)
        return began is not None and plus(began, months=months) >= enough and self._as_of() >= enough

    def _stated(self, years: int, after: Event | None) -> Requirement:
        """Years stated as one number, as of a day (从事本职业年限): when they lie is not known."""
        months = floor(12 * self.application.get("applicant.work_years"))
        as_of = self._as_of()

        def holds(day: date, hope: Hope) -> bool:
            event = after.day(hope) if after else BEFORE_ALL_DAYS
            if day >= as_of and self._surely(years, event):
                return True
            if WORK not in hope or event is None:
                return False
            return day >= plus(max(plus(as_of, months=-months), event), years=years)

        return atom(holds, [as_of], frozenset({WORK}) | (after.unknowns if after else NO_HOPE))

    def works(self) -> Requirement:
        """从事本职业或相关职业工作: while a spell of work lasts."""
        return self._during(Records(self.application, WORK, same_or_related_occupation(self.occupation)), "from", "to")

    def on_front_line(self) -> Requirement:
        """在生产一线: while such a spell of work lasts."""
        tests = (same_or_related_occupation(self.occupation), among("front_line", [True]))
        return self._during(Records(self.application, WORK, *tests), "from", "to")

    def apprenticeship_completed(self) -> Requirement:
        """本职业或相关职业学徒期满."""
        records = Records(self.application, "applicant.apprenticeships", same_or_related_occupation(self.occupation))
        return self.since(first(records, "completed"))

    # ------------------------------------------------------------ staff, stations

    def employed(self, relation: Callable[[str], Test]) -> Requirement:
        """系本企业人员: while a relation of the kind lasts."""
        return self._during(Records(self.application, "applicant.staff", relation), "from", "to")

    def serves(self, kinds: Iterable[str]) -> Requirement:
        """系退役军人服务中心（站）现有工作人员 (SCV 一): while the service lasts."""
        return self._during(Records(self.application, "applicant.station", among("kind", kinds)), "from", "to")

    def to_be_placed(self) -> Requirement:
        """拟通过招录程序安排 (SCV 一): has no first day yet, and holds as long as it is on record."""
        records = Records(self.application, "applicant.station", among("kind", ["recruit"]))
        rows = records.rows

        def holds(day: date, hope: Hope) -> bool:
            if rows is None:
                return "applicant.station" in hope
            passing = [row for row in rows if all(test.passes(row, hope) for test in records.tests)]
            return any(not row.get("to") or day <= row["to"] for row in passing)

        turns = [day_after(row["to"]) for row in rows or () if row.get("to")]
        return atom(holds, turns, records.unknowns())

    # ------------------------------------------------------------ competitions, achievements, reviews

    def won(self, *tests: Callable[[str], Test]) -> Requirement:
        """竞赛成绩 in the very occupation: from the day of the competition on."""
        return self._happened("competitions", same_occupation(self.occupation), *tests)

    def won_after(self, held: Event, *tests: Callable[[str], Test]) -> Requirement:
        """竞赛成绩 in the very occupation, later than what was held before it: from its day on."""
        own = same_occupation(self.occupation)
        records = Records(self.application, "applicant.competitions", own, *tests)

        @cache
        def first_day(hope: Hope) -> date | None:
            got = held.day(hope)
            if got is None:
                return None
            spells = records.spells("on", "on", hope, ongoing=True)
            # What has no day is hoped to come right after.
            return min((day if end else day_after(got) for day, end in spells if not end or day > got), default=None)

        def holds(day: date, hope: Hope) -> bool:
            won = first_day(hope)
            return won is not None and won <= day

        return atom(holds, [first_day(NO_HOPE)], records.unknowns("on") | held.unknowns)

    def achieved(self, kinds: Iterable[str]) -> Requirement:
        """An achievement of one of these kinds."""
        return self._happened("achievements", among("kind", kinds))

    def reviewed(self, *tests: Callable[[str], Test]) -> Requirement:
        """Found fit for the grade applied for by a review."""
        return self._happened("reviews", among("grade", [self.grade]), *tests)

    def _happened(self, what: str, *tests: Callable[[str], Test]) -> Requirement:
        return self.since(first(Records(self.application, f"applicant.{what}", *tests), "on"))

    # ------------------------------------------------------------ the agency

    def filed(self, *, people: str = "", level: str = "") -> Requirement:
        """先备案后评价: one valid filing covers the occupation, the grade, the place and the people."""
        tests = [
            self._filed_occupation(),
            that("grades", lambda grades: self.grade in grades),
            that("regions", lambda codes: any(self._reaches(code, level) for code in codes)),
        ]
        if people:
            tests.append(among("people", [people]))
        return self._during(Records(self.application, "agency.filings", *tests), "from", "until", ongoing=False)

    def filings_where(self, *tests: Callable[[str], Test]) -> Records:
        """The filings for the occupation and the grade that pass more tests."""
        grade = that("grades", lambda grades: self.grade in grades)
        return Records(self.application, "agency.filings", self._filed_occupation(), grade, *tests)

    def filed_where(self, *tests: Callable[[str], Test]) -> Requirement:
        """A valid filing for the occupation and the grade passes more tests."""
        return self._during(self.filings_where(*tests), "from", "until", ongoing=False)

    def filed_at(self, grade: str) -> Requirement:
        """A valid filing for the occupation includes this grade: so the occupation has it."""
        tests = (self._filed_occupation(), that("grades", lambda grades: grade in grades))
        return self._during(Records(self.application, "agency.filings", *tests), "from", "until", ongoing=False)

    def _filed_occupation(self) -> Callable[[str], Test]:
        """A filing for an occupation covers its trades; one for a trade covers no more than that."""
        return that("occupations", lambda codes: self.occupation in codes or self.occupation[:CODE] in codes)

    def covers(self, code: str, level: str) -> bool:
        """Say whether a code of a level, or of any, names the place or what it lies in."""
        kind, prefix = next((kind, length) for kind, ending, length in _LEVELS if code.endswith(ending))
        return self.application.place[:prefix] == code[:prefix] and level in ("", kind)

    def _reaches(self, code: str, level: str) -> bool:
        """Say the same, or with "elsewhere" whether a code lies in another city of the place's province."""
        if level != "elsewhere":
            return self.covers(code, level)
        place = self.application.place
        return code[:2] == place[:2] and code[2:4] not in ("00", place[2:4])

    def _during(self, records: Records, start: str, end: str, *, ongoing: bool = True) -> Requirement:
        """While a record lasts, up to and with its last day."""

        def holds(day: date, hope: Hope) -> bool:
            spells = records.spells(start, end, hope, ongoing=ongoing)
            return any(since <= day and (until is None or day < until) for since, until in spells)

        fields = (start,) if ongoing else (start, end)
        turns = [turn for spell in records.spells(start, end, NO_HOPE, ongoing=ongoing) for turn in spell]
        return atom(holds, turns, records.unknowns(*fields))


# GB/T 2260: what a code ends in when it stands for the nation, a province, a city or league; else a county.
_LEVELS = (("nation", "000000", 0), ("province", "0000", 2), ("city", "00", 4), ("county", "", 6))
