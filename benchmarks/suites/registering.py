"""Registration: a session's sheet into the register by one command, against a plain bulk insert of the same rows."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from bajigong.law.tenants import tenant
from bajigong.register import schema
from bajigong.register.demo import Play
from bajigong.register.keys import read_keys
from bajigong.register.opening import make, open_office
from bajigong.register.store import Store, store
from bajigong.register.tables import Entry, Outgoing, Person, Registration, Row
from sqlalchemy import insert

import workbook
from measure import Cost, call, command
from reference import TENANT
from session import Session

SUITE: Final = "registering"
ROWS: Final = 50_000
ON: Final = date(2026, 6, 30)
#: What the command writes.
TABLES: Final = (Person, Registration, Outgoing, Entry)


def run(session: Session) -> None:
    """Register everybody, then insert the rows that came of it into a register that has none of them."""
    rows = session.at_most(ROWS)
    sheet = session.data(f"session-{rows}.xlsx", lambda path: workbook.write_session(path, rows, ON))
    with tempfile.TemporaryDirectory(dir=session.folder) as name:
        folder = Path(name)
        before = _opened(folder / "before")
        ours, peer = _program(folder, before, sheet), _peer(folder, before)
        mine, other = session.compare(SUITE, rows, ("session register", ours), ("bulk insert of its rows", peer))
        session.ratio("registering", mine.seconds / other.seconds, rows)


def _opened(folder: Path) -> Path:
    """Return the folder of a register whose only session is open for registration."""
    folder.mkdir()
    here = tenant(TENANT)
    make(str(folder / "register.db"), folder / "register.keys", here).close()
    keys = read_keys(folder / "register.keys")
    office = open_office(str(folder / "register.db"), who="benchmark", keys=keys)
    play = Play(folder, office, ON, "en", lambda said: None)
    play.file(date(ON.year, 1, 5))
    play.plan(date(ON.year, 2, 2))
    office.store.close()
    return folder


def _program(folder: Path, before: Path, sheet: Path) -> Callable[[], Cost]:
    def run() -> Cost:
        shutil.rmtree(folder / "program", ignore_errors=True)
        shutil.copytree(before, folder / "program")
        files = [
            word for name in ("db", "keys") for word in (f"--{name}", str(folder / "program" / f"register.{name}"))
        ]
        words = ["session", "register", "1", str(sheet), "--on", str(ON), *files]
        return command([sys.executable, "-m", "bajigong", *words])()

    return run


def _peer(folder: Path, before: Path) -> Callable[[], Cost]:
    def run() -> Cost:
        shutil.rmtree(folder / "peer", ignore_errors=True)
        shutil.copytree(before, folder / "peer")
        with _reading(folder / "program" / "register.db") as made, _reading(before / "register.db") as old:
            rows = {table: list(_fresh(table, made, old)) for table in TABLES}
        target = store(str(folder / "peer" / "register.db"))
        schema.require_current(target)
        cost = call(lambda: _insert(target, rows))()
        target.close()
        return cost

    return run


def _insert(target: Store, rows: dict[type[Row], list[dict[str, Any]]]) -> None:
    with target.writing() as database:
        for table, those in rows.items():
            database.execute(insert(table), those)


@contextmanager
def _reading(path: Path) -> Iterator[Store]:
    opened = store(str(path))
    yield opened
    opened.close()


def _fresh(table: type[Row], made: Store, old: Store) -> Iterator[dict[str, Any]]:
    """Give the rows of a table that are in one register and not in the other, as values of Python's."""
    columns = table.__table__  # type: ignore[attr-defined]
    key = next(iter(columns.primary_key))
    with old.reading() as database:
        last = max(database.execute(key.table.select().with_only_columns(key)).scalars(), default=0)
    with made.reading() as database:
        for row in database.execute(columns.select().where(key > last)).mappings():
            yield dict(row)
