"""``bajigong warm``: rules are compiled before anybody needs them."""

import importlib.util
import json
import shutil
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from bajigong.batch import Decider
from bajigong.batch.files import ask
from bajigong.cli import cli
from bajigong.compile import native

pytestmark = pytest.mark.slow

PEOPLE = Path(__file__).parents[3] / "examples" / "people.parquet"


def run(*args):
    return CliRunner().invoke(cli, ["warm", *args])


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Keep what is compiled in a folder of the test's own; no tenant stands open from before."""
    folder = tmp_path / "compiled"
    folder.mkdir()
    monkeypatch.setattr(native, "folder", lambda: folder)
    ask._desk.cache_clear()
    yield folder
    ask._desk.cache_clear()


@pytest.fixture
def compiled(monkeypatch):
    """Compile nothing, but say that it was."""

    def instead(self, one):
        one.function = shutil
        one.mark.touch()

    monkeypatch.setattr(native.Natives, "_compile", instead)
    monkeypatch.setattr(native.Native, "load", lambda self: setattr(self, "function", shutil))


def test_what_a_file_needs_is_compiled_and_the_next_run_begins_with_it(tmp_path, kept):
    people = pq.read_table(PEOPLE)
    people = people.filter(pc.equal(people["grade"], "5")).slice(0, 40)
    file = tmp_path / "five.parquet"
    pq.write_table(people, file)
    first = run(str(file), "--tenant", "sichuan", "--json", "--lang", "en")
    assert first.exit_code == 0, first.stderr
    said = json.loads(first.stdout)
    assert (said["tenant"], said["folder"], said["compiled"]) == ("sichuan", str(kept), said["sets"])
    assert said["sets"] > 1
    assert len(list(kept.glob("*.ready"))) == said["sets"]
    assert f"compiled {said['sets']} of {said['sets']}" in first.stderr

    decider = Decider("sichuan", threads=1)
    decider.kernel.least = 1
    decider.decide(people)
    assert decider.kernel.natives
    assert all(one.ready() for one in decider.kernel.natives.asked), "nothing is left to be compiled"

    ask._desk.cache_clear()
    again = json.loads(run(str(file), "--tenant", "sichuan", "--json").stdout)
    assert (again["sets"], again["compiled"]) == (said["sets"], 0)


def test_a_usual_sheet_without_a_file(kept, compiled):
    done = run("--tenant", "sichuan", "--track", "enterprise", "--grade", "4", "--lang", "zh")
    assert (done.exit_code, done.stderr) == (0, "已编译1/2\n已编译2/2\n")
    assert "sichuan：规则2组均已编译" in done.stdout
    assert len(list(kept.glob("rules_*.py"))) == 1


def test_another_occupation_follows_conditions_of_its_own(kept, compiled):
    usual = ("--tenant", "sichuan", "--track", "enterprise", "--grade", "4", "--json")
    run(*usual)
    before = set(kept.glob("rules_*.py"))
    ask._desk.cache_clear()
    assert run(*usual, "--occupation", "4-04-04-02").exit_code == 0
    assert before
    assert set(kept.glob("rules_*.py")) >= before


def test_what_cannot_be_compiled_is_an_error(kept, monkeypatch):
    monkeypatch.setattr(native.Natives, "_compile", lambda self, one: None)
    done = run("--tenant", "sichuan", "--track", "enterprise", "--grade", "4", "--lang", "en")
    assert done.exit_code == 1
    assert "2 sets of rules could not be compiled" in done.stderr


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ([], 2, "expected --tenant"),
        (["--tenant", "nowhere"], 1, "nowhere"),
        (["--tenant", "sichuan", "none.parquet"], 1, "none.parquet"),
        (["--tenant", "sichuan", "--track", "guild"], 1, "expected one of college, enterprise"),
        (["--tenant", "sichuan", "--occupation", "no such"], 1, "no such"),
        (["--tenant", "sichuan", "--grade", "3", str(PEOPLE)], 2, "leave --occupation, --track and --grade out"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(kept, args, code, said):
    done = run(*args, "--lang", "en")
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(kept.iterdir())


def test_without_a_compiler_it_says_how_to_come_by_one(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "numba" else find(name, *more))
    done = run("--tenant", "sichuan", "--lang", "zh")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "pip install 'bajigong[batch]'" in done.stderr
