"""Which records pass, as a table: one entry for each code that a record can have."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field

from bajigong.batch.compiled.chunk import OWN, Unfit
from bajigong.batch.compiled.loops import CERTAIN, POSSIBLE
from bajigong.columns import Column, Lists, Table
from bajigong.engine.hope import ALL, NONE
from bajigong.engine.records import passing
from bajigong.engine.scene import Scene
from bajigong.engine.selection import Selection
from bajigong.policy.when import AtLeast, Contains, Covers, Node, Records, Same, SameOccupation, all_records
from bajigong.schema import Schema

#: Fields of a list as digits of a code: the name of each, and how many values it has.
Digits = tuple[tuple[str, int], ...]
_MOST = 1 << 16
_SELECTORS = ("grade", "track")


@define(eq=False, slots=False)
class Passing:
    """The tables of one group's rules.

    Codes are made of the fields that ``all_nodes`` read, so that all groups of a place share them; where those have too
    many values, of the fields that the group's own ``nodes`` read.
    """

    schema: Schema
    selection: Selection
    nodes: Sequence[Node]
    all_nodes: Sequence[Node]
    _tables: dict[Records, npt.NDArray[np.uint8]] = field(factory=dict)

    def digits(self, path: str) -> Digits:
        """Return what the codes of a list's records are made of. Raises Unfit where there would be too many."""
        for digits in self._digits:
            if np.prod([size for _, size in digits.get(path, ())], dtype=np.float64) <= _MOST:
                return digits.get(path, ())
        raise Unfit

    @cached_property
    def _digits(self) -> tuple[dict[str, Digits], dict[str, Digits]]:
        return self._fields(self.all_nodes), self._fields(self.nodes)

    def _fields(self, nodes: Sequence[Node]) -> dict[str, Digits]:
        read: dict[str, set[str]] = {}
        for records in all_records(nodes):
            read.setdefault(records.path, set()).update(_fields(records))
        return {path: tuple((name, self._size(path, name)) for name in sorted(names)) for path, names in read.items()}

    def _size(self, path: str, name: str) -> int:
        if name == OWN:
            return 3
        fact = self.schema.fields[f"{path}.{name}"]
        match fact.type:
            case "choice":
                return len(fact.choices) + 1
            case "flag":
                return 3
            case "grade":
                return max(self.schema.grade_order.values()) + 2
        return _MOST + 1

    def table(self, records: Records) -> npt.NDArray[np.uint8]:
        """Return how a record passes, for each code. Raises Unfit for tests that codes cannot answer."""
        if records not in self._tables:
            self._tables[records] = self._table(records)
        return self._tables[records]

    def _table(self, records: Records) -> npt.NDArray[np.uint8]:
        digits = self.digits(records.path)
        if any(
            isinstance(test, Contains | Covers)
            or (isinstance(test, Same | AtLeast) and test.selector not in _SELECTORS)
            for test in records.where
        ):
            raise Unfit
        sizes = [size for _, size in digits]
        codes = np.arange(int(np.prod(sizes, dtype=np.int64)))
        columns = (
            {name: one - 1 for (name, _), one in zip(digits, np.unravel_index(codes, sizes), strict=True)}
            if sizes
            else {}
        )
        fields = {("occupation" if name == OWN else name): self._column(name, one) for name, one in columns.items()}
        lists = Lists(np.ones(len(codes), bool), np.arange(len(codes) + 1), fields, {})
        table = Table(np.zeros(len(codes), np.int32), {}, {records.path: lists})
        scene = Scene(table, self.schema, self.selection)
        certain, possible = (passing(scene, records, hope) for hope in (NONE, ALL))
        return (certain * np.uint8(CERTAIN) | possible * np.uint8(POSSIBLE)).astype(np.uint8)

    def _column(self, name: str, values: npt.NDArray[Any]) -> Column:
        """Return a digit as the field it was made of: an occupation is the one applied for, or another."""
        if name == OWN:
            return Column(np.where(values == 1, self.selection.occupation_number, 0), values >= 0)
        return Column(values.astype(np.int32), values >= 0)


def _fields(records: Records) -> Iterable[str]:
    for test in records.where:
        if isinstance(test, SameOccupation):
            yield from (OWN, test.related) if test.related else (OWN,)
        elif not isinstance(test, Contains | Covers):
            yield test.field
