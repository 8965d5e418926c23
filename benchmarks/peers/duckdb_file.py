"""DuckDB from file to file: ``python -m peers.duckdb_file people.parquet answers.parquet 2026-06-30``."""

import sys
from datetime import date

import duckdb

from peers.duckdb_sql import query
from population import DICTIONARIES
from vocabulary import SHORT


def run(source: str, target: str, on: date) -> None:
    """Answer for every row of a Parquet file into another."""
    columns = ", ".join(f"{_column(path)} AS {short}" for path, short in SHORT.items())
    people = f"(SELECT {columns} FROM read_parquet('{source}'))"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query(people, on)}) TO '{target}' (FORMAT parquet)")


def _column(path: str) -> str:
    """Read a column, a small whole number for each word."""
    if path not in DICTIONARIES:
        return f'"{path}"'
    words = ", ".join(f"'{word}'" for word in DICTIONARIES[path])
    return f"""CAST(enum_code(CAST("{path}" AS ENUM ({words}))) AS TINYINT)"""


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], date.fromisoformat(sys.argv[3]))
