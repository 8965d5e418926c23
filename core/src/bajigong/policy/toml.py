"""Law written in TOML: the same declarations as in Python, so that a place needs no Python to join.

A file holds any of the tables of `SECTIONS`, each an array: ``[[document]]``, ``[[clause]]``, ``[[filling]]`` and so
on, with the keys of the declaration of that name. A requirement is ``{kind = "worked", years = 5}``; ``when`` is a
list of requirements that must all hold, ``any`` a list of such lists, one of which must. ``{term = "…"}`` stands for
the value of a term. Texts are ``{zh = "…", en = "…"}``. docs/reference/law-file.md says all of it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from bajigong.errors import LawError, Slip
from bajigong.policy import facts, law, registers, rules, shapes
from bajigong.policy.lines import NO_FILE_FOUND, Keys, Origin, is_ordinary, line_at, lines_of, read_text, remember
from bajigong.policy.structure import TypeMismatch, structure
from bajigong.policy.text import Text
from bajigong.policy.words import found, near, one_of

SHORT = shapes.SHORT

SECTIONS: Mapping[str, type[Any]] = {
    "document": law.Document,
    "clause": law.Clause,
    "term": law.Term,
    "filling": law.Filling,
    "track": rules.Track,
    "gate": rules.Gate,
    "way": rules.Way,
    "route": rules.Route,
    "ladder": rules.Ladder,
    "method": rules.Method,
    "aspect": rules.Aspect,
    "incentive": rules.Incentive,
    "duty": rules.Duty,
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

_UNREADABLE = Text("无法读取：{why}", "cannot be read: {why}")
_NOT_TOML = Text("不是UTF-8编码的TOML：{why}", "is not TOML in UTF-8: {why}")
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
        raise LawError(slips=(Slip(file.name, None, "", _UNREADABLE.fill(why=error.strerror)),)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LawError(slips=(Slip(file.name, None, "", _NOT_TOML.fill(why=error)),)) from error


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
