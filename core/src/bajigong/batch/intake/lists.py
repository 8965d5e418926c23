"""Lists of records as the engine takes them, from cells that were read."""

from collections.abc import Mapping

import numpy as np
from attrs import frozen

from bajigong.batch.columns import Column, Flags, Lists, Nested
from bajigong.batch.intake.fact import Shape
from bajigong.batch.intake.reads import Cells, Many, Numbers, Read
from bajigong.policy.facts import FactField
from bajigong.schema import Schema


@frozen(eq=False)
class Kept:
    """The records that remain of a list, or a place for one in each row: the cells of each key.

    With ``there`` the places that are not filled mean nothing, and count as known.
    """

    schema: Schema
    path: str
    cells: Mapping[str, Cells]
    size: int
    there: Flags | None = None

    def lists(self, given: Flags, offsets: Numbers) -> Lists:
        """Lay the records out, by which rows give a list and where the records of each begin."""
        below = self.schema.children.get(self.path, {})
        fields = {n: self._column(n) for n, f in below.items() if f.type != "text" and not f.many}
        nested = {n: self._nested(n) for n, f in below.items() if f.many}
        return Lists(given, offsets, fields, nested, self.there)

    def _column(self, name: str) -> Column:
        read, field = self.cells.get(name), self.schema.fields[f"{self.path}.{name}"]
        if not isinstance(read, Read):
            shape = Shape(self.schema, field)
            return Column(np.full(self.size, shape.blank, shape.dtype), self._free)
        column = column_of(read, field)
        return column if self.there is None else Column(column.values, column.known | self._free)

    def _nested(self, name: str) -> Nested:
        many = self.cells.get(name)
        if not isinstance(many, Many):
            return Nested(np.zeros(0, np.int64), np.zeros(self.size + 1, np.int64), self._free)
        known = many.known if self.there is None else many.known & self.there
        counts = many.counts * known
        offsets = offsets_of(counts)
        first = np.repeat(many.starts - offsets[:-1], counts)
        return Nested(many.pool[first + np.arange(offsets[-1])], offsets, known | self._free)

    @property
    def _free(self) -> Flags:
        """The places where no record is."""
        return np.zeros(self.size, bool) if self.there is None else ~self.there


def column_of(read: Read, field: FactField) -> Column:
    """Lay out cells that were read. Of an ID number a column only says that there is one."""
    known = read.known
    if field.type == "id_number":
        return Column(np.where(known, 1, -1).astype(np.int32), known)
    return Column(read.values, known)


def offsets_of(counts: Numbers) -> Numbers:
    """Return where each of several lists begins, and where the last ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))
