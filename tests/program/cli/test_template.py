"""``bajigong template`` of the nation's facts, where no tenant is named."""

import pytest
from click.testing import CliRunner

from bajigong.cli import cli


def run(*args):
    return CliRunner().invoke(cli, ["template", *args])


@pytest.fixture
def written(monkeypatch):
    """What the writer of the workbook is called with."""
    calls = []

    def write(path, schema, lang):
        calls.append((path, schema, lang))
        path.write_bytes(b"new")

    monkeypatch.setattr("bajigong.tables.template.write_template", write)
    return calls


def test_the_common_facts_where_no_tenant_is_named(tmp_path, written):
    file = tmp_path / "a.xlsx"
    result = run("-o", str(file), "--lang", "zh")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"已生成{file}\n")
    [(path, schema, lang)] = written
    assert (path, lang) == (file, "zh")
    assert "applicant.birth_date" in schema.fields
    assert len(schema.occupations.codes) > 1000
