"""Files that end: a device may never do so, and a named pipe without a writer keeps its reader waiting."""

import os
import stat
import sys
from pathlib import Path
from typing import Final

from bajigong.policy.text import Text

NO_FILE: Final = Text("管道或设备", "a pipe or a device")
A_FILE: Final = Text("文件", "a file")
#: The same in one sentence.
NO_FILE_FOUND: Final = Text("为{found}；应为{expected}", "found {found}; expected {expected}").fill(
    found=NO_FILE, expected=A_FILE
)
#: What the caller has opened for us, beside standard input: ``<(command)`` in a shell.
_OPENED: Final = "/dev/fd/"


def is_ordinary(path: Path) -> bool:
    """Say whether a path may be opened: a file, standard input, or what the caller has opened.

    So may what cannot be looked at, and a folder: whoever opens it says what is wrong.
    """
    try:
        said = path.stat()
    except (OSError, ValueError):  # a name that holds a NUL is a ValueError
        return True
    if stat.S_ISREG(said.st_mode) or stat.S_ISDIR(said.st_mode) or path == Path(os.devnull):
        return True
    if stat.S_ISFIFO(said.st_mode) and str(path).startswith(_OPENED):
        return True
    return _is_standard_input(said)


def _is_standard_input(said: os.stat_result) -> bool:
    """Say whether it is what standard input is: a pipe or a terminal, for other devices may be endless."""
    try:
        number = sys.__stdin__.fileno() if sys.__stdin__ else -1
        here = os.fstat(number)
    except (OSError, ValueError):
        return False
    return os.path.samestat(said, here) and (stat.S_ISFIFO(here.st_mode) or os.isatty(number))
