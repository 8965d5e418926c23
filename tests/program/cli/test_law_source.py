"""The program that decides is printed as it runs, each part below what it is about."""

import ast
from pathlib import Path

import attrs
import pytest
import yaml
from click.testing import CliRunner

from bajigong.calendar import to_day
from bajigong.cli import cli
from bajigong.compile.program import program_of
from bajigong.engine.decide import ALL, NONE, Decision
from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenants
from bajigong.policy.facts import Selection
from bajigong.scenarios import read_application

EXAMPLES = Path(__file__).parents[3] / "examples"

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


def test_numbers_say_what_they_are():
    text = source("--on", "2026-11-21").output
    numbers = ("-1073741824", "1073741824", "-2147483648")
    assert not [number for number in numbers if number in text]
    assert "ALWAYS" in text
    assert "= UNKNOWN_DAY" in text
    assert "# applicant.birth_date" not in text.partition("def evaluate")[0]
    bits = [line for line in text.splitlines() if "lack0 |=" in line or "hope0 &" in line]
    assert bits
    assert all("  # " in line for line in bits), "each bit names its fact"
    assert "months" in text


def test_a_list_says_for_which_requirement_each_part_of_its_loop_is():
    loop = source().output.partition("# applicant.staff\n")[2].partition("\n\n")[0]
    assert "# – belongs to the assessing enterprise" in loop


@pytest.mark.parametrize("name", ["sichuan-machinist.yaml", "sichuan-related-work.yaml", "sichuan-next-spring.yaml"])
def test_what_is_printed_for_people_decides_as_what_runs(name):
    """With names in place of numbers and remarks between the lines it is still the same program."""
    tenant = tenants()["sichuan"]
    engine = Engine(tenant.open(), tenant.id)
    written = yaml.load((EXAMPLES / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    one = read_application(written, tenant, name)
    chosen = Selection(*(one.facts[key] for key in ("track", "occupation", "grade")), one.place)
    plain = engine.program(chosen)
    told = program_of(engine.plan(chosen), engine.bundle.schema, chosen, account=True, lang="zh")
    assert told.text != plain.text
    on = to_day(one.on)
    mine, theirs = (Decision.of(program, one.facts, on, chosen) for program in (told, plain))
    for hope in (NONE, ALL):
        assert attrs.astuple(mine.ask(hope, on)) == attrs.astuple(theirs.ask(hope, on))
