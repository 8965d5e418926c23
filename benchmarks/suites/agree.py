"""Agreement on random people full of boundaries and leap days: the slow engine, the program's decider, every peer."""

from datetime import date

import pyarrow as pa

import population
import population_nested
import program
import reference
from agreement import Flags, agrees_with_program, known, same_answers
from catalogue import COLUMNS, NESTED, ROWS, Decide, loaded
from peers.rows import by_rows
from session import Session
from vocabulary import LEAP_ON, ON

DAYS = (ON, LEAP_ON, date(2024, 2, 28), date(2024, 2, 29))
ROWS_EACH = 1_000
EDGE = 0.5


def run(session: Session) -> None:
    """Compare all with all, on several days, for one record in each list and for whole histories."""
    rows = session.at_most(ROWS_EACH)
    flat, nested = dict(loaded(COLUMNS, session.skip)), dict(loaded(NESTED, session.skip))
    flat |= {name: by_rows(rules) for name, rules in loaded(ROWS, session.skip)}
    for on in DAYS:
        people = population.table(rows, on.toordinal(), on=on, edge=EDGE)
        _compare(people, on, flat, known(people))
        _compare(population_nested.table(rows, on.toordinal(), on=on, edge=EDGE), on, nested)
    days = ", ".join(map(str, DAYS))
    session.agreed(
        f"the one-by-one engine, the program, {', '.join(flat)}: {2 * rows:,} random people on each of {days}"
    )


def _compare(people: pa.Table, on: date, peers: dict[str, Decide], whole: Flags | None = None) -> None:
    """Compare the peers with each other and with both of the program's ways."""
    found = {name: decide(people, on) for name, decide in peers.items()}
    first = next(iter(found.items()))
    for one in found.items():
        same_answers(people, first, one)
    for result in (_one_by_one(people, on), program.decider(on)(people)):
        agrees_with_program(people, result, *first, whole)


def _one_by_one(people: pa.Table, on: date) -> pa.Table:
    """Return the slow engine's verdicts as results."""
    verdicts = reference.decide(people, on)
    held = [next((route.id for route in one.routes if route.holds == "yes"), None) for one in verdicts]
    return pa.table({"verdict": [str(one.outcome) for one in verdicts], "route": pa.array(held, pa.string())})
