"""Polars from file to file: ``python -m peers.polars_file people.parquet answers.parquet 2026-06-30``."""

import sys
from datetime import date

import polars as pl

from peers.polars_columns import answers
from population import DICTIONARIES
from vocabulary import SHORT


def run(source: str, target: str, on: date) -> None:
    """Answer for every row of a Parquet file into another."""
    people = pl.scan_parquet(source).select(_column(path).alias(short) for path, short in SHORT.items())
    answers(people, on).sink_parquet(target)


def _column(path: str) -> pl.Expr:
    """Read a column, a small whole number for each word."""
    if path not in DICTIONARIES:
        return pl.col(path)
    return pl.col(path).cast(pl.Enum(DICTIONARIES[path])).to_physical().cast(pl.Int8)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], date.fromisoformat(sys.argv[3]))
