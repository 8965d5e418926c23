"""``bajigong law clauses``."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli


def run(*args):
    return CliRunner().invoke(cli, ["law", "clauses", *args])


def read(*args):
    result = run(*args, "--json", "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "")
    said = json.loads(result.stdout)
    return said, {one["clause"]: one for one in said["clauses"]}


def test_every_clause_with_what_cites_it():
    said, clauses = read("--tenant", "sichuan")
    one = clauses["SC22/5.1.b"]
    assert (one["document"], one["number"], one["at"]) == ("SC22", "川人社规〔2022〕9号", "五(一) 2")
    assert (one["kind"], one["does"]) == ("eligibility", "decides")
    assert {"term:enterprise:front-line-grades", "enterprise:front-line"} <= set(one["cited_by"])
    other = clauses["T2023/4-1"]
    assert (other["state"], other["cited_by"], other["lacks"]) == ("encoded", ["national:2023/4-1"], None)
    assert (one["plugin"], other["plugin"]) == ("sichuan", "national")
    assert sum(said["counts"].values()) == len(clauses)
    assert said["bundle"].startswith("sha256:")


def test_the_source_documents_are_there_in_full():
    counts = {"sichuan": ("SC22", 35, "SCV", 18, "SCX", 3), "guilin": ("GL23", 22), "inner-mongolia": ("NM21", 24)}
    for tenant, expected in counts.items():
        clauses = read("--tenant", tenant)[1].values()
        for document, number in zip(expected[::2], expected[1::2], strict=True):
            assert sum(one["document"] == document for one in clauses) == number


@pytest.mark.parametrize("name", ["SCV", "川人社规〔2022〕9号"])
def test_of_one_document(name):
    clauses = read("--tenant", "sichuan", "--document", name)[1].values()
    assert len({one["document"] for one in clauses}) == 1


def test_of_one_kind_and_state():
    said, clauses = read("--tenant", "sichuan", "--kind", "principle", "--document", "SC22")
    assert {one["kind"] for one in clauses.values()} == {"principle"}
    state = clauses["SC22/2.2"]["state"]
    said, clauses = read("--tenant", "sichuan", "--state", state)
    assert {one["state"] for one in clauses.values()} == {state}
    assert said["counts"][state] == len(clauses)


def test_what_is_partly_encoded_or_left_to_discretion_says_what_is_missing():
    for state in ("partly", "discretion"):
        for tenant in ("sichuan", "guilin", "inner-mongolia"):
            assert all(one["lacks"] for one in read("--tenant", tenant, "--state", state)[1].values())


def test_for_people():
    result = run("--tenant", "sichuan", "--document", "T2023", "--kind", "eligibility", "--lang", "zh")
    assert result.exit_code == 0
    assert "T2023/4-1  申报条件 四级 1  申报条件  已编入\n" in result.stdout
    assert "  要旨      从业累计满5年，可申报四级\n" in result.stdout
    assert "  被引用于  national:2023/4-1\n" in result.stdout
    assert result.stderr == "共19条：已编入19\n"
    assert run("--tenant", "sichuan", "--lang", "en").stderr.startswith("clauses: ")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, "Missing option '--tenant'"),
        (("--tenant", "sichuan", "--document", "X"), 2, "found document 'X'"),
        (("--tenant", "sichuan", "--kind", "x"), 2, "found --kind 'x'; expected one of archive, assessment"),
        (("--tenant", "sichuan", "--state", "x"), 2, "found --state 'x'; expected one of encoded, partly, discretion"),
    ],
)
def test_what_is_wrong_is_one_message(args, code, said):
    result = run(*args, "--lang", "en")
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


def test_the_group_names_its_commands():
    result = CliRunner().invoke(cli, ["law", "no-such-command"])
    assert (result.exit_code, "No such command" in result.stderr) == (2, True)
