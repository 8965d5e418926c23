"""Groups of rows of one size, their words numbered by nothing but what occurs in them."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bajigong.batch.files.frame import Groups, result_schema, settled
from bajigong.batch.files.parts import GroupSink, joined_schema, level, parquet_sink

WORDS = ["b", "a", None, "c", "a", "d", "b", "b", None, "e", "a"]


def batches(sizes):
    """Cut the words into batches, each with a dictionary of its own that holds more than it needs."""
    start = 0
    for number, size in enumerate(sizes):
        some = WORDS[start : start + size]
        known = [*("xyz"[number % 3]), *dict.fromkeys(word for word in reversed(some) if word)]
        codes = pa.array([None if word is None else known.index(word) for word in some], pa.int32())
        column = pa.DictionaryArray.from_arrays(codes, pa.array(known))
        yield pa.RecordBatch.from_arrays([column, pa.array(range(start, start + len(some)))], ["word", "row"])
        start += size


def gathered(sizes, size=4):
    groups = Groups(size)
    tables = [table for batch in batches(sizes) for table in groups.put(batch)]
    return [*tables, *groups.rest()]


@pytest.mark.parametrize("sizes", [[11], [1] * 11, [4, 4, 3], [3, 0, 8], [5, 5, 1]])
def test_groups_are_the_same_whatever_the_pieces(sizes):
    tables = gathered(sizes)
    assert [table.num_rows for table in tables] == [4, 4, 3]
    assert [one for table in tables for one in table.column("word").to_pylist()] == WORDS
    words = [table.column("word").chunk(0).dictionary.to_pylist() for table in tables]
    assert words == [["a", "b", "c"], ["a", "b", "d"], ["a", "e"]]


def test_nothing_gives_no_group():
    assert list(Groups(4).rest()) == []


def test_a_column_without_rows_stays_as_it_is():
    table = pa.Table.from_batches([], schema=next(batches([1])).schema)
    assert settled(table).num_rows == 0


def test_a_file_has_groups_of_one_size(tmp_path):
    schema = pa.schema([("row", pa.int64())])
    sink = parquet_sink(tmp_path / "a.parquet", schema)
    sink = GroupSink(sink.writer, schema, groups=Groups(4))
    for batch in batches([5, 5, 1]):
        sink.put(batch.select(["row"]))
    sink.finish()
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)] == [4, 4, 3]
    assert sink.rows == 11


def test_what_is_put_together_has_every_key_of_any_part():
    schemas = [
        result_schema({"id": pa.int64()}),
        result_schema({"key": pa.string()}),
        result_schema({"id": pa.int32(), "key": pa.string()}),
    ]
    whole = joined_schema(schemas, {"bajigong.tenant": "x"})
    assert whole.names[2:4] == ["id", "key"]
    assert (whole.field("id").type, whole.field("key").type) == (pa.string(), pa.string())
    empty = level(pa.RecordBatch.from_pylist([], schema=schemas[0]), whole)
    assert empty.schema.equals(whole, check_metadata=True)
