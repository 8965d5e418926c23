"""Results as columns: Parquet files, and parts that are put together later, in groups of rows of one size."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import define, field

from bajigong.batch.files.frame import NAMES, Groups, result_schema

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


if TYPE_CHECKING:
    Pieces = Sequence[Path]
    Fields = Sequence[pa.Field]
    Rows = Callable[[], Iterator[pa.RecordBatch]]


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
