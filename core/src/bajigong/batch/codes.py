"""Rows told apart by numbers: the same number, the same code."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

Numbers = npt.NDArray[np.signedinteger[Any]]


@frozen(eq=False)
class Codes:
    """A code for each row, counted from 0, and one row that has each code."""

    codes: npt.NDArray[np.int32]
    row: npt.NDArray[np.int64]


_COUNTED: list[npt.NDArray[np.int64]] = [np.arange(1 << 16)]


def counted(rows: int) -> npt.NDArray[np.int64]:
    """Return the numbers from 0 on, one for each row: part of an array that is made once. They must not be changed."""
    if len(_COUNTED[0]) < rows:
        _COUNTED[0] = np.arange(rows)
    return _COUNTED[0][:rows]


def encoded(keys: Sequence[Numbers], rows: int) -> Codes:
    """Code rows by one or several numbers that they have."""
    if not keys:
        return Codes(np.zeros(rows, np.int32), np.zeros(min(rows, 1), np.int64))
    codes = _code(keys[0])
    for more in keys[1:]:
        other = _code(more)
        codes = _code(codes.codes.astype(np.int64) * max(len(other.row), 1) + other.codes)
    return codes


def refined(codes: Codes, more: npt.NDArray[np.int16], least: int, most: int) -> Codes:
    """Tell rows with one code apart by small numbers from ``least`` to ``most``."""
    return _code(codes.codes.astype(np.int64) * (most - least + 1) + (more - least))


#: Numbers below this are counted in a table, which is quicker than hashing them.
_SMALL = 1 << 16


def _code(numbers: Numbers) -> Codes:
    if len(numbers) >= _SMALL // 4 and numbers.min() >= 0 and numbers.max() < _SMALL:
        return _tabled(numbers)
    codes = pa.array(numbers).dictionary_encode()
    indices = codes.indices.to_numpy()
    row = np.zeros(len(codes.dictionary), np.int64)
    row[indices] = counted(len(numbers))
    return Codes(indices, row)


def _tabled(numbers: Numbers) -> Codes:
    row = np.full(_SMALL, -1, np.int64)
    row[numbers] = counted(len(numbers))
    there = row >= 0
    code = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return Codes(code.take(numbers), row[there])
