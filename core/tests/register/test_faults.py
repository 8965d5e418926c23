"""Killed, full, locked, gone: an act is wholly there or wholly absent, and nobody and no number is lost."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
import warnings
from contextlib import suppress
from datetime import date

import pytest
from core.tests.toy import TENANT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import func, select

from bajigong.register import audit, certificates, numbering, opening, rebuilding, results, scores, sessions
from bajigong.register.errors import RegisterError
from bajigong.register.keys import read_keys
from bajigong.register.office import Office
from bajigong.register.store import store
from bajigong.register.tables import Agency, Certificate, Registration, Score, Serial, Session, Standing, State

from .acts import ON
from .conftest import applicant, do, filed, id_number, register, registering, staffed, stocked

pytestmark = pytest.mark.slow

PEOPLE = 500
CHUNK = 100
KILLS = {"sqlite": 300, "postgres": 100}
A_GO = 10


def child(work):
    """Do some work in a process of its own; return its number."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads: the child has none
        number = os.fork()
    if number:
        return number
    try:
        work()
        os._exit(0)
    except BaseException as error:  # noqa: BLE001  (whatever it is, the child must not go on as a test)
        os.write(2, f"{error!r}\n".encode())
        os._exit(1)


def ended(number):
    return os.waitpid(number, 0)[1]


# ---------------------------------------------------------------- killed


def go_on(office, session):
    """Take a session from its scores to its certificates, each step an act, from wherever it stands."""
    while True:
        with office.store.reading() as database:
            row = database.get_one(Session, session)
            state, entered = row.state, database.exec(select(func.count(func.distinct(Score.registration_id)))).one()
        match state:
            case State.ASSESSED if entered < PEOPLE:
                do(office, session, lambda act, row, n=entered: enter(office, act, row, n))
            case State.ASSESSED:
                do(office, session, lambda act, row: results.judge_all(office, act, row))
            case State.JUDGED:
                do(office, session, results.publicize, date(2026, 5, 10))
            case State.PUBLICIZED:
                do(office, session, lambda act, row: certificates.issue(office, act, row), date(2026, 5, 18))
            case _:
                return


def enter(office, act, row, start):
    from decimal import Decimal

    people = list(sessions.of(act.database, row, Standing.ADMITTED))[start : start + CHUNK]
    typed = [scores.Typed(one, part, Decimal(80)) for one in people for part in ("theory", "skill")]
    scores.enter(office, act, row, typed)


def check(office, *, thorough):
    """Hold what a restart finds to what must be so whenever the power went."""
    with office.store.reading() as database:
        assert audit.verify(database) is None
        if thorough:
            assert rebuilding.differing(database) is None
        assert database.exec(select(func.count()).select_from(Registration)).one() == PEOPLE
        assert database.exec(select(func.count()).select_from(Score)).one() % (2 * CHUNK) == 0
        row = database.get_one(Session, 1)
        judged = database.exec(
            select(func.count()).select_from(Registration).where(Registration.outcome == "passed")
        ).one()
        assert judged == (0 if row.state is State.ASSESSED else PEOPLE)
        numbers = database.exec(select(Certificate.number)).all()
        assert len(set(numbers)) == len(numbers) == (PEOPLE if row.state is State.CERTIFIED else 0)
        last = database.exec(select(func.max(Serial.last))).one()
        assert (last or 0) == len(numbers)


def prepare(office):
    """Bring a session of many people to where its scores are entered."""
    from bajigong.register import panel
    from bajigong.register.tables import Staff

    filing = filed(office)
    stocked(office, filing)
    session = registering(office, filing)
    register(office, session, [applicant(n) for n in range(PEOPLE)])
    do(office, session, sessions.close)
    staff = staffed(office, filing)
    do(office, session, lambda act, row: [panel.sit(act, row, act.get(Staff, one), []) for one in staff])
    do(office, session, lambda act, row: panel.assess(office, act, row))


def kill_at(reopened, delays):
    """Go on in a process of its own, kill it, and look; as often as there are delays."""
    for number, delay in enumerate(delays):
        pid = child(lambda: go_on(reopened(), 1))
        time.sleep(delay / 1000)
        os.kill(pid, signal.SIGKILL)
        ended(pid)
        office = reopened()
        check(office, thorough=number == len(delays) - 1)
        office.store.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, engines):
    folder = tmp_path_factory.mktemp("killed")
    here, engine = engines(TENANT)
    opening.make(str(folder / "register.db"), folder / "keys", here).close()
    keys = read_keys(folder / "keys")
    office = Office(store(str(folder / "register.db")), here, engine, "clerk", keys)
    prepare(office)
    office.store.close()
    assert not (folder / "register.db-wal").exists()
    return folder, here, engine, keys


HOW = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
#: Half of them early, where an act is short; the others anywhere in the whole course.
DELAYS = st.lists(st.integers(0, 60) | st.integers(0, 900), min_size=A_GO, max_size=A_GO)


