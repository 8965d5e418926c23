"""People as another law sees them: the same facts, its numbers for them, its region and its day."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import evolve, frozen

from bajigong.answers import Outcome
from bajigong.batch.cases import OUTCOMES, Answers, Reason, Registry
from bajigong.batch.columns import Column, Days, Flags, Lists, Nested, Table, to_table
from bajigong.batch.people import People
from bajigong.calendar import ALWAYS, NEVER, to_day
from bajigong.compile.days import UNKNOWN
from bajigong.errors import BajigongError
from bajigong.policy.facts import FactField, Schema
from bajigong.policy.text import Lang, Text

#: The number there for each number here, counted from 0, and `UNKNOWN` behind them all: so -1 stays -1.
Numbers = npt.NDArray[np.int64]

#: Facts whose values are numbered by what a law declares.
_NUMBERED: Final = ("choice", "grade")


def renumbering(here: Mapping[str, int], there: Mapping[str, int]) -> Numbers | None:
    """Return the numbers there of what has a number here, None where all are the same."""
    numbers = np.full(max(here.values(), default=UNKNOWN) + 2, UNKNOWN, np.int64)
    for name, number in here.items():
        numbers[number] = there.get(name, UNKNOWN)
    return None if all(there.get(name) == number for name, number in here.items()) else numbers


def of_tracks(here: Schema, there: Schema) -> Numbers | None:
    """Return the numbers of tracks."""
    return renumbering(*({track: n for n, track in enumerate(schema.tracks)} for schema in (here, there)))


def of_grades(here: Schema, there: Schema) -> Numbers | None:
    """Return the numbers of grades."""
    return renumbering(here.grade_order, there.grade_order)


def of_fact(path: str, here: Schema, there: Schema) -> Numbers | None:
    """Return the numbers of a fact's values."""
    one, other = here.fields[path], there.fields[path]
    if one.type not in _NUMBERED:
        return None
    return of_grades(here, there) if one.type == "grade" else renumbering(_choices(one), _choices(other))


def _choices(field: FactField) -> dict[str, int]:
    return {choice.value: number for number, choice in enumerate(field.choices)}


def renumbered(values: npt.NDArray[Any], numbers: Numbers | None) -> npt.NDArray[Any]:
    """Return values by their numbers there, `UNKNOWN` for those that are nothing there."""
    return values if numbers is None else numbers[values].astype(values.dtype)


#: The new numbers of a list's fields, by name.
Below = Mapping[str, Numbers]


def lists_there(lists: Lists, blank: Lists, below: Below) -> Lists:
    """Return a column of lists with the fields that ``blank`` has, those not in it unknown in every record."""
    return Lists(
        lists.given,
        lists.offsets,
        {name: _field(lists, name, one, below.get(name)) for name, one in blank.fields.items()},
        {name: _nested(lists, name, below.get(name)) for name in blank.nested},
        lists.there,
    )


def _field(lists: Lists, name: str, blank: Column, numbers: Numbers | None) -> Column:
    if name not in lists.fields:
        return Column(np.zeros(lists.records, blank.values.dtype), _nowhere(lists))
    column = lists.fields[name]
    if numbers is None:
        return column
    values = numbers[np.where(column.known, column.values, UNKNOWN)].astype(column.values.dtype)
    return Column(values, (values >= 0) | _nowhere(lists))


def _nested(lists: Lists, name: str, numbers: Numbers | None) -> Nested:
    """Return lists within records. An item that the law there does not know is none that it asks for."""
    if name not in lists.nested:
        return Nested(np.zeros(0, np.int64), np.zeros(lists.records + 1, np.int64), _nowhere(lists))
    nested = lists.nested[name]
    if numbers is None:
        return nested
    values = numbers[nested.values]
    kept = values >= 0
    counts = np.concatenate(([0], np.cumsum(kept)))
    return Nested(values[kept], counts[nested.offsets], nested.known)


def _nowhere(lists: Lists) -> Flags:
    """Say which places hold no record: what stands in them counts as known."""
    return np.zeros(lists.records, bool) if lists.there is None else ~lists.there


_OTHER: Final = Text(
    "同一事实在两种规定中类型不同，无法比较：{paths}",
    "facts that the two laws declare with different types cannot be compared: {paths}",
)
_ONE: Final = Text("{path}（所问为{here}，对照为{there}）", "{path} ({here} here, {there} there)")
_MANY: Final = Text("多个{kind}", "several of type {kind}")


@frozen(eq=False)
class Facts:
    """Turns tables of one law's facts into those of another. ``blank`` holds what that one knows, none of it given.

    ``numbers`` are the new numbers of those facts, and fields of lists, whose values have others.
    """

    blank: Table
    numbers: Mapping[str, Numbers]
    same: bool

    @classmethod
    def of(cls, here: Schema, there: Schema, lang: Lang = "en") -> "Facts":
        """Compare the facts of two laws. Raises BajigongError where one has another type there."""
        _check(here, there, lang)
        found = {path: of_fact(path, here, there) for path in there.fields if path in here.fields}
        numbers = {path: one for path, one in found.items() if one is not None}
        lacks = there.fields.keys() - here.fields.keys()
        return cls(to_table(there, [{}], np.zeros(1, np.int32)), numbers, not numbers and not lacks)

    def table(self, table: Table) -> Table:
        """Return the facts of a table; one that it does not have is a column of length 1 in which it is unknown."""
        if self.same:
            return table
        columns = {path: self._column(table, path, blank) for path, blank in self.blank.columns.items()}
        lists = {
            path: lists_there(table.lists[path], blank, self._below(path)) if path in table.lists else blank
            for path, blank in self.blank.lists.items()
        }
        return Table(table.on, columns, lists)

    def _column(self, table: Table, path: str, blank: Column) -> Column:
        column, numbers = table.columns.get(path, blank), self.numbers.get(path)
        return column if numbers is None or column is blank else column_there(column, numbers)

    def _below(self, path: str) -> Below:
        return {name.rpartition(".")[2]: one for name, one in self.numbers.items() if name.rpartition(".")[0] == path}


