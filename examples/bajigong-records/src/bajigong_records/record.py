"""A record of verdicts, a line of JSON each, and the command that counts them."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bajigong.errors import BajigongError

if TYPE_CHECKING:
    from bajigong.answers import Verdict

VARIABLE = "BAJIGONG_RECORDS"


def _file() -> Path:
    return Path(os.environ.get(VARIABLE) or "records.ndjson")


def keep(verdict: "Verdict") -> None:
    """Add a line. Names and ID numbers are not kept. Raises OSError where the file cannot be written."""
    kept = {
        "tenant": verdict.tenant,
        "occupation": verdict.occupation,
        "grade": verdict.grade,
        "on": verdict.on.isoformat(),
        "verdict": str(verdict.outcome),
        "bundle": verdict.bundle,
    }
    with _file().open("a", encoding="utf-8") as out:
        out.write(json.dumps(kept, ensure_ascii=False) + "\n")


@click.command()
def records() -> None:
    """Count the verdicts that were recorded (结论留存)."""
    file = _file()
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        counts = Counter(json.loads(line)["verdict"] for line in lines)
    except FileNotFoundError:
        raise BajigongError(f"{file}: found no file; expected the record of a tenant with this plugin") from None
    except (ValueError, KeyError, TypeError) as error:
        raise BajigongError(f"{file}: found a line that is no record ({error})") from error
    for verdict, count in sorted(counts.items()):
        click.echo(f"{verdict}\t{count}")
