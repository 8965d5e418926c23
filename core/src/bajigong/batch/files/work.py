"""The hidden folder in which a result comes to be, beside the place where it will stand."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from attrs import define

from bajigong.errors import BajigongError
from bajigong.policy.text import Text

_LOCK: Final = "lock"
_BUSY: Final = Text(
    "另一次运行正在写入{path}，请待其结束", "{path}: another run is writing this result; wait until it has ended"
)


@define(eq=False)
class Work:
    """A folder to work in. What is published from it appears under its own name whole, or not at all.

    ``keep`` says that the folder stays, for a later run to go on with.
    """

    folder: Path
    keep: bool = False

    def path(self, name: str) -> Path:
        """Return the path of something in the folder."""
        return self.folder / name

    def clear(self) -> None:
        """Remove what an earlier run left."""
        for one in self.folder.iterdir():
            if one.name != _LOCK:
                shutil.rmtree(one) if one.is_dir() else one.unlink()


@contextmanager
def working(folder: Path, shown: Path, lang: str) -> Iterator[Work]:
    """Open the folder, which no other run may use meanwhile; remove it at the end unless it is to be kept.

    ``shown`` is the result that a message names. Raises BajigongError where another run is at work there, or where
    something cannot be written.
    """
    try:
        folder.mkdir(parents=False, exist_ok=True)
        with (folder / _LOCK).open("a") as lock:
            if not _lock(lock):
                raise BajigongError(_BUSY.fill(path=shown).say("zh" if lang == "zh" else "en"))
            work = Work(folder)
            try:
                yield work
            finally:
                if not work.keep:
                    shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        if error.errno == errno.EPIPE:  # whoever read the output has gone, which is no fault of the file
            raise
        raise BajigongError(f"{shown}: cannot be written: {error.strerror or error}") from error


def hidden_beside(result: Path) -> Path:
    """Return the folder in which a result comes to be."""
    target = result.resolve()
    return target.with_name(f".{target.name}.bajigong")


def publish(written: Path, target: Path) -> None:
    """Let a finished file take the place of the old one, with its permissions."""
    target = target.resolve()
    written.chmod(mode_for(target))
    written.replace(target)


def _lock(file: IO[str]) -> bool:
    """Take a lock that the system lets go of when the process ends, however it ends."""
    with suppress(ImportError):  # not every system has it
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def mode_for(target: Path) -> int:
    """Return the permissions of the file that is replaced, else those of a new file."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
