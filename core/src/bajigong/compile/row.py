"""One application laid out for a program: its facts as columns of one row."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from bajigong.calendar import UNKNOWN_DAY, day_number, number_of
from bajigong.compile.columns import Slot
from bajigong.compile.days import UNKNOWN
from bajigong.policy.facts import Schema

if TYPE_CHECKING:
    from bajigong.policy.facts import Selection

#: The column that holds the day asked about; it is no fact.
ON: Final = "on"
#: The columns that hold facts of one application; of what many share there is nothing to lay out.
_FACTS: Final = frozenset(("day", "code", "number", "item_first", "item_count", "items"))
#: Turns a value into its number.
Number = Callable[[Any], Any]


@frozen(eq=False)
class LaidOut:
    """The columns of one row in a program's order, and how many records its longest list has."""

    columns: list[Any]
    longest: int


@frozen(eq=False)
class _Single:
    """A fact of the application itself: the keys that lead to it."""

    place: int
    keys: tuple[str, ...]
    number: Number


@define(eq=False)
class _List:
    """A list of records: where its count goes, and its fields with their numbers."""

    keys: tuple[str, ...]
    counts: list[int] = field(factory=list)
    fields: list[tuple[int, str, Number]] = field(factory=list)
    nested: list[tuple[int, str, str, Number]] = field(factory=list)


@define(eq=False)
class Layout:
    """How applications are laid out for a program's columns, worked out once."""

    schema: Schema
    slots: Sequence[Slot]
    _own: list[tuple[int, str]] = field(factory=list)
    _singles: list[_Single] = field(factory=list)
    _lists: dict[str, _List] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for place, slot in enumerate(self.slots):
            if slot.kind in {"occupation", "place"} or slot.path == ON:
                self._own.append((place, slot.kind))
            elif slot.kind == "count":
                self._list(slot.path).counts.append(place)
            elif slot.kind in _FACTS:
                self._fact(place, slot)

    def lay(self, facts: Mapping[str, Any], on: int, selection: "Selection") -> LaidOut:
        """Lay out a checked application.

        ``facts`` are nested mappings whose values have their types already (dates as `datetime.date`, codes as text);
        a key left out, or None, is unknown.
        """
        columns: list[Any] = [_FIRST] * len(self.slots)
        for place, kind in self._own:
            number = {"occupation": selection.occupation_number, "place": selection.place_number}.get(kind, on)
            columns[place] = (number,)
        for one in self._singles:
            columns[one.place] = (one.number(_dig(facts, one.keys)),)
        longest = 0
        for some in self._lists.values():
            records = _dig(facts, some.keys)
            for place in some.counts:
                columns[place] = (UNKNOWN if records is None else len(records),)
            if records:
                longest = max(longest, len(records))
            _lay_records(some, records or (), columns)
        return LaidOut(columns, longest)

    def _list(self, path: str) -> _List:
        return self._lists.setdefault(path, _List(tuple(path.split("."))))

    def _fact(self, place: int, slot: Slot) -> None:
        fact = self.schema.fields[slot.path]
        above = self.schema.fields.get(fact.parent)
        number = self._number(slot.path)
        if above is None or above.type != "list":
            self._singles.append(_Single(place, tuple(slot.path.split(".")), number))
        elif fact.many:
            self._list(fact.parent).nested.append((place, fact.name, slot.kind, number))
        else:
            self._list(fact.parent).fields.append((place, fact.name, number))

    def _number(self, path: str) -> Number:
        schema = self.schema
        match schema.fields[path].type:
            case "date":
                return lambda value: UNKNOWN_DAY if value is None else day_number(value)
            case "number":
                return lambda value: math.nan if value is None else number_of(value)
            case _:
                return lambda value: UNKNOWN if value is None else schema.code(path, value)


#: The records of the only row begin with the first.
_FIRST: Final = (0,)


def _lay_records(some: _List, records: Sequence[Mapping[str, Any]], columns: list[Any]) -> None:
    for place, name, number in some.fields:
        columns[place] = [number(record.get(name)) for record in records]
    for place, name, kind, number in some.nested:
        lists = [record.get(name) for record in records]
        if kind == "item_count":
            columns[place] = [UNKNOWN if items is None else len(items) for items in lists]
        elif kind == "item_first":
            columns[place] = _firsts(lists)
        else:
            columns[place] = [number(item) for items in lists for item in items or ()]


def _firsts(lists: Iterable[Sequence[Any] | None]) -> list[int]:
    """Return where each of several lists begins, one behind the other."""
    first, firsts = 0, []
    for items in lists:
        firsts.append(first)
        first += len(items or ())
    return firsts


def _dig(facts: Any, keys: Iterable[str]) -> Any:
    """Return what stands below keys, None where nothing does."""
    for key in keys:
        if not isinstance(facts, Mapping):
            return None
        facts = facts.get(key)
    return facts
