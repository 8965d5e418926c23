"""Which conditions of application an occupation follows, from when until when: by its standards and their editions.

A standard has conditions of its own; where its text is not on record, those of the edition of the rules by which it
was written stand for them. Which edition that is goes by its date, and near the change of editions it may be either. A
later edition may apply to occupations whose standard is older: no law says so for the nation, so both readings stand
until a place or an agency lays it down.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, frozen

from bajigong.calendar import ALWAYS, NEVER, to_day
from bajigong.occupations import Occupations
from bajigong.policy.registers import Standard, Template
from bajigong.policy.text import Text
from bajigong.readings import Period, Reading

#: The reading by which a standard's own conditions apply, and that by which they do as read in one reprint alone.
OWN: Final = "standard"
REPRINT: Final = "reprint"

_WRITTEN = Text("《{name}》（{day}）", "{name} ({day})")


@frozen
class Segment:
    """The days during which one standard, or none on record, is in force under one state of the law.

    ``alternatives`` are the readings of which conditions apply, each with what a route must name among its
    ``standards`` to belong to it: a template's or a standard's id, "" for conditions that are not on record. ``own`` of
    them are the standard's own: more than one where it is not sure which those are. ``clauses`` give the value of the
    term, where it is laid down.
    """

    period: Period
    standard: Standard | None
    alternatives: Mapping[str, str]
    own: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


@frozen(eq=False)
class Conditions:
    """What an occupation, or a trade, follows at one grade: segment after segment, earliest first."""

    segments: tuple[Segment, ...]
    term: str

    def at(self, day: int) -> Segment | None:
        """Return the segment of a day, None where nothing answers for it."""
        return next((one for one in self.segments if one.period[0] <= day < one.period[1]), None)


def conditions_of(
    register: Occupations,
    templates: Iterable[Template],
    readings: Mapping[str, tuple[Reading, ...]],
    occupation: str,
    grade: str,
) -> Conditions:
    """Return which conditions an occupation follows at a grade. ``readings`` are the values of terms in a place."""
    order = sorted(templates, key=lambda one: one.since)
    term = order[-1].term if order else ""
    said = readings.get(term, ())
    standards = standards_for(register, occupation)
    segments = (_segment(standards, order, said, grade, period) for period in _periods(standards, order, said))
    return Conditions(tuple(_joined(one for one in segments if one.alternatives)), term)


def standards_for(register: Occupations, occupation: str) -> tuple[Standard, ...]:
    """Return the standards that may be in force for an occupation, or for a trade: its own and the whole occupation's.

    A norm of the agency's own stands before national standards.
    """
    trade = register.trade(occupation)
    name = trade.name if trade else ""
    mine = [one for one in register.standards_of(occupation) if not one.trades or name in one.trades]
    norms = [one for one in mine if one.layer == "agency"]
    return tuple(norms or mine)


def standard_on(standards: Sequence[Standard], day: int) -> Standard | None:
    """Return the standard in force on a day: the latest of the trade, else the latest of the occupation."""
    issued = [one for one in standards if to_day(one.issued) <= day]
    return max(issued, key=lambda one: (bool(one.trades), one.issued), default=None)


def _periods(standards: Sequence[Standard], order: Sequence[Template], said: Iterable[Reading]) -> Iterator[Period]:
    """Part all days where a standard, an edition or a filling begins or ends."""
    days = {ALWAYS, NEVER, *(to_day(one.issued) for one in standards), *(to_day(one.since) for one in order)}
    days |= {to_day(one.sure_from) for one in order} | {edge for reading in said for edge in reading.period}
    return pairwise(sorted(days))


def _segment(
    standards: Sequence[Standard], order: Sequence[Template], said: Iterable[Reading], grade: str, period: Period
) -> Segment:
    day = period[0]
    standard = standard_on(standards, day)
    there = [one for one in order if to_day(one.since) <= day]
    own = _own(standard, order, grade) if standard else _editions_on(there, day)
    filling = next((one for one in said if one.period[0] <= day < one.period[1]), None)
    if filling is None:
        newer = there[_latest(written_by(standard, order), there) + 1 :] if standard else []
        later = {one.id: one.id for one in newer}
        return Segment(period, standard, own | later, tuple(own))
    if filling.value in {one.id for one in there}:
        return Segment(period, standard, {filling.value: filling.value}, (), filling.clauses)
    return Segment(period, standard, own, tuple(own), filling.clauses)


def _own(standard: Standard, order: Sequence[Template], grade: str) -> dict[str, str]:
    """Return the readings of a standard's own conditions: one, unless it is not sure which they are."""
    has = any(one.grade == grade for one in standard.conditions)
    if has and standard.sure == "verified":
        return {OWN: standard.id}
    return ({REPRINT: standard.id} if has else {}) | written_by(standard, order)


def written_by(standard: Standard, order: Sequence[Template]) -> dict[str, str]:
    """Return the editions by which a standard may have been written; one before the first is not on record."""
    if standard.edition:
        return {standard.edition: standard.edition}
    begun = [one for one in order if one.since <= standard.issued]
    if not begun:
        return {OWN: ""}
    sure = standard.issued >= begun[-1].sure_from
    before = {} if sure else {begun[-2].id: begun[-2].id} if len(begun) > 1 else {OWN: ""}
    return before | {begun[-1].id: begun[-1].id}


def _editions_on(there: Sequence[Template], day: int) -> dict[str, str]:
    """Return the readings where no standard is on record: any edition that may be in use, once the first surely is."""
    sure = bool(there) and to_day(there[0].sure_from) <= day
    return {one.id: one.id for one in there} if sure else {}


def _latest(editions: Mapping[str, str], there: Sequence[Template]) -> int:
    """Return the place of the latest of some editions, -1 where there is none."""
    return max((n for n, one in enumerate(there) if one.id in editions), default=-1)


def _joined(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Join segments that follow each other and say the same."""
    last: Segment | None = None
    for one in segments:
        if last and last.period[1] == one.period[0] and _said(last) == _said(one):
            last = evolve(last, period=(last.period[0], one.period[1]))
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _said(one: Segment) -> tuple[object, ...]:
    return one.standard, tuple(one.alternatives.items()), one.own, one.clauses


def title(standard: Standard) -> Text:
    """Name a standard with the day on which it was issued."""
    return _WRITTEN.fill(name=standard.title, day=standard.issued)
