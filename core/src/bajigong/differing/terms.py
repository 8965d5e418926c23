"""Which terms are filled on one side only, or otherwise."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from bajigong.differing.difference import Difference, Held, days, how
from bajigong.differing.noticed import Noticed
from bajigong.differing.saying import value_said
from bajigong.policy.law import Term
from bajigong.policy.text import Text, listed
from bajigong.readings import Reading, all_readings, common
from bajigong.witness import Side, Witness


def term_differences(a: Side, b: Side) -> Iterator[Difference]:
    """Give the terms whose readings on the day differ, each with people who would notice."""
    mine, theirs = _readings(a), _readings(b)
    for name in dict.fromkeys((*a.bundle.terms, *b.bundle.terms)):
        one, other = mine.get(name, ()), theirs.get(name, ())
        held, other_held = _held(a, name, one), _held(b, name, other)
        if held == other_held:
            continue
        same = _values(one) == _values(other)
        found = Difference("terms", name, _label(a, b, name), how(held, other_held, same=same), held, other_held)
        yield found if found.how == "basis" else evolve(found, witnesses=_witnesses(a, b, name, one, other))


def _readings(side: Side) -> Mapping[str, tuple[Reading, ...]]:
    every = all_readings(side.bundle, side.place)
    return {name: tuple(one for one in those if side.counts(one.period)) for name, those in every.items()}


def _label(a: Side, b: Side, name: str) -> Text:
    said = a.bundle.terms.get(name) or b.bundle.terms[name]
    return said.what.label


def _values(readings: tuple[Reading, ...]) -> set[Any]:
    """Return the values that are in force; of several that stand side by side, and of lists, what they come to."""
    values = [one.value for one in readings]
    return {item for value in values for item in (value if isinstance(value, tuple) else (value,))}


def _held(side: Side, name: str, readings: tuple[Reading, ...]) -> Held | None:
    if not readings:
        return None
    term: Term = side.bundle.terms[name].what
    clauses = tuple(dict.fromkeys(clause for one in readings for clause in one.clauses))
    by = tuple(dict.fromkeys(one.by for one in readings))
    says = listed(tuple(dict.fromkeys(value_said(side.bundle, term, one.value) for one in readings)), "；", "; ")
    return Held(says, clauses, by, **days(common(*(one.period for one in readings))))


def _witnesses(
    a: Side, b: Side, name: str, mine: tuple[Reading, ...], theirs: tuple[Reading, ...]
) -> tuple[Witness, ...]:
    """Find people for what each side gives and the other does not."""
    found = Noticed(a, b).of_term(name, _beyond(mine, theirs))
    return (*found, *(one.turned() for one in Noticed(b, a).of_term(name, _beyond(theirs, mine))))


def _beyond(mine: tuple[Reading, ...], theirs: tuple[Reading, ...]) -> tuple[Any, ...]:
    return tuple(sorted(_values(mine) - _values(theirs), key=str))
