"""What is wrong with law is said by every command that opens it: all of it, each once, in the language asked for."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

from .test_slips import LAW, TENANT

pytestmark = pytest.mark.slow

WRONG = (
    LAW.replace("years = 2,", 'years = "2",', 1)
    .replace('place = "520000"', "place = 520000", 1)
    .replace('due = "12-10"', 'due = "12-32"', 1)
    .replace('gate = "mine:gate"', 'gate = "mine:gates"', 1)
)
APPLICATION = "track: enterprise\noccupation: 6-18-01-05\ngrade: 4\napplicant: {}\nagency: {kind: enterprise}\n"


@pytest.fixture
def home(tmp_path):
    (tmp_path / "mine.toml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "bajigong.toml").write_text(TENANT, encoding="utf-8")
    (tmp_path / "one.yaml").write_text(APPLICATION, encoding="utf-8")
    return tmp_path


def run(home, *args):
    return CliRunner().invoke(cli, [*args, "--tenant", "mine", "--config", str(home / "bajigong.toml")])


@pytest.mark.parametrize("args", [("check",), ("law", "show"), ("law", "terms"), ("ladder",)])
def test_every_slip_is_said_once(home, args):
    result = run(home, *args, *([str(home / "one.yaml")] if args == ("check",) else []), "--lang", "en")
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.removeprefix("Error: ").splitlines()
    assert lines == [
        "mine.toml, line 5, document M: place: found 520000; expected a code of GB/T 2260: six digits in quotes, such"
        " as '510000'",
        "mine.toml, line 78, duty mine:report: due: found '12-32'; expected a day of the year as MM-DD",
        "mine.toml, line 86, mine:gate/a: names gate 'mine:gates', which is not declared (did you mean 'mine:gate'?)",
        "mine.toml, line 50, mine:worked: when[0].years: requirement 'worked': found '2'; expected a whole number of at"
        " least 0",
    ]


def test_in_chinese(home):
    result = run(home, "law", "show", "--lang", "zh")
    assert "mine.toml，第78行，duty mine:report: due：填写为'12-32'；应为一年中的一天，MM-DD" in result.stderr


def test_the_doctor_finds_them_and_looks_at_the_rest(home):
    (home / "mine.toml").write_text(WRONG.replace("place = 520000", 'place = "520000"'), encoding="utf-8")
    result = run(home, "law", "doctor", "--json", "--lang", "en")
    found = [one for one in json.loads(result.stdout)["findings"] if one["check"] == "opening"]
    assert [(one["file"], one["line"]) for one in found] == [("mine.toml", 78), ("mine.toml", 86), ("mine.toml", 50)]
    assert result.exit_code == 1
    assert json.loads(result.stdout)["bundle"]
