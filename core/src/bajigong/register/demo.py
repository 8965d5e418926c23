"""A whole session played in a fresh folder, with thirty people who were made up, so that it can be looked at."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from attrs import define, field
from sqlmodel import select

from bajigong.law.tenants import Tenant
from bajigong.policy.law import Act as ActName
from bajigong.policy.law import Demand, Duty
from bajigong.policy.text import Lang, Text, listed
from bajigong.register import (
    agencies,
    certificates,
    credentials,
    filings,
    letters,
    panel,
    registration,
    reports,
    results,
    scores,
    sessions,
    sheets,
)
from bajigong.register.enforcing import duties_before
from bajigong.register.filings import Wanted
from bajigong.register.keys import read_keys
from bajigong.register.labels import counted as counted_words
from bajigong.register.office import Office
from bajigong.register.opening import DATABASE, KEYS, make, open_office
from bajigong.register.tables import Agency, Certificate, Filing, Role, Session, Stamp
from bajigong.tables.values import check_character

_DATA: Final[Mapping[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_CLAUSES = Text("{what}（{clauses}）", "{what} ({clauses})")
_NO_DUTY = Text("此处无要求", "nothing is asked here")
_STEPS: Final[Mapping[str, Text]] = {
    "file": Text("备案：{number}", "filed: {number}"),
    "plan": Text("制定并公布计划：{on}，职业{occupation}", "planned and published: {on}, occupation {occupation}"),
    "register": Text("从Excel报名{n}人：{counted}", "registered {n} people from Excel: {counted}"),
    "letters": Text("生成文书{n}份：{folder}", "letters printed: {n}, in {folder}"),
    "assess": Text("实施评价：考评人员{n}人", "assessed: {n} on the panel"),
    "scores": Text("从Excel录入成绩{n}条：{counted}", "scores entered from Excel: {n}; {counted}"),
    "publicize": Text("公示至{day}", "results public until {day}"),
    "issue": Text("核发证书{n}本：{first}至{last}", "certificates given: {n}, {first} to {last}"),
    "verify": Text(
        "凭证离线核验相符；撤销1本后名单显示已撤销",
        "checked offline; one revoked, and the list says so",
    ),
    "report": Text("年度汇总：{files}", "yearly summary: {files}"),
}


def play(folder: Path, tenant: Tenant, today: date, lang: Lang, tell: Callable[[str], None]) -> None:
    """Play a session in a folder that is made for it. Raises RegisterError where a register is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    make(str(folder / DATABASE), folder / KEYS, tenant).close()
    office = open_office(str(folder / DATABASE), who="demo", keys=read_keys(folder / KEYS), named=tenant.id)
    try:
        Play(folder, office, today, lang, tell).run()
    finally:
        office.store.close()


