"""The names that a run may take, and the hidden folder beside them in which a result comes to be."""

import errno
import json
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from bajigong.batch.files.inputs import (
    AGAINST,
    AGAINST_BUNDLE_KEY,
    AGAINST_KEY,
    BUNDLE_KEY,
    COLUMN_RESULTS,
    MANIFEST,
    REASONS,
    REASONS_KEY,
    REFUSED,
    REFUSED_KEY,
    beside,
    is_refusals,
    metadata_of,
)
from bajigong.errors import BajigongError
from bajigong.outputs import Claim, digest, is_writable, real, shown, standing, writing
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.batch.files.ask import Job

_LOCK: Final = "lock"
#: What a lock begins with: by it a run knows that it may clear the folder of another one, which was killed.
_MARK: Final = b"bajigong work folder\n"
_TRIES: Final = 100
_BUSY: Final = Text(
    "另一次运行正在写入{path}，请待其结束", "{path}: another run is writing this result; wait until it has ended"
)
_NOT_OURS: Final = Text(
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
    foreign = BajigongError(_NOT_OURS.fill(path=shown(folder)).say(lang))
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


#: Which name a result gives a dictionary of reasons, and which law that is of.
_BOOKS: Final = {REASONS: (REASONS_KEY, BUNDLE_KEY), AGAINST: (AGAINST_KEY, AGAINST_BUNDLE_KEY)}
#: What every manifest says.
_SAID: Final = {"version", "tenant", "bundle", "options", "inputs", "today", "finished", "refused", "left", "parts"}
_PART: Final = re.compile(r"part-.*\.parquet")
_REFUSED_OF_PART: Final = re.compile(r"\.(part-\d+)\.refused\.csv")
_FOREIGN: Final = Text(
    "{path}：已存在，且不是以前的运行在此写下的原样文件，未予改动；请移走，或为结果另选名称",
    "{path}: exists, and is not what a former run wrote there; it is left as it is: move it away, or choose another"
    " name for the result",
)
_PART_OF: Final = Text(
    "{path}：是核验结果{owner}的一部分，请改用其他文件名",
    "{path}: is a part of the result {owner}; expected another file",
)
_TAKEN: Final = Text(
    "{path}中已有结果；请加--resume接续，或另选文件夹",
    "{path}: holds a result already; add --resume to go on with it, or name another folder",
)


def refuse_part(output: Path, lang: Lang) -> None:
    """Raise BajigongError for a file that is a part of some result, or stands beside one: it is no result by itself."""
    if not os.path.lexists(output):
        return
    home, name = output.parent, output.name
    owners = [home] if _is_reserved(name) and read_manifest(home / MANIFEST) else []
    for end in (REASONS, AGAINST, REFUSED):
        if name.endswith(f".{end}"):
            results = [home / f"{name.removesuffix(f'.{end}')}{suffix}" for suffix in COLUMN_RESULTS]
            owners += [result for result in results if BUNDLE_KEY in metadata_of(result)]
    if owners:
        raise BajigongError(_PART_OF.fill(path=shown(output), owner=shown(owners[0])).say(lang))


def claim_result(job: "Job", work: "Work") -> Claim:
    """Take the name of a result, and those beside it. The result itself is named by the user, and may be replaced.

    Raises BajigongError for a file beside it that no former run wrote.
    """
    output = real(job.output)
    former = metadata_of(output)
    stood = {output: standing(output)}
    for name in (REASONS, REFUSED, AGAINST):
        path = beside(job.output, name)
        found = standing(path)
        if found is None:
            continue
        if _is_beside(path, name, former, work.claimed):
            stood[path] = found
        elif name != AGAINST or job.ask.second:
            raise BajigongError(_FOREIGN.fill(path=shown(path)).say(job.ask.lang))

    def note(written: Path, target: Path) -> None:
        if target != output:
            work.claim({target.name: digest(written)})

    return Claim(work.folder, stood, job.ask.lang, note)


def _is_beside(path: Path, name: str, former: Mapping[str, str], claimed: Mapping[str, set[str]]) -> bool:
    """Say whether a file beside a result is what the run wrote that wrote the result, or one that was killed."""
    if not _is_file(path):
        return False
    if path.name in claimed and digest(path) in claimed[path.name]:
        return True
    if name == REFUSED:
        return former.get(REFUSED_KEY) == digest(path)
    named, law = (former.get(key) for key in _BOOKS[name])
    return named == path.name and law is not None and metadata_of(path).get(BUNDLE_KEY) == law


def claim_folder(job: "Job", work: "Work") -> Claim:
    """Take the names of a result's files in a folder.

    Raises BajigongError for one that stands there and that no former run wrote and, where the run is not to go on with
    an earlier one, for the result that stands there.
    """
    home, lang = job.output, job.ask.lang
    former = _Former.of(home, work.claimed)
    stood = {}
    for path in sorted(home.iterdir()):
        if not _is_reserved(path.name):
            continue
        if former.wrote(path):
            stood[path] = standing(path)
        elif path.name != AGAINST or job.ask.second:
            raise BajigongError(_FOREIGN.fill(path=shown(path)).say(lang))
    if not job.resume and (former.parts or stood.keys() - {home / MANIFEST}):
        raise BajigongError(_TAKEN.fill(path=home).say(lang))

    def note(written: Path, target: Path) -> None:
        """Claim a name; a list for people is told by its content, the other files say what they are."""
        work.claim({target.name: digest(written) if target.name == REFUSED else ""})

    return Claim(work.folder, stood, lang, note)


@frozen(eq=False)
class _Former:
    """What a folder's manifest, and a run that was killed in it, say that they wrote. ``parts`` are sizes by name.

    A part that was to be done again when its run ended has no size there.
    """

    manifest: Mapping[str, Any] | None
    claimed: Mapping[str, set[str]]
    parts: Mapping[str, int | None]

    @classmethod
    def of(cls, home: Path, claimed: Mapping[str, set[str]]) -> "_Former":
        manifest = read_manifest(home / MANIFEST)
        left = dict.fromkeys(manifest["left"]) if manifest else {}
        done = {one["part"]: one["size"] for one in manifest["parts"]} if manifest else {}
        return cls(manifest, claimed, {**left, **done})

    def wrote(self, path: Path) -> bool:
        """Say whether a file is what a former run wrote. What is empty holds nothing to be lost."""
        name = path.name
        if not _is_file(path):
            return False
        if name == MANIFEST:
            return self.manifest is not None
        if name == REFUSED:
            listed = {self.manifest["refused"]} if self.manifest else set()
            return digest(path) in self.claimed.get(name, set()) | listed
        part = _REFUSED_OF_PART.fullmatch(name)
        listed = self.parts.keys() | ({REASONS, AGAINST} if self.manifest else set())
        if name not in self.claimed and (f"{part[1]}.parquet" if part else name) not in listed:
            return False
        size = path.stat().st_size
        if size in (0, self.parts.get(name)):
            return True
        return is_refusals(path) if part else BUNDLE_KEY in metadata_of(path)


def read_manifest(path: Path) -> Mapping[str, Any] | None:
    """Return what a file says where it is the manifest of a check, else None."""
    try:
        if not path.is_file():  # a pipe would keep us waiting
            return None
        said = json.loads(path.read_text(encoding="utf-8"))
        known = isinstance(said, dict) and said.keys() >= _SAID
        whole = known and all(part_number(one["part"]) >= 0 and isinstance(one["size"], int) for one in said["parts"])
        whole = whole and all(part_number(name) >= 0 for name in said["left"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return said if whole else None


def part_number(name: str) -> int:
    """Return the number in a part's name. Raises ValueError where there is none."""
    return int(name.partition("-")[2].partition(".")[0])


def _is_reserved(name: str) -> bool:
    """Say whether a run into a folder may give a name, or whoever reads its result takes it for a part."""
    known = name in (REASONS, AGAINST, REFUSED, MANIFEST)
    return known or bool(_PART.fullmatch(name) or _REFUSED_OF_PART.fullmatch(name))


def _is_file(path: Path) -> bool:
    """Say whether something is an ordinary file, no link to one, that nobody has protected."""
    return is_writable(path.lstat())
