"""In memory: Arrow in, answers as Arrow out. Peers of single rows are given few rows, and compared by rows a second."""

from functools import partial

import pyarrow as pa
from attrs import define, field

import population
import program
from agreement import agrees_with_program, known, same_answers
from catalogue import COLUMNS, ROWS, Decide, loaded
from measure import alternate, call
from peers.rows import Rules, answers
from ready_made import ready_made
from session import Session
from vocabulary import ON

SUITE = "memory"
MOST = {peer.name: peer.most for peer in (*COLUMNS, *ROWS)}


def run(session: Session) -> None:
    """Measure every peer against the program, and compare their answers."""
    people = population.table(session.rows)
    contest = Contest(session, people, program.warm(people, ON))
    for name, decide in loaded(COLUMNS, session.skip):
        contest.columns(name, decide)
    for name, rules in loaded(ROWS, session.skip):
        contest.rows(name, rules)


@define
class Contest:
    """The program against each peer. ``first`` is the first peer's answer, with which the others are compared."""

    session: Session
    people: pa.Table
    decide: program.Decide
    first: tuple[str, pa.Table] | None = None
    per_second: list[float] = field(factory=list)

    def columns(self, name: str, theirs: Decide) -> None:
        """Compare with a peer that decides columns."""
        some = self.people.slice(0, MOST[name])
        theirs(some.slice(0, 10_000), ON)
        results: list[pa.Table] = []
        answer: list[pa.Table] = []
        jobs = call(partial(self.decide, some), results), call(partial(theirs, some, ON), answer)
        ours, other = self.session.compare(SUITE, len(some), ("program", jobs[0]), (name, jobs[1]))
        self.session.ratio(f"memory-{name}", ours.per_second / other.per_second, len(some))
        self.per_second.append(ours.per_second)
        agrees_with_program(some, results[0], name, answer[0], known(some))
        self._as_the_first(some, name, answer[0])
        self.session.agreed(f"{name} and the program, {len(some):,} rows")

    def rows(self, name: str, rules: Rules) -> None:
        """Compare with a peer that decides single rows, by how many it decides in a second."""
        some = self.people.slice(0, self.session.at_most(MOST[name] or len(self.people)))
        facts = ready_made(some, ON)
        answer: list[pa.Table] = []
        (costs,) = alternate(self.session.runs, call(partial(answers, rules, facts), answer))
        theirs = self.session.note(SUITE, name, len(some), costs)
        if self.per_second:
            self.session.ratio(f"memory-{name}", self.per_second[0] / theirs.per_second, len(some))
        self._as_the_first(some, name, answer[0])

    def _as_the_first(self, people: pa.Table, name: str, answer: pa.Table) -> None:
        self.first = self.first or (name, answer)
        before = self.first[1].slice(0, len(people))
        same_answers(people, (self.first[0], before), (name, answer))
        if name != self.first[0]:
            self.session.agreed(f"{name} and {self.first[0]}, {len(people):,} rows")
