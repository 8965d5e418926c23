"""What somebody says that the headers of sheets stand for: a file of it, or the same table in a tenant's set-up.

A map is TOML::

    [columns]
    "取证时间" = "applicant.certificates.issued"   # the path of a fact, or any header that is known
    "政治面貌" = ""                                # no fact

Before it may stand ``complete = ["applicant.work"]``: the lists of which the columns of the sheet tell all there is.
"""

import csv
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from bajigong.errors import InputError, Problem
from bajigong.policy.text import Lang, Text, same
from bajigong.schema import ColumnMap, Schema
from bajigong.tables.files import decode, encoding_of, load
from bajigong.tables.from_columns import delimiter_of
from bajigong.tables.from_workbook import assign
from bajigong.tables.headers import Headers, headers_of
from bajigong.tables.layout import HEADER, NO_HEADER, Cells, Numbered, find_header
from bajigong.tables.raw import Where
from bajigong.tables.read import SEPARATED
from bajigong.tables.words import asked, discreet, is_blank, near, printable, shown
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


_TABLE: Final = "columns"
_COMPLETE: Final = "complete"
_LISTS: Final = Text('记录列表的路径，如 ["applicant.work"]', 'paths of lists such as ["applicant.work"]')
_LIST: Final = Text("记录列表的路径{near}", "the path of a list{near}")
_TOML: Final = Text("TOML", "TOML")
_ONE_TABLE: Final = Text(
    '一张 [columns] 表："列名" = "事实的路径或已知列名，空为不使用"',
    "one table [columns]: HEADER = FACT, empty for none",
)
_WORDS: Final = Text("事实的路径或已知列名，空为不使用", "the path of a fact or a known header, empty for none")
_KNOWN: Final = Text("事实的路径或已知列名{near}", "the path of a fact or a known header{near}")
_ONE_FACT: Final = Text("含义唯一的：{p}", "one that stands for one fact: {p}")
_NOT_TOML: Final = Text("无法读取的内容（{e}）", "what cannot be read ({e})")


def read_column_map(path: Path, *, strict: bool = False) -> ColumnMap:
    """Read a map of columns. Raises InputError where the file is not one."""
    where = Where(str(path))
    try:
        content = tomllib.loads(decode(load(path), str(path)))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise where.error(_NOT_TOML.fill(e=printable(str(error))[:100]), _TOML) from error
    whole = content.get(_COMPLETE, [])
    if set(content) - {_TABLE, _COMPLETE} or not isinstance(content.get(_TABLE, {}), Mapping) or not content:
        raise where.error(shown(", ".join(map(str, content))), _ONE_TABLE)
    if not isinstance(whole, list) or not all(isinstance(one, str) for one in whole):
        raise InputError((where.problem(shown(whole), _LISTS, _COMPLETE),))
    said = column_map(content.get(_TABLE, {}), str(path))
    return evolve(said, strict=strict, whole=frozenset(whole), wanted=frozenset(said.meant))


def column_map(meant: Mapping[str, Any], origin: str) -> ColumnMap:
    """Make a map of what a file says. Raises InputError for a value that is no text."""
    said = {header: one for header, one in meant.items() if isinstance(one, str)}
    wrong = [_problem(origin, header, shown(one), _WORDS) for header, one in meant.items() if header not in said]
    if wrong:
        raise InputError(tuple(wrong))
    return ColumnMap(said, origin=origin)


@lru_cache(maxsize=32)
def with_columns(schema: Schema, *maps: ColumnMap) -> Schema:
    """Return a schema whose headers mean what the maps say, a later map before an earlier one.

    Raises InputError for what stands for no fact of the schema, or for several.
    """
    meant = {header: one for each in maps for header, one in each.meant.items()}
    strict = any(each.strict for each in maps)
    whole = frozenset(path for each in maps for path in each.whole)
    if not meant and not strict and not whole:
        return schema
    plain = headers_of(schema)
    wrong = [
        _problem(each.origin, header, *said)
        for each in maps
        for header, one in each.meant.items()
        if (said := _fault(one, plain))
    ]
    lists = [field.path for field in schema.lists]
    wrong += [
        Where(each.origin).problem(shown(path), _LIST.fill(near=near(path, lists)), _COMPLETE)
        for each in maps
        for path in sorted(each.whole - set(lists))
    ]
    if wrong:
        raise InputError(tuple(wrong))
    wanted = frozenset(header for each in maps for header in each.wanted)
    return evolve(schema, columns=ColumnMap(meant, strict, whole, wanted=wanted))


def _fault(meant: str, headers: Headers) -> tuple[Text, Text] | None:
    """Say what is wrong with what a header is said to stand for."""
    found = headers.find(meant)
    if not meant or len(found) == 1:
        return None
    if found:
        return shown(meant), _ONE_FACT.fill(p=same(", ".join(target.path for target in found)))
    return shown(meant), _KNOWN.fill(near=asked(headers.nearest(meant)))


def _problem(origin: str, header: str, found: Text, expected: Text) -> Problem:
    return Where(origin).problem(found, expected, header)
