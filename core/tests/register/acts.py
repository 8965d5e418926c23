"""What is done in a register, step by step: the same wherever, but for what is usual in a place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from bajigong.register import agencies, filings
from bajigong.register.filings import Wanted

ON = date(2026, 3, 2)


@frozen(eq=False)
class Acts:
    """Acts of a register where an agency of a ``kind`` is filed for a ``track``, an ``occupation`` and ``grades``.

    ``statement`` is all that the duties there ask of an agency before it is filed and before it plans a session;
    ``card`` what its people hold, ``person`` what somebody says who may have the first grade.
    """

    kind: str
    track: str
    occupation: str
    grades: tuple[str, ...]
    place: str
    region: str
    number: str
    statement: Mapping[str, Any]
    card: Mapping[str, Any]
    person: Mapping[str, Any]
    grade: str = field()

    @grade.default
    def _first(self) -> str:
        return self.grades[0]

    def apply(self, office, statement=None, track=None, name="甲评价公司", on=ON, **more):
        """Apply for a filing; return its id."""
        kind, track = track or self.kind, track or self.track
        statement = self.statement if statement is None else statement
        wanted = {
            "occupations": (self.occupation,),
            "grades": self.grades,
            "regions": (self.region,),
            "people": "public",
        }
        with office.act("filing.apply", on) as act:
            agency = agencies.add(
                act, {"name": name, "kind": kind}, more.pop("place", self.place), office.engine.bundle.schema
            )
            asked = {"office": more.pop("sent_to", "city"), **wanted, **more}
            return filings.apply(office, act, agency, Wanted(track=track, statement=statement, **asked)).id

    def filed(self, office, number=None, on=ON, **more):
        """File an agency; return the id of the filing."""
        from bajigong.register.tables import Filing

        number = self.number if number is None else number
        number_of = self.apply(office, on=on, **more)
        with office.act("filing.accept", on, f"filing:{number_of}") as act:
            filings.accept(office, act, act.get(Filing, number_of))
        with office.act("filing.file", on, f"filing:{number_of}") as act:
            filings.file(office, act, act.get(Filing, number_of), number, on, date(2029, 1, 1))
        return number_of

    def stocked(self, office, filing, count=2000, on=ON):
        """Count blank certificates."""
        from bajigong.register import certificates
        from bajigong.register.tables import Filing

        with office.act("stock.receive", on) as act:
            certificates.receive(act, act.get(Filing, filing), count, "test")

    def staffed(self, office, filing, count=3, role="assessor", on=ON, **card):
        """Enter people of the filing's agency; return their ids."""
        from bajigong.register.tables import Agency, Filing

        rows = [{"name": f"考评员{role}{n}", "role": role, **(card or self.card)} for n in range(count)]
        with office.act("agency.employ", on) as act:
            agency = act.get(Agency, act.get(Filing, filing).agency_id)
            return [one.id for one in agencies.employ(act, agency, rows)]

    def id_number(self, count, born=date(1990, 3, 7)):
        """Make an ID number that is well formed, another for each count."""
        from bajigong.tables.values import check_character

        first = f"{self.place[:4]}04{born.replace(year=born.year + count // 1000 % 10):%Y%m%d}{count % 1000:03d}"
        return first + check_character(first + "0")

    def applicant(self, count=0, grade=None, **more):
        """What somebody says who has worked in the occupation for years."""
        person = {
            "name": f"考生{count:04d}",
            "id_number": self.id_number(count),
            **self.person,
        }
        person |= more.pop("person", {})
        grade = grade or self.grade
        return {"occupation": self.occupation, "grade": grade, "applicant": person, **more}

    def registering(self, office, filing, *, grades=None, publicity=7, on=ON, double=False):
        """Plan a session and open it for registration; return its id."""
        from bajigong.register import sessions
        from bajigong.register.tables import Filing, Session

        day = date(2026, 5, 6)
        with office.act("session.plan", on) as act:
            grades = list(grades or (self.grade,))
            asked = {"occupations": [self.occupation], "grades": grades, "place": self.place, "on": day}
            number = sessions.plan(
                office, act, act.get(Filing, filing), **asked, publicity_days=publicity, double_entry=double
            ).id
        for name in ("publish", "open"):
            with office.act(f"session.{name}", on, f"session:{number}") as act:
                sessions.move(act, act.get(Session, number), name)
        return number

    def register(self, office, session, people, on=date(2026, 4, 1)):
        """Register people; return the ids of their registrations."""
        from bajigong.register import registration
        from bajigong.register.tables import Session
        from bajigong.tables import Raw, Where

        raws = [Raw(one, "x.yaml", Where("x.yaml", item=n)) for n, one in enumerate(people, 1)]
        with office.act("session.register", on) as act:
            row = act.get(Session, session)
            lots = registration.read_raw(office, act.database, row, raws, on)
            return [one.id for one in registration.register(office, act, row, lots)]

    def do(self, office, session, what, on=date(2026, 5, 6), name="session"):
        """Do something about a session; return what comes of it."""
        from bajigong.register.tables import Session

        with office.act(name, on, f"session:{session}") as act:
            return what(act, act.get(Session, session))

    def seated(self, office, session, staff, tied=()):
        """Put people on the panel."""
        from bajigong.register import panel
        from bajigong.register.tables import Staff

        def sit(act, row):
            return [panel.sit(act, row, act.get(Staff, one), list(tied)) for one in staff]

        self.do(office, session, sit)

    def score_all(self, office, session, value="80", entry=1, on=date(2026, 5, 7), but=()):
        """Give everybody a score for every part; ``but`` are scores by ticket number and part."""
        from decimal import Decimal

        from bajigong.register import scores, sessions
        from bajigong.register.tables import Standing

        def enter(act, row):
            typed = [
                scores.Typed(one, part.id, Decimal(dict(but).get((n, part.id), value)))
                for n, one in enumerate(sessions.of(act.database, row, Standing.ADMITTED))
                for part in scores.parts_of(office, act.database, row, one)
            ]
            scores.enter(office, act, row, typed, entry)
            return len(typed)

        return self.do(office, session, enter, on)

    def assessed(self, office, count=4, people=None, **more):
        """A session that was held; return its id."""
        from bajigong.register import panel, sessions

        filing = self.filed(office)
        self.stocked(office, filing)
        session = self.registering(office, filing, **more)
        self.register(office, session, people or [self.applicant(n) for n in range(count)])
        self.do(office, session, sessions.close)
        self.seated(office, session, self.staffed(office, filing))
        self.do(office, session, lambda act, row: panel.assess(office, act, row))
        return session

    def publicized(self, office, count=4, **more):
        """A session whose results are public; return its id."""
        from bajigong.register import results

        session = self.assessed(office, count)
        self.score_all(office, session, **more)
        self.do(office, session, lambda act, row: results.judge_all(office, act, row), date(2026, 5, 8))
        self.do(office, session, results.publicize, date(2026, 5, 10))
        return session
