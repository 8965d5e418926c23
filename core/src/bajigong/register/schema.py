"""The schema of a register: made, brought up to date, and held to what this version of the program knows."""

from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from attrs import frozen
from sqlalchemy import Connection, text

from bajigong.policy.text import Text
from bajigong.register.errors import RegisterError
from bajigong.register.store import Store

_FOLDER: Final = Path(__file__).with_name("migrations")
_OLD = Text(
    "{where}：数据库版本为{found}，程序需要{head}；请执行 bajigong db upgrade",
    "{where}: the database is at {found}, this program needs {head}; run 'bajigong db upgrade'",
)
_NEWER = Text(
    "{where}：数据库版本{found}比程序新，请升级程序",
    "{where}: the database is at {found}, which is newer than this program; upgrade the program",
)


@frozen
class Status:
    """Which revision a database is at, None for an empty one, and which the program needs."""

    found: str | None
    head: str
    known: bool

    @property
    def current(self) -> bool:
        """Whether nothing is to be done."""
        return self.found == self.head


def status(store: Store) -> Status:
    """Say which revision a database is at."""
    with store.reading() as database:
        found = MigrationContext.configure(database.connection()).get_current_revision()
    script = ScriptDirectory.from_config(_config())
    known = found is None or found in {revision.revision for revision in script.walk_revisions()}
    return Status(found, str(script.get_current_head()), known)


def require_current(store: Store) -> None:
    """Raise RegisterError for a database of another revision than the program's."""
    now = status(store)
    if not now.current:
        raise RegisterError((_OLD if now.known else _NEWER).fill(where=store.where, found=now.found, head=now.head))


def upgrade(store: Store, to: str = "head") -> Status:
    """Bring a database up to a revision, in one transaction. Raises RegisterError for one that is newer."""
    now = status(store)
    if not now.known:
        raise RegisterError(_NEWER.fill(where=store.where, found=now.found, head=now.head))
    with store.writing() as database:
        connection = database.connection()
        if not store.embedded:
            connection.execute(text("SELECT pg_advisory_xact_lock(5132077)"))
        command.upgrade(_config(connection), to)
    return status(store)


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    options: dict[str, Any] = {"script_location": str(_FOLDER), "path_separator": "os"}
    for name, value in options.items():
        config.set_main_option(name, value)
    return config
