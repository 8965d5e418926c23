"""Law written in TOML: the same declarations as in Python, so that a place needs no Python to join.

A file holds any of the tables of `SECTIONS`, each an array: ``[[document]]``, ``[[clause]]``, ``[[filling]]`` and so
on, with the keys of the declaration of that name. A requirement is ``{kind = "worked", years = 5}``; ``when`` is a
list of requirements that must all hold, ``any`` a list of such lists, one of which must. ``{term = "…"}`` stands for
the value of a term. Texts are ``{zh = "…", en = "…"}``. docs/reference/law-file.md says all of it.

Lines are read only where something is wrong, for `tomllib` does not say. An origin is kept beside a declaration and not
in it, for two files that say the same are the same law. A device may never end, and a named pipe without a writer keeps
its reader waiting: neither is opened.
"""

import os
import re
import stat
import sys
import tomllib
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from bajigong.errors import LawError, Slip
from bajigong.policy import facts, law, registers
from bajigong.policy.text import Text, found, near, one_of
from bajigong.policy.types import Keys, TypeMismatch, structure

SECTIONS: Mapping[str, type[Any]] = {
    "document": law.Document,
    "clause": law.Clause,
    "term": law.Term,
    "filling": law.Filling,
    "track": law.Track,
    "gate": law.Gate,
    "way": law.Way,
    "route": law.Route,
    "ladder": law.Ladder,
    "method": law.Method,
    "aspect": law.Aspect,
    "incentive": law.Incentive,
    "duty": law.Duty,
    "grade": registers.Grade,
    "place": registers.Place,
    "occupation": registers.Occupation,
    "trade": registers.Trade,
    "other_name": registers.OtherName,
    "code_change": registers.CodeChange,
    "classification": registers.Classification,
    "qualification": registers.Qualification,
    "standard": registers.Standard,
    "template": registers.Template,
    "number_scheme": registers.NumberScheme,
    "fact": facts.FactField,
    "choice": facts.FurtherChoice,
}

#: The file of a package that declares a tenant; the others beside it are law.
TENANT: Final = "tenant.toml"

UNREADABLE = Text("无法读取：{why}", "cannot be read: {why}")
NOT_TOML = Text("不是UTF-8编码的TOML：{why}", "is not TOML in UTF-8: {why}")
_SECTION = Text("有未知的表[{section}]；应为{expected}", "found [{section}]; expected {expected}")
_TABLES = Text("每项写作 [[{section}]] 的表", "tables, each under [[{section}]]")


@frozen
class Reading:
    """What a file of law says: its declarations, what is wrong with it, and the names of entries that were refused.

    What rests on a refused entry is not wrong for that.
    """

    declared: tuple[Any, ...] = ()
    slips: tuple[Slip, ...] = ()
    refused: frozenset[str] = frozenset()


def load_law(*files: Path) -> tuple[Any, ...]:
    """Read declarations from TOML files, in order.

    Raises LawError naming the file, the line, the entry and the key for everything that is not a declaration.
    """
    read = [read_law(file) for file in files]
    slips = tuple(slip for one in read for slip in one.slips)
    if slips:
        raise LawError(slips=slips)
    return tuple(declaration for one in read for declaration in one.declared)


def load_beside(module_file: str) -> tuple[Any, ...]:
    """Read every file of law in a plugin's own folder, by name. ``module_file`` is its ``__file__``."""
    return load_law(*(file for file in sorted(Path(module_file).parent.glob("*.toml")) if file.name != TENANT))


def of_type(declarations: tuple[Any, ...], *types: type[Any]) -> tuple[Any, ...]:
    """Keep the declarations of some types."""
    return tuple(d for d in declarations if isinstance(d, types))


def read_tables(file: Path) -> tuple[dict[str, Any], str]:
    """Return the tables of a TOML file, and its text. Raises LawError for a file that is none."""
    if not is_ordinary(file):
        raise LawError(slips=(Slip(file.name, None, "", NO_FILE_FOUND),))
    try:
        text = read_text(file)
        return tomllib.loads(text), text
    except OSError as error:
        raise LawError(slips=(Slip(file.name, None, "", UNREADABLE.fill(why=error.strerror)),)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LawError(slips=(Slip(file.name, None, "", NOT_TOML.fill(why=error)),)) from error


def read_law(file: Path) -> Reading:
    """Read a file of law, leaving out what is wrong with it and saying what that is."""
    try:
        tables, text = read_tables(file)
    except LawError as error:
        return Reading(slips=error.slips)
    declared, slips, refused = list[Any](), list[Slip](), set[str]()
    places = _Places(file, text)
    for section, entries in tables.items():
        if section not in SECTIONS or not isinstance(entries, list):
            slips.append(_no_section(places, section))
            continue
        for number, entry in enumerate(entries):
            try:
                one = structure(entry, SECTIONS[section])
                remember(one, Origin(file, section, number))
                declared.append(one)
            except TypeMismatch as misfit:
                slips += places.slips(misfit, section, number, entry)
                refused.update(str(entry[key]) for key in ("id", "term", "path") if key in entry)
    return Reading(tuple(declared), tuple(slips), frozenset(refused))


def _no_section(places: "_Places", section: str) -> Slip:
    if section in SECTIONS:
        return places.slip((section,), "", found({}, _TABLES.fill(section=section)))
    wanted, nearest = one_of(f"[[{name}]]" for name in SECTIONS), near(section, SECTIONS)
    expected = Text(wanted.zh + nearest.zh, wanted.en + nearest.en)
    return places.slip((section, 0), "", _SECTION.fill(section=section, expected=expected))


@frozen
class _Places:
    """Names where in a file something stands."""

    file: Path
    text: str

    def slips(self, misfit: TypeMismatch, section: str, number: int, entry: Any) -> Iterator[Slip]:
        """Say what does not fit in one entry."""
        name = named(section, entry, number)
        for fault in misfit.faults:
            inside = key_path(fault.path)
            yield self.slip((section, number, *fault.path), f"{name}{f': {inside}' if inside else ''}", fault.message)

    def slip(self, path: Keys, entry: str, message: Text) -> Slip:
        """Say what is wrong at a path."""
        return Slip(self.file.name, line_at(lines_of(self.text), path), entry, message)


def named(section: str, entry: Any, number: int) -> str:
    """Name an entry of a section by its id, its term or, where it has neither, its number, counted from 0."""
    words = entry if isinstance(entry, Mapping) else {}
    name = next((words[key] for key in ("id", "term", "path", "code", "name") if isinstance(words.get(key), str)), "")
    return f"{section} {name or number + 1}"


def key_path(path: Keys) -> str:
    """Write a path as people do: ``when[1].years``."""
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return written.removeprefix(".")


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
