"""The dictionary of reasons beside a result: one row for each signature that occurs in it."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from bajigong.batch.kernel import Kernel

Signatures = npt.NDArray[np.int64]
SIGNATURE: Final = "signature"


def reasons_of(kernel: "Kernel", signatures: Collection[int]) -> pa.Table:
    """Return the reasons with some signatures, in order."""
    from bajigong.batch.book import reasons_table

    return reasons_table(kernel, set(signatures))


def only(table: pa.Table, signatures: Signatures) -> pa.Table:
    """Return the rows with some signatures."""
    return table.filter(pc.is_in(table.column(SIGNATURE), value_set=pa.array(signatures, pa.int64())))


def merged(tables: Iterable[pa.Table]) -> pa.Table:
    """Put tables together, each signature once, in order. Equal signatures have equal rows."""
    whole = pa.concat_tables(list(tables), promote_options="none").combine_chunks()
    _, first = np.unique(whole.column(SIGNATURE).to_numpy(), return_index=True)
    return whole.take(pa.array(first))


def write_reasons(table: pa.Table, path: Path) -> None:
    """Write reasons."""
    pq.write_table(table, path, compression="zstd")


def read_reasons(path: Path) -> pa.Table:
    """Read reasons that were written before. Raises OSError, ArrowException or ValueError where they cannot be."""
    from bajigong.batch.book import SCHEMA

    table: pa.Table = pq.read_table(path)
    return table.cast(SCHEMA.with_metadata(table.schema.metadata))  # Parquet has a name of its own for what lists hold


def pack(table: pa.Table) -> bytes:
    """Return a table as bytes, for another process."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def unpack(data: bytes) -> pa.Table:
    """Return the table of some bytes."""
    with pa.ipc.open_stream(data) as reader:
        return reader.read_all()
