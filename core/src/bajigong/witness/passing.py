"""Which records would pass a requirement's tests: their fields, and the limits of each."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from bajigong.engine.selection import Selection
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
    Test,
)
from bajigong.schema import Schema
from bajigong.witness.draft import Record
from bajigong.witness.limits import AllOf, Limit, Number, OneOf


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
            case Is(_, values):
                yield from self.choices(values)
            case IsNot(name, values):
                others = tuple(v for v in self._all_values(f"{path}.{name}") if v not in values)
                yield from self.choices(others)
            case Between(_, least, most):
                yield from [Number(least, most)] if least <= most else []
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

    def _all_values(self, path: str) -> tuple[object, ...]:
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
    """Return the code of a place, or of what it lies in at a level."""
    tail = {"nation": 6, "province": 4, "city": 2}.get(level, 0)
    return place[: len(place) - tail] + "0" * tail
