"""Registers to work with: on SQLite, and on a PostgreSQL of the tests' own where its programs are found."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import pytest

from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.register import agencies, filings, opening
from bajigong.register.filings import Wanted
from bajigong.register.keys import read_keys
from bajigong.register.office import Office
from bajigong.register.store import store

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
ON = date(2026, 3, 2)
NUMBER = "S000051000001"


def _run(*words, **more):
    """Run a program of PostgreSQL, which refuses to be run by root."""
    as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(words, check=True, capture_output=True, cwd="/", env={"LC_ALL": "C.UTF-8"}, **as_user, **more)


@pytest.fixture(scope="session")
def postgres():
    """The address of a fresh server, without the name of a database."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL IS NOT INSTALLED: nothing here is tested on it (apt-get install postgresql)")
    programs = PROGRAMS[-1].parent
    with tempfile.TemporaryDirectory(prefix="pg") as folder, socket.socket() as free:
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        data = f"{folder}/data"
        _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture
def fresh_postgres(postgres):
    """The address of an empty database."""
    name = f"r{secrets.token_hex(6)}"
    _create(postgres, name)
    return f"{postgres}/{name}"


def _create(postgres, name, template="template1"):
    import psycopg

    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


@pytest.fixture(params=["sqlite", "postgres"])
def address(request, tmp_path):
    """The name of a database that is still to be made."""
    return str(tmp_path / "register.db") if request.param == "sqlite" else request.getfixturevalue("fresh_postgres")


@pytest.fixture(scope="session")
def engines():
    """The engines of tenants, each opened once."""
    opened = {}

    def get(name):
        if name not in opened:
            here = tenant(name)
            opened[name] = here, Engine(here.open(), name)
        return opened[name]

    return get


@pytest.fixture(scope="session")
def made(tmp_path_factory, engines):
    """Registers that were just made, one a tenant and kind of database, to be copied: to make one takes a while."""
    done = {}

    def get(name, server):
        if (name, server) not in done:
            folder = tmp_path_factory.mktemp(f"made-{name}")
            template = f"made_{name.replace('-', '_')}"
            if server:
                _create(server, template)
            at = f"{server}/{template}" if server else str(folder / "register.db")
            opening.make(at, folder / "keys", engines(name)[0]).close()
            done[name, server] = folder, template
        return done[name, server]

    return get


@pytest.fixture
def office_at(tmp_path, engines, made):
    """Give a fresh register of a tenant and open it."""

    def make(address, name="sichuan", who="clerk", **more):
        here, engine = engines(name)
        server, _, database = address.rpartition("/") if "://" in address else ("", "", "")
        folder, template = made(name, server)
        keys = tmp_path / f"{name}.keys"
        shutil.copy(folder / "keys", keys)
        if server:
            _create(server, database, template)
        else:
            shutil.copy(folder / "register.db", address)
        return Office(store(address), here, engine, who, read_keys(keys), **more)

    return make


@pytest.fixture
def office(address, office_at):
    """A register of Sichuan, once on each kind of database."""
    made = office_at(address)
    yield made
    made.store.close()


@pytest.fixture
def small(tmp_path, office_at):
    """A register of Sichuan on SQLite."""
    made = office_at(str(tmp_path / "register.db"))
    yield made
    made.store.close()


#: All that the duties of Sichuan ask of a third party before it is filed and before it plans a session.
STATED = {
    "standards": ["6-31-01-03"],
    "unit_class": "city_manufacturer",
    "undertaking_signed": True,
    "training_tied": False,
    "recommended_by": "某市工信局",
    "unit_kind": "association",
    "fee_basis": "每人成本核算表",
    "fees_published": True,
}
CARD = {"card": "川A001", "card_from": date(2025, 1, 1), "card_until": date(2028, 1, 1)}


def apply(office, statement=STATED, track="third_party", name="甲评价公司", on=ON, **more):
    """Apply for a filing; return its id."""
    wanted = {"occupations": ("6-31-01-03",), "grades": ("5", "4", "3"), "regions": ("510000",), "people": "public"}
    with office.act("filing.apply", on) as act:
        agency = agencies.add(
            act, {"name": name, "kind": track}, more.pop("place", "510100"), office.engine.bundle.schema
        )
        asked = {"office": more.pop("sent_to", "city"), **wanted, **more}
        return filings.apply(office, act, agency, Wanted(track=track, statement=statement, **asked)).id


