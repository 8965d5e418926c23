"""The program that decides is printed as it runs, each part below what it is about."""

import ast

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

ASKED = ("--tenant", "sichuan", "--track", "enterprise", "--occupation", "6-18-01-05", "--grade", "3", "--lang", "en")


def source(*more):
    return CliRunner().invoke(cli, ["law", "source", *ASKED, *more])


def test_it_is_the_python_that_runs():
    done = source()
    assert done.exit_code == 0
    tree = ast.parse(done.output)
    assert [function.name for function in tree.body] == ["evaluate"]
    assert done.output == source().output, "the same each time"


def test_rules_stand_under_their_clauses_and_requirements_under_their_words():
    remarks = {line.strip() for line in source().output.splitlines() if line.strip().startswith("# ")}
    assert any("national:2023/3-2" in line and ": " in line for line in remarks)
    assert any("filing" in line for line in remarks)


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--track", "guild", "found --track 'guild'; expected one of"),
        ("--grade", "6", "found --grade '6'; expected one of"),
        ("--occupation", "9-99-99-99", "found occupation '9-99-99-99'; expected a code like 6-31-01-03"),
    ],
)
def test_what_there_is_not_is_refused(option, value, said):
    done = source(option, value)
    assert done.exit_code == 2
    assert said in done.output
