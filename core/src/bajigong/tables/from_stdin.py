"""Standard input: YAML, JSON or a table of any kind, told by what it begins with."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import evolve

from bajigong.errors import InputError
from bajigong.policy.text import Text
from bajigong.schema import Schema
from bajigong.tables.files import decode, too_large
from bajigong.tables.headers import headers_of
from bajigong.tables.raw import Note, Raw, Where

#: How standard input is called in messages.
STDIN: Final = "stdin"
#: What the bytes of each kind begin with, and how its name would end. Archives are workbooks, of Excel or ODS.
_BEGINNINGS: Final = (
    (b"PK\x03\x04", ".xlsx"),
    (b"\xd0\xcf\x11\xe0", ".xls"),
    (b"PAR1", ".parquet"),
    (b"ARROW1", ".arrow"),
)
_TEXT: Final = ".csv"
_EMPTY: Final = Text("空的标准输入", "empty standard input")
_APPLICATIONS: Final = Text("申报信息", "applications")


def read_stdin(schema: Schema, sheet: str | None, note: Note, most: int) -> Iterator[Raw]:
    """Give the applications of standard input; ``sheet`` and ``note`` are for tables.

    Raises InputError where it cannot be read, or holds more than ``most`` bytes.
    """
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise too_large(Where(STDIN), most)
    if not data.strip():
        raise Where(STDIN).error(_EMPTY, _APPLICATIONS)
    kind = next((suffix for begins, suffix in _BEGINNINGS if data.startswith(begins)), None) or _kind_of(data, schema)
    if not kind:
        yield from _tree(decode(data, STDIN))
        return
    # Tables are read from files: some of their readers go back and forth.
    with TemporaryDirectory(prefix="bajigong-") as folder:
        path = Path(folder, f"{STDIN}{kind}")
        path.write_bytes(data)
        try:
            yield from _table(path, schema, sheet, note, most)
        except InputError as error:
            raise InputError(
                tuple(evolve(one, file=STDIN) if one.file == str(path) else one for one in error.problems)
            ) from error


def _kind_of(data: bytes, schema: Schema) -> str:
    """Say whether text is a table: it is in another encoding than YAML and JSON, or has a header of known columns."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _TEXT
    from bajigong.tables.from_columns import is_separated
    from bajigong.tables.from_json import is_json

    if is_json(text) or is_json(text.lstrip().partition("\n")[0]):
        return ""
    return _TEXT if is_separated(text, headers_of(schema)) else ""


def _table(path: Path, schema: Schema, sheet: str | None, note: Note, most: int) -> Iterator[Raw]:
    where = Where(STDIN)
    match path.suffix:
        case ".csv":
            from bajigong.tables.from_columns import read_csv

            return read_csv(path, schema, note, where)
        case ".xlsx" | ".xls":
            from bajigong.tables.from_workbook import read_excel

            return read_excel(path, schema, sheet, note, most=most, where=where)
        case _:
            from bajigong.tables.from_columns import read_columns

            return read_columns(path, schema, note, where, most)


def _tree(text: str) -> Iterator[Raw]:
    from bajigong.tables.from_json import is_json, read_json, read_ndjson

    if is_json(text):
        return read_json(text, STDIN)
    if is_json(text.lstrip().partition("\n")[0]):
        return read_ndjson(text, STDIN)
    from bajigong.tables.from_yaml import read_yaml

    return read_yaml(text, STDIN)
