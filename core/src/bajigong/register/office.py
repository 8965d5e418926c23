"""An office at work: a tenant's database, its law, and whoever acts. Nothing is changed but by an act."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from attrs import define, field, frozen
from sqlalchemy import event, inspect
from sqlmodel import Session as Database

from bajigong.engine.engine import Engine
from bajigong.law.tenants import Tenant
from bajigong.policy.text import Text, same
from bajigong.register import audit
from bajigong.register.columns import Ready
from bajigong.register.errors import RegisterError
from bajigong.register.keys import Keys
from bajigong.register.labels import ROWS
from bajigong.register.store import Store
from bajigong.register.tables import Entry, Head, Reader, Reasons, Row, Stamp, as_plain

R = TypeVar("R", bound=Row)

#: Longer values stand in the record by their hash alone.
LONG: Final = 400
#: So many changes stand in one entry of the record; an act of more has several.
MANY: Final = 500
#: Rows that are about the record itself, or about who has read it, and texts that are known by their hash.
UNRECORDED: Final = (Entry, Head, Reader, Reasons)

_OTHER = Text(
    "{where}：属于租户“{there}”；不能按租户“{here}”使用",
    "{where}: belongs to tenant '{there}'; found tenant '{here}'",
)
_UNKNOWN = Text("没有编号为{id}的{what}", "there is no {what} {id}")


def _now() -> datetime:
    return datetime.now(UTC)


@define(eq=False)
class Act:
    """One act while it is done: the transaction, the day it is done on, and what else the record should say.

    ``changes`` are those of rows, each as canonical text.
    """

    database: Database
    name: str
    on: date
    about: str = ""
    notes: dict[str, Any] = field(factory=dict)
    changes: list[str] = field(factory=list)

    def add(self, row: R) -> R:
        """Add a row, and learn its id."""
        self.database.add(row)
        self.database.flush()
        return row

    def get(self, table: type[R], key: Any) -> R:
        """Return a row. Raises RegisterError where there is none."""
        return get(self.database, table, key)


@frozen(eq=False)
class Office:
    """A register at work for its tenant. ``who`` acts; ``clock`` tells the moment of each entry."""

    store: Store
    tenant: Tenant
    engine: Engine
    who: str
    keys: Keys | None = None
    clock: Callable[[], datetime] = _now

    def __attrs_post_init__(self) -> None:
        with self.store.reading() as database:
            stamp = database.get(Stamp, 1)
        if stamp is None or stamp.tenant != self.tenant.id:
            there = stamp.tenant if stamp else ""
            raise RegisterError(_OTHER.fill(where=self.store.where, there=there, here=self.tenant.id))

    @contextmanager
    def act(self, name: str, on: date, about: str = "") -> Iterator[Act]:
        """Do something, whole or not at all, with its entry in the record. Raises RegisterError where it cannot be."""
        with self.store.writing() as database:
            head = audit.hold(database)
            act = Act(database, name, on, about)
            event.listen(database, "after_flush", lambda session, _: act.changes.extend(_changes(session)))
            yield act
            database.flush()
            self._record(act, head)

    def _record(self, act: Act, head: Head) -> None:
        said = {"who": self.who, "act": act.name, "about": act.about, "on": act.on.isoformat()}
        parts = [act.changes[n : n + MANY] for n in range(0, len(act.changes), MANY)] or [[]]
        for changes in parts:
            audit.append(act.database, head, self.clock(), {**said, "notes": act.notes}, changes)


def get(database: Database, table: type[R], key: Any) -> R:
    """Return a row by its key. Raises RegisterError where there is none."""
    row = database.get(table, key)
    if row is None:
        name = table.__name__.lower()
        raise RegisterError(_UNKNOWN.fill(what=ROWS.get(name, same(name)), id=key))
    return row


def _changes(database: Any) -> Iterator[str]:
    for row in (*database.new, *database.dirty, *database.deleted):
        if isinstance(row, UNRECORDED):
            continue
        change = _change(row, gone=row in database.deleted)
        if change["before"] or change["after"]:
            yield audit.canonical(change)


def _change(row: Row, *, gone: bool) -> dict[str, Any]:
    state = inspect(row)
    fresh = not state.persistent and not gone
    before, after = dict[str, Any](), dict[str, Any]()
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if gone or (history.deleted and history.has_changes()):
            before[attribute.key] = short((history.deleted or history.unchanged or (None,))[0])
        if not gone and (fresh or history.has_changes()):
            after[attribute.key] = short(getattr(row, attribute.key))
    return {"row": name_of(row), "before": before, "after": after}


def short(value: Any) -> Any:
    """Write a value for the record: a long one by its hash."""
    plain = as_plain(value)
    text = value.spaced if isinstance(value, Ready) else _ENCODE(plain)
    if len(text) > LONG:
        return {"sha256": hashlib.sha256(text.encode()).hexdigest()}
    return json.loads(text) if isinstance(value, Ready) else plain


_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def name_of(row: Row) -> str:
    """Name a row as the record does: ``session:3``."""
    keys = inspect(type(row)).primary_key
    return ":".join([row.__table__.name, *(str(getattr(row, key.name)) for key in keys)])  # type: ignore[attr-defined]
