"""Results as columns: Parquet files, and parts that are put together later, in groups of rows of one size."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import define, field

from bajigong.batch.files.gather import Groups

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
