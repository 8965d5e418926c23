"""Reading: files become applications as they were written, by their endings; standard input by its first bytes."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.errors import InputError
from bajigong.plugins import Offer
from bajigong.policy.facts import Schema
from bajigong.policy.formats import ReadFormat
from bajigong.policy.occupations import NO_OCCUPATIONS
from bajigong.policy.text import Text, same
from bajigong.tables.files import COLUMNAR, MOST, decode, load, too_large
from bajigong.tables.headers import headers_of
from bajigong.tables.raw import MAPPING, Note, Places, Raw, Where, lost, no_application, unheard
from bajigong.tables.words import is_blank, shown

#: How standard input is called in messages.
STDIN: Final = "stdin"
#: What the bytes of each kind begin with, and how its name would end. Archives are workbooks, of Excel or ODS.
_BEGINNINGS: Final = (
    (b"PK\x03\x04", ".xlsx"),
    (b"\xd0\xcf\x11\xe0", ".xls"),
    (b"PAR1", ".parquet"),
    (b"ARROW1", ".arrow"),
)
_CSV: Final = ".csv"
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
        return _CSV
    from bajigong.tables.from_columns import is_separated
    from bajigong.tables.raw import is_json

    if is_json(text) or is_json(text.lstrip().partition("\n")[0]):
        return ""
    return _CSV if is_separated(text, headers_of(schema)) else ""


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
    from bajigong.tables.raw import is_json, read_json, read_ndjson

    if is_json(text):
        return read_json(text, STDIN)
    if is_json(text.lstrip().partition("\n")[0]):
        return read_ndjson(text, STDIN)
    from bajigong.tables.raw import read_yaml

    return read_yaml(text, STDIN)


_DAMAGED = Text("插件“{by}”无法读取的文件（{e}）", "a file that plugin '{by}' cannot read ({e})")


def read_added(offer: Offer[ReadFormat], path: Path) -> Iterator[Raw]:
    """Give the applications of a file, counted from 1.

    Raises InputError, naming the plugin, where it cannot be read; what is no application is a problem of its own.
    """
    where = Where(str(path))
    number = 0
    try:
        for number, facts in enumerate(offer.what.read(path), 1):
            here = Where(str(path), item=number)
            yield (
                Raw(facts, str(path), here) if isinstance(facts, Mapping) else lost(here.problem(shown(facts), MAPPING))
            )
    except InputError:
        raise
    except Exception as error:
        raise where.error(_DAMAGED.fill(by=offer.by, e=same(str(error) or repr(error))), offer.what.label) from error
    if not number:
        raise no_application(where)


#: Readers of text by suffix: the module beside this one, and its function. Each is imported when a file needs it.
_TEXT: Final[Mapping[str, tuple[str, str]]] = {
    ".yaml": ("raw", "read_yaml"),
    ".yml": ("raw", "read_yaml"),
    ".json": ("raw", "read_json"),
    ".ndjson": ("raw", "read_ndjson"),
    ".jsonl": ("raw", "read_ndjson"),
}
WORKBOOKS: Final = (".xlsx", ".xls", ".ods")
#: Text in columns: separated by commas, semicolons or tabs, as spreadsheets write it.
SEPARATED: Final = (".csv", ".tsv", ".txt")
SUFFIXES: Final = (*_TEXT, *SEPARATED, *WORKBOOKS, *COLUMNAR)


def read_files(
    paths: Iterable[str | Path], schema: Schema, *, sheet: str | None = None, note: Note = unheard, most: int = MOST
) -> Iterator[Raw]:
    """Give the applications of files, in order; ``-`` is standard input, whatever of these it holds.

    ``sheet`` names the applicants' sheet of a workbook; ``note`` hears which columns are not used. What is read as a
    whole may have ``most`` bytes, and a workbook unfold to so many. What is wrong with one row stands in its `Raw`;
    raises InputError for a file that cannot be read as a whole.
    """
    for path in paths:
        if str(path) == "-":
            yield from read_stdin(schema, sheet, note, most)
        else:
            yield from _read_file(Path(path), schema, sheet, note, most)


def _read_file(path: Path, schema: Schema, sheet: str | None, note: Note, most: int) -> Iterator[Raw]:
    suffix = path.suffix.lower()
    if suffix in _TEXT:
        return _reader(suffix)(decode(load(path, most), str(path)), str(path))
    if suffix in SEPARATED:
        from bajigong.tables.from_columns import read_csv

        return read_csv(path, schema, note)
    if suffix in WORKBOOKS:
        from bajigong.tables.from_workbook import read_excel

        return read_excel(path, schema, sheet, note, most=most)
    if suffix in COLUMNAR:
        from bajigong.tables.from_columns import read_columns

        return read_columns(path, schema, note, most=most)
    return _read_added(path, suffix)


def _read_added(path: Path, suffix: str) -> Iterator[Raw]:
    """Read a format that a plugin adds. Raises InputError where none does."""
    from bajigong.plugins import format_for, readers

    offer = format_for(suffix, readers())
    if offer:
        return read_added(offer, path)
    found = Text("后缀为「{s}」的文件", "a file ending in '{s}'").fill(s=path.suffix)
    raise Where(str(path)).error(found, same(" ".join((*SUFFIXES, *readers()))))


def _reader(suffix: str) -> Callable[[str, str], Iterator[Raw]]:
    module, name = _TEXT[suffix]
    reader: Callable[[str, str], Iterator[Raw]] = getattr(import_module(f"bajigong.tables.{module}"), name)
    return reader


#: Formats whose headers are looked up among the declared facts. The others name their facts by keys.
TABLES: Final = (*SEPARATED, *WORKBOOKS, *COLUMNAR)
#: What those others are read with.
NO_FACTS: Final = Schema({}, (), (), NO_OCCUPATIONS)

_ONE_SET = Text("一组各份申报共有的事实（YAML或JSON）", "one set of facts common to all applications, in YAML or JSON")
_SETS = Text("{n}组事实", "{n} sets of facts")
_TABLE = Text("表格", "a table")


@frozen(eq=False)
class Filled:
    """Places of an application's own values, and of those it has in common with others."""

    facts: Mapping[str, Any]
    own: Places
    common: Places

    def at(self, path: str) -> Where:
        """Return the place of a value in the application, else in what is common."""
        here: Any = self.facts
        for key in re.findall(r"[^.\[\]]+", path):
            here = here.get(key) if isinstance(here, Mapping) else here
        return self.common.at(path) if is_blank(here) else self.own.at(path)


