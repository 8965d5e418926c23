"""What plugins add to the program: each hook by the example that uses it, installed beside the program."""

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.installing import install

from bajigong import program_hooks
from bajigong.plugins import PROGRAM_HOOKS, describe, discover

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parent.parent / "examples" / "bajigong-records"
APPLICATION = str(EXAMPLE / "application.toml")
RECORDED = ["--config", str(EXAMPLE / "bajigong.toml"), "--tenant", "recorded"]


@pytest.fixture
def run(tmp_path):
    """Run the program where the example is installed."""
    environment = {**os.environ, **install(EXAMPLE, tmp_path / "site"), "LANG": "C.UTF-8", "LC_ALL": ""}

    def run(*args, **more):
        command = [sys.executable, "-m", "bajigong", *args]
        env = environment | more
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=False)

    return run


def write_plugin(folder: Path, name: str, source: str) -> Path:
    """Write a plugin of one module as a project."""
    project = folder / name
    (project / "src").mkdir(parents=True)
    (project / "src" / f"{name}.py").write_text(f"from bajigong import hookimpl\nAPI_VERSION = 1\n{source}", "utf-8")
    points = f'[project.entry-points.bajigong]\n{name} = "{name}"\n'
    (project / "pyproject.toml").write_text(f'[project]\nname = "{name}"\nversion = "9.9"\n{points}', "utf-8")
    return project


def beside(folder: Path, *projects: Path) -> str:
    """Install further plugins beside the example; return the path on which all are found."""
    found = [install(project, folder / f"site-{project.name}")["PYTHONPATH"] for project in (EXAMPLE, *projects)]
    return os.pathsep.join(found)


@pytest.mark.parametrize("hook", PROGRAM_HOOKS)
def test_a_hook_says_when_it_is_called(hook):
    assert any(word in inspect.getdoc(getattr(program_hooks, hook)) for word in ("Asked of", "Called once"))


def test_the_programs_own_plugins_add_nothing_to_it():
    """They are not asked for commands and formats, so that the program starts no slower."""
    ours = [name for name, point in discover().items() if point.dist and point.dist.name == "bajigong"]
    assert ours
    assert [hook for name in ours for hook in describe(name).hooks if hook in PROGRAM_HOOKS] == []


def test_an_added_format_is_read_and_another_is_written(run, tmp_path):
    ended = run("check", APPLICATION, *RECORDED, "-o", "list.md")
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
    assert (tmp_path / "list.md").read_text("utf-8").splitlines() == [
        "| name | grade | verdict |",
        "|---|---|---|",
        "| 李四 | 4 | eligible |",
    ]


def test_each_verdict_is_told_to_the_plugins_that_its_tenant_enables(run, tmp_path):
    run("check", APPLICATION, *RECORDED, "--json", "--on", "2026-11-20")
    run("check", APPLICATION, *RECORDED, "--json", "--on", "2019-01-01")
    run("check", APPLICATION, "--tenant", "sichuan", "--json")  # which does not enable it
    lines = [json.loads(line) for line in (tmp_path / "records.ndjson").read_text("utf-8").splitlines()]
    assert [(line["on"], line["tenant"]) for line in lines] == [("2026-11-20", "recorded"), ("2019-01-01", "recorded")]
    assert "李四" not in (tmp_path / "records.ndjson").read_text("utf-8")


def test_many_people_in_a_sheet_are_told_of_too(run, tmp_path):
    (tmp_path / "people.csv").write_text(
        "姓名,申报职业,申报级别,评价类型\n甲,镗工,4,enterprise\n乙,镗工,3,enterprise\n", "utf-8"
    )
    ended = run("check", "people.csv", *RECORDED, "-o", "result.csv")
    assert ended.returncode == 0, ended.stderr
    kept = (tmp_path / "records.ndjson").read_text("utf-8").splitlines()
    assert [json.loads(line)["grade"] for line in kept] == ["4", "3"]


