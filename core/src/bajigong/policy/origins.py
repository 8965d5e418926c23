"""Where a declaration was read: kept beside it and not in it, for two files that say the same are the same law."""

import weakref
from pathlib import Path
from typing import Any

from attrs import frozen

from bajigong.policy import lines

_ORIGINS: dict[int, tuple["weakref.ref[Any]", "Origin"]] = {}


@frozen
class Origin:
    """A table of a file of law: its file, its section and its number there, counted from 0."""

    file: Path
    section: str
    number: int

    def line(self, *path: str | int) -> int | None:
        """Return the line of the table, or of what stands in it; None where the file is not what it was."""
        return lines.line_at(self._lines(), (self.section, self.number, *path))

    def asked(self, way: int, number: int) -> lines.Path:
        """Return where a requirement is written: what ``any`` says comes before what ``when`` says."""
        where = self._lines()
        several = 0
        while (self.section, self.number, "any", way, several) in where:
            several += 1
        return ("any", way, number) if number < several else ("when", number - several)

    def _lines(self) -> dict[lines.Path, int]:
        try:
            return lines.lines_of(read_text(self.file))
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
