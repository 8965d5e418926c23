"""The page of the register's tables and states, written from the code; it needs what the extra `register` installs."""

import inspect
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Column, Dialect, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite

from bajigong.policy.text import Lang, Text
from bajigong.register import filings, states
from bajigong.register.columns import Json, Words
from bajigong.register.labels import label
from bajigong.register.tables import METADATA, Row

WORDS: Final = Path(__file__).with_name("words.toml")
#: What each column keeps, in both languages.
COLUMNS: Final = Path(__file__).with_name("register_columns.toml")
ON: Final[tuple[Dialect, ...]] = (sqlite.dialect(), postgresql.dialect())  # type: ignore[no-untyped-call]

_HEAD: Final = Text(
    "# 登记系统：数据表与状态\n\n本页由程序生成。表由 `bajigong db upgrade` 建立；数据库只认建库时的租户。"
    "标为 JSON 的列以文本保存，键按顺序排列。",
    "# The register: tables and states\n\nWritten by the program. `bajigong db upgrade` makes the tables; a database "
    "belongs to the tenant it was made for. What is noted as JSON is text, its keys in order.",
)
_SESSION: Final = Text("## 批次的状态", "## States of a session")
_FILING: Final = Text("## 备案的状态", "## States of a filing")
_WORDS: Final = Text("## 固定用语", "## Words of closed lists")
_TABLES: Final = Text("## 数据表", "## Tables")
_MOVE: Final = Text("| 现状态 | 操作 | 后状态 |\n|---|---|---|", "| state | act | then |\n|---|---|---|")
_WORD: Final = Text("| 列 | 保存的词 | 显示 |\n|---|---|---|", "| column | kept | shown |\n|---|---|---|")
_COLUMN: Final = Text(
    "| 列 | SQLite | PostgreSQL | 可空 | 内容 | 说明 |\n|---|---|---|---|---|---|",
    "| column | SQLite | PostgreSQL | may be empty | keeps | notes |\n|---|---|---|---|---|---|",
)
_EMPTY: Final = Text("是", "yes")
_KEY: Final = Text("主键", "key")
_ONCE: Final = Text("唯一", "unique")
_REFERS: Final = Text("见 `{table}`", "a row of `{table}`")
_JSON: Final = Text("JSON", "JSON")
_LISTED: Final = Text("固定用语", "a closed list")
_TOGETHER: Final = Text("合起来唯一：{columns}", "Unique together: {columns}")


def register(lang: Lang) -> str:
    """Write how filings and sessions move, the words that are kept, and each table with its columns."""
    chinese = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    parts = [_HEAD.say(lang), _SESSION.say(lang), "\n".join((_MOVE.say(lang), *_session(lang)))]
    parts += [_FILING.say(lang), "\n".join((_MOVE.say(lang), *_filing(lang)))]
    parts += [_WORDS.say(lang), "\n".join((_WORD.say(lang), *_closed(lang))), _TABLES.say(lang)]
    for row in rows():
        word = chinese[row.__module__][row.__name__]
        parts += [f"### `{table_of(row)}` {word}", *([inspect.getdoc(row) or ""] if lang == "en" else [])]
        parts += ["\n".join((_COLUMN.say(lang), *_columns(row, lang))), *_together(row, lang)]
    return "\n\n".join(parts) + "\n"


def rows() -> list[type[Row]]:
    """Give the classes of the tables, as they stand in the modules of `bajigong.register.tables`."""
    return [row for row in Row.__subclasses__() if table_of(row) in METADATA.tables]


def table_of(row: type[Row]) -> str:
    """Give the name of the table of a class."""
    return str(row.__tablename__)


def _session(lang: Lang) -> Iterator[str]:
    for move in states.MOVES:
        act = f"`session {move.name}` {move.label.say(lang)}"
        yield from (_moved(source, act, move.target, lang) for source in move.sources)


def _filing(lang: Lang) -> Iterator[str]:
    for name, (sources, target) in filings.MOVES.items():
        yield from (_moved(source, f"`filing {name}`", target, lang) for source in type(target) if source in sources)


def _moved(source: str, act: str, target: str, lang: Lang) -> str:
    return f"| `{source}` {label(source).say(lang)} | {act} | `{target}` {label(target).say(lang)} |"


def _closed(lang: Lang) -> Iterator[str]:
    for table in METADATA.tables.values():
        for column in table.columns:
            if isinstance(column.type, Words):
                of = f"`{table.name}.{column.name}`"
                yield from (f"| {of} | `{word}` | {label(word).say(lang)} |" for word in column.type.words)


def _columns(row: type[Row], lang: Lang) -> Iterator[str]:
    for column in METADATA.tables[table_of(row)].columns:
        kinds = " | ".join(_kind(column, dialect) for dialect in ON)
        notes = "; ".join(note.say(lang) for note in _notes(column))
        empty, keeps = _EMPTY.say(lang) if column.nullable else "", keeps_of(table_of(row), column.name)[lang]
        yield f"| `{column.name}` | {kinds} | {empty} | {keeps} | {notes} |"


def keeps_of(table: str, column: str) -> dict[str, str]:
    """Say what a column keeps. Raises KeyError for one of which nothing is said."""
    said = _said()
    return said.get(f"{table}.{column}") or said[column]


@cache
def _said() -> dict[str, dict[str, str]]:
    return tomllib.loads(COLUMNS.read_text(encoding="utf-8"))


def _kind(column: Column[object], dialect: Dialect) -> str:
    return str(dialect.type_compiler_instance.process(column.type)).lower()


def _notes(column: Column[object]) -> Iterator[Text]:
    if column.primary_key:
        yield _KEY
    for key in column.foreign_keys:
        yield _REFERS.fill(table=key.column.table.name)
    if isinstance(column.type, Json):
        yield _JSON
    if isinstance(column.type, Words):
        yield _LISTED
    if any(set(one.columns) == {column} for one in column.table.constraints if isinstance(one, UniqueConstraint)):
        yield _ONCE


def _together(row: type[Row], lang: Lang) -> Iterator[str]:
    for one in METADATA.tables[table_of(row)].constraints:
        if isinstance(one, UniqueConstraint) and len(one.columns) > 1:
            yield _TOGETHER.fill(columns=", ".join(f"`{column.name}`" for column in one.columns)).say(lang)
