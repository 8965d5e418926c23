"""The database: opened, locked for an act, and every failure of it said in one clear line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlmodel import Session as Database
from sqlmodel import create_engine

from bajigong.policy.text import Text
from bajigong.register.errors import RegisterError

#: How long an act waits for the one before it.
WAIT_SECONDS: Final = 60

_NONE = Text(
    "{where}：没有登记数据库；请先执行 bajigong init", "{where}: there is no register; run 'bajigong init' first"
)
_THERE = Text("{where}：已有登记数据库", "{where}: there is a register already")
_URL = Text(
    "“{url}”不能作为数据库；应为文件名或 postgresql://…", "found '{url}'; expected a file name or postgresql://…"
)
_DRIVER = Text(
    "使用 PostgreSQL 需要 psycopg，请执行：pip install 'bajigong[postgres]'",
    "PostgreSQL needs the library psycopg: pip install 'bajigong[postgres]'",
)
_BUSY = Text("{where}：正被他人占用，未作任何改动", "{where}: is in use by another; nothing was changed")
_FULL = Text("{where}：磁盘已满，未作任何改动", "{where}: the disk is full; nothing was changed")
_FAILED = Text("{where}：数据库出错，未作任何改动：{why}", "{where}: the database failed, nothing was changed: {why}")
_BUSY_SIGNS: Final = ("database is locked", "lock timeout", "lock_timeout")
_FULL_SIGNS: Final = ("disk is full", "No space left")


@frozen(eq=False)
class Store:
    """One database. ``where`` names it in messages, without a password."""

    engine: Engine
    where: str

    @property
    def embedded(self) -> bool:
        """Whether it is a file of its own, and no server's."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Give a look at one state of the database. Raises RegisterError where it fails."""
        with self._clear(), Database(self.engine) as database:
            yield database

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """Give a transaction that no other writer stands beside; it is kept whole at the end, or dropped whole."""
        with self._clear():
            connection = self.engine.connect().execution_options(register_writes=True)
            with connection, Database(connection) as database, database.begin():
                yield database

    def close(self) -> None:
        """Let go of it."""
        self.engine.dispose()

    @contextmanager
    def _clear(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise RegisterError(_said(self.where, error)) from error


def store(name: str, *, new: bool = False) -> Store:
    """Open the database of a file or of a ``postgresql://`` address. Raises RegisterError where there is none.

    With ``new`` a file must not be there yet.
    """
    if "://" not in name:
        path = Path(name)
        if path.exists() == new:
            raise RegisterError((_THERE if new else _NONE).fill(where=name))
        return Store(_sqlite(path), name)
    try:
        url = make_url(name)
        if url.get_backend_name() == "postgresql":
            return Store(_postgres(url), url.render_as_string(hide_password=True))
    except (ArgumentError, NoSuchModuleError, ValueError):
        pass
    raise RegisterError(_URL.fill(url=name))


def _sqlite(path: Path) -> Engine:
    # No level of isolation: the driver begins nothing by itself, so that an act begins as it should.
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": WAIT_SECONDS, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        os.chmod(path, 0o600)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("register_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: Any) -> Engine:
    try:
        engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise RegisterError(_DRIVER) from error

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))

    return engine


def _said(where: str, error: DBAPIError) -> Text:
    why = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    if isinstance(error, OperationalError) and any(sign in why for sign in _BUSY_SIGNS):
        return _BUSY.fill(where=where)
    if any(sign in why for sign in _FULL_SIGNS):
        return _FULL.fill(where=where)
    return _FAILED.fill(where=where, why=why)
