"""Which road a column takes: what has its type already straight, text by its bytes, the rest by its distinct values."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import pyarrow as pa
from pyarrow import types

from bajigong.batch.intake.cells import Cells, Coded, coded, places_of
from bajigong.batch.intake.date_readers import read_days, read_moments, read_written
from bajigong.batch.intake.id_numbers import read_id_numbers
from bajigong.batch.intake.many import is_list, read_lists
from bajigong.batch.intake.reader import TRACK, Reader
from bajigong.batch.intake.text_readers import is_text, read_text
from bajigong.batch.intake.typed import read_figures, read_flags, read_numbers
from bajigong.tables.certificate_number import NUMBER

#: A column of a chunk as it is handed in.
Column: TypeAlias = "pa.Array | Coded"
Road = Callable[[Reader, pa.Array], Cells]

#: From so many distinct texts on it pays to look at their bytes.
_MANY: Final = 64


def read_column(reader: Reader, column: Column) -> Cells:
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
            return None if reader.fact.path in (TRACK, NUMBER) else road
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
