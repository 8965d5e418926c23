"""``bajigong law terms``, ``kinds`` and ``facts``: all of them in a table, or those that are named, each by itself."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli


def run(*args):
    return CliRunner().invoke(cli, ["law", *args])


def test_a_named_term_is_shown_by_itself():
    shown = run("terms", "third_party:kinds", "--tenant", "sichuan", "--lang", "en").stdout.splitlines()
    assert shown[0].split() == ["id", "third_party:kinds"]
    assert [line.partition("  ")[0] for line in shown] == [
        *("id", "label", "values", "who may fill it", "unfilled", "filled here")
    ]


def test_several_are_shown_in_the_order_asked_for_each_once():
    shown = run("kinds", "worked", "aged", "worked", "--lang", "en").stdout
    assert [block.split()[1] for block in shown.strip().split("\n\n")] == ["worked", "aged"]
    assert [one["name"] for one in json.loads(run("kinds", "worked", "aged", "--json").stdout)] == ["worked", "aged"]


@pytest.mark.parametrize("what", ["terms", "kinds", "facts"])
def test_a_name_that_is_none_is_one_error_with_the_nearest(what):
    right = {"terms": "enterprise:relations", "kinds": "worked", "facts": "applicant.work"}[what]
    ended = run(what, f"{right[:-1]}x", "--lang", "en")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert f"found '{right[:-1]}x'; expected a name of the list (did you mean '{right}'?)" in ended.stderr


@pytest.mark.parametrize("what", ["terms", "kinds", "facts"])
def test_without_a_name_all_stand_in_a_table(what):
    lines = run(what, "--tenant", "guilin", "--lang", "en").stdout.splitlines()
    assert len(lines) > 30
    assert lines[0].split()[:2] == ["id", "label"]
