"""``bajigong completion``, and what is completed."""

import sys

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from bajigong.cli import cli

OF_PLUGINS = ("bajigong_", "core.tests.toy.plugin")


def run(*args):
    return CliRunner().invoke(cli, ["completion", *args])


def complete(args, incomplete):
    return [
        item.value
        for item in ShellComplete(cli, {}, "bajigong", "_BAJIGONG_COMPLETE").get_completions(args, incomplete)
    ]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_goes_to_stdout_and_how_to_use_it_to_stderr(shell):
    result = run(shell)
    assert result.exit_code == 0
    assert f"_BAJIGONG_COMPLETE={shell}_complete" in result.stdout
    assert f"bajigong completion {shell}" in result.stderr
    assert f"bajigong completion {shell}" not in result.stdout


@pytest.mark.parametrize("args", [(), ("tcsh",)])
def test_another_shell_is_wrong_usage(args):
    assert run(*args).exit_code == 2


def test_the_names_of_tenants_are_completed():
    assert complete(["ladder", "--tenant"], "s") == ["sonnenau"]
    assert {"sonnenau", "mondhausen"} <= set(complete(["occupation", "--tenant"], ""))
    assert complete(["template", "--tenant"], "zzz") == []


def test_no_plugin_is_imported_for_the_names_of_tenants(monkeypatch):
    for name in [name for name in sys.modules if name.startswith(OF_PLUGINS)]:
        monkeypatch.delitem(sys.modules, name)
    complete(["ladder", "--tenant"], "")
    assert [name for name in sys.modules if name.startswith(OF_PLUGINS)] == []


def test_commands_are_completed():
    assert complete([], "comp") == ["completion"]
