"""Columns of Arrow's dates and moments."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bajigong.batch.columns import Flags
from bajigong.batch.intake.buffers import fixed, validity
from bajigong.batch.intake.digits import FIRST, LAST
from bajigong.batch.intake.marks import BAD, GOOD, as_marks
from bajigong.batch.intake.reader import Reader
from bajigong.batch.intake.reads import Read
from bajigong.calendar import ALWAYS

#: How many of a moment's units make a day.
_UNITS: Final = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def read_days(reader: Reader, array: pa.Array) -> Read:
    """Read a column of Arrow's dates, counted in days."""
    return _bounded(array, fixed(array))


def read_moments(reader: Reader, array: pa.Array) -> Read:
    """Read a column of Arrow's moments, or of its dates in milliseconds; one with a time of day is odd."""
    unit = array.type.unit if pa.types.is_timestamp(array.type) else "ms"
    whole, rest = np.divmod(fixed(array), _UNITS[unit])
    return _bounded(array, whole, rest == 0)


def _bounded(array: pa.Array, values: npt.NDArray[Any], sound: Flags | None = None) -> Read:
    good = (values >= FIRST) & (values <= LAST)
    if sound is not None:
        good &= sound
    valid = validity(array)
    if valid is not None:
        good &= valid
    marks = as_marks(good, GOOD)
    held = np.count_nonzero(good)
    if held + array.null_count < len(array):
        marks |= as_marks(~good if valid is None else ~good & valid, BAD)
    if held < len(array):  # by arithmetic: choosing takes several times as long
        values = (values.astype(np.int32) - np.int32(ALWAYS)) * good + np.int32(ALWAYS)
    return Read(values.astype(np.int32, copy=False), marks, ALWAYS)
