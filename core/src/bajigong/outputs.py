"""What a command may write, and how: nothing that it reads or that is not its own is written over.

A file comes to be under a temporary name in the folder where it will stand, and takes its name when it is whole. So a
full disk, a pipe that closes or a process that is killed leaves the old file as it was, and never half a new one.
"""

import errno
import os
import signal
import stat
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from bajigong.errors import BajigongError
from bajigong.policy.text import Lang, Text

#: What stood under a name: device, inode, size in bytes, nanoseconds of the last change; None where nothing did.
Standing = tuple[int, int, int, int] | None
#: A file that a command reads, and what it is read as.
Read = tuple[Path, Text]

#: What a spreadsheet takes for the beginning of a formula, in either width.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

INPUT: Final = Text("申报文件", "input")
_CANNOT: Final = Text("{path}：无法写入：{why}", "{path}: cannot be written: {why}")
_READ: Final = Text("{path}：将作为{what}读取，请改用其他文件名", "{path}: is read as {what}; expected another file")
_PROGRAM: Final = Text(
    "{path}：属于本程序或其插件，请改用其他路径", "{path}: belongs to the program or a plugin; expected another place"
)
_NO_FILE: Final = Text("{path}：不是普通文件，请改用其他文件名", "{path}: is no ordinary file; expected another name")
_PROTECTED: Final = Text(
    "{path}：已设为只读，请改用其他文件名", "{path}: is protected against writing; expected another name"
)
_CHANGED: Final = Text(
    "{path}：运行期间出现了另一个同名文件或被改动，未予覆盖；请移走后重新运行",
    "{path}: came to be or was changed while the result was made, and is left as it is; move it away and run again",
)


class IsReadError(BajigongError):
    """A file that is to be written and is read as well."""


def no_formula(words: str) -> str:
    """Return words that no spreadsheet takes for a formula: an apostrophe goes before them."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def real(path: Path) -> Path:
    """Return where a path leads, through links; a loop of links leads to itself."""
    return Path(os.path.realpath(path))


def identity(path: Path) -> Hashable:
    """Return what two names of one file have in common, whatever links and letters they are made of.

    That is its device and inode or, where a file system numbers no files, where its path leads. Raises OSError where
    there is no file.
    """
    said = path.stat()
    return (said.st_dev, said.st_ino) if said.st_ino else os.path.normcase(real(path))


def standing(path: Path) -> Standing:
    """Return what stands under a name; a link is not followed. Raises OSError where that cannot be told."""
    try:
        said = path.lstat()
    except FileNotFoundError:
        return None
    return said.st_dev, said.st_ino, said.st_size, said.st_mtime_ns


def shown(path: Path) -> str:
    """Return a path as one line of a message shows it, whatever characters it holds."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in str(path))


def digest(path: Path) -> str:
    """Return what tells a file's content from any other. Raises OSError where it cannot be read."""
    import hashlib

    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def admit(outputs: Iterable[Path], reads: Iterable[Read], lang: Lang, program: Iterable[Path] = ()) -> None:
    """See that files may be written: that none is read, by whatever name or link, and each can take its name.

    ``program`` are folders whose files are never replaced. Raises BajigongError for the first that may not be.
    """
    those = list(outputs)
    refuse_read(those, reads, lang)
    inside = [real(folder) for folder in program]
    for output in those:
        try:
            said = output.stat()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise cannot(output, error, lang) from error
        if not stat.S_ISREG(said.st_mode):
            raise BajigongError(_NO_FILE.fill(path=shown(output)).say(lang))
        if not is_writable(said) or not os.access(output, os.W_OK):
            raise BajigongError(_PROTECTED.fill(path=shown(output)).say(lang))
        if any(real(output).is_relative_to(folder) for folder in inside):
            raise BajigongError(_PROGRAM.fill(path=shown(output)).say(lang))


def refuse_read(outputs: Iterable[Path], reads: Iterable[Read], lang: Lang) -> None:
    """Raise IsReadError for the first file that is to be written and is read as well, by whatever name or link."""
    known = _identities(reads)
    for output in outputs:
        with suppress(OSError):
            what = known.get(identity(output))
            if what:
                raise IsReadError(_READ.fill(path=shown(output), what=what).say(lang))


def is_writable(said: os.stat_result) -> bool:
    """Say whether a file is an ordinary one that its owner has not protected: this holds for an administrator too."""
    return stat.S_ISREG(said.st_mode) and bool(said.st_mode & 0o222)


