"""People as another place would see them: the place asked about, and filings that reach there too."""

from collections.abc import Mapping, Sequence
from typing import Any

from bajigong.policy.facts import FactField
from bajigong.schema import Schema
from bajigong.witness.passing import code_of

_LEVELS = ("nation", "province", "city", "county")


def place_on(own: str | None, home: str, there: str) -> str:
    """Return the place to ask about: one's own where it lies in the law's place, else the law's."""
    mine = own or home
    return mine if _covers(there, mine) else there


def moved_to(facts: Mapping[str, Any], schema: Schema, home: str, there: str) -> Mapping[str, Any]:
    """Return facts whose filings, where they cover ``home``, also cover ``there`` by a code of the same level."""
    moved = dict(facts)
    for field in schema.fields.values():
        if field.type == "place" and field.many:
            moved = _with_list(moved, field, home, there)
    return moved


def _with_list(facts: dict[str, Any], field: FactField, home: str, there: str) -> dict[str, Any]:
    """Change one list of places in every record of a list, leaving what is given as it is."""
    *above, last = field.parent.split(".")
    below: Any = facts
    for key in (*above, last):
        below = below.get(key) if isinstance(below, Mapping) else None
    if not isinstance(below, Sequence):
        return facts
    records = [
        {**one, field.name: _reaching(one[field.name], home, there)} if field.name in one else one for one in below
    ]
    return _set(facts, (*above, last), records)


def _set(facts: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    head, *rest = path
    return {**facts, head: _set(facts[head], tuple(rest), value) if rest else value}


def _reaching(codes: Sequence[str], home: str, there: str) -> list[str]:
    more = [code_of(there, _level(code)) for code in codes if _covers(code, home)]
    return list(dict.fromkeys((*codes, *more)))


def _level(code: str) -> str:
    """Return the level of a code by its trailing zeros."""
    return next(level for level in _LEVELS if code_of(code, level) == code)


def _covers(code: str, place: str) -> bool:
    return any(code_of(place, level) == code for level in _LEVELS)