@define(eq=False)
class Play:
    """One session, step by step; each step is an act of its own on a day of its own."""

    folder: Path
    office: Office
    today: date
    lang: Lang
    tell: Callable[[str], None]
    place: str = field(init=False)
    session: int = 0
    filing: int = 0

    def __attrs_post_init__(self) -> None:
        self.place = self.office.tenant.region[:2] + _DATA["place"]

    def run(self) -> None:
        """Play it."""
        self.file(self.today - timedelta(days=60))
        self.plan(self.today - timedelta(days=50))
        self.register(self.today - timedelta(days=40))
        self.assess(self.today - timedelta(days=30))
        self.judge(self.today - timedelta(days=25))
        self.issue(self.today - timedelta(days=10))
        self.verify(self.today)
        self.report()

    def file(self, on: date) -> None:
        """File an agency that has shown all that the duties here ask."""
        stated = {fact: value for act in ("file", "plan") for fact, value in self._shown(act).items()}
        schema = self.office.engine.bundle.schema
        number = ("S" if _DATA["people"] == "public" else "Y") + _DATA["filing"].format(province=self.place[:2])
        with self.office.act("filing.apply", on) as act:
            own = schema.keyed({"agency_name": _DATA["agency"], "agency_kind": _DATA["track"]})
            agency = agencies.add(act, own, self.place, schema)
            cards = {"card": "1", "card_from": on - timedelta(days=100), "card_until": on + timedelta(days=900)}
            people = [{"name": name, "role": Role.ASSESSOR, **cards} for name in _DATA["assessors"]]
            people += [{"name": name, "role": Role.SUPERVISOR} for name in _DATA["supervisors"]]
            agencies.employ(act, agency, people)
            asked = (_DATA["track"], (_DATA["occupation"],), tuple(_DATA["grades"]), (self.office.tenant.region,))
            office = stated.pop("office", "city")
            self.filing = filings.apply(
                self.office, act, agency, Wanted(*asked, _DATA["people"], office, self._known(stated))
            ).id
        for name in ("accept", "file"):
            with self.office.act(f"filing.{name}", on, f"filing:{self.filing}") as act:
                row = act.get(Filing, self.filing)
                if name == "accept":
                    filings.accept(self.office, act, row)
                else:
                    filings.file(self.office, act, row, number, on, on + timedelta(days=1000))
        with self.office.act("stock.receive", on) as act:
            certificates.receive(act, act.get(Filing, self.filing), 100, "demo")
        self._say("file", "file", number=number)

    def plan(self, on: date) -> None:
        """Plan and publish the session, with its rooms and its panel."""
        day = self.today - timedelta(days=30)
        with self.office.act("session.plan", on) as act:
            row = sessions.plan(
                self.office,
                act,
                act.get(Filing, self.filing),
                occupations=[_DATA["occupation"]],
                grades=_DATA["grades"],
                place=self.place,
                on=day,
                publicity_days=7,
            )
            self.session = row.id
            for number in (1, 2):
                panel.add_room(act, row, f"第{number}考场", 15, 2)
            agency = act.get(Filing, self.filing).agency_id
            for one in agencies.staff(act.database, act.get(Agency, agency), Role.ASSESSOR):
                panel.sit(act, row, one, [])
        for name in ("publish", "open"):
            with self.office.act(f"session.{name}", on, f"session:{self.session}") as act:
                sessions.move(act, act.get(Session, self.session), name)
        self._say("plan", "plan", on=day, occupation=letters.occupation(self.office, _DATA["occupation"]))

    def register(self, on: date) -> None:
        """Register everybody from a workbook, then print the letters that follow."""
        sheet = self.folder / "registration.xlsx"
        sheet.write_bytes(sheets.written("报名表", [_DATA["headers"], *self._people()]))
        with self.office.act("session.register", on) as act:
            row = act.get(Session, self.session)
            lots = registration.read(self.office, act.database, row, [sheet], on)
            rows = registration.register(self.office, act, row, lots)
            counted = sessions.count(rows)
        self._say("register", "register", n=sum(counted.values()), counted=counted_words(counted))
        with self.office.act("session.close", on, f"session:{self.session}") as act:
            sessions.close(act, act.get(Session, self.session))
        self._letters(on)

    def _letters(self, on: date) -> None:
        folder = self.folder / "letters"
        folder.mkdir()
        count = 0
        with self.office.store.reading() as database:
            session = database.get_one(Session, self.session)
            for row in sessions.of(database, session):
                name = f"{row.id:03d}-{letters.LETTERS[row.standing]}.pdf"
                (folder / name).write_bytes(letters.letter(self.office, database, row, self.lang, on))
                count += 1
                if row.ticket:
                    page = letters.ticket(self.office, database, row, self.lang, on)
                    (folder / f"{row.id:03d}-ticket.pdf").write_bytes(page)
                    count += 1
            (self.folder / "registered.xlsx").write_bytes(sheets.registered(self.office, database, session, self.lang))
        self._say("letters", None, n=count, folder=folder)

    def assess(self, on: date) -> None:
        """Hold the assessment."""
        with self.office.act("session.assess", on, f"session:{self.session}") as act:
            row = act.get(Session, self.session)
            panel.assess(self.office, act, row)
            count = len(panel.members(act.database, row))
        self._say("assess", "assess", n=count)

    def judge(self, on: date) -> None:
        """Enter scores from a workbook, judge them, and make the results public."""
        path = self.folder / "scores.xlsx"
        with self.office.act("session.scores", on) as act:
            row = act.get(Session, self.session)
            taking = sheets.taking(self.office, act.database, row)
            head = [sheets.TICKET.zh, sheets.NAME.zh, *(part.label.zh for part in taking.parts.values())]
            body = [
                [ticket, taking.names[ticket], *(self._score(n, k) for k, _ in enumerate(taking.parts))]
                for n, ticket in enumerate(taking.rows)
            ]
            path.write_bytes(sheets.written("成绩", [head, *body]))
            typed = sheets.read_scores(self.office, act.database, row, path)
            scores.enter(self.office, act, row, typed)
        with self.office.act("session.judge", on) as act:
            counted = results.judge_all(self.office, act, act.get(Session, self.session))
        self._say("scores", None, n=len(typed), counted=counted_words(counted))
        with self.office.act("session.publicize", on, f"session:{self.session}") as act:
            ends = results.publicize(act, act.get(Session, self.session))
        self._say("publicize", None, day=ends - timedelta(days=1))

    def issue(self, on: date) -> None:
        """Give certificates, as PDF and as credentials."""
        with self.office.act("session.certify", on) as act:
            numbers = [one.number for one in certificates.issue(self.office, act, act.get(Session, self.session))]
        folder = self.folder / "certificates"
        folder.mkdir()
        with self.office.store.reading() as database:
            for number in numbers:
                one = certificates.find(database, number)
                (folder / f"{number}.pdf").write_bytes(letters.certificate(self.office, database, one))
                (folder / f"{number}.jwt").write_text(letters.signed(self.office, one), encoding="ascii")
        self._say("issue", "issue", n=len(numbers), first=numbers[0], last=numbers[-1])

    def verify(self, on: date) -> None:
        """Check every credential as anybody can who has the public key, before and after one is revoked."""
        with self.office.store.reading() as database:
            public = database.get_one(Stamp, 1).public
            numbers = [one.number for one in database.exec(select(Certificate)).all()]
        (self.folder / "public.jwk").write_text(json.dumps(public, indent=2) + "\n", encoding="ascii")
        clause = next(iter(self.office.engine.bundle.clauses))
        with self.office.act("certificate.revoke", on) as act:
            certificates.revoke(self.office, act, certificates.find(act.database, numbers[-1]), "demo", clause)
        with self.office.store.reading() as database:
            everyone = database.exec(select(Certificate)).all()
            assert self.office.keys is not None  # it was opened with them
            status = credentials.status_list(everyone, self.office.keys, self.office.tenant.id, on)
        (self.folder / "status.jwt").write_text(status, encoding="ascii")
        for number in numbers:
            token = (self.folder / "certificates" / f"{number}.jwt").read_text(encoding="ascii")
            checked = credentials.verify(token, public, status)
            if (checked.number, checked.revoked) != (number, number == numbers[-1]):
                raise AssertionError(number)
        self._say("verify", None)

    def report(self) -> None:
        """Write the yearly summary."""
        summary = reports.year(self.office, (self.today - timedelta(days=30)).year)
        (self.folder / "report.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2), encoding="utf-8")
        (self.folder / "report.xlsx").write_bytes(reports.workbook(self.office, summary, self.lang))
        self._say("report", None, files="report.json, report.xlsx")

    def _say(self, step: str, act: ActName | None, **words: object) -> None:
        text = _STEPS[step].fill(**words)
        if act is not None:
            law = self.office.engine.law(self.place)
            duties = [
                _CLAUSES.fill(what=one.rule.label, clauses=", ".join(one.clauses))
                for one in duties_before(law, act, _DATA["track"], self.today)
            ]
            asked = listed(tuple(duties), "；", "; ") if duties else _NO_DUTY
            text = Text(f"{text.zh}\n    {asked.zh}", f"{text.en}\n    {asked.en}")
        self.tell(text.say(self.lang))

    def _shown(self, act: ActName) -> dict[str, Any]:
        """Return facts by which every duty before an act is met."""
        law = self.office.engine.law(self.place)
        shown: dict[str, Any] = {}
        for variant in duties_before(law, act, _DATA["track"], self.today):
            for demand in variant.rule.demands:
                for one in (demand, *demand.where):
                    shown.setdefault(one.fact, _meets(one, variant.rule, wanted=one is demand and not demand.where))
        return shown

    def _known(self, stated: Mapping[str, Any]) -> dict[str, Any]:
        return {fact: value for fact, value in stated.items() if fact not in filings.COUNTED}

    def _people(self) -> Iterator[list[str]]:
        occupation = letters.occupation(self.office, _DATA["occupation"]).zh
        for number, name in enumerate(_DATA["names"]):
            born = date(1980 + number % 20, 1 + number % 12, 1 + number % 28)
            if number == 29:
                born = date(self.today.year - 12, 6, 1)
            first = f"{self.place[:2]}0104{born:%Y%m%d}{100 + number:03d}"
            grade = letters.grade(self.office, _DATA["grades"][number % 2]).zh
            since = "" if number % 10 == 7 else f"{self.today.year - 7 - number % 5}-03-01"
            yield [name, first + check_character(first + "0"), occupation, grade, occupation if since else "", since]

    @staticmethod
    def _score(person: int, part: int) -> str:
        if person == 11:
            return "缺考"
        return "59.5" if person % 9 == 4 and part else str(60 + (person * 7 + part * 5) % 40)


def _meets(demand: Demand, duty: Duty, *, wanted: bool) -> Any:
    """Return a value that meets a demand or, not ``wanted``, one for which what hangs on it is not asked."""
    value = dict(duty.figures)[demand.figure] if demand.figure else demand.value
    match demand.test:
        case "given":
            return "demo"
        case "one_of" if not wanted:
            return "other"
        case "none_of":
            return "other"
        case "one_of":
            return value[0]
        case "has_all" | "in_order":
            return list(value)
        case "is" if not wanted and isinstance(value, bool):
            return not value
        case _:
            return value if not demand.term else 0