def common_facts(path: Path) -> Raw:
    """Read the facts that are common to all applications. Raises InputError where the file holds anything else."""
    if is_table(path.name):
        raise Where(str(path)).error(_TABLE, _ONE_SET)
    sets = list(read_files([path], NO_FACTS))
    if len(sets) != 1:
        raise Where(str(path)).error(_SETS.fill(n=len(sets)), _ONE_SET)
    if sets[0].problems:
        raise InputError(sets[0].problems)
    return sets[0]


def with_common(raw: Raw, common: Raw | None) -> Raw:
    """Fill in what an application does not give."""
    if common is None:
        return raw
    places = Filled(raw.facts, raw.places, common.places)
    return evolve(raw, facts=_filled(raw.facts, common.facts), places=places)


def _filled(facts: Mapping[str, Any], common: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fill in groups key by key; lists are not joined."""
    filled = dict(facts)
    for key, value in common.items():
        own = filled.get(key)
        if isinstance(own, Mapping) and isinstance(value, Mapping):
            filled[key] = _filled(own, value)
        elif is_blank(own):
            filled[key] = value
    return filled


def suffix_of(path: str | Path) -> str:
    """Return a file's suffix in lower case."""
    return Path(path).suffix.lower()


def is_table(path: str | Path) -> bool:
    """Say whether a file is one of rows and headers."""
    return suffix_of(path) in TABLES
