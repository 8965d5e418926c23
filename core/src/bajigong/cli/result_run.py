"""A whole check: read, check and decide, a bunch at a time, in the order of the input."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final, TypeVar

from attrs import evolve, field, frozen

from bajigong.cli.offices import Found, Office, Source
from bajigong.cli.result_row import Answer, Row
from bajigong.engine.engine import Application
from bajigong.errors import InputError, Problem
from bajigong.tables import Raw, Where, check
from bajigong.tables.words import LONGEST_NAME, printable
from bajigong.telling import listeners, tell

T = TypeVar("T")
#: So many applications are decided together, and so many are read ahead to know how many there are.
BUNCH: Final = 200
AHEAD: Final = 20_000


@frozen(eq=False)
class Run:
    """One check: where the applications come from, and what the command line says about all of them."""

    source: Source
    today: date
    on: date | None = None
    overrides: Mapping[str, Any] = {}
    _tried: set[Office] = field(factory=set, init=False)

    def rows(self, total: Callable[[int], None] = lambda _: None) -> Iterator[Row]:
        """Give a row for each application. ``total`` is told how many there are, if that is soon known.

        Raises InputError where an option, or a fact common to all, is wrong: nothing can be checked with it.
        """
        reading = self.source.read()
        ahead = list(islice(reading, AHEAD))
        if len(ahead) < AHEAD:
            total(len(ahead))
        for found in (ahead, reading):
            for bunch in _bunches(found):
                yield from _told(_decided([self._draft(one) for one in bunch]))

    def _draft(self, found: Found) -> "Draft":
        raw = found.raw
        row = Row(raw.file, raw.row, found.number, _name(raw), None, found.problems)
        if found.office is None:
            return Draft(row)
        row = evolve(row, names=found.office.names)
        self._try_common(found.office)
        checked = self._check(raw, found.office)
        if isinstance(checked, tuple):
            return Draft(evolve(row, problems=checked))
        return Draft(row, found.office, checked)

    def _try_common(self, office: Office) -> None:
        """Check once what the options and the common facts say to every application of a tenant."""
        if office not in self._tried:
            self._tried.add(office)
            checked = self._check(self.source.common or Raw({}, "", Where("")), office)
            if isinstance(checked, tuple):
                raise InputError(checked)

    def _check(self, raw: Raw, office: Office) -> Application | tuple[Problem, ...]:
        place, overrides = office.tenant.region, self.overrides
        return check(raw, office.schema, tenant_place=place, on=self.on, overrides=overrides, today=self.today)


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


def _told(rows: Iterable[Row]) -> Iterator[Row]:
    """Tell the plugins that a tenant enables of each verdict, just before it is handed on."""
    for row in rows:
        if row.answer:
            tell(listeners(frozenset(row.answer.names.tenant.plugins)), row.answer.verdict, row.answer.application)
        yield row


def _bunches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while bunch := list(islice(rest, BUNCH)):
        yield bunch


def _name(raw: Raw) -> str | None:
    applicant = raw.facts.get("applicant")
    name = applicant.get("name") if isinstance(applicant, Mapping) else None
    return printable(name.strip())[:LONGEST_NAME] or None if isinstance(name, str) else None
