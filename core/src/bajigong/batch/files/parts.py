"""Results as columns: groups of rows of one size, and a part for each file, with its reasons, each once."""

import os
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import define, field, frozen

from bajigong.batch.files.ask import Ask, Books, BooksError, Gauge, Silent, TenantLaw
from bajigong.batch.files.flow import Flow
from bajigong.batch.files.frame import NAMES, Groups, result_schema
from bajigong.batch.files.inputs import REASONS, REFUSED, REFUSED_KEY, Refusals
from bajigong.outputs import Claim, digest
from bajigong.tables.read import suffix_of

if TYPE_CHECKING:
    Pieces = Sequence[Path]
    Fields = Sequence[pa.Field]
    Rows = Callable[[], Iterator[pa.RecordBatch]]
    from bajigong.batch.kernel import Kernel

#: Columns whose least and greatest value a reader may want to know of a group.
_ORDERED: Final = ("row", "on", "since", "until", "eligible_from")
COMPRESSION: Final = "lz4"


@define(eq=False)
class GroupSink:
    """Takes rows as batches and writes them in groups. ``rows`` counts what was written."""

    writer: Any
    schema: pa.Schema
    rows: int = 0
    groups: Groups = field(factory=Groups)

    def put(self, batch: pa.RecordBatch) -> None:
        """Take some rows."""
        self._write(self.groups.put(batch))

    def say(self, words: Mapping[str, str]) -> None:
        """Let a Parquet file say more of itself than its schema does; a part to be put together has no room for it."""
        if isinstance(self.writer, pq.ParquetWriter):
            self.writer.add_key_value_metadata(dict(words))

    def finish(self) -> None:
        """Write what is left, and close the file."""
        self._write(self.groups.rest())
        self.close()

    def close(self) -> None:
        """Close the file, whole or not."""
        self.writer.close()

    def _write(self, groups: Iterable[pa.Table]) -> None:
        for group in groups:
            self.writer.write_table(group, group.num_rows)
            self.rows += group.num_rows


def parquet_sink(path: Path, schema: pa.Schema) -> GroupSink:
    """Open a Parquet file: what is quick to write and small, words and days asked about by number."""
    by_number = [one.name for one in schema if pa.types.is_dictionary(one.type) or one.name.endswith("signature")]
    writer = pq.ParquetWriter(
        path,
        schema,
        compression=COMPRESSION,
        use_dictionary=[*by_number, "on"],
        column_encoding={"row": "DELTA_BINARY_PACKED"},
        write_statistics=list(_ORDERED),
        write_batch_size=1 << 14,
    )
    return GroupSink(writer, schema)


def piece_sink(path: Path, schema: pa.Schema) -> GroupSink:
    """Open a part that will be put together with others: quick to write, and to read again."""
    return GroupSink(pa.ipc.new_stream(str(path), schema, options=packed()), schema)


def read_piece(path: Path) -> Iterator[pa.RecordBatch]:
    """Give the batches of a part again."""
    with pa.OSFile(str(path)) as source, pa.ipc.open_stream(source) as reader:
        yield from reader


def piece_schema(path: Path) -> pa.Schema:
    """Return the schema of a part."""
    with pa.OSFile(str(path)) as source, pa.ipc.open_stream(source) as reader:
        return reader.schema


def packed() -> pa.ipc.IpcWriteOptions:
    """Say how Arrow files are compressed."""
    return pa.ipc.IpcWriteOptions(compression=COMPRESSION)


def joined_schema(schemas: Iterable[pa.Schema], metadata: Mapping[str, str], more: "Fields" = ()) -> pa.Schema:
    """Return the schema of the whole: every key of any part, as text where parts differ in its type, and ``more``."""
    keys: dict[str, pa.DataType] = {}
    known = NAMES.union(one.name for one in more)
    for schema in schemas:
        for one in schema:
            if one.name not in known:
                same = keys.setdefault(one.name, one.type) == one.type
                keys[one.name] = one.type if same else pa.string()
    return result_schema(keys, metadata, more)


def write_parquet(path: Path, pieces: "Pieces", metadata: Mapping[str, str], more: "Fields" = ()) -> int:
    """Put parts together in a Parquet file; return its rows."""
    schema = joined_schema(map(piece_schema, pieces), metadata, more)
    sink = parquet_sink(path, schema)
    try:
        for batch in _batches(pieces, schema):
            sink.put(batch)
        sink.finish()
    except BaseException:
        sink.close()
        raise
    return sink.rows


def write_arrow(path: Path, pieces: "Pieces", metadata: Mapping[str, str], more: "Fields" = ()) -> int:
    """Put parts together in an Arrow file; return its rows.

    Such a file has one list of words for each column, and must know it before the first row: parts are read twice.
    """
    schema = joined_schema(map(piece_schema, pieces), metadata, more)
    words = _words(_batches(pieces, schema), schema)
    groups, rows = Groups(), 0
    with pa.ipc.new_file(str(path), schema, options=packed()) as writer:
        for group in _grouped(groups, _batches(pieces, schema)):
            writer.write_table(_renumbered(group, words))
            rows += group.num_rows
    return rows


def level(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch with the columns of a schema: those it lacks are empty."""
    if batch.schema.equals(schema):
        return batch.replace_schema_metadata(schema.metadata)
    names = batch.schema.names
    columns = [
        batch.column(one.name).cast(one.type) if one.name in names else pa.nulls(batch.num_rows, one.type)
        for one in schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _batches(pieces: "Pieces", schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    return (level(batch, schema) for piece in pieces for batch in read_piece(piece))


def _grouped(groups: Groups, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    for batch in batches:
        yield from groups.put(batch)
    yield from groups.rest()


def _words(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> dict[str, pa.Array]:
    """Return every word that occurs in each column of words, in order."""
    found: dict[str, set[str]] = {one.name: set() for one in schema if pa.types.is_dictionary(one.type)}
    for batch in batches:
        for name, seen in found.items():
            seen.update(batch.column(name).dictionary.to_pylist())
    return {name: pa.array(sorted(seen), pa.string()) for name, seen in found.items()}


def _renumbered(table: pa.Table, words: Mapping[str, pa.Array]) -> pa.Table:
    """Give words the numbers that they have in the whole file."""
    for name, known in words.items():
        column = table.column(name).chunk(0)
        places = pc.index_in(column.dictionary, value_set=known).take(column.indices)
        field = table.schema.get_field_index(name)
        table = table.set_column(field, table.schema.field(field), pa.DictionaryArray.from_arrays(places, known))
    return table


Signatures = npt.NDArray[np.int64]
SIGNATURE: Final = "signature"


def reasons_of(kernel: "Kernel", signatures: Collection[int]) -> pa.Table:
    """Return the reasons with some signatures, in order."""
    from bajigong.batch.files.frame import reasons_table

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
    from bajigong.batch.files.frame import SCHEMA

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
