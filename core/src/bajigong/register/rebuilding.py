"""The tables held against the record: each row must be what its last act left it, though no entry was touched."""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import inspect
from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.policy.text import Text
from bajigong.register import reasons
from bajigong.register.audit import PAGE
from bajigong.register.office import UNRECORDED, name_of, short
from bajigong.register.tables import METADATA, Entry, Reasons, Registration, Row, Stamp

_CHANGED = Text("{row}：与记录不符，未经办理而被改动", "{row}: is not as the record has it; it was changed by no act")
_GONE = Text("{row}：未经办理而被删除", "{row}: was deleted by no act")
_MADE = Text("{row}：未经办理而出现", "{row}: came to be by no act")
_SKIPPED: Final = (*UNRECORDED, Stamp)


def differing(database: Database) -> Text | None:
    """Name the first row that is not as the record has it, None where all are."""
    if wrong := _falsified(database):
        return wrong
    said = _said(database)
    for table in METADATA.sorted_tables:
        kind = _class_of(table.name)
        if kind is None or issubclass(kind, _SKIPPED):
            continue
        for row in database.exec(select(kind)).all():
            name = name_of(row)
            if name not in said:
                return _MADE.fill(row=name)
            if not _fits(database, row, said.pop(name)):
                return _CHANGED.fill(row=name)
        database.expunge_all()
    return _GONE.fill(row=next(iter(said))) if said else None


def _said(database: Database) -> dict[str, dict[str, Any]]:
    """Return what the record has of every row."""
    rows: dict[str, dict[str, Any]] = {}
    seen = 0
    while page := database.exec(select(Entry).where(col(Entry.seq) > seen).order_by(col(Entry.seq)).limit(PAGE)).all():
        for entry in page:
            for change in json.loads(entry.body)["changes"]:
                if change["after"]:
                    rows.setdefault(change["row"], {}).update(change["after"])
                else:
                    rows.pop(change["row"], None)
        seen = page[-1].seq
        database.expunge_all()
    return rows


def _falsified(database: Database) -> Text | None:
    """Name the first reasons that are not what their hash says, or that a registration has and nobody finds."""
    known = set[str]()
    for row in database.exec(select(Reasons)).all():
        known.add(row.id)
        if reasons.hash_of(row.said) != row.id:
            return _CHANGED.fill(row=name_of(row))
    database.expunge_all()
    lost = (name for name in database.exec(select(Registration.said).distinct()).all() if name not in known)
    return next((_GONE.fill(row=f"reasons:{name}") for name in lost), None)


def _fits(database: Database, row: Row, said: Mapping[str, Any]) -> bool:
    return all(_now(database, row, key, value) == value for key, value in said.items())


def _now(database: Database, row: Row, key: str, recorded: Any) -> Any:
    """Return a value as the record has it. Before reasons had a table of their own it had all that was said."""
    if isinstance(row, Registration) and key == "said" and not isinstance(recorded, str):
        return short(reasons.said_of(database, row))
    return short(getattr(row, key))


def _class_of(table: str) -> type[Row] | None:
    for mapper in inspect(Stamp).registry.mappers:
        found: type[Row] = mapper.class_
        if mapper.local_table is METADATA.tables[table]:
            return found
    return None
