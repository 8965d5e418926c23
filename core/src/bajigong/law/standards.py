"""A standard as law: the document, clauses and routes that its own grades and conditions come to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, frozen

from bajigong.calendar import ALWAYS, NEVER, to_day
from bajigong.law.bundle import Period, Reading, within
from bajigong.law.place import CANNOT
from bajigong.policy.asks import Ask, Kind, Requirement
from bajigong.policy.law import Clause, Document, Route, Term
from bajigong.policy.occupations import Occupations
from bajigong.policy.registers import Condition, Grade, Standard, Template
from bajigong.policy.text import Text, among, listed, same
from bajigong.policy.types import Fault, TypeMismatch

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
        return next((one for one in self.segments if within(one.period, day)), None)


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
    filling = next((one for one in said if within(one.period, day)), None)
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


_TITLE: Final = Text("《{name}》国家职业标准（{day}{number}）", "the national standard {name} ({day}{number})")
_NORM: Final = Text("《{name}》评价规范（{day}{number}）", "the assessment norm {name} ({day}{number})")
_NUMBER: Final = Text("，{number}", ", {number}")
_LEVELS: Final = Text("设{grades}", "It has {grades}")
_OPENS: Final = Text("{when}，可申报{grade}", "{when}: opens {grade}")
_LABEL: Final = Text("《{name}》标准{grade}申报条件之{n}", "{name}, conditions for {grade}, no. {n}")


@frozen
class Vocabulary:
    """What the conditions of a standard may refer to: kinds, terms and grades by id, editions and routes."""

    kinds: Mapping[str, Kind]
    terms: Mapping[str, Term]
    grades: Mapping[str, Grade]
    editions: tuple[Template, ...]
    routes: tuple[Route, ...]

    def said(self, ways: Iterable[Iterable[Ask]]) -> Text:
        """Put conditions into words: those of the requirements that they are made of."""
        said = tuple(listed(tuple(self._one(ask) for ask in way), "，且", ", and ") for way in ways)
        return listed(said, "；或", "; or ")

    def _one(self, ask: Ask) -> Text:
        """Give a requirement's words; of one that hangs on a term, the term's."""
        return next((self.terms[name].label for name in ask.terms()), None) or self._built(ask).text

    def _built(self, ask: Ask) -> Requirement:
        params = {key: self._built(value) if isinstance(value, Ask) else value for key, value in ask.params}
        try:
            return self.kinds[ask.kind].build(**params)
        except Exception as error:
            raise TypeMismatch((Fault((), CANNOT.fill(kind=ask.kind, why=error)),)) from error


def declarations(standard: Standard, words: Vocabulary) -> Iterator[Document | Clause | Route]:
    """Give what a standard with grades or conditions of its own declares: its document, clauses and routes.

    What it asks has been looked at before. Raises TypeMismatch for each condition that cannot be built, or that names a
    condition its edition does not have.
    """
    if not standard.grades and not standard.conditions:
        return
    yield _document(standard)
    for clause in standard.clauses:
        names = listed(tuple(words.grades[one].label for one in standard.grades))
        yield Clause(clause, "职业技能等级", "ladder", _LEVELS.fill(grades=names))
    edition = _edition(standard, words.editions)
    of_edition = {one.id.rpartition("/")[2]: one for one in words.routes if edition and edition.id in one.standards}
    faults: list[Fault] = []
    for condition in standard.conditions:
        try:
            yield from _condition(standard, condition, words, of_edition, edition.method if edition else "")
        except TypeMismatch as misfit:
            faults += misfit.within("conditions", condition.grade, condition.number - 1)
    if faults:
        raise TypeMismatch(tuple(faults))


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
        raise TypeMismatch((Fault(("edition",), among(standard.edition, named)),))
    return named[written[-1]] if written else None


def _condition(
    standard: Standard, condition: Condition, words: Vocabulary, of_edition: Mapping[str, Route], method: str
) -> Iterator[Clause | Route]:
    number = f"{condition.grade}-{condition.number}"
    if condition.grade not in words.grades:
        raise TypeMismatch((Fault((), among(condition.grade, words.grades)),))
    when, cites = condition.when, (f"{standard.id}/{number}",)
    if condition.as_in:
        if condition.as_in not in of_edition:
            raise TypeMismatch((Fault((), among(condition.as_in, of_edition)),))
        when = of_edition[condition.as_in].when
    grade = words.grades[condition.grade].label
    gist = _OPENS.fill(when=words.said(when.ways), grade=grade)
    yield Clause(cites[0], f"申报条件 {grade.zh} {condition.number}", "eligibility", gist)
    label = _LABEL.fill(name=standard.title, grade=grade, n=condition.number)
    yield Route(
        f"{standard.id}/{number}",
        (condition.grade,),
        standard.method or method,
        label,
        when,
        cites,
        standards=(standard.id,),
    )
