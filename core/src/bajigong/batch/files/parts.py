"""One file becomes one part of a result, with its reasons, each once.

A part is made by a function for this process or any other, with the same bytes from each.
"""

import os
from collections.abc import Collection, Container, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import define, field, frozen

from bajigong.batch.files.ask import Ask, Books, BooksError, Gauge, Silent, TenantLaw
from bajigong.batch.files.flow import Flow
from bajigong.batch.files.inputs import REASONS, REFUSED, REFUSED_KEY, suffix_of
from bajigong.batch.files.refusals import Refusals
from bajigong.batch.files.writing import GroupSink, parquet_sink, piece_sink
from bajigong.outputs import Claim, digest

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


@frozen
class PartBooks:
    """What became of one file. It can be sent from one process to another.

    ``path`` is the file, ``mark`` its size and when it was changed; ``size`` is the part's in bytes, ``day`` the one
    day asked about, None where rows give their own. ``signatures`` are those that occur, in order, and ``reasons`` is a
    table of their reasons, as Arrow's bytes; ``second`` one of those of a second law, if there is one.
    """

    path: str
    mark: tuple[int, int]
    size: int
    day: str | None
    books: Books
    signatures: tuple[int, ...] = field(repr=False)
    reasons: bytes = field(repr=False)
    second: bytes | None = field(default=None, repr=False)


def decide_file(  # noqa: PLR0913  (what a worker is told, each by its name)
    path: str,
    ask: Ask,
    target: Path,
    *,
    reasons: str = REASONS,
    threads: int = 1,
    chunk: int | None = None,
    gauge: Gauge | None = None,
    tenant_law: TenantLaw | None = None,
    known: Container[int] = (),
) -> PartBooks:
    """Decide the people of one file, and write ``target``: a Parquet file or, ending in ``.arrow``, a piece.

    The part appears whole or not at all; its bytes depend on the file and on what is asked, and on nothing else: not on
    ``threads``, nor on ``chunk``, the rows that are read at once. Refused rows stand in a file beside it, named by
    `refused_beside`. ``reasons`` is the name of the dictionary of reasons, which is not written here. Who calls in the
    same process may lend its ``tenant_law``, and leave out reasons that are ``known``.
    Raises InputError for a file that cannot be read as a whole, BooksError where rows were lost, BajigongError for a
    tenant that cannot be opened, OSError where nothing can be written.
    """
    tenant_law = tenant_law or ask.tenant_law()
    flow = Flow(path, ask, tenant_law, threads, chunk)
    written, refused = (one.with_name(f".{one.name}.{os.getpid()}") for one in (target, refused_beside(target)))
    for one in (written, refused):
        one.unlink(missing_ok=True)  # left by a killed process that had our number
    try:
        sink = (piece_sink if suffix_of(target) == ".arrow" else parquet_sink)(written, flow.schema(reasons))
        refusals = Refusals(refused, tenant_law.schema, ask.lang)
        out = _write(flow, sink, refusals, gauge or Gauge(Silent(), {}))
        books = flow.close(out)
        if refused.exists():
            refused.replace(refused_beside(target))
        else:
            refused_beside(target).unlink(missing_ok=True)
        written.replace(target)
    finally:
        for one in (written, refused):
            one.unlink(missing_ok=True)
    signatures = flow.signatures
    table = reasons_of(tenant_law.kernel, {one for one in signatures if one not in known})
    second = pack(flow.beside.reasons()) if flow.beside else None
    return PartBooks(path, flow.mark, target.stat().st_size, flow.day, books, signatures, pack(table), second)


def refused_beside(part: Path) -> Path:
    """Return the path of a part's refused rows: hidden, until all parts are done."""
    return part.with_name(f".{part.stem}.{REFUSED}")


def _write(flow: Flow, sink: GroupSink, refusals: Refusals, gauge: Gauge) -> int:
    """Write all rows; return how many were written."""
    try:
        for one in flow.decided(sink.schema, gauge):
            sink.put(one.answers)
            refusals.put(flow.path, one.refused, one.strays)
        refusals.close()
        if refusals.path.exists():
            sink.say({REFUSED_KEY: digest(refusals.path)})
        sink.finish()
    finally:
        sink.close()
        refusals.close()
    if refusals.rows != flow.books.refused:
        raise BooksError(f"{flow.path}: {flow.books.refused} rows refused, {refusals.rows} of them written")
    return sink.rows
