"""Tables of many rows: a thousand faults among good rows, and several threads at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
from attrs import evolve
from core.tests.batch.intake.cells import ODD, bad, settled
from core.tests.batch.intake.row_way import FIRST, intake, one_by_one, outcomes, rows_of, schema, whole, whole_arrow

from bajigong.batch.intake import coded

WIDE = [
    field
    for field in schema().fields.values()
    if field.type != "list"
    and field.path not in ("tenant", "on", "place")
    and not field.path.startswith("applicant.reviews")
]


def good_row(number):
    """Make a row in which every fact stands, and nothing is wrong."""
    values = [settled(field) for field in WIDE]
    row = [some[number % len(some)] for some in values]
    for place, field in enumerate(WIDE):
        if field.name == "rank" and field.type == "choice":
            row[place] = "初级"
        if field.name == "school":
            row[place] = "技工学校"
        if field.type == "trade":
            row[place] = None  # A trade goes with one occupation only: what fits is checked beside the register.
    return row


def faults():
    """Give places and values that are wrong there, in themselves or beside the others."""
    for place, field in enumerate(WIDE):
        # What is near to a name that is not known is looked for in the whole register, which takes its time.
        odd = () if field.type == "occupation" else (*ODD[::3], "不对")
        yield from ((place, value) for value in (*bad(field), *odd))


def test_a_thousand_faults():
    headers, usual = [field.path for field in WIDE], good_row(0)
    faulty = [[*usual[:place], value, *usual[place + 1 :]] for place, value in faults()]
    alone = one_by_one(headers, faulty)
    wrong = [(row, found) for row, found in zip(faulty, alone, strict=True) if isinstance(found, tuple)]
    assert len(wrong) >= 1000
    rows = [row for number, (faulty, _) in enumerate(wrong) for row in (good_row(number), faulty)]
    found = whole(headers, rows)
    assert all(isinstance(one, dict) for one in found[::2])
    assert [[evolve(one, row=FIRST) for one in some] for some in found[1::2]] == [
        [evolve(one, row=FIRST) for one in some] for _, some in wrong
    ]
    assert found[:40:2] == one_by_one(headers, rows[:40])[::2]


def people(rows):
    """Make a table of typed columns, some of whose rows are wrong."""
    rng = np.random.default_rng(7)
    start, length = rng.integers(8000, 20000, rows), rng.integers(-20, 2000, rows)
    grades = pa.DictionaryArray.from_arrays(
        pa.array(rng.integers(0, 4, rows), pa.int8()), pa.array(["三级", "五级", "", "九级"])
    )
    days = [
        pa.array(days.astype(np.int32), mask=rng.random(rows) < 0.2).cast(pa.date32())
        for days in (start, start + length)
    ]
    names = pa.array([f"甲{number % 7}" for number in range(rows)])
    written = pa.array([str(dt.date(1970, 1, 1) + dt.timedelta(int(day) % 9000)) for day in start])
    return pa.RecordBatch.from_arrays(
        [names, grades, *days, written], ["姓名", "申报级别", "从业开始日期", "从业截止日期", "出生日期"]
    )


def test_a_table_in_pieces_by_several_threads():
    table = people(4000)
    one = intake(table.schema.names)
    pieces = [table.slice(start, 500) for start in range(0, len(table), 500)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda piece: outcomes(one.take(piece, FIRST), len(piece)), [*pieces, *pieces]))
    assert taken[: len(pieces)] == taken[len(pieces) :]
    assert [isinstance(row, tuple) for some in taken[: len(pieces)] for row in some] == [
        isinstance(row, tuple) for row in whole_arrow(table)
    ]
    assert taken[0] == one_by_one(table.schema.names, rows_of(pieces[0]))


def test_coded_and_typed_columns_are_the_same():
    table = people(2000)
    columns = [coded(column) for column in table.columns]
    found = outcomes(intake(table.schema.names).take(columns, FIRST), len(table))
    assert found == whole_arrow(table) == one_by_one(table.schema.names, rows_of(table))
