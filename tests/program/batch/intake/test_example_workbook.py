"""The example workbook: what becomes of its rows together is what becomes of each by itself."""

from pathlib import Path

from core.tests.batch.intake import row_way
from python_calamine import load_workbook

from bajigong.law.tenants import tenant

EXAMPLE = Path(__file__).parents[4] / "examples/registration.xlsx"


def test_the_example_workbook(monkeypatch):
    schema = tenant("sichuan").open().schema
    monkeypatch.setattr(row_way, "schema", lambda: schema)
    sheet = load_workbook(str(EXAMPLE)).get_sheet_by_name("申报人员").to_python()
    headers, rows = sheet[1], [tuple(row) for row in sheet[2:]]
    found = row_way.whole(headers, rows)
    assert found == row_way.one_by_one(headers, rows)
    assert len(found) == 200
    assert sum(isinstance(row, dict) for row in found) > 190
