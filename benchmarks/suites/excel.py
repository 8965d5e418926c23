"""Excel: the program's whole run over a sheet of 15 columns, against only reading the same sheet with openpyxl."""

import sys

import program
import workbook
from measure import command
from session import Session
from vocabulary import ON, TRACKS

SUITE = "excel"
ROWS = 100_000


def run(session: Session) -> None:
    """Measure a run to Parquet and one to CSV."""
    rows = session.at_most(ROWS) if session.quick else ROWS
    source = session.data(f"people-{rows}.xlsx", lambda path: workbook.write(path, rows))
    read = command([sys.executable, "-m", "peers.openpyxl_read", str(source)])
    for suffix in ("parquet", "csv"):
        target = session.folder / "data" / f"excel.{suffix}"
        ours = command(program.command(source, target, ON, "--track", TRACKS[0]))
        mine, other = session.compare(SUITE, rows, (f"program to {suffix}", ours), ("openpyxl, reading only", read))
        session.ratio(f"excel-{suffix}", other.seconds / mine.seconds, rows)
