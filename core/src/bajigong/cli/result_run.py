"""A whole check: read, check and decide, a bunch at a time, in the order of the input."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final, TypeVar

from attrs import evolve, frozen

from bajigong.cli.result_offices import Office
from bajigong.cli.result_row import Answer, Row
from bajigong.cli.result_source import Found, Source
from bajigong.engine.engine import Application
from bajigong.errors import Problem
from bajigong.tables import check
from bajigong.tables.raw import Raw

T = TypeVar("T")
#: So many applications are decided together, and so many are read ahead to know how many there are.
BUNCH: Final = 200
AHEAD: Final = 20_000


class OptionError(Exception):
    """An option whose value cannot be read: no application can be checked with it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@frozen(eq=False)
class Run:
    """One check: where the applications come from, and what the command line says about all of them."""

    source: Source
    today: date
    on: date | None = None
    overrides: Mapping[str, Any] = {}

    def rows(self, total: Callable[[int], None] = lambda _: None) -> Iterator[Row]:
        """Give a row for each application. ``total`` is told how many there are, if that is soon known."""
        reading = self.source.read()
        ahead = list(islice(reading, AHEAD))
        if len(ahead) < AHEAD:
            total(len(ahead))
        for found in (ahead, reading):
            for bunch in _bunches(found):
                yield from _decided([self._draft(one) for one in bunch])

    def _draft(self, found: Found) -> "Draft":
        raw = found.raw
        row = Row(raw.file, raw.row, found.number, _name(raw), None, found.problems)
        if found.office is None:
            return Draft(row)
        row, place = evolve(row, names=found.office.names), found.office.tenant.region
        checked = check(
            raw, found.office.schema, tenant_place=place, on=self.on, overrides=self.overrides, today=self.today
        )
        if isinstance(checked, tuple):
            for problem in checked:
                if problem.file.startswith("--"):
                    raise OptionError(problem)
            return Draft(evolve(row, problems=checked))
        return Draft(row, found.office, checked)


@frozen(eq=False)
class Draft:
    """A row on its way to an answer."""

    row: Row
    office: Office | None = None
    application: Application | None = None


def _decided(drafts: list[Draft]) -> Iterator[Row]:
    answers: dict[int, Answer] = {}
    for office in dict.fromkeys(draft.office for draft in drafts if draft.office):
        ready = [(n, d.application) for n, d in enumerate(drafts) if d.office is office and d.application]
        verdicts = office.engine.decide([application for _, application in ready])
        for (number, application), verdict in zip(ready, verdicts, strict=True):
            answers[number] = Answer(verdict, application, office.names)
    return (evolve(draft.row, answer=answers.get(number)) for number, draft in enumerate(drafts))


def _bunches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while bunch := list(islice(rest, BUNCH)):
        yield bunch


def _name(raw: Raw) -> str | None:
    applicant = raw.facts.get("applicant")
    name = applicant.get("name") if isinstance(applicant, Mapping) else None
    return name.strip() or None if isinstance(name, str) else None
