"""Certificates' numbers are held to their columns as they are for single rows."""

import datetime as dt

from core.tests.batch.intake.row_way import one_by_one, whole

HEADERS = ["姓名", "原证书级别", "发证日期", "原证书编号"]
NUMBERS = ("Y000051001064254000001", "Y000051001064", "1251003011400123", "川1234", "无", None, "Y00005100106425400000")
DAYS = (dt.date(2025, 3, 1), "2016-03-01", None, "无")


def test_every_number_beside_every_grade_and_day():
    rows = [("甲", grade, day, number) for number in NUMBERS for grade in ("四级", "3", None, "无") for day in DAYS]
    found = whole(HEADERS, rows)
    assert found == one_by_one(HEADERS, rows)
    assert 0 < sum(isinstance(row, tuple) for row in found) < len(rows)
