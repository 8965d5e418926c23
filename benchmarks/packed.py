"""The data sets as peers take them: short names, and a code in place of each word. Nothing is copied."""

from collections.abc import Callable

import pyarrow as pa

from vocabulary import SHORT, SHORT_LISTS


def pack(people: pa.Table) -> pa.Table:
    """Return the flat columns that the conditions read, words as the int8 codes of their dictionary."""
    return pa.table({short: _each(people[path], codes) for path, short in SHORT.items()})


def pack_nested(people: pa.Table) -> pa.Table:
    """Return the columns of whole histories, words as codes in their records too."""
    return pa.table({short: _each(people[path], codes) for path, short in SHORT_LISTS.items()})


def codes(array: pa.Array) -> pa.Array:
    """Return an array with codes for words, in the records of a list as well."""
    if pa.types.is_list(array.type):
        values = codes(array.values)
        buffers = array.buffers()[:2]
        return pa.Array.from_buffers(
            pa.list_(values.type), len(array), buffers, array.null_count, array.offset, children=[values]
        )
    if pa.types.is_struct(array.type):
        names = [field.name for field in array.type]
        return pa.StructArray.from_arrays([codes(one) for one in array.flatten()], names)
    return array.indices if pa.types.is_dictionary(array.type) else array


def _each(column: pa.ChunkedArray, change: Callable[[pa.Array], pa.Array]) -> pa.ChunkedArray:
    return pa.chunked_array([change(part) for part in column.chunks])
