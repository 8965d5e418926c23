"""One file, one part: the same bytes wherever it is made, and everything needed to go on in what comes back."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bajigong.batch.files.parts import decide_file, merged, refused_beside, unpack
from bajigong.errors import InputError


def test_another_process_makes_the_same_part(put, people, ask):
    names = [put(f"{number}.parquet", people(200, number)) for number in range(3)]
    for folder in ("here", "there"):
        Path(folder).mkdir()
    here = [decide_file(name, ask, Path("here") / name) for name in names]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        waiting = [pool.submit(decide_file, name, ask, Path("there") / name) for name in reversed(names)]
        there = [one.result() for one in reversed(waiting)]
    assert here == there
    for name in names:
        assert (Path("here") / name).read_bytes() == (Path("there") / name).read_bytes()


def test_what_comes_back_says_what_was_done(put, people, ask):
    table = people(50)
    table = table.set_column(4, "grade", [["九段", *table.column("grade").to_pylist()[1:]]])
    done = decide_file(put("people.parquet", table), ask, Path("part-00000.parquet"))
    done = pickle.loads(pickle.dumps(done))
    assert (done.books.read, done.books.out, done.books.refused) == (50, 49, 1)
    assert done.size == Path("part-00000.parquet").stat().st_size
    assert done.day == "2026-06-30"
    assert refused_beside(Path("part-00000.parquet")).exists()
    signatures = pq.read_table("part-00000.parquet").column("signature").unique().to_pylist()
    assert unpack(done.reasons).column("signature").to_pylist() == sorted(signatures)


def test_reasons_of_several_parts_are_those_of_all(put, people, ask):
    tables = [
        unpack(decide_file(put(f"{n}.parquet", people(n * 20, n)), ask, Path(f"{n}.part.parquet")).reasons)
        for n in (1, 2, 3)
    ]
    whole = merged(tables)
    assert whole.column("signature").to_pylist() == sorted(
        {s for t in tables for s in t.column("signature").to_pylist()}
    )
    assert merged(reversed(tables)).equals(whole)


def test_nothing_is_left_of_a_part_that_fails(put, people, ask):
    put("people.csv", people(5))
    text = Path("people.csv").read_text(encoding="utf-8")
    Path("people.csv").write_text(text + '"torn', encoding="utf-8")
    with pytest.raises(InputError, match="row 7"):
        decide_file("people.csv", ask, Path("part-00000.parquet"))
    assert [one.name for one in Path().iterdir()] == ["people.csv"]
