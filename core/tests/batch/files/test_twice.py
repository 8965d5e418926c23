"""The same ID number on two rows: whole columns say what a memory of single rows says."""

import random

import numpy as np
import pyarrow as pa
import pytest

from bajigong.batch.files.carried import Twice, id_numbers_of
from bajigong.tables.raw import MOST_SAID, Twins, Where

WHERE = Where("a.parquet")
NUMBERS = [f"9999991990030700{n:02d}" for n in range(40)]
ODD = ["", None, "无", "99999919900307001", "99999919900307001:", "99999919900307001x", "99999919900307001X"]
ODD += ["'999999199003070012", " 999999 19900307 0012", "９９９９９９１９９００３０７００１２", "9999991990030700123"]


def by_rows(chunks):
    twins, row, said = Twins(), 0, []
    for chunk in chunks:
        for one in chunk:
            row += 1
            if text := twins.see(WHERE, row, one):
                said.append(text.zh)
    return said


def by_columns(chunks, kind):
    twice, row, said = Twice(WHERE), 1, []
    for chunk in chunks:
        array = pa.array(chunk, pa.string())
        array = array.dictionary_encode() if kind == "dictionary" else array.cast(kind)
        rows = np.arange(row, row + len(chunk))
        said += [text.zh for text in twice.see(id_numbers_of(array, rows))]
        row += len(chunk)
    return said


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), "dictionary"], ids=str)
@pytest.mark.parametrize("seed", range(12))
def test_columns_say_what_rows_say(seed, kind):
    draw = random.Random(seed)
    words = [*ODD, *NUMBERS[: draw.choice([3, 12, 40])]]
    words += [f"{draw.randrange(10**17):017d}{draw.choice('0123456789Xx')}" for _ in range(200)]
    chunks = [[draw.choice(words) for _ in range(draw.randrange(25))] for _ in range(draw.randrange(1, 8))]
    wanted = by_rows(chunks)
    assert by_columns(chunks, kind) == wanted


def test_some_are_said_and_then_that_there_are_more():
    chunks = [NUMBERS, NUMBERS, NUMBERS]
    said = by_columns(chunks, pa.string())
    assert len(said) == MOST_SAID + 1
    assert said == by_rows(chunks)


def test_whole_numbers_are_read_too():
    array = pa.array([999999199003070012, None, 5, 999999199003070012])
    [said] = Twice(WHERE).see(id_numbers_of(array, np.array([2, 3, 4, 5])))
    assert "rows 2 and 5 have the same ID number" in said.en
    assert "19900307" not in said.en
