"""What a term is worth in a place, and from when until when: the layers of law resolved.

The more specific place beats the more general one while it is in force. At one level the later document beats the
earlier from the day it is in force, and the earlier does not come back when the later one lapses. Those that agree are
cited together. What people are told of documents on a day stands here too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from bajigong.calendar import ALWAYS, NEVER, anniversary, end_day, first_day, from_day
from bajigong.errors import LawError
from bajigong.law.bundle import Bundle, Said, maker
from bajigong.policy import law
from bajigong.policy.law import Document, Term
from bajigong.policy.text import Text

#: A span of days as plain numbers.
Period = tuple[int, int]


def within(period: Period, day: int) -> bool:
    """Say whether what stands in a period is in force on a day."""
    return period[0] <= day < period[1]


@frozen
class Reading:
    """One value of a term during one period, and the clauses that give it."""

    value: Any
    period: Period
    clauses: tuple[str, ...]
    by: str
    level: int


def in_force(document: law.Document) -> Period:
    """Return the days on which a document counts; without a date, from the first on which it can have been there."""
    start = document.start
    since = first_day(start or document.not_before)
    if document.lapses:
        return since, end_day(document.lapses)
    if document.valid_years is not None and start:
        return since, end_day(anniversary(start, document.valid_years))
    return since, NEVER


def layer_of(document: law.Document) -> law.Layer:
    """Return the layer of law to which a document belongs: as it says, else by its place."""
    if document.layer:
        return document.layer
    if not document.place or int(document.place) == 0:
        return "nation"
    code = int(document.place)
    if code % 10000 == 0:
        return "province"
    return "city" if code % 100 == 0 else "county"


def covers(document: law.Document, place: str) -> bool:
    """Say whether a document is law in a place: issued for it, or for what it lies in."""
    code, here = int(document.place or 0), int(place)
    if code % 10000 == 0:
        return code in (0, here - here % 10000)
    return code in (here, here - here % 100)


def common(*periods: Period) -> Period:
    """Return the days that all periods share; an empty period has its end before its start."""
    return max((p[0] for p in periods), default=ALWAYS), min((p[1] for p in periods), default=NEVER)


def readings(bundle: Bundle, term: law.Term, place: str) -> tuple[Reading, ...]:
    """Return what a term is worth in a place, period by period, earliest first.

    Raises LawError where two fillings of one level begin on one day and disagree.
    """
    found = [_reading(bundle, said) for said in bundle.fillings if said.what.term == term.id]
    here = [reading for reading in found if reading and _covers(bundle, reading, place)]
    taken: list[Reading] = []
    for level in sorted({reading.level for reading in here}, reverse=True):
        same = [reading for reading in here if reading.level == level]
        winners = same if term.each else _latest(term, same)
        holes = [taken_reading.period for taken_reading in taken]
        taken += [evolve(w, period=p) for w in winners for p in _minus(w.period, holes)]
    return tuple(sorted(taken, key=lambda reading: reading.period))


def _reading(bundle: Bundle, said: Said[law.Filling]) -> Reading | None:
    clause = bundle.clauses.get(said.what.clause)
    document = bundle.documents.get(clause.what.document) if clause else None
    if document is None or (document.what.draft and not bundle.drafts):
        return None
    level = law.LAYERS.index(layer_of(document.what))
    return Reading(said.what.value, in_force(document.what), (said.what.clause,), said.by, level)


def _covers(bundle: Bundle, reading: Reading, place: str) -> bool:
    document = bundle.clauses[reading.clauses[0]].what.document
    return covers(bundle.documents[document].what, place)


def _latest(term: law.Term, same: Sequence[Reading]) -> list[Reading]:
    """At one level, let each filling hold until the next begins; those that agree stand together."""
    by_start: dict[int, Reading] = {}
    for reading in same:
        start = reading.period[0]
        other = by_start.get(start)
        if other and other.value != reading.value:
            raise LawError(
                f"term {term.id!r} is filled differently from one day on: {other.clauses[0]} ({maker(other.by)}) says "
                f"{other.value!r}, {reading.clauses[0]} ({maker(reading.by)}) says {reading.value!r}"
            )
        by_start[start] = _agreeing(other, reading) if other else reading
    found: list[Reading] = []
    for reading in (by_start[start] for start in sorted(by_start)):
        earlier = found[-1] if found else None
        if earlier:
            found[-1] = evolve(earlier, period=(earlier.period[0], min(earlier.period[1], reading.period[0])))
        joined = earlier is not None and earlier.value == reading.value and earlier.period[1] > reading.period[0]
        found.append(evolve(reading, clauses=earlier.clauses + reading.clauses) if earlier and joined else reading)
    return found


def _agreeing(one: Reading, other: Reading) -> Reading:
    period = (one.period[0], max(one.period[1], other.period[1]))
    return evolve(one, clauses=one.clauses + other.clauses, period=period)


def _minus(period: Period, holes: Iterable[Period]) -> list[Period]:
    left = [period]
    for since, until in holes:
        left = [piece for a, b in left for piece in ((a, min(b, since)), (max(a, until), b)) if piece[0] < piece[1]]
    return left


def outside(*periods: Period) -> list[Period]:
    """Return the days that lie in none of some periods."""
    return _minus((ALWAYS, NEVER), periods)


def clause_period(bundle: Bundle, clauses: Iterable[str]) -> Period:
    """Return the days on which every document that the clauses stand in counts."""
    return common(*(in_force(bundle.documents[bundle.clauses[c].what.document].what) for c in clauses))


def clauses_apply(bundle: Bundle, clauses: Iterable[str], place: str) -> bool:
    """Say whether clauses are law in a place: their documents cover it and are no drafts, unless drafts count."""
    documents = [bundle.documents[bundle.clauses[c].what.document].what for c in clauses]
    return all(covers(d, place) and (bundle.drafts or not d.draft) for d in documents)


def all_readings(bundle: Bundle, place: str) -> Mapping[str, tuple[Reading, ...]]:
    """Return the readings of every term in a place, by term."""
    return {name: readings(bundle, said.what, place) for name, said in bundle.terms.items()}


#: Words for what is no law here that day, where little room is.
LAPSED = Text("{doc}已于{day}失效", "{doc} lapsed on {day}")
NOT_YET = Text("{doc}自{day}起施行", "{doc} is not in force until {day}")
ELSEWHERE = Text("其依据不适用于此地", "what it rests on is not law here")
_LAPSED = Text("{doc}已于{day}失效，其规定不再作为依据", "{doc} lapsed: from {day} its rules no longer answer")
_NOT_YET = Text("{doc}自{day}起施行，此前不作为依据", "{doc} is not in force until {day}")
_DRAFT = Text(
    "{doc}为草案，尚未印发；此结论据此作出，不得用于实际评价",
    "{doc} is a draft that has not been issued; an answer that rests on it is good for trying only",
)
UNDATED = Text("{doc}：资料未载明日期，按有效处理", "{doc}: the source gives no date; it is taken to be in force")
_UNDATED_FROM = Text(
    "{doc}：资料未载明日期，不早于{day}，此后按有效处理",
    "{doc}: the source gives no date; it cannot be older than {day} and is taken to be in force from then on",
)
_SILENT = Text("{rule}：现行文件对此地未作规定（{term}）", "{rule}: no document in force here provides for it ({term})")


def out_of_force(document: Document, on: int) -> Text | None:
    """Say that a document is not in force on a day, and since or until when; None where it is."""
    since, until = in_force(document)
    if within((since, until), on):
        return None
    early = on < since
    return (_NOT_YET if early else _LAPSED).fill(doc=document.name, day=from_day(since if early else until))


def undated(documents: Iterable[Document]) -> Iterator[Text]:
    """Say of each draft that it is one, of each document without a date that it counts all the same, and from when."""
    for document in documents:
        if document.draft:
            yield _DRAFT.fill(doc=document.name)
        elif document.start is None:
            shape = _UNDATED_FROM if document.not_before else UNDATED
            yield shape.fill(doc=document.name, day=document.not_before)


def silent(label: Text, term: Term) -> Text:
    """Say that nothing in force in a place provides for a rule, and what is lacking."""
    return _SILENT.fill(rule=label, term=term.label)
