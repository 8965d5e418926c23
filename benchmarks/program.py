"""The program, as the benchmark calls it: its decider for many rows, and its command line."""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from reference import AGENCY, COLUMNS, TENANT, common, complete

#: What turns people into results: a verdict, days, a route and reasons for each row.
Decide = Callable[[pa.Table], pa.Table]

_WARM: Final = 200_000


def decider(on: date, keys: Sequence[str] = ()) -> Decide:
    """Return the program's own decider; ``keys`` are columns that it carries over."""
    decide: Decide = _made(on, keys).decide
    return decide


def warm(people: pa.Table, on: date) -> Decide:
    """Return a decider that has decided some of these people, by compiled rules: what a first call makes is made."""
    made = _made(on)
    made.decide(people.slice(0, _WARM))
    if made.kernel.natives:
        made.kernel.natives.finish()
    made.decide(people.slice(0, _WARM))
    decide: Decide = made.decide
    return decide


def _made(on: date, keys: Sequence[str] = ()) -> Any:
    from bajigong.batch import Decider

    return Decider(TENANT, on=on, common=common(), keys=keys, complete=complete())


def command(source: Path, target: Path, on: date, *more: str) -> list[str]:
    """Return the command that checks a file of people into a file of results."""
    return [
        *(sys.executable, "-m", "bajigong", "check", str(source), "--tenant", TENANT, "--common", str(AGENCY)),
        *("--columns", str(COLUMNS), "--on", str(on), "-o", str(target), *more),
    ]


def warming(source: Path) -> list[str]:
    """Return the command that compiles the rules that a file of people needs."""
    return [sys.executable, "-m", "bajigong", "warm", str(source), "--tenant", TENANT, "--columns", str(COLUMNS)]
