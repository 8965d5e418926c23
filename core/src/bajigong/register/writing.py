"""Many rows written at once: one statement for all of them, and for each its change in the record as for any other."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import insert, text
from sqlmodel import col, func, select

from bajigong.register import audit
from bajigong.register.office import LONG, Act, short
from bajigong.register.tables import Row


def identities(act: Act, table: type[Row], count: int) -> list[int]:
    """Return ids for so many new rows of a table. Acts follow one another, so that nobody else takes them."""
    if act.database.get_bind().dialect.name == "sqlite":
        last = act.database.exec(select(func.max(col(table.id)))).one() or 0  # type: ignore[attr-defined]
        return list(range(last + 1, last + 1 + count))
    query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return list(act.database.execute(query, {"name": _name(table), "count": count}).scalars())


def write(act: Act, table: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows, each with a value for every column and its id among them."""
    if not rows:
        return
    act.database.execute(insert(table), list(rows))
    name = _name(table)
    act.changes.extend(
        audit.canonical(
            {
                "row": f"{name}:{row['id']}",
                "before": {},
                "after": {key: _short(value) for key, value in row.items()},
            }
        )
        for row in rows
    )


#: So much text is short however it is written: no character takes more than six.
_SURELY: Final = LONG // 6 - 1


def _short(value: Any) -> Any:
    """Write a value for the record as `short` does, what is plain by itself without a look at its text."""
    kind = type(value)
    if value is None or kind is int or kind is bool or (kind is str and len(value) <= _SURELY):
        return value
    return value.isoformat() if kind is date else short(value)


def _name(table: type[Row]) -> str:
    return str(table.__tablename__)
