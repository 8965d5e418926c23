"""Arrow's cells as the Python objects that a reader of single rows would see."""

from typing import Any

import pyarrow as pa
from pyarrow import types

from bajigong.batch.intake.reads import Index


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