def test_a_result_of_columns_is_refused_where_each_verdict_is_to_be_told(run, tmp_path):
    (tmp_path / "people.csv").write_text("姓名,申报职业,申报级别\n甲,镗工,4\n", "utf-8")
    ended = run("check", "people.csv", *RECORDED, "-o", "result.parquet")
    assert ended.returncode == 2
    assert "plugin records hears of each verdict" in ended.stderr
    assert not (tmp_path / "result.parquet").exists()


def test_a_plugin_that_cannot_take_a_verdict_ends_the_run_and_leaves_no_result(run, tmp_path):
    (tmp_path / "folder").mkdir()
    ended = run("check", APPLICATION, *RECORDED, "-o", "list.csv", BAJIGONG_RECORDS="folder")
    assert ended.returncode == 1
    assert "plugin 'records' 0.1.0: bajigong_verdict failed" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "list.csv").exists()


def test_a_command_is_added_and_its_errors_are_one_line(run, tmp_path):
    assert "records" in run("--help").stdout
    ended = run("records")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    (tmp_path / "records.ndjson").write_text('{"verdict": "eligible"}\n' * 2, "utf-8")
    assert run("records").stdout == "eligible\t2\n"


def test_a_file_that_a_plugin_cannot_read_is_named(run, tmp_path):
    (tmp_path / "broken.toml").write_text("= 3", "utf-8")
    (tmp_path / "empty.toml").write_text("application = []\n", "utf-8")
    (tmp_path / "odd.toml").write_text("application = [3]\n", "utf-8")
    said = run("check", "broken.toml", "empty.toml", "odd.toml", *RECORDED)
    assert said.returncode == 1
    assert "broken.toml: found a file that plugin 'records' cannot read" in said.stderr
    assert "empty.toml: found no application; expected at least one application" in said.stderr
    assert "odd.toml, application 1: found '3'; expected a mapping" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_name_that_is_taken_is_left_out_and_said(run, tmp_path):
    greedy = write_plugin(
        tmp_path,
        "greedy",
        "import click\n@hookimpl\ndef bajigong_commands():\n"
        "    return [click.Command('check'), click.Command('records'), click.Command('mine')]\n",
    )
    ended = run("--help", PYTHONPATH=beside(tmp_path, greedy))
    assert "plugin 'greedy': its command 'check' is left out, as the program itself has one" in ended.stderr
    assert "plugin 'records': its command 'records' is left out, as plugin 'greedy' has one" in ended.stderr
    assert "mine" in ended.stdout


def test_two_plugins_for_one_suffix_are_refused(run, tmp_path):
    other = write_plugin(
        tmp_path,
        "other",
        "from bajigong.policy.formats import ReadFormat\nfrom bajigong.policy.text import same\n"
        "@hookimpl\ndef bajigong_readers():\n    return [ReadFormat(('.toml',), same('x'), lambda path: [])]\n",
    )
    ended = run("check", APPLICATION, *RECORDED, PYTHONPATH=beside(tmp_path, other))
    assert ended.returncode == 1
    assert "plugin 'other' 9.9: offers files ending in '.toml', and so does plugin 'records'" in ended.stderr


def test_what_is_not_what_a_hook_adds_is_refused_and_help_still_comes(run, tmp_path):
    odd = write_plugin(tmp_path, "odd", "@hookimpl\ndef bajigong_commands():\n    return ['check']\n")
    ended = run("--help", PYTHONPATH=beside(tmp_path, odd))
    assert (ended.returncode, "records" in ended.stdout) == (0, True)
    assert "plugin 'odd' 9.9: bajigong_commands returned 'check'; expected Command; its commands are left out" in (
        ended.stderr
    )


def test_no_plugin_is_asked_for_what_the_program_has(tmp_path):
    """Checking YAML imports no plugin that the tenant does not enable."""
    broken = write_plugin(tmp_path, "broken", "raise SystemExit('imported')\n")
    environment = {**os.environ, **install(broken, tmp_path / "site")}
    command = [sys.executable, "-m", "bajigong", "check", str(EXAMPLE.parent / "sichuan-machinist.yaml"), "--json"]
    ended = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert ended.returncode == 0, ended.stderr
