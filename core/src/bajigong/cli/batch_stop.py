"""Signals that end a run: SIGTERM is taken like SIGINT, and what is said then."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from bajigong.policy.text import Text

#: Exit codes of a process that a signal ended, as shells count them.
INTERRUPTED: Final = 130
TERMINATED: Final = 143

UNTOUCHED: Final = Text("已停止，{path}未被改动", "stopped; {path} is as it was before")
STOPPED: Final = Text("已停止，{path}中只有已完成的部分", "stopped; {path} holds only parts that are done")
GO_ON: Final = Text(
    "已完成的文件均已保留，加--resume可接续", "the files that are done are kept: --resume goes on with them"
)


class TerminatedError(KeyboardInterrupt):
    """Raised where the process was asked to end."""


@contextmanager
def terminable() -> Iterator[None]:
    """Raise TerminatedError on SIGTERM, in the main thread; elsewhere signals do not come."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: Any) -> None:
    raise TerminatedError
