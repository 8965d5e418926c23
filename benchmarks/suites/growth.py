"""Growth: what a row costs the program as rows become many."""

from functools import partial

import population
import program
from measure import alternate, call
from session import Session
from vocabulary import ON

SUITE = "growth"
SMALLEST = 10_000
#: Small tables are decided more often: a run of theirs is short, and noise as long as it.
OFTEN = 100_000


def run(session: Session) -> None:
    """Measure from ten thousand rows on, ten times as many each time."""
    decide = program.warm(population.table(min(session.rows, 10 * OFTEN)), ON)
    costs = {}
    rows = SMALLEST
    while rows <= session.rows:
        people = population.table(rows)
        runs = max(session.runs, 10) if rows <= OFTEN else session.runs
        (found,) = alternate(runs, call(partial(decide, people)))
        costs[rows] = session.note(SUITE, f"program, {rows:,} rows", rows, found).seconds / rows
        rows *= 10
    most = max(costs)
    session.ratio("growth", costs[most] / costs[SMALLEST], most)
