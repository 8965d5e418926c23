"""The template of the bundled facts: its example is an application like any other."""

from datetime import date

import pytest
from core.tests.tables.test_template import own

from bajigong.law.opening import open_bundle
from bajigong.tables import check, read_files, write_template


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_is_one_valid_application(tmp_path, lang):
    schema = open_bundle(["national", "enterprise", "college", "third_party", "veterans"]).schema
    write_template(tmp_path / "t.xlsx", schema, lang)
    [raw] = read_files([own(tmp_path / "t.xlsx")], schema)
    application = check(raw, schema, tenant_place="510000", on=None, overrides={}, today=date(2026, 11, 21))
    facts = application.facts
    person = facts["applicant"]
    assert (facts["track"], facts["occupation"], facts["grade"]) == ("enterprise", "6-31-01-03", "3")
    assert [len(person[key]) for key in ("work", "certificates", "education", "staff", "titles")] == [2, 2, 2, 1, 0]
    assert facts["agency"]["filings"][0]["grades"] == ["5", "4", "3", "2", "1"]
    # The code of the place does not exist, so the number is nobody's.
    assert person["id_number"].startswith("999999")
