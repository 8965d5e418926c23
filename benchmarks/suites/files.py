"""Parquet to Parquet, each run in a process of its own: the command line against scripts written by hand."""

import sys
from pathlib import Path

import pyarrow.parquet as pq

import population
import program
from agreement import agrees_with_program, known
from measure import Job, command
from session import Session
from vocabulary import ON

SUITE = "files"
SCRIPTS = {"polars": "peers.polars_file", "duckdb": "peers.duckdb_file"}


def run(session: Session) -> None:
    """Measure time and peak memory, and compare what was written."""
    rows = session.rows
    source = session.data(f"people-{rows}.parquet", lambda path: population.write(path, rows))
    result = session.folder / "data" / "result.parquet"
    command(program.warming(source))()  # the first run is another suite's subject
    ours = command(program.command(source, result, ON))
    people = pq.read_table(source)
    for name, module in SCRIPTS.items():
        answer = session.folder / "data" / f"answer-{name}.parquet"
        theirs = _script(module, source, answer)
        mine, other = session.compare(SUITE, rows, ("program", ours), (name, theirs))
        session.ratio(f"files-{name}", mine.per_second / other.per_second, rows)
        if mine.peak_mb and other.peak_mb:
            session.ratio(f"files-memory-{name}", mine.peak_mb / other.peak_mb, rows)
        agrees_with_program(people, pq.read_table(result), name, pq.read_table(answer), known(people))
        session.agreed(f"{name} and the program from file to file, {rows:,} rows")


def _script(module: str, source: Path, target: Path) -> Job:
    return command([sys.executable, "-m", module, str(source), str(target), str(ON)])
