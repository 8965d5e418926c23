"""Rows of a chunk become people: their facts in columns, and what selects the rules that answer."""

import numpy as np
import numpy.typing as npt

from bajigong.batch.columns import Column, Days, Table
from bajigong.batch.intake.cells import Read, Rows
from bajigong.batch.intake.lists import column_of
from bajigong.batch.intake.reader import TRACK
from bajigong.batch.intake.whole_chunk import WholeChunk
from bajigong.batch.people import UNKNOWN, People
from bajigong.calendar import ALWAYS


def lay_out(chunk: WholeChunk, rows: Rows) -> People:
    """Lay out some rows of a chunk, none of them odd, in their order.

    A fact that no column gives is one value for all of them, in a column of length 1, and a list a column of one list.
    """
    size = np.arange(chunk.chunk.size)[rows].size
    table = _table(chunk, rows, size)
    columns = table.columns
    return People(
        table,
        _tracks(chunk, rows, size),
        _selected(columns.get("occupation"), size, UNKNOWN).astype(np.int64),
        _selected(columns.get("grade"), size, UNKNOWN).astype(np.int8),
        _selected(columns.get("place"), size, int(chunk.terms.tenant_place)).astype(np.int64),
    )


def _table(chunk: WholeChunk, rows: Rows, size: int) -> Table:
    constants = chunk.constants.table
    lists = {path: one.lists(rows, declared=chunk.declared(path)) for path, one in chunk.chunk.lists.items()}
    columns = {path: _column(chunk, path, rows, column) for path, column in constants.columns.items()}
    return Table(_repeated(chunk.on, rows, size), columns, {**constants.lists, **lists})


def _column(chunk: WholeChunk, path: str, rows: Rows, constant: Column) -> Column:
    if path == chunk.terms.schema.path("birth"):
        birth = chunk.birth if len(chunk.birth) == 1 else chunk.birth[rows]
        return Column(birth, birth > ALWAYS)
    cells = chunk.plain.get(path)
    if not isinstance(cells, Read):
        return constant
    return column_of(cells.pick(rows), chunk.terms.schema.fields[path])


def _repeated(days: Days, rows: Rows, size: int) -> Days:
    return np.full(size, days[0], np.int32) if len(days) == 1 else days[rows]


def _tracks(chunk: WholeChunk, rows: Rows, size: int) -> npt.NDArray[np.int8]:
    cells = chunk.plain.get(TRACK)
    if not isinstance(cells, Read):
        return np.full(size, chunk.constants.track, np.int8)
    read = cells.pick(rows)
    return np.where(read.known, read.values, UNKNOWN).astype(np.int8)


def _selected(column: Column | None, size: int, unknown: int) -> npt.NDArray[np.int64]:
    """Return the numbers of a column for each row, another for an unknown one."""
    if column is None:
        return np.full(size, unknown, np.int64)
    return np.broadcast_to(np.where(column.known, column.values, unknown), size).astype(np.int64)
