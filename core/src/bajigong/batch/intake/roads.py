"""How a column is read: typed values as they are, text by its bytes, the rest by its distinct values."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from bajigong.batch.columns import Flags
from bajigong.batch.intake.cells import (
    FILLED,
    GOOD,
    KNOWN,
    ODD,
    SAYS,
    Cells,
    Coded,
    Many,
    Numbers,
    Read,
    as_marks,
    coded,
    places_of,
    truths,
    validity,
)
from bajigong.batch.intake.reader import TRACK, Reader
from bajigong.batch.intake.text_readers import (
    is_text,
    look_again,
    read_days,
    read_id_numbers,
    read_moments,
    read_text,
    read_written,
)


def is_list(kind: pa.DataType) -> bool:
    """Say whether a type is a list of any kind."""
    return any(
        test(kind)
        for test in (
            types.is_list,
            types.is_large_list,
            types.is_fixed_size_list,
            types.is_list_view,
            types.is_large_list_view,
        )
    )


def lengths(array: pa.Array) -> Numbers:
    """Return the lengths of lists, 0 for null."""
    found: Numbers = pc.list_value_length(array).fill_null(0).cast(pa.int64()).to_numpy()
    return found


def read_lists(reader: Reader, array: pa.Array) -> Many:
    """Read a column of lists. One with a null, an odd item, or an item twice is odd."""
    counts = lengths(array)
    items = coded(array.flatten())
    numbers, odd = reader.items(items.values)
    codes = items.codes
    pool = np.append(numbers, 0)[codes]
    row = np.repeat(np.arange(len(array)), counts)
    marks = np.full(len(array), GOOD, np.uint8) if (valid := validity(array)) is None else as_marks(valid, GOOD)
    marks[row[np.append(odd, True)[codes]]] |= ODD
    marks[row[_again(row, pool)]] |= ODD
    return Many(pool, np.cumsum(counts) - counts, counts, marks)


def _again(row: Numbers, pool: Numbers) -> Flags:
    """Say which items stand in their list before."""
    order = np.lexsort((pool, row))
    found = np.zeros(len(row), bool)
    found[order[1:]] = (np.diff(row[order]) == 0) & (np.diff(pool[order]) == 0)
    return found


#: Numbers up to here are taken as they stand; others are read value by value.
_USUAL: Final = 1_000_000


def read_flags(reader: Reader, array: pa.Array) -> Read:
    """Read a column of Arrow's booleans for a flag: 1, 0, and -1 for null."""
    said, valid = truths(array), validity(array)
    if valid is None:
        return Read(said.astype(np.int32), as_marks(said, SAYS) | np.uint8(FILLED | KNOWN), -1)
    said = said & valid
    values = said.view(np.int8) + valid.view(np.int8) - np.int8(1)
    return Read(values.astype(np.int32), as_marks(valid, FILLED | KNOWN) | as_marks(said, SAYS), -1)


def read_numbers(reader: Reader, array: pa.Array) -> Read:
    """Read a column of Arrow's whole numbers or floats for a number."""
    given = array.cast(pa.float64(), safe=False).fill_null(np.nan).to_numpy()
    good = (given >= 0) & (given <= _USUAL)
    values, marks = np.where(good, given, 0.0), as_marks(good, GOOD)
    others = ~good if (valid := validity(array)) is None else ~good & valid
    rows = np.flatnonzero(others)
    if again := look_again(reader, array, rows, marks):
        values[rows] = again.values
    return Read(values, marks, 0.0)


def read_figures(reader: Reader, array: pa.Array) -> Read:
    """Read a column of Arrow's whole numbers for a text: all can be read, and none says "none"."""
    valid = validity(array)
    marks = np.full(len(array), GOOD, np.uint8) if valid is None else as_marks(valid, GOOD)
    return Read(np.broadcast_to(np.int32(0), len(array)), marks, 0)


#: A column of a chunk as it is handed in.
Written: TypeAlias = "pa.Array | Coded"
Road = Callable[[Reader, pa.Array], Cells]

#: From so many distinct texts on it pays to look at their bytes.
_MANY: Final = 64


def read_column(reader: Reader, column: Written) -> Cells:
    """Read the cells of a column."""
    if isinstance(column, Coded):
        return _distinct(reader, column).spread(column.places)
    if not types.is_dictionary(column.type):
        return _array(reader, column)
    if len(column.dictionary) > len(column):  # of a larger table; few of its words stand here
        return _array(reader, column.dictionary_decode())
    return _array(reader, column.dictionary).spread(places_of(column.indices))


def _array(reader: Reader, array: pa.Array) -> Cells:
    road = _road(reader, array.type)
    if road is not None:
        return road(reader, array)
    cells = coded(array)
    return reader.read(cells.values).spread(cells.places)


def _distinct(reader: Reader, column: Coded) -> Cells:
    """Read distinct values; many texts become an Arrow column first."""
    values = column.values
    if len(values) >= _MANY and _road(reader, pa.string()) and set(map(type, values)) == {str}:
        try:
            return _array(reader, pa.array(values, pa.string()))
        except UnicodeEncodeError:  # half a character, which Arrow does not hold
            pass
    return reader.read(values)


def _road(reader: Reader, kind: pa.DataType) -> Road | None:
    """Return the road of a fact whose column has a type, None for that of distinct values."""
    if reader.fact.many:
        return read_lists if is_list(kind) else None
    for test, road in _ROADS.get(reader.fact.type, ()):
        if test(kind):
            return None if reader.fact.path == TRACK or reader.fact.role == "held_number" else road
    return None


def _is_moment(kind: pa.DataType) -> bool:
    """Say whether a type is a day in milliseconds, or a moment of no time zone."""
    return bool(types.is_date64(kind) or (types.is_timestamp(kind) and kind.tz is None))


def _is_number(kind: pa.DataType) -> bool:
    return bool(types.is_integer(kind) or types.is_floating(kind))


def _in_figures(road: Road) -> Road:
    """Read whole numbers as the text of the same figures."""
    return lambda reader, array: road(reader, array.cast(pa.string()))


_ROADS: Final[Mapping[str, tuple[tuple[Callable[[pa.DataType], bool], Road], ...]]] = {
    "date": (
        (types.is_date32, read_days),
        (_is_moment, read_moments),
        (is_text, read_written),
        (types.is_integer, _in_figures(read_written)),
    ),
    "flag": ((types.is_boolean, read_flags),),
    "number": ((_is_number, read_numbers),),
    "text": ((is_text, read_text), (types.is_integer, read_figures)),
    "id_number": ((is_text, read_id_numbers), (types.is_integer, _in_figures(read_id_numbers))),
}
