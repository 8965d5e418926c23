"""Whole histories in memory: lists of records, spells of work that overlap and leave gaps."""

from functools import partial

import pyarrow as pa

import population_nested
import program
from agreement import agrees_with_program, same_answers
from catalogue import NESTED, loaded
from measure import call
from session import Session
from vocabulary import ON

SUITE = "nested"
MOST = 1_000_000


def run(session: Session) -> None:
    """Measure Polars and DuckDB against the program, and compare their answers."""
    people = population_nested.table(min(session.rows, MOST))
    decide = program.warm(people, ON)
    first: tuple[str, pa.Table] | None = None
    for name, theirs in loaded(NESTED, session.skip):
        results: list[pa.Table] = []
        answer: list[pa.Table] = []
        jobs = call(partial(decide, people), results), call(partial(theirs, people, ON), answer)
        ours, other = session.compare(SUITE, len(people), ("program", jobs[0]), (name, jobs[1]))
        session.ratio(f"nested-{name}", ours.per_second / other.per_second, len(people))
        agrees_with_program(people, results[0], name, answer[0])
        if first:
            same_answers(people, first, (name, answer[0]))
        first = first or (name, answer[0])
        session.agreed(f"{name} and the program on whole histories, {len(people):,} rows")
