"""Columns as codes into their distinct values: what stands in a million cells is often no more than a dozen words."""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from bajigong.batch.intake.buffers import places_of
from bajigong.batch.intake.objects import pythonic
from bajigong.batch.intake.reads import Index, Places
from bajigong.tables.words import BrokenCell

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
