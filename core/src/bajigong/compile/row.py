"""One application laid out for a program: its facts as columns of one row."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bajigong.calendar import to_day
from bajigong.compile.columns import Slot
from bajigong.compile.days import UNKNOWN, UNKNOWN_DAY
from bajigong.policy.facts import FactField
from bajigong.schema import Schema

if TYPE_CHECKING:
    from bajigong.engine.selection import Selection

#: The column that holds the day asked about; it is no fact.
ON = "on"


def laid_out(
    schema: Schema, slots: tuple[Slot, ...], facts: Mapping[str, Any], on: int, selection: "Selection"
) -> list[Any]:
    """Lay out a checked application for the columns of a program.

    ``facts`` are nested mappings whose values have their types already (dates as `datetime.date`, codes as text); a
    key left out, or None, is unknown.
    """
    return [_column(schema, slot, facts, on, selection) for slot in slots]


def _column(schema: Schema, slot: Slot, facts: Mapping[str, Any], on: int, selection: "Selection") -> list[Any]:
    path, kind = slot.path, slot.kind
    if kind == "occupation":
        return [selection.occupation_number]
    if kind == "place":
        return [selection.place_number]
    if kind == "first":
        return [0]
    if kind == "count":
        records = dig(facts, path)
        return [UNKNOWN if records is None else len(records)]
    if kind in ("day", "code", "number"):
        if path == ON:
            return [on]
        return _values(schema, path, facts)
    return _items(schema, slot, facts)


def _values(schema: Schema, path: str, facts: Mapping[str, Any]) -> list[Any]:
    """Return the values of a fact: one, or one for each record of its list."""
    field = schema.fields[path]
    number = _number(schema, field)
    above = schema.fields.get(field.parent)
    if above is None or above.type != "list":
        return [number(dig(facts, path))]
    name = field.name
    return [number(record.get(name)) for record in dig(facts, field.parent) or ()]


def _number(schema: Schema, field: FactField) -> Callable[[Any], Any]:
    path = field.path
    match field.type:
        case "date":
            return lambda value: UNKNOWN_DAY if value is None else to_day(value)
        case "number":
            return lambda value: math.nan if value is None else float(value)
        case _:
            return lambda value: UNKNOWN if value is None else schema.code(path, value)


def _items(schema: Schema, slot: Slot, facts: Mapping[str, Any]) -> list[Any]:
    """Return the lists that records have themselves: where each begins, how long it is, or what stands in them."""
    field = schema.fields[slot.path]
    lists = [record.get(field.name) for record in dig(facts, field.parent) or ()]
    if slot.kind == "item_count":
        return [UNKNOWN if some is None else len(some) for some in lists]
    if slot.kind == "items":
        return [schema.code(slot.path, item) for some in lists for item in some or ()]
    first, firsts = 0, []
    for some in lists:
        firsts.append(first)
        first += len(some or ())
    return firsts


def dig(facts: Any, path: str) -> Any:
    """Return what stands at a path, None where nothing does."""
    for key in path.split("."):
        if not isinstance(facts, Mapping):
            return None
        facts = facts.get(key)
    return facts