def column_there(column: Column, numbers: Numbers) -> Column:
    """Return a column by its numbers there: a value that the law there does not know is unknown there."""
    values = numbers[np.where(column.known, column.values, UNKNOWN)].astype(column.values.dtype)
    return Column(values, values >= 0)


def _check(here: Schema, there: Schema, lang: Lang) -> None:
    other = tuple(_others(here, there))
    if other:
        said = [_ONE.fill(path=one.path, here=_kind(one), there=_kind(there.fields[one.path])) for one in other]
        raise BajigongError(_OTHER.fill(paths="; ".join(text.say(lang) for text in said)).say(lang))


def _others(here: Schema, there: Schema) -> Iterator[FactField]:
    for path, one in here.fields.items():
        other = there.fields.get(path)
        if other is not None and (one.type, one.many) != (other.type, other.many):
            yield one


def _kind(field: FactField) -> Text | str:
    return _MANY.fill(kind=field.type) if field.many else field.type


_NO_TRACK: Final = Text("对照规定中没有评价类型“{track}”", "the other law knows no track {track!r}")
_NO_GRADE: Final = Text("对照规定中没有等级“{grade}”", "the other law knows no grade {grade!r}")
_NOT_COVERED: Final = OUTCOMES.index(Outcome.NOT_COVERED)


@frozen(eq=False)
class Foreign:
    """Answers rows that name, ``here``, what is nothing there. ``reasons`` are those of the kernel there."""

    here: Schema
    reasons: Registry

    def settle(self, people: People, moved: People, answers: Answers) -> None:
        """Set the answers there of such rows. ``moved`` are the people as they stand there."""
        lost = [(one >= 0) & (other < 0) for one, other in _selectors(people, moved)]
        rows = np.flatnonzero(lost[0] | lost[1])
        if not len(rows):
            return
        pairs = np.stack([people.tracks[rows], people.grades[rows]])
        found, codes = np.unique(pairs, axis=1, return_inverse=True)
        first = [int(rows[np.argmax(codes.ravel() == number)]) for number in range(found.shape[1])]
        places = [
            self._reason(track, grade, unknown_track=bool(lost[0][row]))
            for (track, grade), row in zip(found.T.tolist(), first, strict=True)
        ]
        answers.reasons[rows] = np.array(places, np.int32)[codes.ravel()]
        answers.outcomes[rows] = _NOT_COVERED
        answers.since[rows], answers.until[rows], answers.eligible_from[rows] = ALWAYS, NEVER, NEVER

    def _reason(self, track: int, grade: int, *, unknown_track: bool) -> int:
        named = {order: name for name, order in self.here.grade_order.items()}
        names = (self.here.tracks[track] if track >= 0 else "", named.get(grade, ""))
        why = _NO_TRACK.fill(track=names[0]) if unknown_track else _NO_GRADE.fill(grade=names[1])
        return self.reasons.add(("foreign", *names), Outcome.NOT_COVERED, partial(_explained, *names, why))


def _selectors(people: People, moved: People) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    return (people.tracks, moved.tracks), (people.grades, moved.grades)


def _explained(track: str, grade: str, why: Text, signature: int) -> Reason:
    return Reason(signature, Outcome.NOT_COVERED, track, grade, "", None, "", (why,), (), (), (), ())


#: The fact that says where the assessment is held.
PLACE: Final = "place"


@frozen(eq=False)
class Moving:
    """Moves people from one law to another.

    ``tracks`` and ``grades`` are their numbers there, None where they are the same. ``region`` stands where a row names
    no place, None for the place it has here; ``day`` is the day asked about, None for that of each row.
    """

    facts: Facts
    tracks: Numbers | None = None
    grades: Numbers | None = None
    region: int | None = None
    day: int | None = None

    @classmethod
    def between(
        cls, here: Schema, there: Schema, region: str | None = None, on: date | None = None, lang: Lang = "en"
    ) -> "Moving":
        """Compare two laws. Raises BajigongError where a fact has another type there."""
        return cls(
            Facts.of(here, there, lang),
            of_tracks(here, there),
            of_grades(here, there),
            None if region is None else int(region),
            None if on is None else to_day(on),
        )

    def people(self, people: People) -> People:
        """Return a chunk of people under the law there."""
        table = self.facts.table(people.table)
        return evolve(
            people,
            table=Table(self._days(people), table.columns, table.lists),
            tracks=renumbered(people.tracks, self.tracks),
            grades=renumbered(people.grades, self.grades),
            places=people.places if self.region is None else self._places(people, self.region),
        )

    def _days(self, people: People) -> Days:
        return people.table.on if self.day is None else np.full(len(people), self.day, np.int32)

    def _places(self, people: People, region: int) -> npt.NDArray[np.int64]:
        named = people.table.columns.get(PLACE)
        if named is None:
            return np.full(len(people), region, np.int64)
        return np.where(named.known, people.places, np.int64(region))
