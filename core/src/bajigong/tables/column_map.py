"""What somebody says that the headers of sheets stand for: a file of it, or the same table in a tenant's set-up.

A map is TOML::

    [columns]
    "取证时间" = "applicant.certificates.issued"   # the path of a fact, or any header that is known
    "政治面貌" = ""                                # no fact

Before it may stand ``complete = ["applicant.work"]``: the lists of which the columns of the sheet tell all there is.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from bajigong.errors import InputError, Problem
from bajigong.policy.facts import ColumnMap, Schema
from bajigong.policy.text import Text, same
from bajigong.tables.files import decode, load
from bajigong.tables.headers import Headers, headers_of
from bajigong.tables.raw import Where
from bajigong.tables.words import asked, near, printable, shown

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
