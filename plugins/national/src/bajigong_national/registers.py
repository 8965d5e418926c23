"""The registers that are too long for TOML: occupations and standards, read from CSV."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bajigong.policy.registers import Occupation, Standard

_HERE = Path(__file__).parent


def occupations() -> Iterator[Occupation]:
    """Give the occupations of classes 3 to 6 of the national classification (2022 edition)."""
    for row in _rows("occupations.csv"):
        yield Occupation(row["code"], row["name"], row["marks"])


def standards() -> Iterator[Standard]:
    """Give national occupational standards. One that names a trade in brackets is for that trade alone."""
    for row in _rows("standards.csv"):
        issued = date.fromisoformat(row["issued"])
        yield Standard(row["code"], row["name"], issued, row["document"], trade_only="（" in row["name"])


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
