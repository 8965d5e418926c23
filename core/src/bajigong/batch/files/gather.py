"""Groups of rows of one size, whatever the pieces they came in: what is written hangs on nothing but the rows."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define, field

#: Rows of a group.
GROUP: Final = 1 << 20
_FEW: Final = 8


@define(eq=False)
class Groups:
    """Gathers batches of one schema; gives tables of ``size`` rows, the last one of fewer."""

    size: int = GROUP
    _held: list[pa.RecordBatch] = field(factory=list)
    _rows: int = 0

    def put(self, batch: pa.RecordBatch) -> Iterator[pa.Table]:
        """Add rows; give the groups that they fill."""
        while self._rows + batch.num_rows >= self.size:
            room = self.size - self._rows
            self._held.append(batch.slice(0, room))
            yield self._drain()
            batch = batch.slice(room)
        if batch.num_rows:
            self._held.append(batch)
            self._rows += batch.num_rows

    def rest(self) -> Iterator[pa.Table]:
        """Give what is left, if anything is."""
        if self._held:
            yield self._drain()

    def _drain(self) -> pa.Table:
        held, self._held, self._rows = self._held, [], 0
        return settled(pa.Table.from_batches(held))


def settled(table: pa.Table) -> pa.Table:
    """Return a table in one piece, its dictionaries those values that occur, in order."""
    table = table.unify_dictionaries().combine_chunks()
    columns = [_settled(column.chunk(0)) if _is_coded(column) else column for column in table.columns]
    return pa.table(columns, schema=table.schema)


def _is_coded(column: pa.ChunkedArray) -> bool:
    return column.num_chunks > 0 and bool(pa.types.is_dictionary(column.type))


def _settled(array: pa.DictionaryArray) -> pa.DictionaryArray:
    words, indices = array.dictionary.to_pylist(), array.indices
    codes = indices.fill_null(len(words)).to_numpy() if indices.null_count else indices.to_numpy()
    kept = sorted(_used(codes, len(words)), key=words.__getitem__)
    if kept == list(range(len(words))):
        return array
    places = np.zeros(len(words) + 1, np.int32)
    places[kept] = np.arange(len(kept))
    known = indices.is_valid().buffers()[1] if indices.null_count else None
    fresh = pa.Array.from_buffers(pa.int32(), len(array), [known, pa.py_buffer(places.take(codes))])
    return pa.DictionaryArray.from_arrays(fresh, pa.array([words[code] for code in kept], pa.string()))


def _used(codes: npt.NDArray[np.int32], count: int) -> list[int]:
    """Return the codes below a count that occur. Looking for a few of them is quicker than counting all."""
    if count <= _FEW:
        return [code for code in range(count) if (codes == code).any()]
    return np.flatnonzero(np.bincount(codes, minlength=count + 1)[:count]).tolist()


def coded(codes: npt.NDArray[Any], words: list[str], blank: npt.NDArray[np.bool_] | None = None) -> pa.DictionaryArray:
    """Return a column of words by their places in a list; ``blank`` says which cells are empty."""
    known = None if blank is None else pa.py_buffer(np.packbits(~blank, bitorder="little"))
    places = pa.py_buffer(np.ascontiguousarray(codes, np.int32))
    indices = pa.Array.from_buffers(pa.int32(), len(codes), [known, places])
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))
