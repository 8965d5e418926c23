"""Columns as codes into their distinct values: what stands in a million cells is often no more than a dozen words."""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen
from pyarrow import types

from bajigong.batch.columns import Flags
from bajigong.tables.words import BrokenCell

Marks = npt.NDArray[np.uint8]

#: Something stands in the cell.
FILLED: Final = 1
#: It was read, and its number stands in the column.
KNOWN: Final = 2
#: It says something else than that there is no record: "none" does not, nor does "no" in a flag.
SAYS: Final = 4
#: By itself it says that there is no such record, whatever stands beside it.
ABSENT: Final = 8
#: It cannot be read here. The row is left to the way of single rows.
ODD: Final = 16

GOOD: Final = FILLED | KNOWN | SAYS
BAD: Final = FILLED | SAYS | ODD


def has(marks: Marks, mark: int) -> Flags:
    """Say which cells have a mark."""
    found: Flags = (marks & np.uint8(mark)) != 0
    return found


def as_marks(flags: Flags, mark: int) -> Marks:
    """Put a mark where a flag is set."""
    marks: Marks = flags.view(np.uint8) * np.uint8(mark)
    return marks


def merged(columns: "list[Marks]", size: int) -> Marks:
    """Return every mark that some cell of a row has."""
    if not columns:
        return np.zeros(size, np.uint8)
    found = columns[0]
    for marks in columns[1:]:
        found = found | marks
    return found


#: Places of distinct values, counted from 1; 0 is a blank cell.
Places = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.int64]
#: Positions of rows or records.
Index = npt.NDArray[np.intp]
#: Positions of rows, or all of them.
Rows = npt.NDArray[np.intp] | slice


@frozen(eq=False)
class Read:
    """A column of single values, as long as its marks. Where none is known there stands ``blank``."""

    values: npt.NDArray[Any]
    marks: Marks
    blank: float

    @property
    def known(self) -> Flags:
        """Say which values are known."""
        return has(self.marks, KNOWN)

    def spread(self, places: Places) -> "Read":
        """Return the cells at places."""
        values = np.empty(len(self.values) + 1, self.values.dtype)
        values[0], values[1:] = self.blank, self.values
        return Read(values[places], _behind_zero(self.marks)[places], self.blank)

    def pick(self, rows: Rows) -> "Read":
        """Return the cells at positions."""
        return Read(self.values[rows], self.marks[rows], self.blank)


@frozen(eq=False)
class Many:
    """A column of small lists: those of cell ``i`` are the ``counts[i]`` numbers of the pool from ``starts[i]`` on."""

    pool: Numbers
    starts: Numbers
    counts: Numbers
    marks: Marks

    @property
    def known(self) -> Flags:
        """Say which lists are known."""
        return has(self.marks, KNOWN)

    def spread(self, places: Places) -> "Many":
        """Return the cells at places."""
        starts, counts, marks = (_behind_zero(column)[places] for column in (self.starts, self.counts, self.marks))
        return Many(self.pool, starts, counts, marks)

    def pick(self, rows: Rows) -> "Many":
        """Return the cells at positions."""
        return Many(self.pool, self.starts[rows], self.counts[rows], self.marks[rows])


Cells = Read | Many


