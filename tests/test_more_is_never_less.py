"""Random sheets: a further column or record never turns a sure answer into its opposite, and many rows are as one.

Left out are columns that say that something ended, and those by which rules are picked: they change what is asked.
"""

from datetime import date
from functools import cache

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.test_field_sheets import AGENCY
from tests.test_oracle import thorough

from bajigong.batch import Decider
from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.tables import Raw, Where, check
from bajigong.tables.from_columns import as_raw
from bajigong.tables.headers import headers_of
from bajigong.tables.layout import make_layout
from bajigong.tables.read import with_common

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 21)
COMMON = {**AGENCY, "occupation": "电工", "grade": "3"}
GRADES = ("五级", "四级", "三级/高级工", "4")
DATES = ("2016-07-01", "2021-03-01", "2021.11", "2022年11月", "2021", "2023-11-21", "2012.7")
#: What may stand in each column.
CELLS = {
    "出生日期": ("1990-03-07", "1990-03", "2009-01-01"),
    "参加工作时间": ("2012.7", "2015-07-01", "2021-11"),
    "从事本职业年限": ("2", "5", "十年以上", "14年3个月", "9.5"),
    "从事职业": ("电工", "车工"),
    "是否相关职业": ("是", "否"),
    "工作单位": ("甲厂",),
    "从业开始日期": DATES,
    "从事职业2": ("电工", "车工"),
    "从业开始日期2": DATES,
    "原证书职业": ("电工", "车工"),
    "原证书级别": GRADES,
    "发证日期": DATES,
    "原证书职业2": ("电工",),
    "原证书级别2": GRADES,
    "发证日期2": DATES,
    "现有职称": ("工程师", "助理工程师", "无", "/"),
    "职称是否对应": ("是", "否"),
    "职称取得时间": DATES,
    "文化程度": ("高中", "大专", "技师学院", "技工学校"),
    "专业是否相关": ("是", "否"),
    "毕业时间": ("2020-06", "2024-06-30", "2027-06-30"),
    "竞赛级别": ("无", "国家级二类", "市级"),
    "竞赛名次": ("1", "30"),
    "竞赛日期": ("2025-10-01", "2025.11"),
    "政治面貌": ("群众",),
}
ROWS = st.fixed_dictionaries({}, optional={header: st.sampled_from(cells) for header, cells in CELLS.items()})


@cache
def engine():
    return Engine(tenant("sichuan").open(), "sichuan")


@cache
def decider():
    made = Decider("sichuan", on=DAY, common=COMMON, threads=1)
    made.kernel.natives = None
    return made


def answered(row):
    """Return the verdict on a row of a sheet, None where it is refused."""
    schema = engine().bundle.schema
    layout = make_layout(Where("a.csv"), list(row), headers_of(schema))
    raw = with_common(as_raw(layout.fill(2, list(row.values()))), Raw(COMMON, "c", Where("c")))
    checked = check(raw, schema, tenant_place="510000", on=DAY, overrides={}, today=DAY)
    return None if isinstance(checked, tuple) else engine().decide([checked])[0]


@settings(thorough, max_examples=150)
@given(data=st.data())
def test_a_further_column_never_turns_a_sure_answer_round(data):
    row = data.draw(ROWS)
    left = [header for header in CELLS if header not in row]
    if not left:
        return
    header = data.draw(st.sampled_from(left))
    more = {**row, header: data.draw(st.sampled_from(CELLS[header]))}
    before, after = answered(row), answered(more)
    if before is None or after is None:
        return
    assert {str(before.outcome), str(after.outcome)} != {"eligible", "not_eligible"}, (row, more)


@settings(thorough, max_examples=40)
@given(rows=st.lists(ROWS.filter(bool), min_size=1, max_size=6))
def test_rows_of_a_sheet_are_answered_as_single_ones(rows):
    headers = [header for header in CELLS if any(header in row for row in rows)]
    whole = [{header: row.get(header) for header in headers} for row in rows]
    table = pa.table({header: pa.array([row[header] for row in whole], pa.string()) for header in headers})
    many = decider().decide(table).to_pylist()
    for row, said in zip(whole, many, strict=True):
        one = answered(row)
        assert (said["error"] is None) == (one is not None), said
        if one is not None:
            assert said["verdict"] == str(one.outcome)
            assert (said["since"], said["eligible_from"]) == (one.since, one.eligible_from)


SURE_NO = {"从事本职业年限": "2", "文化程度": "高中", "原证书级别": "无", "现有职称": "无", "竞赛级别": "无"}
SURE_YES = {
    "从事职业": "电工",
    "从业开始日期": "2012.7",
    "原证书职业": "电工",
    "原证书级别": "四级",
    "发证日期": "2016-07-01",
}


def test_there_are_sure_answers_of_both_kinds():
    assert str(answered(SURE_NO).outcome) == "not_eligible"
    assert str(answered(SURE_YES).outcome) == "eligible"


@settings(thorough, max_examples=40)
@given(more=ROWS, first=st.sampled_from((SURE_NO, SURE_YES)))
def test_sure_answers_stay_as_they_are(more, first):
    before, after = answered(first), answered({**more, **first})
    assert after is None or {str(before.outcome), str(after.outcome)} != {"eligible", "not_eligible"}
