"""Cold start of the command line, as a multiple of importing the libraries it stands on: `start`, run from here."""

import statistics

import start
from bounds import Bound
from measure import Cost
from session import Session

SUITE = "start"
QUICK_RUNS = 2
RUNS = 9


def run(session: Session) -> None:
    """Measure each command in turn with the imports."""
    for command in (start.BASE, *start.COMMANDS.values()):
        start.seconds(command)
    for name, command in start.COMMANDS.items():
        pairs = [
            (start.seconds(command), start.seconds(start.BASE)) for _ in range(QUICK_RUNS if session.quick else RUNS)
        ]
        session.note(SUITE, name, 1, tuple(Cost(ours) for ours, _ in pairs))
        bound = Bound(f"start of {name} over the imports alone", "lower", start.GUARD, start.AIM)
        session.ratio(f"start {name}", statistics.median(ours / base for ours, base in pairs), 1, bound)
