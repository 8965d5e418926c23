"""Facts of which a cell holds several: columns of Arrow's lists."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from bajigong.batch.columns import Flags
from bajigong.batch.intake.cells import GOOD, ODD, Many, Numbers, as_marks, coded, validity
from bajigong.batch.intake.reader import Reader


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
