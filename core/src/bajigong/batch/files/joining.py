"""Parts become one result, whose columns are those of any part."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bajigong.batch.files.frame import NAMES, result_schema
from bajigong.batch.files.gather import Groups
from bajigong.batch.files.writing import packed, parquet_sink, piece_schema, read_piece

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
