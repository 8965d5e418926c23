"""On which line of a TOML file a value stands: `tomllib` does not say. Read only where something is wrong."""

import re
import tomllib
from typing import Any, Final

#: Where a value stands in a file: keys, and numbers in arrays, counted from 0.
Path = tuple[str | int, ...]

_BLANK: Final = re.compile(r"(?:[\s,]|#[^\n]*)*")
_STRING: Final = re.compile(
    r"""\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""",
    re.DOTALL,
)
_KEY: Final = re.compile(r"""\s*("(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_-]+)\s*""")
_SCALAR: Final = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> dict[Path, int]:
    """Return the line of every table, key and item of a text that is known to be TOML; lines count from 1."""
    return _Scanner(text).found


def line_at(lines: dict[Path, int], path: Path) -> int | None:
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
        self.found: dict[Path, int] = {}
        self.entries: dict[Path, int] = {}
        self._walk()

    def _walk(self) -> None:
        table: Path = ()
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

    def _header(self) -> Path:
        double = self.text.startswith("[[", self.at)
        line = self._line()
        self.at += 1 + double
        *above, last = self._keys()
        self.at += 1 + double
        path: Path = ()
        for key in above:
            path = (*path, key, *self._last((*path, key)))
        path = (*path, last)
        if double:
            self.entries[path] = self.entries.get(path, -1) + 1
            path = (*path, self.entries[path])
        self.found[path] = line
        return path

    def _last(self, path: Path) -> tuple[int, ...]:
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

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = (*table, *self._keys())
        self.at += 1
        self._skip()
        self.found.setdefault(path, line)
        self._value(path)

    def _value(self, path: Path) -> None:
        self.found.setdefault(path, self._line())
        opening = self.text[self.at]
        if opening == "[":
            self._until("]", path, items=True)
        elif opening == "{":
            self._until("}", path, items=False)
        else:
            self.at = self._match(_STRING if opening in "\"'" else _SCALAR).end()

    def _until(self, closing: str, path: Path, *, items: bool) -> None:
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
