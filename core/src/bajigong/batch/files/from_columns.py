"""Parquet and Arrow files: only the columns that are needed, words by their numbers, a chunk of rows at a time."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from bajigong.batch.files.ask import Ask, TenantLaw
from bajigong.batch.files.carried import key_type
from bajigong.batch.files.inputs import suffix_of
from bajigong.batch.files.source import Bunch, Layout, Source, unreadable
from bajigong.errors import InputError
from bajigong.policy.text import Text
from bajigong.tables.files import PARQUET, columnar, refuse_unfolding
from bajigong.tables.from_columns import refuse_long
from bajigong.tables.raw import Where
from bajigong.tables.words import shown

#: Bytes of a column that are read at once: whole row groups would be too much.
_BUFFER: Final = 1 << 20
_TWICE: Final = Text("不重复的列名", "a column of that name only once")
_FLAT: Final = Text("单值列（不含列表或结构）", "a key of single values, neither lists nor groups")

Batches = Iterator[pa.RecordBatch]


def open_parquet(path: str, ask: Ask, tenant_law: TenantLaw, chunk: int) -> Source:
    """Open a Parquet file. Raises InputError where it is none, or for what is wrong with its columns."""
    schema = read_schema(path)
    with _readable(path):
        refuse_unfolding(Path(path), Where(path), ask.most)
    rows = pq.read_metadata(path).num_rows
    layout = layout_of(path, schema, ask, tenant_law)
    texts = [place for place in layout.used if _is_text(schema[place].type)]
    words = [schema[place].name for place in texts if place not in layout.loose]
    loose = [schema[place].name for place in texts if place in layout.loose]
    wanted = [schema[place].name for place in layout.used]

    def batches() -> Batches:
        _look_at_dictionaries(path, loose)
        with pq.ParquetFile(path, read_dictionary=words, buffer_size=_BUFFER, pre_buffer=False) as file:
            if wanted:
                yield from file.iter_batches(chunk, columns=wanted)

    return _Columns(path, schema, layout).source(batches, lambda: rows, rows)


def open_arrow(path: str, ask: Ask, tenant_law: TenantLaw, chunk: int) -> Source:
    """Open an Arrow file (IPC, Feather). Raises InputError as `open_parquet` does."""
    schema = read_schema(path)
    with _readable(path):
        refuse_unfolding(Path(path), Where(path), ask.most)
    with pa.memory_map(path) as data, pa.ipc.open_file(data) as file:
        pieces = file.num_record_batches
    layout = layout_of(path, schema, ask, tenant_law)
    options = pa.ipc.IpcReadOptions(included_fields=layout.used)
    read = [0, 0]

    def batches() -> Batches:
        with pa.memory_map(path) as data, pa.ipc.open_file(data, options=options) as file:
            for number in range(pieces if layout.used else 0):
                batch = file.get_batch(number)
                read[0], read[1] = read[0] + batch.num_rows, number + 1
                yield from (batch.slice(start, chunk) for start in range(0, batch.num_rows, chunk))

    columns = _Columns(path, schema, layout)
    return columns.source(batches, lambda: read[0] * pieces // read[1] if read[1] else None)


def _look_at_dictionaries(path: str, columns: list[str]) -> None:
    """Raise InputError for a word of a dictionary that is too long to be written out row by row."""
    with pq.ParquetFile(path, read_dictionary=columns, pre_buffer=False) as file:
        for group in range(file.num_row_groups if columns else 0):
            for batch in islice(file.iter_batches(1, row_groups=[group], columns=columns), 1):
                refuse_long(batch, Where(path))


@frozen(eq=False)
class _Columns:
    """A file of columns, and what they are for."""

    path: str
    schema: pa.Schema
    layout: Layout

    def source(
        self, batches: Callable[[], Batches], expected: Callable[[], int | None], rows: int | None = None
    ) -> Source:
        """Return its rows, given by ``batches`` in columns by name."""
        keys = {name: key_type(self.schema[place].type) for name, place in self.layout.heads.keys.items()}
        where, dated = Where(self.path), self.layout.dated
        return Source(
            where,
            keys,
            lambda: self._bunches(batches()),
            expected,
            dated,
            rows,
            may_be_empty=True,
            notes=self.layout.notes,
        )

    def _bunches(self, batches: Iterable[pa.RecordBatch]) -> Generator[Bunch]:
        first = 1
        with _readable(self.path):
            for batch in batches:
                refuse_long(batch, Where(self.path))
                columns = {place: batch.column(self.schema[place].name) for place in self.layout.used}
                yield self.layout.of_arrays(columns, first, batch.num_rows)
                first += batch.num_rows


def read_schema(path: str) -> pa.Schema:
    """Return the columns of a Parquet or Arrow file. Raises InputError where it is none."""
    columnar(Path(path))
    with _readable(path):
        if suffix_of(path) in PARQUET:
            return pq.read_schema(path)
        with pa.OSFile(path) as data, pa.ipc.open_file(data) as file:
            return file.schema


def layout_of(path: str, schema: pa.Schema, ask: Ask, tenant_law: TenantLaw) -> Layout:
    """Find out what the columns are for. Raises InputError for what is wrong with them."""
    where = Where(path)
    layout = Layout.of(ask, tenant_law, schema.names, where)
    for place in layout.used:
        name = schema[place].name
        if schema.names.count(name) > 1:
            raise where.in_column(name).error(shown(name), _TWICE)
    for name, place in layout.heads.keys.items():
        if pa.types.is_nested(schema[place].type):
            raise where.in_column(name).error(shown(str(schema[place].type)), _FLAT)
    return layout


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind))


@contextmanager
def _readable(path: str) -> Iterator[None]:
    """Say of a file that cannot be read what is wrong."""
    try:
        yield
    except InputError:
        raise
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise unreadable(Path(path), error) from error