@pytest.mark.timeout(1200)
def test_killed_at_any_moment_on_sqlite(prepared, tmp_path):
    folder, here, engine, keys = prepared
    path = tmp_path / "register.db"

    @settings(
        max_examples=KILLS["sqlite"] // A_GO, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(DELAYS)
    def kills(delays):
        for old in tmp_path.glob("register.db*"):
            old.unlink()
        shutil.copy(folder / "register.db", path)
        kill_at(lambda: Office(store(str(path)), here, engine, "clerk", keys), delays)

    kills()


@pytest.mark.timeout(1200)
def test_killed_at_any_moment_on_postgres(postgres, tmp_path, engines):
    import psycopg

    here, engine = engines(TENANT)
    server = psycopg.connect(f"{postgres}/postgres", autocommit=True)
    server.execute("CREATE DATABASE killed_before")
    opening.make(f"{postgres}/killed_before", tmp_path / "keys", here).close()
    keys = read_keys(tmp_path / "keys")
    office = Office(store(f"{postgres}/killed_before"), here, engine, "clerk", keys)
    prepare(office)
    office.store.close()

    @settings(
        max_examples=KILLS["postgres"] // A_GO, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(DELAYS)
    def kills(delays):
        server.execute("DROP DATABASE IF EXISTS killed WITH (FORCE)")
        server.execute("CREATE DATABASE killed TEMPLATE killed_before")
        kill_at(lambda: Office(store(f"{postgres}/killed"), here, engine, "clerk", keys), delays)

    try:
        kills()
    finally:
        server.close()


# ---------------------------------------------------------------- many at once


def test_twenty_processes_never_give_a_number_twice_and_leave_no_gap(office, tmp_path):
    schemes = [said.what for said in office.engine.bundle.number_schemes.values()]

    def take(child_number):
        own = Office(store(office_address), office.tenant, office.engine, f"p{child_number}", office.keys)
        with (tmp_path / f"numbers{child_number}").open("w") as out:
            for count in range(15):
                # An act that is not done gives no number.
                with suppress(KeyError), own.act("number", ON) as act:
                    number = numbering.allocate(act.database, schemes, "M0001", 2026, "potter")
                    if count % 5 == 4:
                        raise KeyError(number)
                if count % 5 != 4:
                    out.write(number + "\n")

    office_address = office.store.where
    office.store.close()
    children = [child(lambda n=n: take(n)) for n in range(20)]
    assert [ended(one) for one in children] == [0] * 20
    numbers = sorted(line for file in tmp_path.glob("numbers*") for line in file.read_text().split())
    assert numbers == [f"M00012026potter{n:06d}" for n in range(1, 241)]
    with office.store.reading() as database:
        assert audit.verify(database) is None


# ---------------------------------------------------------------- full, locked, gone


def test_a_full_disk_is_one_clear_line_and_nothing_half_done(small):
    full = Office(store(small.store.where), small.tenant, small.engine, "clerk", small.keys)

    @event.listens_for(full.store.engine, "connect")
    def limit(connection, _):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    full.store.engine.dispose()
    session = registering(small, filed(small))
    with pytest.raises(RegisterError, match="the disk is full; nothing was changed"):
        register(full, session, [applicant(n) for n in range(200)])
    with small.store.reading() as database:
        assert database.exec(select(func.count()).select_from(Registration)).one() == 0
        assert audit.verify(database) is None
        assert rebuilding.differing(database) is None


def test_who_holds_the_register_for_too_long_is_waited_for_and_then_named(small, monkeypatch):
    monkeypatch.setattr("bajigong.register.store.WAIT_SECONDS", 0.2)
    other = store(small.store.where)
    office = Office(other, small.tenant, small.engine, "clerk", small.keys)
    with sqlite3.connect(small.store.where, isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(RegisterError, match="is in use by another; nothing was changed"):
            filed(office)
        connection.execute("ROLLBACK")
    other.close()
    assert filed(small) == 1


def test_a_server_that_goes_away_in_the_middle_is_one_clear_line(fresh_postgres, office_at):
    import psycopg

    office = office_at(fresh_postgres)
    with psycopg.connect(fresh_postgres.rpartition("/")[0] + "/postgres", autocommit=True) as server:

        def cut_off(act):
            act.add(Agency(name="甲", kind="x", place="110100"))
            name = fresh_postgres.rpartition("/")[2]
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            act.add(Agency(name="乙", kind="x", place="110100"))

        with pytest.raises(RegisterError, match="nothing was changed"), office.act("agency.add", ON) as act:
            cut_off(act)
    with office.store.reading() as database:
        assert database.exec(select(func.count()).select_from(Agency)).one() == 0
        assert audit.verify(database) is None
    office.store.close()


def test_a_file_that_is_no_database_or_gone_is_one_clear_line(tmp_path):
    with pytest.raises(RegisterError, match="there is no register; run 'bajigong init'"):
        store(str(tmp_path / "none.db"))
    (tmp_path / "text.db").write_text("姓名,证件号码\n" * 100)
    with pytest.raises(RegisterError, match="file is not a database"):
        opening.tenant_of(store(str(tmp_path / "text.db")), None)
    with pytest.raises(RegisterError, match="expected a file name or postgresql"):
        store("mysql://x/y")


# ---------------------------------------------------------------- what nobody may read


def test_no_id_number_stands_in_clear_in_the_database_its_log_or_what_is_printed(small, tmp_path, capfd):
    session = registering(small, filed(small))
    register(small, session, [applicant(n) for n in range(30)])
    with pytest.raises(Exception, match="already"):
        register(small, session, [applicant(1)])
    numbers = [id_number(n) for n in range(30)]
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert {file.name for file in files} >= {"register.db", "register.db-wal"}
    found = b"".join(subprocess.run(["strings", file], check=True, capture_output=True).stdout for file in files)
    found += "".join(capfd.readouterr()).encode()
    assert b"M0001" in found  # what is no secret can be seen, so the search does find
    for number in numbers:
        assert number.encode() not in found
        assert number[6:].encode() not in found
    assert not re.search(rb"110104[0-9]{11}[0-9X]", found)