def _identities(reads: Iterable[Read]) -> dict[Hashable, Text]:
    """Return what files are read as; of one that is not there its reader will tell."""
    known: dict[Hashable, Text] = {}
    for path, what in reads:
        with suppress(OSError):
            known.setdefault(identity(path), what)
    return known


def cannot(path: Path, error: OSError, lang: Lang) -> BajigongError:
    """Say that something cannot be written, and the system's reason in one line."""
    why = error.strerror or " ".join(str(error).split()) or type(error).__name__
    return BajigongError(_CANNOT.fill(path=shown(path), why=why).say(lang))


@contextmanager
def writing(shown: Path, lang: Lang) -> Iterator[None]:
    """Turn errors of the system into one clear line that names a file.

    A pipe that was closed is another matter: whoever read the output has gone, which is no fault of the file.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        raise cannot(shown, error, lang) from error


def write_whole(path: Path, data: bytes, lang: Lang) -> None:
    """Write a file in place of the one that stood there, with its permissions; whole, or not at all.

    A link is followed: what it leads to is replaced. Raises BajigongError where the file cannot be written.
    """
    with writing(path, lang):
        target = real(path)
        before = standing(target)
        written = target.with_name(f".bajigong-{os.urandom(8).hex()}")
        number = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
            Claim(target.parent, {target: before}, lang).publish(written, target)
        finally:
            written.unlink(missing_ok=True)


_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def unbroken() -> Iterator[None]:
    """Put off SIGINT and SIGTERM until some steps are done. They come to the main thread: elsewhere nothing is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, frame: Any) -> None:
        came.append(number)

    before = {one: signal.signal(one, note) for one in _SIGNALS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        for number in came:
            signal.raise_signal(number)


@define(eq=False)
class Claim:
    """The names that a run may take, each as it stood when the run began or as the run has left it since.

    A name that is not among them stood for nothing, and is taken only while it does. Files are made in ``room``, a
    folder on the same file system. ``before`` is told of a file, and of the name that it is about to take.
    """

    room: Path
    stood: dict[Path, Standing] = field(factory=dict)
    lang: Lang = "en"
    before: Callable[[Path, Path], None] = field(default=lambda written, target: None)
    _found: frozenset[Path] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._found = frozenset(path for path, was in self.stood.items() if was)

    def publish(self, written: Path, target: Path) -> None:
        """Let a finished file take a name.

        Raises BajigongError where another file stands there by now, OSError where it cannot be done; then the file that
        stood there is as it was.
        """
        self._check(target)
        self.before(written, target)
        _permit(written, target)
        if target in self._found:
            _settle(written)  # or a power cut could leave neither the old file nor the new one
        with unbroken():
            if self.stood.get(target) is None:
                self._name(written, target)
            else:
                written.replace(target)
            self.stood[target] = standing(target)
        if target in self._found:
            _settle(target.parent)

    def remove(self, target: Path) -> None:
        """Take away what a former run wrote. Raises as `publish` does."""
        if self.stood.get(target) is not None:
            self._check(target)
            with unbroken():
                target.unlink()
                self.stood[target] = None

    def _check(self, target: Path) -> None:
        if standing(target) != self.stood.get(target):
            raise self._changed(target)

    def _name(self, written: Path, target: Path) -> None:
        """Name a file only where nothing stands: renaming would replace what came to be a moment ago."""
        try:
            target.hardlink_to(written)
        except FileExistsError as error:
            raise self._changed(target) from error
        except OSError:  # not every file system knows a second name
            written.replace(target)
        else:
            written.unlink()

    def _changed(self, target: Path) -> BajigongError:
        return BajigongError(_CHANGED.fill(path=shown(target)).say(self.lang))


def _permit(written: Path, target: Path) -> None:
    """Give a file the owner and the permissions of the one that it replaces, else those of a new file."""
    try:
        said = target.stat()
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    else:
        mode = said.st_mode & 0o777
        with suppress(OSError, AttributeError):  # only an administrator may give files away
            os.chown(written, said.st_uid, said.st_gid)
    with suppress(PermissionError):  # a file system that knows none
        written.chmod(mode)


def _settle(path: Path) -> None:
    """See that a file, or the names in a folder, are on the disk. Raises OSError where a file is not."""
    if path.is_dir():
        with suppress(OSError):  # not every system can be asked for that
            _sync(path)
    else:
        _sync(path)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)
