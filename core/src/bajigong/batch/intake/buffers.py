"""What lies in Arrow's buffers, as numpy sees it, without a copy where there can be one without."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bajigong.batch.columns import Flags
from bajigong.batch.intake.reads import Places


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
