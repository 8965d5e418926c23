"""The first run over a file, with nothing compiled, and the next, by what `bajigong warm` compiled."""

from pathlib import Path
from tempfile import TemporaryDirectory

import population
import program
from measure import command
from session import Session
from vocabulary import ON

SUITE = "first"
ROWS = 1_000_000
SMALL = 10_000


def run(session: Session) -> None:
    """Measure both in a cache folder of their own, and a small table, for which nothing is compiled."""
    rows = session.at_most(ROWS)
    result = session.folder / "data" / "first.parquet"
    source = session.data(f"people-{rows}.parquet", lambda path: population.write(path, rows))
    small = session.data(f"people-{SMALL}.parquet", lambda path: population.write(path, SMALL))
    with TemporaryDirectory() as cache:
        folder = Path(cache, "own")
        folder.mkdir(mode=0o700)
        there = ["env", f"BAJIGONG_CACHE={folder}"]
        runs = (
            ("program, nothing compiled", rows, program.command(source, result, ON)),
            ("program, warm: compiling alone", rows, program.warming(source)),
            ("program, compiled before", rows, program.command(source, result, ON)),
            ("program, a small table", SMALL, program.command(small, result, ON)),
        )
        for who, size, words in runs:
            session.note(SUITE, who, size, (command([*there, *words])(),))
