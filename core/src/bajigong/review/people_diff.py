"""Both laws over the same people: how many verdicts change, from which to which, by grade and by occupation."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from bajigong.answers import SELECTORS, Application, Outcome
from bajigong.policy.facts import FactField, Schema
from bajigong.review.finding import Trial
from bajigong.review.witness import Side
from bajigong.review.witness_facts import code_of

if TYPE_CHECKING:
    from bajigong.errors import Problem
    from bajigong.tables import Raw

_LEVELS = ("nation", "province", "city", "county")


def place_on(own: str | None, home: str, there: str) -> str:
    """Return the place to ask about: one's own where it lies in the law's place, else the law's."""
    mine = own or home
    return mine if _covers(there, mine) else there


def moved_to(facts: Mapping[str, Any], schema: Schema, home: str, there: str) -> Mapping[str, Any]:
    """Return facts whose filings, where they cover ``home``, also cover ``there`` by a code of the same level."""
    moved = dict(facts)
    for fact in schema.fields.values():
        if fact.type == "place" and fact.many:
            moved = _with_list(moved, fact, home, there)
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


#: The number of somebody in the input, and the application as each side sees it.
_Pair = tuple[int, Application, Application]


@frozen(eq=False)
class Compared:
    """One person under both laws; ``number`` counts from 1 in the order of the input."""

    number: int
    name: str | None
    grade: str | None
    occupation: str | None
    a: Outcome
    b: Outcome


@frozen(eq=False)
class People:
    """Everybody who could be read, and what was wrong with the others.

    ``refused`` could not be checked; ``stray`` problems belong to nobody.
    """

    rows: tuple[Compared, ...]
    problems: "tuple[Problem, ...]" = field(default=())
    refused: int = 0
    stray: int = 0

    @property
    def changed(self) -> tuple[Compared, ...]:
        """Those whose verdicts differ."""
        return tuple(row for row in self.rows if row.a != row.b)

    def by(self, key: str) -> Mapping[str | None, tuple[int, int]]:
        """Count by ``grade`` or ``occupation``: everybody, and those whose verdicts differ."""
        every = Counter(getattr(row, key) for row in self.rows)
        changed = Counter(getattr(row, key) for row in self.changed)
        return {value: (count, changed[value]) for value, count in sorted(every.items(), key=lambda one: str(one[0]))}

    def turns(self) -> Mapping[tuple[Outcome, Outcome], int]:
        """Count the changes, from which verdict to which; the most frequent first."""
        return dict(Counter((row.a, row.b) for row in self.changed).most_common())


def compare_people(a: Side, b: Side, raws: "Iterable[Raw]", today: date) -> People:
    """Check people against both schemas and decide them by both laws, each on its day and in its place.

    Whoever is refused by either is left out, with what was wrong. Filings that cover somebody's own place are taken to
    cover the place of the other law as well: they are asked about the law, not about where they filed.
    """
    rows: list[_Pair] = []
    problems: list[Problem] = []
    stray = 0
    number = 0
    for raw in raws:
        if raw.problems and not raw.facts:
            problems, stray = [*problems, *raw.problems], stray + 1
            continue
        number += 1
        mine, theirs = _checked(a, a.place, raw, today), _checked(b, a.place, raw, today)
        if isinstance(mine, tuple) or isinstance(theirs, tuple):
            problems += mine if isinstance(mine, tuple) else theirs if isinstance(theirs, tuple) else ()
        else:
            rows.append((number, mine, theirs))
    return People(tuple(_compared(a, b, rows)), tuple(problems), number - len(rows), stray)


def _checked(side: Side, home: str, raw: "Raw", today: date) -> "Application | tuple[Problem, ...]":
    from bajigong.tables import check

    latest = max(today, side.on)
    checked = check(raw, side.bundle.schema, tenant_place=home, on=side.on, overrides={}, today=latest)
    if isinstance(checked, tuple):
        return checked
    place = place_on(checked.facts.get("place"), home, side.place)
    facts = moved_to(checked.facts, side.bundle.schema, checked.place, place)
    return Application(facts, side.on, place)


def _compared(a: Side, b: Side, rows: Sequence[_Pair]) -> Iterator[Compared]:
    mine = _outcomes(a, [one for _, one, _ in rows])
    theirs = _outcomes(b, [other for _, _, other in rows])
    for (number, one, _), outcome, other in zip(rows, mine, theirs, strict=True):
        facts = one.facts
        name = a.bundle.schema.told(facts, "name")
        yield Compared(number, name, facts.get("grade"), facts.get("occupation"), outcome, other)


def _outcomes(side: Side, applications: Sequence[Application]) -> list[Outcome]:
    """Decide people, those of one selection together."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row, one in enumerate(applications):
        key = (*(one.facts.get(name) for name in SELECTORS), one.place)
        groups.setdefault(key, []).append(row)
    found = [Outcome.UNDETERMINED] * len(applications)
    for (*selected, place), rows in groups.items():
        if None not in selected:
            trial = Trial.of(evolve(side, place=place), [applications[row].facts for row in rows])
            for row, outcome in zip(rows, trial.outcomes(), strict=True):
                found[row] = outcome
    return found
