"""Columns that unfold to more than is allowed are refused before any is unfolded."""

import tracemalloc

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bajigong.errors import InputError
from bajigong.tables import read_files
from bajigong.tables.files import refuse_unfolding
from bajigong.tables.raw import Where

ROWS = 300_000
NAMES = pa.repeat(pa.scalar("x" * 100), ROWS)
#: What the names take: their letters, and where each begins.
SIZE = ROWS * 100 + (ROWS + 1) * 4


def arrow(path, column, packing):
    table = pa.table({"姓名": column})
    options = pa.ipc.IpcWriteOptions(compression=packing)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)


def refused(path, most):
    try:
        refuse_unfolding(path, Where(path.name), most)
    except InputError as error:
        [problem] = error.problems
        return problem.say("en")
    return ""


@pytest.mark.parametrize("packing", ["zstd", "lz4"])
@pytest.mark.parametrize("of_dictionary", [False, True])
def test_an_arrow_file_is_counted_to_the_byte(tmp_path, packing, of_dictionary):
    path, column, size = tmp_path / "x.arrow", NAMES, SIZE
    if of_dictionary:
        words = pa.array([f"{n:0100}" for n in range(1000)])
        column = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(7, pa.int32()), ROWS), words)
        size = ROWS * 4
    arrow(path, column, packing)
    assert path.stat().st_size < size / 20
    assert refused(path, size) == ""
    assert "a file that takes more than" in refused(path, size - 1)
    assert refused(path, size - 1).endswith("or --max-size to allow it")


def test_what_is_not_packed_unfolds_to_nothing(tmp_path):
    arrow(tmp_path / "x.arrow", NAMES, None)
    assert refused(tmp_path / "x.arrow", 1) == ""


def test_a_dense_column_of_parquet(tmp_path):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"姓名": NAMES}), path, compression="zstd", use_dictionary=False)
    assert refused(path, 1 << 30) == ""
    assert "a file that takes more than 0.0186 GB" in refused(path, 20_000_000)
    pq.write_table(pa.table({"姓名": NAMES}), path, compression="zstd")  # as files are written: a word once
    assert refused(path, 20_000_000) == ""


def test_a_text_of_parquet_that_no_cell_holds(tmp_path):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"姓名": ["长" * 3_000_000]}), path, compression="zstd", use_dictionary=False)
    assert "column '姓名': found a text of 90000" in refused(path, 1 << 30)


def test_nothing_is_unfolded_before_it_is_refused(tmp_path, schema):
    arrow(tmp_path / "x.arrow", NAMES, "zstd")
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    tracemalloc.start()
    with pytest.raises(InputError):
        list(read_files([tmp_path / "x.arrow"], schema, most=SIZE - 1))
    assert max(tracemalloc.get_traced_memory()[1], pool.bytes_allocated() - before) < SIZE / 10
    tracemalloc.stop()


@pytest.mark.parametrize("at", range(0, 240, 3))
def test_a_damaged_end_is_left_to_the_reader(tmp_path, at):
    path = tmp_path / "x.arrow"
    arrow(path, NAMES, "zstd")
    data = bytearray(path.read_bytes())
    data[-1 - at] ^= 0xFF
    path.write_bytes(data)
    said = refused(path, SIZE)  # whatever is wrong with it, no other error comes out of it
    assert said == "" or said.startswith("x.arrow: found a file that takes more than")
