"""``bajigong plugins``."""

import json
import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest
from click.testing import CliRunner

from bajigong import plugins
from bajigong.cli import cli


def run(*args):
    return CliRunner().invoke(cli, ["plugins", *args])


@pytest.fixture
def broken(monkeypatch):
    """Three entry points that cannot be used, beside one that can."""
    points = {
        "absent": EntryPoint("absent", "bajigong_absent_module", "bajigong"),
        "no_api": EntryPoint("no_api", "json", "bajigong"),
        "sichuan": plugins.discover()["sichuan"],
    }
    monkeypatch.setattr(plugins, "discover", lambda: points)


def test_each_bundled_plugin_is_listed_with_its_region():
    result = run("--json")
    assert (result.exit_code, result.stderr) == (0, "")
    said = {one["name"]: one for one in json.loads(result.stdout)}
    assert {name: said[name]["regions"] for name in ("national", "sichuan", "inner_mongolia")} == {
        "national": [],
        "sichuan": ["510000"],
        "inner_mongolia": ["150000"],
    }
    assert said["sichuan"]["distribution"] == "bajigong"
    assert said["sichuan"]["version"] == plugins.version_of("sichuan")
    assert "bajigong_registers" in said["national"]["hooks"]
    assert all(one["error"] is None for one in said.values())


def test_for_people():
    result = run("--lang", "zh")
    head, *lines = result.stdout.splitlines()
    assert head.split() == ["名称", "版本", "来源", "地区", "接口"]
    [line] = [line for line in lines if line.startswith("veterans ")]
    assert " - " in line
    assert "grade_ladders" in line


def test_a_broken_one_is_listed_with_its_error(broken):
    result = run("--json")
    assert result.exit_code == 0
    said = {one["name"]: one for one in json.loads(result.stdout)}
    assert said["absent"]["error"].startswith("cannot be imported")
    assert said["no_api"]["error"].startswith("was built for interface None")
    assert said["sichuan"]["error"] is None
    assert "不可用：cannot be imported" in run("--lang", "zh").stdout


def test_in_a_terminal_no_word_is_cut_off(monkeypatch):
    from bajigong.cli.show import lines

    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.setenv("TERM", "dumb")

    class Terminal:
        def isatty(self):
            return True

    class Sys:
        stdout = Terminal()

    monkeypatch.setattr(lines, "sys", Sys)
    result = run("--lang", "en")
    assert result.exit_code == 0
    assert "…" not in result.stdout
    assert "third_party" in result.stdout


@pytest.mark.parametrize("command", ["certificate", "ladder", "occupation", "plugins", "template", "tenants"])
def test_nothing_heavy_is_imported_for_help(command):
    code = (
        "import sys; from bajigong.cli import cli\n"
        f"cli(['{command}', '--help'], standalone_mode=False)\n"
        "heavy = [m for m in sys.modules if m.startswith('bajigong_') or m in ('numpy', 'rich', 'xlsxwriter')]\n"
        "sys.exit(', '.join(heavy) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
