"""Random acts on a register, played beside a plain model that holds what must be so."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from core.tests.toy import TENANT
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import select

from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.register import audit, certificates, opening, panel, rebuilding, results, sessions, states
from bajigong.register.errors import RegisterError
from bajigong.register.keys import read_keys
from bajigong.register.office import Office
from bajigong.register.tables import Certificate, Objection, Registration, Session, State

from .conftest import applicant, do, filed, register, registering, score_all, seated, staffed, stocked

pytestmark = pytest.mark.slow

PEOPLE = 4
_OPENED = {}


def opened():
    if not _OPENED:
        here = tenant(TENANT)
        _OPENED[TENANT] = here, Engine(here.open(), TENANT)
    return _OPENED[TENANT]


class Register(RuleBasedStateMachine):
    """One agency and one session; every move is tried at any time."""

    @initialize()
    def begin(self):
        folder = Path(mkdtemp(prefix="machine"))
        here, engine = opened()
        where = opening.make(str(folder / "register.db"), folder / "keys", here)
        self.office = Office(where, here, engine, "clerk", read_keys(folder / "keys"))
        filing = filed(self.office)
        stocked(self.office, filing)
        self.session = registering(self.office, filing)
        self.staff = staffed(self.office, filing)
        self.state, self.people, self.scored, self.seated = State.REGISTERING, 0, False, False
        self.public, self.open, self.upheld, self.given = None, {}, set(), []
        self.day = date(2026, 5, 6)

    def tried(self, allowed, work):
        """Do something; it is done if and only if the model allows it, and a refusal changes nothing."""
        before = self.head()
        try:
            work()
        except RegisterError:
            assert not allowed
            assert self.head() == before
            return False
        assert allowed
        return True

    def head(self):
        with self.office.store.reading() as database:
            return database.get_one(audit.Head, 1).seq

    def move(self, name, work=None, also=True):
        allowed = also and name in {one.name for one in states.allowed(self.state)}
        done = self.tried(
            allowed,
            lambda: do(self.office, self.session, work or (lambda act, row: sessions.move(act, row, name)), self.day),
        )
        if done:
            self.state = next(one.target for one in states.MOVES if one.name == name)
        return done

    @rule(count=st.integers(1, PEOPLE))
    def register(self, count):
        new = [applicant(self.people + n) for n in range(count)]
        if self.tried(self.state is State.REGISTERING, lambda: register(self.office, self.session, new)):
            self.people += count

    @rule()
    def close(self):
        self.move("close", sessions.close, also=self.people > 0)

    @rule()
    def seat(self):
        allowed = self.state in (State.REGISTERING, State.READY)
        if not self.seated and self.tried(allowed, lambda: seated(self.office, self.session, self.staff)):
            self.seated = True

    @rule()
    def assess(self):
        self.move("assess", lambda act, row: panel.assess(self.office, act, row), also=self.seated)

    @rule()
    def score(self):
        allowed = self.state is State.ASSESSED and not self.scored
        if self.people and self.tried(allowed, lambda: score_all(self.office, self.session)):
            self.scored = True

    @rule()
    def judge(self):
        self.move("judge", lambda act, row: results.judge_all(self.office, act, row))

    @rule()
    def publicize(self):
        if self.move("publicize", results.publicize):
            self.public = self.day

    @precondition(lambda self: self.people)
    @rule(which=st.integers(0, 20))
    def object(self, which):
        one = which % self.people + 1

        def take():
            with self.office.act("object", self.day) as act:
                return results.object_to(act, act.get(Registration, one), "分数").id

        if self.tried(self.state is State.PUBLICIZED, lambda: self.open.update({take(): one})):
            assert one in self.open.values()

    @precondition(lambda self: self.open)
    @rule(upheld=st.booleans())
    def settle(self, upheld):
        number, one = next(iter(self.open.items()))
        with self.office.act("settle", self.day) as act:
            results.settle(act, act.get(Objection, number), upheld=upheld)
        del self.open[number]
        if upheld:
            self.upheld.add(one)

    @rule(days=st.sampled_from([1, 3, 8]))
    def wait(self, days):
        self.day += timedelta(days=days)

    @rule()
    def certify(self):
        free = self.public is not None and self.day > self.public + timedelta(days=7)
        stopped = {*self.open.values(), *self.upheld, *self.given}
        due = [n for n in range(1, self.people + 1) if n not in stopped] if self.scored else []
        if self.move("certify", lambda act, row: certificates.issue(self.office, act, row), also=free):
            self.given += due

    @rule(people=st.integers(1, PEOPLE))
    def onward(self, people):
        """Do what comes next, so that the far states are seen as often as the near ones."""
        match self.state:
            case State.REGISTERING:
                self.close() if self.people else self.register(people)
            case State.READY:
                self.assess() if self.seated else self.seat()
            case State.ASSESSED:
                self.judge() if self.scored else self.score()
            case State.JUDGED:
                self.publicize()
            case State.PUBLICIZED:
                self.wait(8)
                self.certify()

    @rule()
    def cancel(self):
        if self.people > PEOPLE:  # seldom, or nothing else would be seen
            self.move("cancel")

    @invariant()
    def as_the_model_has_it(self):
        with self.office.store.reading() as database:
            assert database.get_one(Session, self.session).state is self.state
            assert len(database.exec(select(Registration)).all()) == self.people
            made = database.exec(select(Certificate).order_by(Certificate.number)).all()
            assert sorted(one.registration_id for one in made) == sorted(self.given)
            assert [one.number[-6:] for one in made] == [f"{n:06d}" for n in range(1, len(made) + 1)]

    def teardown(self):
        if hasattr(self, "office"):
            with self.office.store.reading() as database:
                assert audit.verify(database) is None
                assert rebuilding.differing(database) is None
            self.office.store.close()


TestRegister = Register.TestCase
TestRegister.settings = settings(
    max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
