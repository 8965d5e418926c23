"""The hidden folder in which a result comes to be, beside the place where it will stand."""

import errno
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from attrs import define, field

from bajigong.errors import BajigongError
from bajigong.outputs import real, shown, writing
from bajigong.policy.text import Lang, Text

_LOCK: Final = "lock"
#: What a lock begins with: by it a run knows that it may clear the folder of another one, which was killed.
_MARK: Final = b"bajigong work folder\n"
_TRIES: Final = 100
_BUSY: Final = Text(
    "另一次运行正在写入{path}，请待其结束", "{path}: another run is writing this result; wait until it has ended"
)
_FOREIGN: Final = Text(
    "{path}：已存在，且不是本程序为当前用户建立的工作文件夹，未予改动；请移走后重试",
    "{path}: exists, and is no work folder that this program made for you; it is left as it is: move it away and run"
    " again",
)


@define(eq=False)
class Work:
    """A folder to work in, which this run has made, or an earlier one of the same user that was killed.

    ``claimed`` are the names that runs here have said they would take for their results, with the digests of files;
    ``inherited`` says that a killed run has. ``keep`` says that the folder stays, for a later run to go on with.
    """

    folder: Path
    claimed: dict[str, set[str]] = field(factory=dict)
    inherited: bool = False
    keep: bool = False
    _number: int = -1

    def path(self, name: str) -> Path:
        """Return the path of something in the folder."""
        return self.folder / name

    def clear(self) -> None:
        """Remove what an earlier run left; what it had claimed stays written down."""
        for one in self.folder.iterdir():
            if one.name != _LOCK:
                shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()

    def remove(self) -> None:
        """Remove the folder, the lock last: should anything stay, a later run still knows the folder."""
        with suppress(OSError):
            self.clear()
            shutil.rmtree(self.folder)

    def claim(self, names: Mapping[str, str]) -> None:
        """Write down names before they are taken, with digests where these tell our files from others.

        So a later run knows them for ours, even where this one is killed at once.
        """
        _add(self.claimed, names)
        if self._number >= 0:
            line = b"\n" + json.dumps(names).encode() + b"\n"
            if os.write(self._number, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def working(folder: Path, result: Path, lang: Lang) -> Iterator[Work]:
    """Open the folder, which no other run may use meanwhile; remove it at the end unless it is to be kept.

    ``result`` is what a message names. Raises BajigongError where another run is at work there, where the
    folder is somebody else's, or where something cannot be written.
    """
    with writing(result, lang):
        number = _enter(folder, result, lang)
        try:
            claimed = _claimed(number)
            work = Work(folder, claimed, bool(claimed), number=number)
            try:
                yield work
            finally:
                if not work.keep:
                    work.remove()
        finally:
            os.close(number)


def hidden_beside(result: Path) -> Path:
    """Return the folder in which a result comes to be."""
    target = real(result)
    return target.with_name(f".{target.name}.bajigong")


def _enter(folder: Path, result: Path, lang: Lang) -> int:
    """Make the folder, or take over that of a killed run; return its lock, open and held."""
    for _ in range(_TRIES):  # a run that ends takes its folder away just as we come
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        try:
            number = _open_lock(folder, lang)
        except FileNotFoundError:
            continue
        try:
            if not _hold(number):
                raise BajigongError(_BUSY.fill(path=shown(result)).say(lang))
            if _is_at(number, folder / _LOCK):
                _mark(number, folder)
                return number
        except BaseException:
            os.close(number)
            raise
        os.close(number)
    raise BajigongError(_BUSY.fill(path=shown(result)).say(lang))


def _open_lock(folder: Path, lang: Lang) -> int:
    """Open the lock of a folder that is ours, following no link and waiting for nobody.

    Raises BajigongError for a folder that is somebody else's, FileNotFoundError where it went away meanwhile.
    """
    foreign = BajigongError(_FOREIGN.fill(path=shown(folder)).say(lang))
    said, lock = folder.lstat(), folder / _LOCK
    if not stat.S_ISDIR(said.st_mode) or said.st_uid != _user(said):
        raise foreign
    flags = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    others = [one.name for one in folder.iterdir() if one.name != _LOCK]
    if not os.path.lexists(lock):
        if others:
            raise foreign
        return _opened(lock, flags | os.O_CREAT | os.O_EXCL)
    if not stat.S_ISREG(lock.lstat().st_mode):
        raise foreign
    try:
        number = _opened(lock, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise foreign from error
        raise
    begun = os.pread(number, len(_MARK), 0) if hasattr(os, "pread") else lock.read_bytes()[: len(_MARK)]
    if not stat.S_ISREG(os.fstat(number).st_mode) or begun != (_MARK if begun or others else b""):
        os.close(number)
        raise foreign
    return number


def _opened(lock: Path, flags: int) -> int:
    try:
        return os.open(lock, flags, 0o600)
    except FileExistsError as error:
        raise FileNotFoundError(errno.ENOENT, "made by another run", str(lock)) from error


def _mark(number: int, folder: Path) -> None:
    """Say in a new lock whose it is; where there is no room even for that, take it away again."""
    try:
        if not os.fstat(number).st_size:
            os.write(number, _MARK)
    except OSError:
        (folder / _LOCK).unlink()
        folder.rmdir()
        raise


def _user(said: os.stat_result) -> int:
    return os.geteuid() if hasattr(os, "geteuid") else said.st_uid


def _is_at(number: int, lock: Path) -> bool:
    """Say whether an open lock still stands in its place: its run may have ended, and taken it away."""
    try:
        return os.path.samestat(os.fstat(number), lock.lstat())
    except FileNotFoundError:
        return False


def _claimed(number: int) -> dict[str, set[str]]:
    """Read what a killed run had claimed; a line that it did not finish claims nothing."""
    os.lseek(number, 0, os.SEEK_SET)
    with os.fdopen(os.dup(number), "rb") as file:
        lines = file.read().splitlines()[1:]
    found: dict[str, set[str]] = {}
    for line in lines:
        with suppress(ValueError, AttributeError):
            _add(found, json.loads(line))
    return found


def _add(claimed: dict[str, set[str]], names: Mapping[str, str]) -> None:
    for name, said in names.items():
        claimed.setdefault(name, set()).add(said)


def _hold(number: int) -> bool:
    """Take a lock that the system lets go of when the process ends, however it ends."""
    with suppress(ImportError):  # not every system has it
        import fcntl

        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
