"""Types of columns that keep what they are given, alike on SQLite and PostgreSQL, and rows that nobody may change."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Connection,
    Date,
    DateTime,
    Enum,
    Integer,
    MetaData,
    Numeric,
    Text,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime


class _Kept(TypeDecorator[Any]):
    """Text on SQLite, the database's own type on PostgreSQL."""

    impl = Text
    cache_ok = True
    own: TypeEngine[Any] = Text()

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Give the type in which a database keeps it."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else self.own)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write a value."""
        return value if value is None or dialect.name != "sqlite" else self.write(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read a value."""
        return value if value is None or dialect.name != "sqlite" else self.read(value)

    def write(self, value: Any) -> str:
        """Write a value as text."""
        return str(value)

    def read(self, value: str) -> Any:
        """Read a value from text."""
        return value


class Day(_Kept):
    """A day."""

    cache_ok = True
    own = Date()

    def write(self, value: date) -> str:
        """Write it as YYYY-MM-DD."""
        return value.isoformat()

    def read(self, value: str) -> date:
        """Read it."""
        return date.fromisoformat(value)


class Moment(_Kept):
    """A moment, with its zone; kept in UTC."""

    cache_ok = True
    own = DateTime(timezone=True)

    def write(self, value: datetime) -> str:
        """Write it in UTC, so that later ones sort after earlier ones."""
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def read(self, value: str) -> datetime:
        """Read it."""
        return datetime.fromisoformat(value)


class Exact(_Kept):
    """A decimal figure, as exact as it was written."""

    cache_ok = True
    own = Numeric()

    def read(self, value: str) -> Decimal:
        """Read it."""
        return Decimal(value)


class Flag(TypeDecorator[bool]):
    """Yes or no: 1 or 0 on SQLite, whose strict tables know no other."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Give the type in which a database keeps it."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write a value."""
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """Read a value."""
        return None if value is None else bool(value)


class Words(TypeDecorator[StrEnum]):
    """One of a few words, kept as the word and not as the name it has in Python."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write a word; raises ValueError for one that is none of them."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """Read a word; raises ValueError for one that is none of them."""
        return None if value is None else self.words(value)


class Ready(str):
    """A value that is written as JSON already, as `Json` writes it; ``spaced`` is the same with the default spaces."""

    spaced: str

    @classmethod
    def of(cls, text: str, spaced: str) -> "Ready":
        """Take both texts of a value."""
        made = cls(text)
        made.spaced = spaced
        return made


class Json(TypeDecorator[Any]):
    """Plain values as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Write a value, keys in order."""
        if isinstance(value, Ready):
            return str(value)
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read a value."""
        return None if value is None else json.loads(value)


_PLAIN: dict[type[TypeEngine[Any]], type[TypeEngine[Any]]] = {
    AutoString: Text,
    Date: Day,
    UTCDateTime: Moment,
    Numeric: Exact,
    Boolean: Flag,
}


def settle(metadata: MetaData) -> None:
    """Put the types of this module in place of those that SQLModel picks, and hold words to those that there are."""
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Enum) and column.type.enum_class is not None:
                words: type[StrEnum] = column.type.enum_class  # type: ignore[assignment]
                column.type = Words(words)
                known = column.in_([word.value for word in words])
                table.append_constraint(CheckConstraint(known, name=f"{column.name}_known"))
            elif type(column.type) in _PLAIN:
                column.type = _PLAIN[type(column.type)]()


_SQLITE: Final = """
CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: what is recorded is never changed'); END
"""
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION bajigong_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%: what is recorded is never changed', TG_TABLE_NAME; END $$
"""
_POSTGRES: Final = """
CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION bajigong_refuse()
"""


def guard(connection: Connection, table: str) -> None:
    """Let the database refuse to change or to delete the rows of a table."""
    embedded = connection.dialect.name == "sqlite"
    if not embedded:
        connection.execute(text(_FUNCTION))
    for deed in ("update", "delete") if embedded else ("update", "delete", "truncate"):
        connection.execute(text((_SQLITE if embedded else _POSTGRES).format(table=table, deed=deed)))
