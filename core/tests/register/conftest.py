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
from core.tests.register.acts import Acts
from core.tests.toy import POTTER, TENANT, TOWN

from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.register import opening
from bajigong.register.keys import read_keys
from bajigong.register.office import Office
from bajigong.register.store import store

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


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


@pytest.fixture(scope="session")
def usual():
    """The tenant whose registers these are, where a test names none."""
    return TENANT


@pytest.fixture
def office_at(tmp_path, engines, made, usual):
    """Give a fresh register of a tenant and open it."""

    def make(address, name=usual, who="clerk", **more):
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
    """A register, once on each kind of database."""
    made = office_at(address)
    yield made
    made.store.close()


@pytest.fixture
def small(tmp_path, office_at):
    """A register on SQLite."""
    made = office_at(str(tmp_path / "register.db"))
    yield made
    made.store.close()


#: What is usual in the guild: nothing has to be shown before an agency is filed.
ACTS = Acts(
    kind="works",
    track="guild",
    occupation=POTTER,
    grades=("potter", "master"),
    place=TOWN,
    region=TOWN,
    number="M0001",
    statement={},
    card={"card": "1", "card_from": date(2025, 1, 1), "card_until": date(2028, 1, 1)},
    person={"honest": True, "work": [{"occupation": POTTER, "from": "2012-07-01"}]},
)
filed, stocked, staffed, id_number, applicant = ACTS.filed, ACTS.stocked, ACTS.staffed, ACTS.id_number, ACTS.applicant
registering, register, do, seated, score_all = ACTS.registering, ACTS.register, ACTS.do, ACTS.seated, ACTS.score_all
assessed, publicized = ACTS.assessed, ACTS.publicized
