"""From what a command line names to files, and what stands beside a result: the rows that could not be checked.

Patterns and folders are looked through, and each real file is read once. A folder may hold links to itself, to its own
files and to others. Links to folders are not entered, and of links to files only those are followed that lead out of
the folder. Results of ours are passed over. Whatever is left out or followed is said.
"""

import csv
import os
import stat
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from fnmatch import fnmatch
from glob import has_magic
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from bajigong.errors import Problem
from bajigong.outputs import identity, no_formula, real, shown
from bajigong.policy.facts import Schema
from bajigong.policy.text import LANGS, Lang, Text, same
from bajigong.tables.files import ARROW, COLUMNAR
from bajigong.tables.raw import Where
from bajigong.tables.read import is_table, suffix_of
from bajigong.tables.words import discreet, printable

if TYPE_CHECKING:
    from bajigong.batch.intake import Refused

HEAD: Final = (
    Text("文件", "file"),
    Text("行号", "row"),
    Text("姓名", "name"),
    Text("工作表", "sheet"),
    Text("列", "column"),
    Text("事实", "fact"),
    Text("填写为", "found"),
    Text("应为", "expected"),
)
ENCODING: Final = "utf-8-sig"


@define(eq=False)
class Refusals:
    """Writes the refused rows of a file, from the first one on. ``rows`` counts them."""

    path: Path
    schema: Schema
    lang: Lang
    rows: int = 0
    _file: IO[str] | None = None
    _writer: Any = field(init=False)

    def put(self, file: str, refused: Iterable["Refused"], strays: Iterable[Problem]) -> None:
        """Write rows, and what belongs to none."""
        for one in refused:
            self.rows += 1
            self._write([self._line(file, one.row, one.name, problem) for problem in one.problems])
        self._write([self._line(file, problem.row, None, problem) for problem in strays])

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._file:
            self._file.close()

    def _write(self, lines: Sequence[list[Any]]) -> None:
        if lines and not self._file:
            self._file = self.path.open("w", encoding=ENCODING, newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow([head.say(self.lang) for head in HEAD])
        if lines:
            self._writer.writerows(lines)

    def _line(self, file: str, row: int | None, name: str | None, problem: Problem) -> list[Any]:
        fact = self.schema.named(problem.place).say(self.lang)
        said = (problem.sheet, problem.column, fact, problem.found.say(self.lang), problem.expected.say(self.lang))
        return [no_formula(printable(file)), row, *(no_formula(discreet(words or "")) for words in (name, *said))]


def is_refusals(path: Path) -> bool:
    """Say whether a file begins as a list of refused rows does, in either language. False where it cannot be read."""
    heads = [",".join(head.say(lang) for head in HEAD) for lang in LANGS]
    return first_line(path) in heads


def first_line(path: Path, most: int = 1 << 14) -> str:
    """Return the first line of a text, as far as so many bytes; "" where it cannot be read or is none."""
    try:
        with path.open("rb") as file:
            return file.readline(most).decode(ENCODING).rstrip("\r\n")
    except (OSError, ValueError):
        return ""


def join_refusals(pieces: Iterable[Path], target: Path) -> bool:
    """Put the files of parts together, with one header; say whether there were any."""
    found = [piece for piece in pieces if piece.exists()]
    if not found:
        return False
    with target.open("wb") as whole:
        for number, piece in enumerate(found):
            whole.writelines(_lines(piece, skip=number > 0))
    return True


def _lines(path: Path, *, skip: bool) -> Iterator[bytes]:
    with path.open("rb") as file:
        if skip:
            file.readline()
        yield from file


CSV: Final = ".csv"
#: Results that are columns: the reasons stand beside them, once for all rows that share one.
COLUMN_RESULTS: Final = (".parquet", ".arrow")

#: What stands beside a result, and in a folder of results.
REASONS: Final = "reasons.parquet"
AGAINST: Final = "against.parquet"
REFUSED: Final = "refused.csv"
MANIFEST: Final = "manifest.json"
#: What a result says of itself: its law, the names of its dictionaries of reasons, the digest of its refused rows.
BUNDLE_KEY: Final = "bajigong.bundle"
REASONS_KEY: Final = "bajigong.reasons"
AGAINST_KEY: Final = "bajigong.against_reasons"
AGAINST_BUNDLE_KEY: Final = "bajigong.against_bundle"
REFUSED_KEY: Final = "bajigong.refused"


def beside(result: Path, name: str) -> Path:
    """Return the path of what stands beside a result: ``result.reasons.parquet``."""
    return result.with_name(f"{result.stem}.{name}")


def part_name(number: int) -> str:
    """Return the name of an input's part in a folder of results."""
    return f"part-{number:05d}.parquet"


_NOTHING: Final = Text("没有与之相符的文件", "nothing that matches")
_FILES: Final = Text("申报文件的路径、文件夹或通配符", "files of applications, a folder of them, or a pattern")
_NO_TABLE: Final = Text("没有表格的文件夹", "a folder without tables")
_A_TABLE: Final = Text("至少一个表格（{s}）", "a folder with at least one of {s}")
_CLOSED: Final = Text("无法查看的文件夹（{why}）", "a folder that cannot be looked through ({why})")
_OPEN: Final = Text("可以查看的文件夹", "a folder that can be looked through")
_FOLLOWED: Final = Text(
    "{word}：以下{n}个链接指向其外的文件，照常读取：{names}", "{word}: links to files outside, which are read: {names}"
)
_LEFT: Final = Text(
    "{word}：以下{n}个链接指向文件夹、其内的文件或不存在的文件，未读取：{names}",
    "{word}: links to folders, to files inside or to nothing, which are not read: {names}",
)
_AGAIN: Final = Text(
    "{word}：以下{n}个文件已经读取，不再重复：{names}", "{word}: files that are read already, and not again: {names}"
)
_OURS: Final = Text(
    "{word}：以下{n}个文件是核验结果，不作为申报读取：{names}",
    "{word}: results of a check, which are not read as applications: {names}",
)
_MORE: Final = Text("{names}等", "{names}, …")
#: So many names are said.
_SAID: Final = 5
_ANY_FOLDERS: Final = "**"
_STDIN: Final = "-"
_HIDDEN: Final = (".", "~$")

Test = Callable[[Path], bool]


def find_inputs(
    words: Iterable[str], note: Callable[[Text], None] = lambda said: None, is_sheet_of_ours: Test = lambda path: False
) -> tuple[str, ...]:
    """Return the files that words of a command line name, in order, each real file once.

    A word with ``*``, ``?`` or ``[`` that is no file is a pattern, in which ``**`` stands for any folders: hidden files
    do not match it. Of a folder and those below it all tables are taken, sorted by name. Neither gives hidden files, a
    result of ours or what stands beside one; ``is_sheet_of_ours`` tells results that are no columns. Everything else is
    handed on as it is, for its reader to say what is wrong with it. ``note`` hears what was left out, and which links
    were followed. Raises InputError for a pattern or a folder that gives nothing or cannot be looked through.
    """
    those = tuple(words)
    finder = _Finder(note, lambda path: is_ours(path) or is_sheet_of_ours(path))
    for word in those:
        finder.take(word)
    return tuple(finder.found)


def _is_taken(path: Path) -> bool:
    """Say whether a file of a folder is read: tables are, but for plain text, which may be anything."""
    return is_table(path) and suffix_of(path) != ".txt"


def is_ours(path: Path) -> bool:
    """Say whether a file is a result of columns, or stands beside one: by what is in it, whatever its name."""
    if suffix_of(path) == CSV:
        return is_refusals(path)
    return suffix_of(path) in COLUMNAR and BUNDLE_KEY in metadata_of(path)


def metadata_of(path: Path) -> dict[str, str]:
    """Return what an Arrow or Parquet file says of itself, nothing where it cannot be read."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return {}
    try:
        if not path.is_file():  # a pipe would keep us waiting
            return {}
        if suffix_of(path) in ARROW:
            with pa.OSFile(str(path)) as source:
                said = pa.ipc.open_file(source).schema.metadata
        else:
            said = pq.read_metadata(path).metadata
    except (pa.ArrowException, OSError):
        return {}  # its reader will say what is wrong with it
    return {key.decode(errors="replace"): value.decode(errors="replace") for key, value in (said or {}).items()}


@define(eq=False)
class _Finder:
    """Gathers files. ``seen`` are those that were found, by what their names have in common."""

    note: Callable[[Text], None]
    is_ours: Test
    found: list[str] = field(factory=list)
    seen: set[Hashable] = field(factory=set)

    def take(self, word: str) -> None:
        """Take what a word stands for."""
        path = Path(word)
        if word == _STDIN:
            self._single(word, _STDIN)
        elif os.path.isdir(word):  # a name that is too long is no folder
            looked = _below(path, (_ANY_FOLDERS, "*"))
            tables = [one for one in looked if _is_taken(one.path) or one.leads_to == "folder"]
            self._several(word, path, tables, _NO_TABLE, _A_TABLE.fill(s=" ".join((*COLUMNAR, CSV, ".xlsx"))))
        elif has_magic(word) and not os.path.lexists(path):
            magic = next(place for place, part in enumerate(path.parts) if has_magic(part))
            home = Path(*path.parts[:magic])
            self._several(word, home, list(_below(home, path.parts[magic:])), _NOTHING, _FILES)
        else:
            self._single(word, _Entry.of(path).file)

    def _single(self, word: str, file: Hashable) -> None:
        if self._is_new(file):
            self.found.append(word)
        else:
            self._say(_AGAIN, word, [Path(word)])

    def _several(self, word: str, home: Path, looked: Sequence["_Entry"], none: Text, expected: Text) -> None:
        """Take files first, and then links: one that leads to a file which is read already gives nothing more."""
        taken, followed, left, again, ours = ([] for _ in range(5))
        for one in sorted(looked, key=lambda one: (one.is_link, one.path)):
            if one.leads_to == "file" and self.is_ours(one.path):
                ours.append(one.path)
            elif one.file in self.seen:
                again.append(one.path)
            elif not one.is_link:
                taken.append(one.path)
                self._is_new(one.file)
            elif one.leads_to == "file" and not real(one.path).is_relative_to(real(home)):
                followed.append(one.path)
                self._is_new(one.file)
            else:
                left.append(one.path)
        self.found += map(str, sorted([*taken, *followed]))
        for text, paths in ((_FOLLOWED, followed), (_LEFT, left), (_AGAIN, again), (_OURS, ours)):
            self._say(text, word, paths)
        if not (taken or followed or again):
            raise Where(word).error(none, expected)

    def _is_new(self, file: Hashable) -> bool:
        """Note a file; say whether it is another than those before. Of what is not there its reader will tell."""
        if file is None:
            return True
        known = len(self.seen)
        self.seen.add(file)
        return len(self.seen) > known

    def _say(self, text: Text, word: str, paths: Sequence[Path]) -> None:
        if paths:
            names = same(", ".join(map(shown, paths[:_SAID])))
            more = _MORE.fill(names=names) if len(paths) > _SAID else names
            self.note(text.fill(word=shown(Path(word)), n=len(paths), names=more))


@frozen
class _Entry:
    """A name in a folder: ``leads_to`` is a "file", a "folder" or "", for a link what it leads to in the end.

    ``file`` is what all names of that have in common: size and last change too, should a file system give two files one
    number.
    """

    path: Path
    is_link: bool
    leads_to: str = ""
    file: Hashable = None

    @classmethod
    def of(cls, path: Path) -> "_Entry":
        """Look at a path. What is not there leads to nothing."""
        link = path.is_symlink()
        try:
            said, file = path.stat(), identity(path)
        except OSError:
            return cls(path, link)
        kind = "folder" if stat.S_ISDIR(said.st_mode) else "file" if stat.S_ISREG(said.st_mode) else ""
        return cls(path, link, kind, (file, said.st_size, said.st_mtime_ns))


def _below(home: Path, pattern: Sequence[str]) -> Iterator[_Entry]:
    """Give the files below a folder that a pattern stands for, and the links, also those to folders.

    No link is followed, and no folder looked through twice for the same. Raises InputError for one that cannot be.
    """
    waiting, done = [(home, tuple(pattern))], set[tuple[Path, tuple[str, ...]]]()
    while waiting:
        folder, parts = waiting.pop()
        if (folder, parts) in done:
            continue
        done.add((folder, parts))
        head, rest = parts[0], parts[1:]
        if head == _ANY_FOLDERS and rest:
            waiting.append((folder, rest))
        for one in _entries(folder):
            if _is_hidden(one.path.name, head) or not (head == _ANY_FOLDERS or fnmatch(one.path.name, head)):
                continue
            further = parts if head == _ANY_FOLDERS else rest
            if one.leads_to == "folder" and further:
                if one.is_link:
                    yield one
                else:
                    waiting.append((one.path, further))
            elif not rest and one.leads_to != "folder" and (one.is_link or one.leads_to):
                yield one


def _is_hidden(name: str, wanted: str) -> bool:
    """Say whether a name is passed over where a pattern does not say outright that hidden ones are wanted."""
    is_work = name.startswith(".") and name.endswith(".bajigong")
    return is_work or (name.startswith(_HIDDEN) and not wanted.startswith(_HIDDEN))


def _entries(folder: Path) -> list[_Entry]:
    try:
        return [_Entry.of(folder / one.name) for one in os.scandir(folder)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Where(str(folder)).error(_CLOSED.fill(why=error.strerror or error), _OPEN) from error
