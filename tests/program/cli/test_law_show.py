"""``bajigong law show``."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli


def run(*args):
    return CliRunner().invoke(cli, ["law", "show", *args])


def read(*args):
    result = run(*args, "--json", "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "")
    said = json.loads(result.stdout)
    return said, {one["document"]: one for one in said["documents"]}


def status(day, document="SC22", tenant="sichuan", *more):
    one = read("--tenant", tenant, "--on", day, *more)[1][document]
    return one["status"], one["counts"]


def test_a_document_with_its_heads_and_dates():
    said, documents = read("--tenant", "sichuan", "--on", "2026-11-21")
    assert (said["tenant"], said["place"], said["on"]) == ("sichuan", "510000", "2026-11-21")
    assert said["bundle"].startswith("sha256:")
    one = documents["SC22"]
    assert (one["number"], one["place"], one["plugin"]) == ("川人社规〔2022〕9号", "510000", "sichuan")
    assert (one["issued"], one["in_force"], one["valid_years"]) == ("2022-11-28", "2022-12-28", 5)
    assert one["lapses"] == "2027-12-28"  # five years from 28 December 2022: the 27th is the last day
    assert (one["clause_count"], "clauses" in one) == (35, False)
    assert one["title"].startswith("Notice of the Sichuan Department")
    assert documents["SCV"]["based_on"] == ["退役军人部发〔2024〕35号"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-12-27", ("not_yet", False)),
        ("2022-12-28", ("in_force", True)),
        ("2027-12-27", ("in_force", True)),
        ("2027-12-28", ("lapsed", False)),
    ],
)
def test_how_a_document_stands_on_a_day(day, expected):
    assert status(day) == expected


def test_a_draft_and_a_document_without_a_date():
    assert status("2026-11-21", "SCX") == ("draft", False)
    assert status("2026-11-21", "SCV") == ("undated", True)
    assert status("2026-11-21", "T2023") == ("undated", True)


def test_a_draft_counts_where_the_tenant_says_so(tmp_path):
    config = tmp_path / "bajigong.toml"
    plugins = '["national", "enterprise", "college", "third_party", "veterans", "sichuan"]'
    config.write_text(f'[tenants.eager]\nregion = "510000"\nplugins = {plugins}\ndrafts = true\n', encoding="utf-8")
    assert status("2026-11-21", "SCX", "eager", "--config", str(config)) == ("draft", True)
    result = run("SCX", "--tenant", "eager", "--config", str(config), "--lang", "zh")
    assert "草案，本租户按有效处理" in result.stdout


def test_a_document_of_another_place():
    assert status("2026-11-21", "GL23", "guilin") == ("in_force", True)
    assert status("2026-11-21", "GL23", "guilin", "--place", "450000") == ("elsewhere", False)


@pytest.mark.parametrize("name", ["SC22", "川人社规〔2022〕9号"])
def test_a_document_that_is_named_comes_with_its_clauses(name):
    _, documents = read(name, "--tenant", "sichuan")
    assert list(documents) == ["SC22"]
    clauses = {one["clause"]: one for one in documents["SC22"]["clauses"]}
    assert len(clauses) == documents["SC22"]["clause_count"]
    one = clauses["SC22/5.1.b"]
    assert (one["at"], one["kind"]) == ("五(一) 2", "eligibility")
    assert "enterprise:front-line" in one["cited_by"]
    assert one["gist"]


def test_several_documents_keep_the_order_declared():
    assert list(read("SCV", "T2018", "--tenant", "sichuan")[1]) == ["T2018", "SCV"]


def test_for_people():
    result = run("SC22", "--tenant", "sichuan", "--on", "2027-12-28", "--lang", "zh")
    assert result.exit_code == 0
    assert result.stdout.startswith("四川省（510000）2027-12-28 的文件\n")
    assert "  失效      2027-12-28\n" in result.stdout
    assert "  当日状态  已失效\n" in result.stdout
    assert "SC22/5.1.b  五(一) 2" in result.stdout
    assert "None" not in result.stdout
    english = run("--tenant", "sichuan", "--on", "2026-11-21", "--lang", "en").stdout
    assert "no date in the source; taken to be in force" in english
    assert "SC22/5.1.b" not in english


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, "Missing option '--tenant'"),
        (("--tenant", "nowhere"), 1, "found tenant 'nowhere'"),
        (("SC99", "--tenant", "sichuan"), 2, "found document 'SC99'; expected one of T2018"),
        (("", "--tenant", "sichuan"), 2, "found document ''"),
        (("--tenant", "sichuan", "--place", "51"), 2, "found --place '51'"),
        (("--tenant", "sichuan", "--on", "2026-02-30"), 2, "expected a day as YYYY-MM-DD"),
    ],
)
def test_what_is_wrong_is_one_message(args, code, said):
    result = run(*args, "--lang", "en")
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
