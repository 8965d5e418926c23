"""Which records would pass a requirement's tests: their fields, and the limits of each."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal

from attrs import evolve, field, frozen

from bajigong.calendar import from_day, to_day
from bajigong.compile.days import add_months
from bajigong.policy.facts import Schema, Selection, put
from bajigong.policy.when import (
    AtLeast,
    Between,
    Contains,
    Covers,
    Is,
    IsNot,
    Records,
    Same,
    SameOccupation,
    Taken,
    Test,
)

#: How to pick a day: well within what is asked, the last day that will do, or the first.
Manner = Literal["well", "last", "first"]
MANNERS: Final[tuple[Manner, ...]] = ("well", "last", "first")
#: Somebody of whom only a birth is asked is grown up and has worked for a while.
_YEARS_OF_A_LIFE: Final = 20


@frozen
class OneOf:
    """One of these values."""

    values: tuple[Any, ...]


@frozen
class AllOf:
    """A list that holds all of these."""

    values: tuple[Any, ...]


@frozen
class Number:
    """A number between two, both counted."""

    least: int
    most: int


@frozen
class Within:
    """A day between two, both counted, None for no bound. ``life``: the day of a birth."""

    first: date | None = None
    last: date | None = None
    life: bool = False


Limit = OneOf | AllOf | Number | Within


def meet(one: Limit, other: Limit) -> Limit | None:
    """Return what meets both limits, None where nothing does."""
    match one, other:
        case OneOf(mine), OneOf(theirs):
            both = tuple(value for value in mine if value in theirs)
            return OneOf(both) if both else None
        case AllOf(mine), AllOf(theirs):
            return AllOf(tuple(dict.fromkeys((*mine, *theirs))))
        case Number(least, most), Number(low, high):
            return Number(max(least, low), min(most, high)) if max(least, low) <= min(most, high) else None
        case Within(), Within():
            return _meet_days(one, other)
    return None


def _meet_days(one: Within, other: Within) -> Within | None:
    first = max((day for day in (one.first, other.first) if day), default=None)
    last = min((day for day in (one.last, other.last) if day), default=None)
    return Within(first, last, one.life or other.life) if not first or not last or first <= last else None


def pick(limit: Limit, manner: Manner) -> Any:
    """Return a value within a limit."""
    match limit:
        case OneOf(values):
            return values[0]
        case AllOf(values):
            return sorted(values)
        case Number(least):
            return least
        case Within():
            return _pick_day(limit, manner)


def _pick_day(limit: Within, manner: Manner) -> date | None:
    first, last = limit.first, limit.last
    if last is None or (manner == "first" and first):
        return date(first.year, 12, 31) if first and manner == "well" else first
    if manner != "well":
        return last
    back = _YEARS_OF_A_LIFE if limit.life else 1
    new_years_days = (date(last.year - back, 1, 1), date(last.year, 1, 1))
    return next((day for day in new_years_days if first is None or day >= first), last)


def moved(day: date, *, months: int = 0, days: int = 0) -> date:
    """Move a day by whole months, then by days."""
    return from_day(add_months(to_day(day), months) + days) or day


Facts = Mapping[str, Any]


@frozen
class Record:
    """A record that some list must hold, with the limits of its fields."""

    path: str
    fields: Mapping[str, Limit] = field(hash=False)

    def narrowed(self, name: str, limit: Limit) -> "Record | None":
        """Return the record with one more limit, None where it cannot be met."""
        both = meet(self.fields[name], limit) if name in self.fields else limit
        return Record(self.path, {**self.fields, name: both}) if both else None

    def joined(self, other: "Record") -> "Record | None":
        """Return one record that does for both, None where there is none."""
        both = {name: meet(self.fields[name], other.fields[name]) for name in self.fields if name in other.fields}
        if self.path != other.path or not all(both.values()):
            return None
        return Record(self.path, {**self.fields, **other.fields, **{n: limit for n, limit in both.items() if limit}})


@frozen
class Bar:
    """No record that meets ``where`` may have its day ``name`` outside a limit; with no name there may be none."""

    where: Record
    name: str
    limit: Within

    def stops(self, record: Record) -> bool:
        """Say whether it speaks of a record: one that is not plainly another kind."""
        if record.path != self.where.path:
            return False
        mine = self.where.fields
        return all(meet(mine[name], record.fields[name]) for name in mine if name in record.fields)


@frozen
class Draft:
    """Limits of single facts by path, records that must be there, and records that must not."""

    single: Mapping[str, Limit] = field(factory=dict, hash=False)
    records: tuple[Record, ...] = ()
    bars: tuple[Bar, ...] = ()
    opens: frozenset[str] = frozenset()

    def also(self, other: "Draft") -> "Draft | None":
        """Return what meets both drafts, None where they contradict each other."""
        single = dict(self.single)
        for path, limit in other.single.items():
            both = meet(single[path], limit) if path in single else limit
            if both is None:
                return None
            single[path] = both
        records = list(self.records)
        for record in other.records:
            _add(records, record)
        return Draft(single, tuple(records), (*self.bars, *other.bars), self.opens | other.opens)

    def settled(self) -> "Draft | None":
        """Return the draft with its bars laid on its records, None where a record cannot stay outside one."""
        records: list[Record] = []
        for record in self.records:
            kept: Record | None = record
            for bar in self.bars:
                if kept and bar.stops(kept):
                    kept = kept.narrowed(bar.name, bar.limit) if bar.name else None
            if kept is None:
                return None
            records.append(kept)
        return evolve(self, records=tuple(records))

    def facts(self, manner: Manner) -> dict[str, Any]:
        """Return facts that meet a settled draft: nested mappings, lists in the order asked for."""
        found: dict[str, Any] = {}
        for path in dict.fromkeys((*(bar.where.path for bar in self.bars), *(one.path for one in self.records))):
            put(found, path, list(_written(self.records, path, manner)))
        for path, limit in self.single.items():
            put(found, path, pick(limit, manner))
        return found


def _add(records: list[Record], record: Record) -> None:
    """Add a record, joined with one that is there already if one record does for both."""
    for number, other in enumerate(records):
        both = other if other == record else other.joined(record)
        if both:
            records[number] = both
            return
    records.append(record)


def _written(records: tuple[Record, ...], path: str, manner: Manner) -> Iterator[dict[str, Any]]:
    for record in records:
        if record.path == path:
            yield {name: pick(limit, manner) for name, limit in record.fields.items()}


@frozen(eq=False)
class Setting:
    """What a draft is for: the selection, the first and the last day on which it must hold, and the places."""

    schema: Schema
    selection: Selection
    first: date
    last: date
    places: tuple[str, ...]


@frozen(eq=False)
class Passing:
    """Drafts records that pass tests. ``apart``: each of several values that would do is a record of its own."""

    setting: Setting
    apart: bool = False

    def choices(self, values: tuple[object, ...]) -> Iterator[Limit]:
        """Give the limit, or limits, of a value that is one of several; none where there is none."""
        if values:
            yield from (OneOf((value,)) for value in values) if self.apart else [OneOf(values)]

    def records(self, records: Records) -> Iterator[Record]:
        """Give the records that pass every test."""
        found = [Record(records.path, {})]
        for test in records.where:
            limits = tuple(self._limits(records.path, test))
            found = [kept for one in found for limit in limits if (kept := one.narrowed(test.field, limit))]
        yield from found

    def _limits(self, path: str, test: Test) -> Iterator[Limit]:
        setting = self.setting
        match test:
            case Is(_, values) | Taken(_, values):
                yield from self.choices(values)
            case IsNot(name, values):
                others = tuple(v for v in self.all_values(f"{path}.{name}") if v not in values)
                yield from self.choices(others)
            case Between(_, least, most):
                highest = least if most is None else most
                yield from [Number(least, highest)] if least <= highest else []
            case Same(_, selector):
                yield OneOf((getattr(setting.selection, selector),))
            case AtLeast(_, selector):
                grades = [grade.id for grade in setting.schema.grades]
                yield OneOf(tuple(grades[grades.index(getattr(setting.selection, selector)) :]))
            case SameOccupation():
                yield OneOf((setting.selection.occupation,))
            case Contains(_, selector, value):
                yield AllOf((value if value is not None else getattr(setting.selection, selector),))
            case Covers(_, level):
                if all(_lies_in(place, level) for place in setting.places):
                    yield AllOf(tuple(dict.fromkeys(code_of(place, level) for place in setting.places)))

    def all_values(self, path: str) -> tuple[object, ...]:
        """Return every value that a fact of closed values may have."""
        field = self.setting.schema.fields[path]
        if field.type == "flag":
            return (True, False)
        grades = tuple(grade.id for grade in self.setting.schema.grades)
        return grades if field.type == "grade" else tuple(c.value for c in field.choices if not c.absent)


def _lies_in(place: str, level: str) -> bool:
    """Say whether a place is of a level or lies in one of it: a whole province lies in no city."""
    part = {"province": place[:2], "city": place[2:4], "county": place[4:]}.get(level, "..")
    return part != "00"


def code_of(place: str, level: str) -> str:
    """Return the code of a place, or of what it lies in at a level; "elsewhere" is another city of its province."""
    if level == "elsewhere":
        return f"{place[:2]}{'02' if place[2:4] == '01' else '01'}00"
    tail = {"nation": 6, "province": 4, "city": 2}.get(level, 0)
    return place[: len(place) - tail] + "0" * tail
