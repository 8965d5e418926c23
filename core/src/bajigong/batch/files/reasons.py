"""The dictionary of reasons beside a result: one row for each signature that occurs in it."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import define, field

from bajigong.outputs import Claim

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


@define(eq=False)
class KnownReasons:
    """Reasons by signature: ``signatures`` are those that are known, ``used`` those that occur in the parts."""

    path: Path
    claim: Claim
    table: pa.Table | None = None
    used: set[int] = field(factory=set)
    signatures: set[int] = field(factory=set)

    @classmethod
    def of(cls, path: Path, claim: Claim) -> Self:
        """Take up what an earlier run has left, if it has left anything."""
        found = cls(path, claim)
        with suppress(OSError, pa.ArrowException, ValueError):
            table = read_reasons(path)
            found.table, found.signatures = table, _signatures(table)
        return found

    def holds(self, signatures: Iterable[int]) -> bool:
        """Say whether all of these are known."""
        return self.signatures.issuperset(signatures)

    def learn(self, table: pa.Table) -> None:
        """Take in the reasons of a part, and write them down before the part is said to be done."""
        fresh = _signatures(table)
        self.used |= fresh
        if self.table is not None and self.holds(fresh):
            return
        self.table = table if self.table is None else merged([self.table, table])
        self.signatures |= fresh
        self._write(self.table)

    def occurring(self) -> pa.Table:
        """Return the reasons that occur, and no others."""
        assert self.table is not None  # every run has a part, and every part brings a table
        return only(self.table, np.array(sorted(self.used), np.int64)).combine_chunks()

    def finish(self) -> None:
        """Keep the reasons that occur, and no others."""
        self._write(self.occurring())

    def _write(self, table: pa.Table) -> None:
        written = self.claim.room / f".{self.path.name}.fresh"
        write_reasons(table.combine_chunks(), written)
        self.claim.publish(written, self.path)


def _signatures(table: pa.Table) -> set[int]:
    return set(table.column(SIGNATURE).to_pylist())
