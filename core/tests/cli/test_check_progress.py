"""The progress of a long check: on a terminal, after a while, and beside messages."""

import io

import pytest

from bajigong.cli.show.lines import Progress


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
        return one

    return made


def test_a_bar_shows_itself_after_a_while(terminal):
    screen = terminal()
    with Progress("zh", patience=-1) as progress:
        progress.expect(4)
        for _ in range(4):
            progress.advance()
    assert "核验中" in screen.getvalue()
    assert "4/4" in screen.getvalue()


def test_quick_work_shows_nothing(terminal):
    screen = terminal()
    with Progress("zh") as progress:
        progress.advance()
    assert screen.getvalue() == ""


def test_what_is_no_terminal_shows_nothing(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    with Progress("en", patience=-1) as progress:
        progress.advance()
    assert out.getvalue() == ""


def test_messages_are_said_with_and_without_a_bar(terminal):
    screen = terminal()
    with Progress("en", patience=-1) as progress:
        progress.say("first [bold]")
        progress.advance()
        progress.say("second [bold]")
    assert "first [bold]\n" in screen.getvalue()
    assert "second [bold]\n" in screen.getvalue()


def test_the_end_may_come_twice(terminal):
    terminal()
    with Progress("en", patience=-1) as progress:
        progress.advance()
        progress.stop()
