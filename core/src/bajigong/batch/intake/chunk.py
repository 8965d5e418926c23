"""The cells of a chunk of rows, read: those of single facts, and those of lists."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from bajigong.batch.columns import Flags
from bajigong.batch.intake.coding import Coded, coded
from bajigong.batch.intake.list_column import ListColumn, Said
from bajigong.batch.intake.marks import BAD, FILLED, Marks, has
from bajigong.batch.intake.nested import is_nested, read_nested
from bajigong.batch.intake.plan import Keyed, Plan
from bajigong.batch.intake.reads import Cells
from bajigong.batch.intake.records import Records
from bajigong.batch.intake.roads import Column, read_column
from bajigong.batch.intake.strings import is_text
from bajigong.batch.intake.wide import Wide
from bajigong.tables.words import TOTAL, is_blank, sums_up


@frozen(eq=False)
class Chunk:
    """Rows by fact: single ones by path, lists by path, and what stands in columns without a header."""

    size: int
    plain: Mapping[str, Cells]
    lists: Mapping[str, ListColumn]
    strays: Sequence[Marks]
    totals: Flags

    @property
    def filled(self) -> Flags:
        """Say which rows say anything: those of totals do not."""
        found = np.zeros(self.size, bool)
        for marks in (*(cells.marks for cells in self.plain.values()), *self.strays):
            found |= has(marks, FILLED)
        for one in self.lists.values():
            found |= one.filled
        return found & ~self.totals


def read_chunk(plan: Plan, columns: Sequence[Column], size: int) -> Chunk:
    """Read every column of a chunk."""
    return Chunk(
        size,
        {path: read_column(reader, columns[column]) for path, (column, reader) in plan.plain.items()},
        {
            **{path: _wide(plan, path, slots, columns, size) for path, slots in plan.records.items()},
            **{path: _whole(plan, path, columns) for path in plan.whole},
        },
        [_stray(columns[column]) for column in plan.headless],
        _totals([columns[column] for column in plan.layout.telling], size),
    )


def _totals(columns: Sequence[Column], size: int) -> Flags:
    """Say which rows sum others up."""
    found = np.zeros(size, bool)
    for column in columns:
        if isinstance(column, pa.Array):
            found |= _summing(column)
        else:
            sums = np.array([False, *map(sums_up, column.values)], bool)
            found |= sums[column.places]
    return found


def _summing(column: pa.Array) -> Flags:
    words = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not is_text(words.type):
        return np.zeros(len(column), bool)
    hits = pc.match_substring_regex(words.cast(pa.large_string()), f"^(?s:{TOTAL.pattern})$")
    if words is not column:
        hits = hits.take(column.indices)
    flags: Flags = hits.fill_null(False).to_numpy(zero_copy_only=False)
    return flags


def _wide(plan: Plan, path: str, slots: Sequence[Keyed], columns: Sequence[Column], size: int) -> Wide:
    cells = ({name: read_column(r, columns[column]) for name, (column, r) in slot.items()} for slot in slots)
    return Wide(tuple(Records(plan.schema, path, one, size) for one in cells), path in plan.layout.open_lists)


def _whole(plan: Plan, path: str, columns: Sequence[Column]) -> ListColumn:
    column, reader = plan.whole[path]
    cells = columns[column]
    if isinstance(cells, pa.Array) and is_nested(cells.type):
        return read_nested(cells, plan.schema, path, plan.below[path])
    return Said(plan.schema, path, read_column(reader, cells))


def _stray(column: Column) -> Marks:
    """Mark the values of a column without a header, which are wrong wherever they stand."""
    cells = column if isinstance(column, Coded) else coded(column)
    marks = np.array([0, *(0 if is_blank(value) else BAD for value in cells.values)], np.uint8)
    found: Marks = marks[cells.places]
    return found
