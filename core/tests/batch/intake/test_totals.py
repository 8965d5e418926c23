"""A row of totals is passed over, as it is among single rows."""

import pyarrow as pa
from core.tests.batch.intake.row_way import intake, one_by_one, whole

HEADERS = ["序号", "姓名", "申报级别", "从事本职业年限"]
ROWS = [
    ("1", "甲", "三级", 7),
    ("合计", None, None, 7),
    (2, "合计", "三级", 3),
    (3, "合计宝", "三级", 3),
    (None, "总计：3人", None, 17),
]


def test_totals_are_passed_over():
    found = whole(HEADERS, ROWS)
    assert found == one_by_one(HEADERS, ROWS)
    assert [row is None for row in found] == [False, True, True, False, True]


def test_totals_in_columns_of_arrow():
    columns = [[None if cell is None else str(cell) for cell in column] for column in zip(*ROWS, strict=True)]
    for kind in (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        arrays = [pa.array(column, pa.string()).cast(kind) for column in columns]
        taken = intake(HEADERS).take(pa.RecordBatch.from_arrays(arrays, HEADERS), 2)
        assert taken.empty == 3
