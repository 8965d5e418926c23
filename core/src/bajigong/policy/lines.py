"""Files of law: whether one may be opened, where a declaration was read, and on which line a value of it stands.

A device may never end, and a named pipe without a writer keeps its reader waiting. Lines are read only where something
is wrong, for `tomllib` does not say. An origin is kept beside a declaration and not in it, for two files that say the
same are the same law.
"""

import os
import re
import stat
import sys
import tomllib
import weakref
from pathlib import Path
from typing import Any, Final

from attrs import frozen

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


#: Where a value stands in a file: keys, and numbers in arrays, counted from 0.
Keys = tuple[str | int, ...]

_BLANK: Final = re.compile(r"(?:[\s,]|#[^\n]*)*")
_STRING: Final = re.compile(
    r"""\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""",
    re.DOTALL,
)
_KEY: Final = re.compile(r"""\s*("(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_-]+)\s*""")
_SCALAR: Final = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> dict[Keys, int]:
    """Return the line of every table, key and item of a text that is known to be TOML; lines count from 1."""
    return _Scanner(text).found


def line_at(lines: dict[Keys, int], path: Keys) -> int | None:
    """Return the line of what a path leads to or, where it is not there, of what it would stand in.

    A table that is only named in the headers of others stands where the first of those does.
    """
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return min((line for found, line in lines.items() if found[: len(path)] == path), default=None)


class _Scanner:
    """Walks through a text once. What is not TOML has been refused before, and is not looked for."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.found: dict[Keys, int] = {}
        self.entries: dict[Keys, int] = {}
        self._walk()

    def _walk(self) -> None:
        table: Keys = ()
        while self._skip() < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _skip(self) -> int:
        self.at = self._match(_BLANK).end()
        return self.at

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self.text, self.at)
        assert found is not None, self.text[self.at : self.at + 20]
        return found

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    def _header(self) -> Keys:
        double = self.text.startswith("[[", self.at)
        line = self._line()
        self.at += 1 + double
        *above, last = self._keys()
        self.at += 1 + double
        path: Keys = ()
        for key in above:
            path = (*path, key, *self._last((*path, key)))
        path = (*path, last)
        if double:
            self.entries[path] = self.entries.get(path, -1) + 1
            path = (*path, self.entries[path])
        self.found[path] = line
        return path

    def _last(self, path: Keys) -> tuple[int, ...]:
        """Return the number of the latest entry of an array of tables, nothing for what is none."""
        return (self.entries[path],) if path in self.entries else ()

    def _keys(self) -> list[str]:
        keys = []
        while True:
            found = self._match(_KEY)
            self.at = found.end()
            keys.append(_plain(found[1]))
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _pair(self, table: Keys) -> None:
        line = self._line()
        path = (*table, *self._keys())
        self.at += 1
        self._skip()
        self.found.setdefault(path, line)
        self._value(path)

    def _value(self, path: Keys) -> None:
        self.found.setdefault(path, self._line())
        opening = self.text[self.at]
        if opening == "[":
            self._until("]", path, items=True)
        elif opening == "{":
            self._until("}", path, items=False)
        else:
            self.at = self._match(_STRING if opening in "\"'" else _SCALAR).end()

    def _until(self, closing: str, path: Keys, *, items: bool) -> None:
        self.at += 1
        number = 0
        self._skip()
        while self.text[self.at] != closing:
            if items:
                self._value((*path, number))
            else:
                self._pair(path)
            number += 1
            self._skip()
        self.at += 1


def _plain(key: str) -> str:
    """Return a key as `tomllib` gives it."""
    if key[0] not in "\"'":
        return key
    table: dict[str, Any] = tomllib.loads(f"{key} = 0")
    return next(iter(table))


_ORIGINS: dict[int, tuple["weakref.ref[Any]", "Origin"]] = {}


@frozen
class Origin:
    """A table of a file of law: its file, its section and its number there, counted from 0."""

    file: Path
    section: str
    number: int

    def line(self, *path: str | int) -> int | None:
        """Return the line of the table, or of what stands in it; None where the file is not what it was."""
        return line_at(self._lines(), (self.section, self.number, *path))

    def asked(self, way: int, number: int) -> Keys:
        """Return where a requirement is written: what ``any`` says comes before what ``when`` says."""
        where = self._lines()
        several = 0
        while (self.section, self.number, "any", way, several) in where:
            several += 1
        return ("any", way, number) if number < several else ("when", number - several)

    def _lines(self) -> dict[Keys, int]:
        try:
            return lines_of(read_text(self.file))
        except (OSError, UnicodeDecodeError, AssertionError, IndexError):
            return {}


def read_text(file: Path) -> str:
    """Return the text of a file in UTF-8, with or without a mark of byte order."""
    return file.read_text(encoding="utf-8-sig")


def remember(declaration: Any, origin: Origin) -> None:
    """Keep where a declaration was read for as long as it is there."""
    key = id(declaration)
    _ORIGINS[key] = (weakref.ref(declaration, lambda _: _ORIGINS.pop(key, None)), origin)


def origin_of(declaration: Any) -> Origin | None:
    """Return where a declaration was read, None for one that was not read from a file."""
    known = _ORIGINS.get(id(declaration))
    return known[1] if known and known[0]() is declaration else None
