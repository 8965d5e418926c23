"""Facts as numpy columns, for the peers that work on them: nothing is unknown, what is null stands for what fails."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dates import FAR
from requirements import ANSWER

Array = npt.NDArray[Any]
Facts = Mapping[str, Array]

#: What is read of an Arrow column, and what stands there for null.
_DAY: Final = (np.int32, FAR)
_CODE: Final = (np.int8, -1)


def columns(batch: pa.RecordBatch) -> dict[str, Array]:
    """Return packed columns: days as int32 with `FAR` for null, codes as int8 with -1, flags as bool with false."""
    return {name: _column(batch.column(name)) for name in batch.schema.names}


def _column(array: pa.Array) -> Array:
    valid, data = array.buffers()
    known = None if valid is None or not array.null_count else _bits(valid, array)
    if pa.types.is_boolean(array.type):
        flags = _bits(data, array)
        return flags if known is None else flags & known
    kind, blank = _DAY if pa.types.is_date32(array.type) else _CODE
    values = np.frombuffer(data, kind)[array.offset : array.offset + len(array)]
    return values if known is None else np.where(known, values, kind(blank))


def _bits(buffer: pa.Buffer, array: pa.Array) -> Array:
    """Return the bits of a bitmap that belong to an array, as bool."""
    first, skip = divmod(array.offset, 8)
    octets = np.frombuffer(buffer, np.uint8)[first:]
    return np.unpackbits(octets, count=skip + len(array), bitorder="little")[skip:].view(bool)


def answer(route: Array, failed: Array) -> pa.RecordBatch:
    """Return an answer from its columns."""
    return pa.RecordBatch.from_arrays([pa.array(route >= 0), pa.array(route), pa.array(failed)], schema=ANSWER)
