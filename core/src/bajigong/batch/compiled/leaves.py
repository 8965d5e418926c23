"""Requirements over one block of rows, by the loops."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
from attrs import define, field

from bajigong.batch.compiled import loops
from bajigong.batch.compiled.chunk import Array, Chunk, Unfit
from bajigong.batch.compiled.days import FURTHEST
from bajigong.batch.compiled.passing import Passing
from bajigong.calendar import ALWAYS, table_of
from bajigong.policy.when import (
    Accumulated,
    Before,
    Day,
    Edge,
    Elapsed,
    Event,
    Fact,
    Node,
    Recorded,
    Records,
)

Days = npt.NDArray[np.int32]
#: The first days, and the days after the last, of what is certain and of what is possible; ends of length 0: never.
Found = tuple[Days, Days, Days, Days]

_NO_END: Days = np.zeros(0, np.int32)
_NO_TABLE: Days = np.zeros(0, np.int32)
#: Values of choices, grades and flags are smaller than this: sets of them fit one number.
_SMALL = 62


@define(eq=False, slots=False)
class Leaves:
    """Answers requirements for one block of rows. Raises Unfit for what the loops do not do."""

    chunk: Chunk
    passing: Passing
    rows: npt.NDArray[np.int64]
    _events: dict[Event, tuple[Days, Days]] = field(factory=dict)

    def found(self, node: Node) -> Found:
        """Return when a requirement holds."""
        match node:
            case Elapsed(event, years, months):
                sure, may = self._event(event)
                return self._later(sure, may, 12 * years + months)
            case Before(event):
                sure, may = self._event(event)
                return self._always, may, self._always, sure
            case Accumulated():
                return self._spells(node)
            case Recorded():
                return self._stretches(node)
            case Fact(path, values):
                certain, possible = self._two
                loops.fact(self.rows, self.chunk.values(path), self._mask(path, values), certain, possible)
                return certain, _NO_END, possible, _NO_END
        raise Unfit

    @property
    def _two(self) -> tuple[Days, Days]:
        return np.empty(len(self.rows), np.int32), np.empty(len(self.rows), np.int32)

    @cached_property
    def _always(self) -> Days:
        return np.full(len(self.rows), ALWAYS, np.int32)

    def _later(self, sure: Days, may: Days, months: int) -> Found:
        if months:
            later, possible = self._two
            loops.later(sure, may, months, _far(months)[1], later, possible)
            sure, may = later, possible
        return sure, _NO_END, may, _NO_END

    def _event(self, event: Event) -> tuple[Days, Days]:
        if event not in self._events:
            self._events[event] = self._happened(event)
        return self._events[event]

    def _happened(self, event: Event) -> tuple[Days, Days]:
        certain, possible = self._two
        if isinstance(event, Day):
            loops.day(self.rows, self.chunk.days(event.path), certain, possible)
            return certain, possible
        path, edge = event.records.path, event.edge
        days = self.chunk.days(f"{path}.{edge.field}")
        months, table = _moves(edge)
        loops.first(*self._records(event.records), days, months, edge.days, table, certain, possible)
        return certain, possible

    def _spells(self, node: Accumulated) -> Found:
        path = node.records.path
        if node.since != Edge(node.since.field) or node.until != Edge(node.until.field, days=1):
            raise Unfit
        if node.stated and self.chunk.people.table.columns[node.stated.years].known.any():
            raise Unfit
        if self.chunk.standing(path).most > loops.MOST:
            raise Unfit
        after = self._event(node.after) if node.after else (self._always, self._always)
        certain, possible = self._two
        since, until = (self.chunk.days(f"{path}.{edge.field}") for edge in (node.since, node.until))
        months, table = _far(12 * node.years)
        records = self._records(node.records)
        loops.spells(*records, since, until, months, table, *after, certain, possible)
        return certain, _NO_END, possible, _NO_END

    def _stretches(self, node: Recorded) -> Found:
        path = node.records.path
        since, until = (
            _NO_END if edge is None else self.chunk.days(f"{path}.{edge.field}") for edge in (node.since, node.until)
        )
        ongoing = node.until is not None and self.passing.schema.fields[f"{path}.{node.until.field}"].open_ended
        found = (*self._two, *self._two)
        loops.stretches(
            *self._records(node.records),
            *(since, _moves(node.since)[0], node.since.days if node.since else 0, _moves(node.since)[1]),
            *(until, _moves(node.until)[0], node.until.days if node.until else 0, _moves(node.until)[1], ongoing),
            *found,
        )
        return found

    def _records(self, records: Records) -> tuple[Array, ...]:
        at = self.chunk.standing(records.path)
        codes = self.chunk.codes(records.path, self.passing.digits(records.path))
        return self.rows, at.start, at.end, at.given, codes, self.passing.table(records)

    def _mask(self, path: str, values: "tuple[object, ...]") -> int:
        if self.passing.schema.fields[path].type not in ("choice", "grade", "flag"):
            raise Unfit
        codes = self.passing.schema.codes(path, values)
        if max(codes, default=0) >= _SMALL:
            raise Unfit
        return sum(1 << code for code in set(codes))


def _moves(edge: Edge | None) -> tuple[int, Days]:
    return _far(12 * edge.years + edge.months) if edge else (0, _NO_TABLE)


def _far(months: int) -> tuple[int, Days]:
    """Return months with their table. Raises Unfit for more than the tables reach."""
    if abs(months) > FURTHEST:
        raise Unfit
    return months, table_of(months) if months else _NO_TABLE
