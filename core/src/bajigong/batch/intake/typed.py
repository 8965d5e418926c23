"""Columns that have a type already: flags and numbers."""

from typing import Final

import numpy as np
import pyarrow as pa

from bajigong.batch.intake.cells import FILLED, GOOD, KNOWN, SAYS, Read, as_marks, truths, validity
from bajigong.batch.intake.reader import Reader
from bajigong.batch.intake.text_readers import look_again

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
