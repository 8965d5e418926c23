"""A header is read as for single rows; columns of the caller's own are passed over."""

import pytest
from core.tests.batch.intake.row_way import WHERE, intake, one_by_one, schema, whole

from bajigong.errors import InputError
from bajigong.tables.headers import headers_of
from bajigong.tables.layout import make_layout

COLUMNS = ["申报级别", "姓名", "工号", "备注"]


@pytest.mark.parametrize(
    "headers",
    [
        ["姓名", "考生姓名", "applicant.name"],
        ["工作经历", "从业开始日期", "从业开始日期2"],
        ["applicant.work", "applicant.work[1].from", "工号"],
    ],
)
def test_what_is_wrong_with_a_header_is_said(headers):
    with pytest.raises(InputError) as single:
        make_layout(WHERE, headers, headers_of(schema()))
    with pytest.raises(InputError) as whole:
        intake(headers)
    assert whole.value.problems == single.value.problems


def test_a_column_of_the_callers_own_is_no_fact():
    assert [one.header for one in intake(COLUMNS).plan.layout.unused] == ["工号"]
    rows = [("三级", "甲", 7, ""), (None, None, 8, "x"), ("九级", "", "", "")]
    found = whole(COLUMNS, rows, keys=("工号",))
    assert found == one_by_one(COLUMNS, rows, keys=("工号",))
    assert [isinstance(row, dict) for row in found] == [True, False, False]
    assert found[1] is None


def test_a_column_of_the_callers_own_that_is_a_fact_is_read():
    found = whole(["申报级别", "姓名"], [("九级", "甲"), ("三级", "乙")], keys=("申报级别",))
    assert isinstance(found[0], tuple)
    assert found[1]["grade"] == ("int32", 4)


def test_a_value_without_a_header():
    headers, rows = (
        ["姓名", "", "申报级别", None],
        [("甲", "", "三级", " "), ("乙", 3, "三级", None), (None, "x", None, None)],
    )
    found = whole(headers, rows)
    assert found == one_by_one(headers, rows)
    assert [isinstance(row, tuple) for row in found] == [False, True, True]


def test_who_is_refused_is_named():
    columns = [["甲 ", " ", None, 7], ["九级"] * 4]
    from bajigong.batch.intake import coded_objects

    refused = intake(["姓名", "申报级别"]).take(list(map(coded_objects, columns)), 11).refused
    assert [(one.index, one.row, one.name) for one in refused] == [
        (0, 11, "甲"),
        (1, 12, None),
        (2, 13, None),
        (3, 14, None),
    ]
