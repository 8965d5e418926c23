"""``bajigong template``."""

import pytest
from click.testing import CliRunner
from core.tests.toy import OTHER, TENANT

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


def test_the_facts_of_a_tenant(tmp_path, written):
    assert run("-o", str(tmp_path / "a.xlsx"), "--tenant", TENANT, "--lang", "en").exit_code == 0
    [(_, schema, lang)] = written
    assert lang == "en"
    assert schema.tracks == ("guild",)
    assert "applicant.honest" in schema.fields


def test_a_file_that_exists_is_kept(tmp_path, written):
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"old")
    result = run("-o", str(file), "--tenant", TENANT, "--lang", "en")
    assert (result.exit_code, written, file.read_bytes()) == (1, [], b"old")
    assert "--force writes over it" in result.stderr
    assert run("-o", str(file), "--tenant", TENANT, "--force").exit_code == 0
    assert file.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [("a.xls", 2, "expected one that ends in .xlsx"), ("none/a.xlsx", 1, "there is no folder")],
)
def test_what_is_wrong_is_one_message(tmp_path, written, name, code, said):
    result = run("-o", str(tmp_path / name), "--tenant", TENANT, "--lang", "en")
    assert (result.exit_code, written) == (code, [])
    assert said in result.stderr


def test_a_file_must_be_named_and_a_tenant_known(tmp_path, written):
    assert run().exit_code == 2
    assert run("-o", str(tmp_path / "a.xlsx"), "--tenant", "nowhere").exit_code == 1
    assert written == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_real_one_opens(tmp_path, lang):
    openpyxl = pytest.importorskip("openpyxl")
    file = tmp_path / "a.xlsx"
    assert run("-o", str(file), "--tenant", OTHER, "--lang", lang).exit_code == 0
    sheet = openpyxl.load_workbook(file).worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    assert ("姓名" if lang == "zh" else "name") in headers
