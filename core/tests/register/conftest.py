"""Registers to work with: on SQLite, and on a PostgreSQL of the tests' own where its programs are found."""

import os
import pwd
import secrets
import socket
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import pytest

from bajigong.engine.engine import Engine
from bajigong.register import agencies, filings, opening
from bajigong.register.filings import Wanted
from bajigong.register.keys import read_keys
from bajigong.register.office import Office
from bajigong.register.store import store
from bajigong.tenants import tenant

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
    import psycopg

    name = f"r{secrets.token_hex(6)}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres}/{name}"


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


@pytest.fixture
def office_at(tmp_path, engines):
    """Make a register for a tenant and open it."""

    def make(address, name="sichuan", who="clerk", **more):
        here, engine = engines(name)
        keys = tmp_path / f"{name}.keys"
        opening.make(address, keys, here).close()
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
        agency = agencies.add(act, {"name": name, "kind": track}, more.pop("place", "510100"))
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
