"""What all tables have in common."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

from bajigong.register.columns import Json

#: Constraints have names, so that a migration can speak of them on any database.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=NAMES)
STRICT = {"sqlite_strict": True}


class Row(SQLModel, registry=registry(metadata=METADATA)):
    """A row. It is validated when it is made and whenever a value of it is set."""

    model_config = SQLModelConfig(validate_assignment=True)
    metadata: ClassVar[MetaData] = METADATA
    __table_args__: ClassVar[Any] = STRICT

    def __init__(self, **data: Any) -> None:
        fields = type(self).model_fields
        missing = [name for name, field in fields.items() if field.is_required() and name not in data]
        if missing or set(data) - set(fields):
            raise TypeError(f"{type(self).__name__}: missing {missing}, unknown {sorted(set(data) - set(fields))}")
        super().__init__(**data)


#: The type of a key that the database gives: it is there once the row was added, and None before.
if TYPE_CHECKING:
    Key = int
else:
    Key = int | None


def key() -> Any:
    """Return a primary key that the database gives."""
    return Field(default=None, primary_key=True)


def to(table: str, **more: Any) -> Any:
    """Return a reference to a row of another table."""
    return Field(foreign_key=f"{table}.id", index=True, **more)


def plain(**more: Any) -> Any:
    """Return a field of plain values: lists, mappings, text, figures."""
    return Field(sa_type=Json, **more)


def as_plain(value: Any) -> Any:
    """Write a value in the plain kinds of JSON, for the record: days and figures as text, bytes by their length."""
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    if value is None or isinstance(value, bool | int | str | list | dict):
        return str(value) if isinstance(value, str) else value
    return value.isoformat() if isinstance(value, date) else str(value)
