"""The progress of a check of many people: rows, their rate, and how many there seem to be."""

import io

import pytest

from bajigong.cli.show.lines import MOST, Progress
from bajigong.errors import Problem
from bajigong.policy.text import Text, same


class Screen(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Make standard error a terminal. Called by a test: pytest sets its own before each."""

    def made():
        one = Screen()
        monkeypatch.setattr("sys.stderr", one)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "120")
        return one

    return made


def problem(row):
    return Problem("a.csv", "grade", same("found"), same("expected"), row)


def test_a_bar_shows_rows_and_their_rate(terminal):
    screen = terminal()
    with Progress("en", patience=-1) as progress:
        progress.expect(2000)
        progress.advance(500)
        progress.expect(4000)
        progress.advance(3500)
    assert "4000/4000" in screen.getvalue()
    assert "rows/s" in screen.getvalue()


def test_the_rate_is_said_in_chinese(terminal):
    screen = terminal()
    with Progress("zh", patience=-1) as progress:
        progress.advance(500)
    assert "行/秒" in screen.getvalue()


def test_some_problems_are_said_and_the_others_counted(terminal):
    screen = terminal()
    with Progress("en") as progress:
        for row in range(MOST + 20):
            progress.wrong(problem(row))
        progress.note(Text("注", "a note"))
        progress.close()
    lines = screen.getvalue().splitlines()
    assert lines[0] == "a.csv, row 0, grade: found found; expected expected"
    assert lines[MOST] == "a note"
    assert "20" in lines[MOST + 1]
    assert len(lines) == MOST + 2
