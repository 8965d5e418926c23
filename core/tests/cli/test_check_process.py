"""``bajigong check`` as a process of its own: streams, exit codes, and what is not imported."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from core.tests import toy

pytestmark = pytest.mark.slow

ELIGIBLE, LATER = (str(toy.HERE / name) for name in ("potter.yaml", "hand.yaml"))
BOX = "╭╮╰╯│─━┃┄▼"


def bajigong(*args, python=(), **kwargs):
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "LC_ALL": ""}
    command = [sys.executable, *python, "-m", "bajigong", "check", *args]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False, **kwargs)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ([ELIGIBLE], 0),
        ([LATER], 0),
        ([LATER, "--fail-unless", "eligible"], 3),
        (["nowhere.yaml"], 1),
        (["--tenant", "atlantis", ELIGIBLE], 1),
        (["--grade", "九段", ELIGIBLE], 2),
        ([], 2),
        ([ELIGIBLE, "-o", "result.pdf"], 2),
    ],
)
def test_exit_codes(args, code):
    ended = bajigong(*args)
    assert ended.returncode == code
    assert (ended.stdout == "") == (code in {1, 2})
    assert "Traceback" not in ended.stderr


def test_a_pipe_gets_plain_text_in_the_language_of_the_locale():
    said = bajigong(ELIGIBLE).stdout
    assert said.startswith("结论：符合申报条件")
    assert "\x1b" not in said
    assert not set(said) & set(BOX)


@pytest.mark.parametrize(
    ("args", "absent"),
    [
        ([ELIGIBLE], ("rich", "xlsxwriter", "python_calamine", "openpyxl")),
        ([ELIGIBLE, "--json"], ("rich", "xlsxwriter", "python_calamine", "pendulum")),
        # The columns of a table of several are as wide as rich counts them; nothing else of it is wanted in a pipe.
        ([ELIGIBLE, LATER], ("rich.console", "rich.text", "rich.table", "xlsxwriter", "python_calamine", "pendulum")),
    ],
)
def test_only_what_is_used_is_imported(args, absent):
    lines = bajigong(*args, python=["-X", "importtime"]).stderr.splitlines()
    imported = {line.rpartition("|")[2].strip() for line in lines}
    assert "bajigong.cli.check_run" in imported
    assert not imported & set(absent)


def test_standard_input():
    said = bajigong("-", input=Path(ELIGIBLE).read_text(encoding="utf-8"))
    assert said.returncode == 0
    assert said.stdout.startswith("结论：符合申报条件")


def test_a_reader_that_leaves_early_gets_no_traceback(tmp_path):
    for number in range(60):  # one file is read once, however often it is named
        shutil.copy(ELIGIBLE, tmp_path / f"{number}.yaml")
    command = f"{sys.executable} -m bajigong check --json {tmp_path}/*.yaml | head -c 10"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in ended.stderr
