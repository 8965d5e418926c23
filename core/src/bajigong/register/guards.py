"""What the database itself refuses: to change or to delete what was recorded."""

from typing import Final

from sqlalchemy import Connection, text

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
