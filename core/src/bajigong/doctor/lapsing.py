"""Documents that lapse within a year of the day, have lapsed, are yet to come, or bear no date."""

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from bajigong.bundle import Said
from bajigong.calendar import NEVER, from_day, to_day
from bajigong.doctor.finding import Finding, Patient, Severity
from bajigong.policy.law import Document
from bajigong.policy.text import Text
from bajigong.readings import covers, in_force
from bajigong.witness import witness
from bajigong.witness.draft import Facts
from bajigong.witness.limits import moved

_SOON = Text("{doc}将于{day}失效，届时有{n}项规则不再成立", "{doc} lapses on {day}; {n} rules end with it")
_LAPSED = Text("{doc}已于{day}失效", "{doc} lapsed on {day}")
_TO_COME = Text("{doc}自{day}起施行", "{doc} is not in force until {day}")
_UNDATED = Text(
    "{doc}：资料未载明印发、施行日期，按有效处理", "{doc}: the source gives no date; it is taken to be in force"
)
_MONTHS = 12


def documents(patient: Patient) -> Iterator[Finding]:
    """Find the documents of the place whose dates call for a look."""
    for said in patient.side.bundle.documents.values():
        document = said.what
        binding = patient.side.bundle.drafts or not document.draft
        if binding and covers(document, patient.side.place):
            yield from _document(patient, said)


def _document(patient: Patient, said: Said[Document]) -> Iterator[Finding]:
    document, on = said.what, to_day(patient.side.on)
    since, until = in_force(document)
    if on < since:
        yield _finding(said, "note", _TO_COME.fill(doc=document.name, day=from_day(since)))
    elif on >= until:
        yield _finding(said, "note", _LAPSED.fill(doc=document.name, day=from_day(until)))
    elif until < NEVER and until <= to_day(moved(patient.side.on, months=_MONTHS)):
        yield _soon(patient, said, from_day(until) or patient.side.on)
    elif document.issued is None and document.in_force is None:
        yield _finding(said, "note", _UNDATED.fill(doc=document.name))


def _soon(patient: Patient, said: Said[Document], day: date) -> Finding:
    ending = {variant.id for variant in patient.every() if variant.period[1] == to_day(day)}
    message = _SOON.fill(doc=said.what.name, day=day, n=len(ending))
    return _finding(said, "warning", message, _who_loses(patient, day))


def _who_loses(patient: Patient, day: date) -> Facts | None:
    """Find somebody who is eligible on the last day and not on the next."""
    last, next_day = evolve(patient.side, on=moved(day, days=-1)), evolve(patient.side, on=day)
    ending = [variant for variant in patient.every("routes", "ways") if variant.period[1] == to_day(day)]
    found = witness(last, next_day, ending)
    return found.facts if found else None


def _finding(said: Said[Document], severity: Severity, message: Text, person: Facts | None = None) -> Finding:
    return Finding("documents", severity, said.by, said.what.id, message, (), person)
