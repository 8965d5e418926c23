"""A first map of columns for a given sheet: what each header stands for, as far as that is known."""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bajigong.policy.facts import Schema
from bajigong.policy.text import Lang, Text
from bajigong.tables.files import encoding_of
from bajigong.tables.from_columns import delimiter_of
from bajigong.tables.from_workbook import assign
from bajigong.tables.headers import Headers, headers_of
from bajigong.tables.layout import HEADER, NO_HEADER, Cells, Numbered, find_header
from bajigong.tables.raw import Where
from bajigong.tables.read import SEPARATED
from bajigong.tables.words import discreet, is_blank, printable
from bajigong.tables.workbook import header_of, open_workbook

_HEAD: Final = Text(
    "# {file} 的列名对照表，供 bajigong check --columns 使用。等号后为事实的路径或任一已知列名，空引号为不使用。\n"
    "# 以 # 开头的行有待确认：该列目前未使用，确认后删去行首的 #。\n",
    "# What the columns of {file} stand for, for bajigong check --columns. Behind the sign stands the path of a fact,\n"
    "# or any header that is known; nothing in quotes for a column that is no fact. Lines that begin with # are to be\n"
    "# decided: these columns are not used. Take the # away from those that are right.\n",
)
_TAKEN: Final = Text("# 该项已有一列", "# a fact that another column fills already")
_NEAR: Final = Text("# 或为其他事实", "# or another fact")


def first_map(
    path: Path, schema: Schema, lang: Lang, sheet: str | None = None, names: Sequence[str] | None = None
) -> str:
    """Return a map, as TOML, of the headers of a table. ``names`` are they, where the file itself names its columns.

    Raises InputError where the table cannot be read or has no header.
    """
    headers = headers_of(schema)
    cells = _header(path, headers, sheet) if names is None else names
    lines = dict.fromkeys(_lines(_names(cells), headers, lang))
    return _HEAD.fill(file=printable(path.name)).say(lang) + "\n[columns]\n" + "".join(f"{line}\n" for line in lines)


def _names(cells: Cells) -> Iterator[str]:
    seen = set[str]()
    for cell in cells:
        name = "" if is_blank(cell) else " ".join(str(cell).split())
        if name and name not in seen:
            seen.add(name)
            yield name


def _lines(names: Iterator[str], headers: Headers, lang: Lang) -> Iterator[str]:
    taken, waiting = set[str](), list[str]()
    for name in names:
        found = headers.find(name)
        if len(found) == 1 and found[0].path not in taken:
            taken.add(found[0].path)
            yield _line(name, found[0].path)
        elif len(found) == 1:
            yield f"{_line(name, '')}  {_TAKEN.say(lang)}"
        elif headers.is_known_as_none(name):
            yield _line(name, "")
        else:
            waiting.append(name)
    for name in waiting:
        near = headers.nearest(name, "", taken)
        meant = [target.path for one in near for target in headers.find(one)]
        yield f"# {_line(name, meant[0])}  {_NEAR.say(lang)}" if meant else f"# {_line(name, '')}"


def _line(name: str, meant: str) -> str:
    return f"{json.dumps(discreet(printable(name)), ensure_ascii=False)} = {json.dumps(meant)}"


def _header(path: Path, headers: Headers, sheet: str | None) -> Cells:
    """Return the header of a table, though little of it may be known."""
    where = Where(str(path))
    rows = _text_rows(path, headers) if path.suffix.lower() in SEPARATED else _sheet_rows(path, headers, sheet)
    header = find_header(rows, lambda cell: bool(headers.find(cell))) or find_header(rows, _is_text)
    # A row that holds an ID number is the first person's: the table has no header.
    if header is None or any(discreet(str(cell)) != str(cell) for cell in header[1] if cell is not None):
        raise where.error(NO_HEADER, HEADER)
    return header[1]


def _is_text(cell: Any) -> bool:
    return not is_blank(cell)


def _text_rows(path: Path, headers: Headers) -> list[Numbered]:
    encoding = encoding_of(path)
    delimiter = delimiter_of(path, encoding, headers)
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        return [(number, cells) for number, cells in zip(range(1, 21), rows, strict=False)]


def _sheet_rows(path: Path, headers: Headers, sheet: str | None) -> list[Numbered]:
    sheets = open_workbook(path)
    known = any(header_of(one, headers) for one in sheets)
    main = assign(sheets, headers, str(path), sheet).main if known or sheet else sheets[0]
    return list(enumerate(main.rows[:20], 1))