def _behind_zero(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.concatenate((np.zeros(1, column.dtype), column))


def validity(array: pa.Array) -> Flags | None:
    """Say which cells are not null, None where none is null. A dictionary's own nulls are not seen."""
    if array.null_count == 0:
        return None
    return _bits(array, array.buffers()[0])


def truths(array: pa.Array) -> Flags:
    """Return booleans; what stands for null means nothing."""
    return _bits(array, array.buffers()[1])


def fixed(array: pa.Array) -> npt.NDArray[Any]:
    """Return whole numbers, dates and moments as integers of their width; what stands for null means nothing."""
    kind = "u" if pa.types.is_unsigned_integer(array.type) else "i"
    data: npt.NDArray[Any] = np.frombuffer(array.buffers()[1] or b"", np.dtype(f"{kind}{array.type.byte_width}"))
    return data[array.offset : array.offset + len(array)]


def places_of(indices: pa.Array) -> Places:
    """Return the indices of a dictionary as places counted from 1, 0 for null."""
    places = fixed(indices).astype(np.intp)
    places += 1
    valid = validity(indices)
    if valid is not None:
        places *= valid
    return places


def _bits(array: pa.Array, buffer: pa.Buffer) -> Flags:
    start, within = divmod(array.offset, 8)
    bits = np.frombuffer(buffer or b"", np.uint8)[start:]
    return np.unpackbits(bits, count=within + len(array), bitorder="little")[within:].view(np.bool_)


def pythonic(array: pa.Array) -> list[Any]:
    """Return cells as Python objects. What Python cannot hold, a moment between microseconds say, is given as text."""
    try:
        values: list[Any] = _coarser(array).to_pylist()
    except (ValueError, OverflowError):  # among the former are text that is not UTF-8, and a cast that loses digits
        return [_object(array[place : place + 1]) for place in range(len(array))]
    return values


def picked(array: pa.Array, rows: Index) -> list[Any]:
    """Return some cells as Python objects."""
    try:
        return pythonic(array.take(pa.array(rows)))
    except pa.ArrowNotImplementedError:  # views of text cannot be taken
        return [_object(array[row : row + 1]) for row in rows.tolist()]


def _object(one: pa.Array) -> Any:
    """Return the only cell of an array."""
    try:
        return _coarser(one).to_pylist()[0]
    except UnicodeDecodeError:
        return _undecoded(one[0])
    except (ValueError, OverflowError):
        return _written(one[0])


def _undecoded(cell: Any) -> str:
    """Return bytes that are not UTF-8 as text that readers refuse."""
    data: bytes = cell.as_buffer().to_pybytes() if hasattr(cell, "as_buffer") else b"\xff"
    return data.decode("utf-8", "surrogateescape")


def _written(cell: Any) -> str:
    try:
        return str(cell.cast(pa.string()))
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):  # a struct whose fields share a name
        return str(cell.type)


def _coarser(array: pa.Array) -> pa.Array:
    """Count moments in microseconds: in nanoseconds they would be objects of another library, where it is there."""
    kind = _in_microseconds(array.type)
    return array if kind == array.type else array.cast(kind)


def _in_microseconds(kind: pa.DataType) -> pa.DataType:
    if types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_in_microseconds(kind.value_type)))
    if types.is_large_list(kind):
        return pa.large_list(kind.value_field.with_type(_in_microseconds(kind.value_type)))
    if types.is_struct(kind):
        return pa.struct([field.with_type(_in_microseconds(field.type)) for field in kind])
    return kind


#: Types whose equal values are written alike. Moments are not among them, for they may have time zones.
_PLAIN: Final = frozenset({str, int, bool, float, date, BrokenCell, type(None)})
#: Of these, some values of different types are equal.
_NUMERIC: Final = frozenset({int, bool, float})


@frozen(eq=False)
class Coded:
    """A column of ``n`` cells: ``codes[i]`` is the place of cell ``i`` in ``values``, -1 for a blank one.

    The values are as a reader of single rows would see them: text, numbers, dates, failed formulas.
    """

    codes: npt.NDArray[np.int32]
    values: Sequence[Any]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def places(self) -> Places:
        """The codes as places counted from 1."""
        return self.codes.astype(np.intp) + 1

    def picked(self, rows: Index) -> list[Any]:
        """Return the values of some cells."""
        return [None if code < 0 else self.values[code] for code in self.codes[rows].tolist()]


def coded(array: "pa.Array | pa.ChunkedArray") -> Coded:
    """Code an Arrow column of any type."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    try:
        encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    except pa.ArrowNotImplementedError:  # what has no hash: lists, structs
        return coded_objects(pythonic(array))
    return Coded((places_of(encoded.indices) - 1).astype(np.int32), pythonic(encoded.dictionary))


def coded_objects(values: Sequence[Any]) -> Coded:
    """Code the cells of a sheet. 1, 1.0 and True are different values; None is a blank cell."""
    types = set(map(type, values))
    if types <= _PLAIN and len(types & _NUMERIC) < 2:  # then values that are equal are the same
        first = dict(zip(values, values, strict=True))
        if float not in types or 0.0 not in first:  # but 0.0 and -0.0 are not
            return _coded(values, first)
    keys = list(map(key_of, values))
    return _coded(keys, dict(zip(keys, values, strict=True)))


def key_of(value: Any) -> Hashable:
    """Return what tells a value from every other that is written otherwise."""
    kind = type(value)
    return (kind, value) if value and kind in _PLAIN else (kind, repr(value))


def _coded(keys: Sequence[Hashable], first: dict[Hashable, Any]) -> Coded:
    order = dict(zip(first, range(len(first)), strict=True))
    codes = np.fromiter(map(order.__getitem__, keys), np.int32, len(keys))
    values = list(first.values())
    blank = next((code for code, value in enumerate(values) if value is None), None)
    if blank is not None:
        del values[blank]
        codes = np.where(codes == blank, -1, codes - (codes > blank)).astype(np.int32)
    return Coded(codes, values)