def filed(office, number=NUMBER, on=ON, **more):
    """File an agency; return the id of the filing."""
    from bajigong.register.tables import Filing

    number_of = apply(office, on=on, **more)
    with office.act("filing.accept", on, f"filing:{number_of}") as act:
        filings.accept(office, act, act.get(Filing, number_of))
    with office.act("filing.file", on, f"filing:{number_of}") as act:
        filings.file(office, act, act.get(Filing, number_of), number, on, date(2029, 1, 1))
    return number_of


def stocked(office, filing, count=2000, on=ON):
    """Count blank certificates."""
    from bajigong.register import certificates
    from bajigong.register.tables import Filing

    with office.act("stock.receive", on) as act:
        certificates.receive(act, act.get(Filing, filing), count, "test")


def staffed(office, filing, count=3, role="assessor", on=ON, **card):
    """Enter people of the filing's agency; return their ids."""
    from bajigong.register.tables import Agency, Filing

    rows = [{"name": f"考评员{role}{n}", "role": role, **(card or CARD)} for n in range(count)]
    with office.act("agency.employ", on) as act:
        agency = act.get(Agency, act.get(Filing, filing).agency_id)
        return [one.id for one in agencies.employ(act, agency, rows)]


def id_number(count, born=date(1990, 3, 7)):
    """Make an ID number that is well formed, another for each count."""
    from bajigong.tables.values import check_character

    first = f"510104{born.replace(year=born.year + count // 1000 % 10):%Y%m%d}{count % 1000:03d}"
    return first + check_character(first + "0")


def applicant(count=0, grade="4", **more):
    """What somebody says who has worked in the occupation for years."""
    person = {
        "name": f"考生{count:04d}",
        "id_number": id_number(count),
        "work": [{"occupation": "6-31-01-03", "employer": "甲厂", "from": "2012-07-01"}],
    }
    person |= more.pop("person", {})
    return {"occupation": "6-31-01-03", "grade": grade, "applicant": person, **more}


def registering(office, filing, *, grades=("4",), publicity=7, on=ON, double=False):
    """Plan a session and open it for registration; return its id."""
    from bajigong.register import sessions
    from bajigong.register.tables import Filing, Session

    day = date(2026, 5, 6)
    with office.act("session.plan", on) as act:
        asked = {"occupations": ["6-31-01-03"], "grades": list(grades), "place": "510100", "on": day}
        number = sessions.plan(
            office, act, act.get(Filing, filing), **asked, publicity_days=publicity, double_entry=double
        ).id
    for name in ("publish", "open"):
        with office.act(f"session.{name}", on, f"session:{number}") as act:
            sessions.move(act, act.get(Session, number), name)
    return number


def register(office, session, people, on=date(2026, 4, 1)):
    """Register people; return the ids of their registrations."""
    from bajigong.register import registration
    from bajigong.register.tables import Session
    from bajigong.tables import Raw, Where

    raws = [Raw(one, "x.yaml", Where("x.yaml", item=n)) for n, one in enumerate(people, 1)]
    with office.act("session.register", on) as act:
        row = act.get(Session, session)
        lots = registration.read_raw(office, act.database, row, raws, on)
        return [one.id for one in registration.register(office, act, row, lots)]


def do(office, session, what, on=date(2026, 5, 6), name="session"):
    """Do something about a session; return what comes of it."""
    from bajigong.register.tables import Session

    with office.act(name, on, f"session:{session}") as act:
        return what(act, act.get(Session, session))


def seated(office, session, staff, tied=()):
    """Put people on the panel."""
    from bajigong.register import panel
    from bajigong.register.tables import Staff

    do(office, session, lambda act, row: [panel.sit(act, row, act.get(Staff, one), list(tied)) for one in staff])


def score_all(office, session, value="80", entry=1, on=date(2026, 5, 7), but=()):
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

    return do(office, session, enter, on)


def assessed(office, count=4, people=None, **more):
    """A session that was held; return its id."""
    from bajigong.register import panel, sessions

    filing = filed(office)
    stocked(office, filing)
    session = registering(office, filing, **more)
    register(office, session, people or [applicant(n) for n in range(count)])
    do(office, session, sessions.close)
    seated(office, session, staffed(office, filing))
    do(office, session, lambda act, row: panel.assess(office, act, row))
    return session


def publicized(office, count=4, **more):
    """A session whose results are public; return its id."""
    from bajigong.register import results

    session = assessed(office, count)
    score_all(office, session, **more)
    do(office, session, lambda act, row: results.judge_all(office, act, row), date(2026, 5, 8))
    do(office, session, results.publicize, date(2026, 5, 10))
    return session
