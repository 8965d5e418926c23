"""Which conditions of application an occupation follows, from when until when: by its standards and their editions.

A standard has conditions of its own; where its text is not on record, those of the edition of the rules by which it was
written stand for them. Which edition that is goes by its date, and near the change of editions it may be either. A later
edition may apply to occupations whose standard is older: no law says so for the nation, so both readings stand until a
place or an agency lays it down.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, frozen

from bajigong.calendar import ALWAYS, NEVER, to_day
from bajigong.errors import LawError
from bajigong.occupations import Occupations
from bajigong.policy.asks import Ask, Kind, Requirement
from bajigong.policy.law import Clause, Document, Term
from bajigong.policy.registers import Condition, Grade, Standard, Template
from bajigong.policy.rules import Route
from bajigong.policy.text import Text, listed, same
from bajigong.readings import Period, Reading

#: The reading by which a standard's own conditions apply, and that by which they do as read in one reprint alone.
OWN: Final = "standard"
REPRINT: Final = "reprint"

_TITLE = Text("《{name}》国家职业标准（{day}{number}）", "the national standard {name} ({day}{number})")
_NORM = Text("《{name}》评价规范（{day}{number}）", "the assessment norm {name} ({day}{number})")
_NUMBER = Text("，{number}", ", {number}")
_LEVELS = Text("设{grades}", "It has {grades}")
_OPENS = Text("{when}，可申报{grade}", "{when}: opens {grade}")
_LABEL = Text("《{name}》标准{grade}申报条件之{n}", "{name}, conditions for {grade}, no. {n}")
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
    """Return the readings where no standard is on record: any edition that may be in use, the first once it surely is."""
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


# ---------------------------------------------------------------- a standard as law


def title(standard: Standard) -> Text:
    """Name a standard with the day on which it was issued."""
    return _WRITTEN.fill(name=standard.title, day=standard.issued)


def declarations(
    standard: Standard,
    kinds: Mapping[str, Kind],
    routes: Iterable[Route],
    templates: Iterable[Template],
    grades: Mapping[str, Grade],
    terms: Mapping[str, Term],
) -> Iterator[Document | Clause | Route]:
    """Give what a standard with grades or conditions of its own declares: its document, clauses and routes.

    Raises LawError for a condition that cannot be built, or that names a condition its edition does not have.
    """
    if not standard.grades and not standard.conditions:
        return
    yield _document(standard)
    for clause in standard.clauses:
        names = listed(tuple(grades[one].label for one in standard.grades))
        yield Clause(clause, "职业技能等级", "ladder", _LEVELS.fill(grades=names))
    edition = _edition(standard, templates)
    of_edition = {one.id.rpartition("/")[2]: one for one in routes if edition and edition.id in one.standards}
    for condition in standard.conditions:
        yield from _condition(standard, condition, _Words(kinds, terms), of_edition, edition, grades)


def _document(standard: Standard) -> Document:
    shape = _NORM if standard.layer == "agency" else _TITLE
    number = _NUMBER.fill(number=standard.number) if standard.number else same("")
    # One notice issues many standards: each is named by its title.
    return Document(
        standard.id,
        shape.fill(name=standard.title, day=standard.issued, number=number),
        same(standard.number or standard.title),
        issued=standard.issued,
        source=standard.source,
        note=standard.note,
        layer=standard.layer,
    )


def _edition(standard: Standard, templates: Iterable[Template]) -> Template | None:
    order = sorted(templates, key=lambda one: one.since)
    named = {one.id: one for one in order}
    written = [name for name in written_by(standard, order).values() if name]
    if standard.edition and standard.edition not in named:
        raise LawError(
            f"standard {standard.id}: found edition {standard.edition!r}; expected one of {', '.join(named)}"
        )
    return named[written[-1]] if written else None


def _condition(  # noqa: PLR0913  (what a condition may refer to)
    standard: Standard,
    condition: Condition,
    words: "_Words",
    of_edition: Mapping[str, Route],
    edition: Template | None,
    grades: Mapping[str, Grade],
) -> Iterator[Clause | Route]:
    number = f"{condition.grade}-{condition.number}"
    where = f"standard {standard.id}, condition {number}"
    if condition.grade not in grades:
        raise LawError(f"{where}: found grade {condition.grade!r}; expected one of {', '.join(grades)}")
    when, cites = condition.when, (f"{standard.id}/{number}",)
    if condition.as_in:
        if condition.as_in not in of_edition:
            raise LawError(
                f"{where}: found {condition.as_in!r}; expected one of {', '.join(of_edition) or 'no condition'}"
            )
        when = of_edition[condition.as_in].when
    grade = grades[condition.grade].label
    gist = _OPENS.fill(when=words.of(when.ways, where), grade=grade)
    yield Clause(cites[0], f"申报条件 {grade.zh} {condition.number}", "eligibility", gist)
    label = _LABEL.fill(name=standard.title, grade=grade, n=condition.number)
    method = standard.method or (edition.method if edition else "")
    yield Route(f"{standard.id}/{number}", (condition.grade,), method, label, when, cites, standards=(standard.id,))


@frozen
class _Words:
    """The words of conditions: those of the requirements that they are made of."""

    kinds: Mapping[str, Kind]
    terms: Mapping[str, Term]

    def of(self, ways: Iterable[Iterable[Ask]], where: str) -> Text:
        said = tuple(listed(tuple(self._said(ask, where) for ask in way), "，且", ", and ") for way in ways)
        return listed(said, "；或", "; or ")

    def _said(self, ask: Ask, where: str) -> Text:
        """Give a requirement's words; of one that hangs on a term, the term's."""
        for name in ask.terms():
            if name not in self.terms:
                raise LawError(f"{where}: leaves a value to term {name!r}, which is not declared")
            return self.terms[name].label
        return self._built(ask, where).text

    def _built(self, ask: Ask, where: str) -> Requirement:
        if ask.kind not in self.kinds:
            known = ", ".join(sorted(self.kinds))
            raise LawError(f"{where}: found requirement kind {ask.kind!r}; expected one of {known}")
        params = {key: self._built(value, where) if isinstance(value, Ask) else value for key, value in ask.params}
        try:
            return self.kinds[ask.kind].build(**params)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise LawError(f"{where}: requirement {ask.kind!r} cannot be built: {error}") from error
