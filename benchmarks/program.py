"""The program, as the benchmark calls it: its decider for many rows, and its command line."""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa

from reference import AGENCY, TENANT, common

#: What turns people into results: a verdict, days, a route and reasons for each row.
Decide = Callable[[pa.Table], pa.Table]

_WARM: Final = 200_000


def decider(on: date, keys: Sequence[str] = ()) -> Decide:
    """Return the program's own decider; ``keys`` are columns that it carries over."""
    from bajigong.batch import Decider

    decide: Decide = Decider(TENANT, on=on, common=common(), keys=keys).decide
    return decide


def warm(people: pa.Table, on: date) -> Decide:
    """Return a decider that has decided some of these people: whatever is made at the first call has been made."""
    decide = decider(on)
    decide(people.slice(0, _WARM))
    return decide


def command(source: Path, target: Path, on: date, *more: str) -> list[str]:
    """Return the command that checks a file of people into a file of results."""
    return [
        *(sys.executable, "-m", "bajigong", "check", str(source), "--tenant", TENANT, "--common", str(AGENCY)),
        *("--on", str(on), "-o", str(target), *more),
    ]
