"""Sheets in columns: CSV, and Parquet and Arrow, whose columns are facts by their names as headers of a sheet are."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from bajigong.errors import BajigongError
from bajigong.policy.facts import Schema
from bajigong.policy.text import Text, same
from bajigong.tables.files import LONG, LONGEST_CELL, MOST, PARQUET, SHORT, columnar, encoding_of, refuse_unfolding
from bajigong.tables.headers import Headers, headers_of
from bajigong.tables.layout import (
    HEADER,
    NO_HEADER,
    Layout,
    Numbered,
    Row,
    absent_said,
    find_header,
    make_layout,
    unused_said,
)
from bajigong.tables.raw import Note, Raw, TablePlaces, Where, no_application, unheard

if TYPE_CHECKING:
    import pyarrow as pa


_COMMA: Final = ","
#: What separates cells, the likeliest first.
_DELIMITERS: Final = (_COMMA, "\t", ";")
#: A header stands within so many characters and lines.
_HEAD: Final = 1 << 16
_LINES: Final = 40
#: So many known headers make a row one.
_LEAST: Final = 2


def read_csv(path: Path, schema: Schema, note: Note = unheard, where: Where | None = None) -> Iterator[Raw]:
    """Give the applications of a CSV file. Raises InputError where it is not CSV or its header cannot be used.

    ``note`` hears which columns are not used; ``where`` is what the file is called, its path if absent.
    """
    where, headers = where or Where(str(path)), headers_of(schema)
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        rows = _rows(csv.reader(file, strict=True, delimiter=delimiter_of(path, encoding, headers)), where)
        layout = read_header(rows, where, headers)
        for said in (*unused_said(layout), *absent_said([layout], headers)):
            note(said)
        count = 0
        for number, cells in rows:
            row = layout.fill(number, cells)
            if not row.is_empty:
                count += 1
                yield as_raw(row)
    if not count:
        raise no_application(where)


def delimiter_of(path: Path, encoding: str, headers: Headers) -> str:
    """Return what separates the cells of a text whose encoding is known: that which gives the most known headers."""
    with path.open(encoding=encoding, newline="") as file:
        try:
            head = file.read(_HEAD)
        except UnicodeError:  # its reader will say what is wrong
            return _COMMA
    lines = head.splitlines(keepends=True)[:_LINES]
    return max(_DELIMITERS, key=lambda one: _headers(csv.reader(lines, delimiter=one), headers))


def is_separated(text: str, headers: Headers) -> bool:
    """Say whether a text has a header of known columns."""
    lines = text[:_HEAD].splitlines(keepends=True)[:_LINES]
    return any(_headers(csv.reader(lines, delimiter=one), headers) >= _LEAST for one in _DELIMITERS)


def _headers(rows: "Iterable[list[str]]", headers: Headers) -> int:
    try:
        return max((sum(bool(headers.find(cell)) for cell in cells) for cells in rows), default=0)
    except csv.Error:
        return 0


def read_header(rows: Iterable[Numbered], where: Where, headers: Headers) -> Layout:
    """Read rows up to the applicants' header. Raises InputError where there is none or it cannot be used."""
    header = find_header(rows, lambda cell: bool(headers.find(cell)))
    if header is None:
        raise where.error(NO_HEADER, HEADER)
    return make_layout(evolve(where, row=header[0]), header[1], headers)


def as_raw(row: Row) -> Raw:
    """Hand on a row as an application."""
    return Raw(row.facts, row.where.file, TablePlaces(row.origins), row.where.row, row.problems)


def _rows(reader: "Iterator[list[str]]", where: Where) -> Iterator[Numbered]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise evolve(where, row=number).error(BAD_ROW.fill(e=str(error)), CSV) from error
        yield number, cells


BAD_ROW: Final = Text("无法读取的一行（{e}）", "a row that cannot be read ({e})")
CSV: Final = Text("合法的 CSV", "CSV")
#: So many rows become Python values at a time.
_ROWS: Final = 4096
_INSTALL: Final = Text(
    "读取{path}需要安装：pip install 'bajigong[batch]'", "reading {path} needs pip install 'bajigong[batch]'"
)
_DAMAGED: Final = Text("无法读取的文件（{e}）", "a file that cannot be read ({e})")
_EXPECTED: Final = Text("Parquet或Arrow文件", "a Parquet or Arrow file")


def read_columns(
    path: Path, schema: Schema, note: Note = unheard, where: Where | None = None, most: int = MOST
) -> Iterator[Raw]:
    """Give the applications of a Parquet or Arrow file; rows are counted from 1.

    ``note`` hears what is not used; ``where`` is what the file is called, its path if absent; no more than
    ``most`` bytes are unfolded at once.

    Raises InputError where it is none, unfolds to more or has columns that cannot be used, BajigongError where pyarrow
    is not installed.
    """
    where = where or Where(str(path))
    columnar(path)
    layout = None
    number = 0
    for names, rows in _pieces(path, where, most):
        if layout is None:
            layout = make_layout(where, names, headers_of(schema))
            for said in (*unused_said(layout), *absent_said([layout], headers_of(schema))):
                note(said)
        for cells in rows:
            number += 1
            row = layout.fill(number, cells)
            if not row.is_empty:
                yield as_raw(row)
    if not number:
        raise no_application(where)


def _pieces(path: Path, where: Where, most: int) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """Give the names of the columns with the rows of each piece of the file."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise BajigongError(_INSTALL.fill(path=path).say("en")) from error
    try:
        refuse_unfolding(path, where, most)
        for batch in _batches(path):
            refuse_long(batch, where)
            columns = [map(_plain, column.to_pylist()) for column in batch.columns]
            yield batch.schema.names, zip(*columns, strict=True)
    except (pa.ArrowException, OSError, UnicodeDecodeError, ValueError, OverflowError) as error:
        reason = str(error).partition("\n")[0]
        raise where.error(_DAMAGED.fill(e=same(reason)), _EXPECTED) from error


def _batches(path: Path) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.suffix.lower() in PARQUET:
        words = [one.name for one in pq.read_schema(path) if pa.types.is_string(one.type)]
        with pq.ParquetFile(path, read_dictionary=words) as file:
            yield from file.iter_batches(_ROWS)
        return
    with pa.memory_map(str(path)) as data, pa.ipc.open_file(data) as file:
        for number in range(file.num_record_batches):
            batch = file.get_batch(number)
            yield from (batch.slice(start, _ROWS) for start in range(0, batch.num_rows, _ROWS))


def _validate(column: Any) -> None:
    """Raise ArrowInvalid for a damaged column. Text that is not UTF-8 is left to its row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column.indices.validate(full=True)
        _validate(column.dictionary)
        # Both are None where every cell is empty.
        first, last = pc.min_max(column.indices).as_py().values()
        if first is not None and not 0 <= first <= last < len(column.dictionary):
            raise pa.ArrowInvalid("a place that is not in the dictionary")
    elif pa.types.is_string(column.type):
        column.view(pa.binary()).validate(full=True)
    elif pa.types.is_large_string(column.type):
        column.view(pa.large_binary()).validate(full=True)
    else:
        column.validate(full=True)


def refuse_long(batch: "pa.RecordBatch", where: Where) -> None:
    """Raise InputError for text so long that it is no fact, which a dictionary can repeat a million times.

    Raises ArrowInvalid for columns whose parts do not fit together: nothing else of them may be touched.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        _validate(column)
        words = column.dictionary if pa.types.is_dictionary(column.type) else column
        if pa.types.is_string(words.type) or pa.types.is_large_string(words.type):
            longest = pc.max(pc.binary_length(words)).as_py() or 0
            if longest > LONGEST_CELL:
                raise where.in_column(name).error(LONG.fill(n=longest), SHORT.fill(n=LONGEST_CELL))


def _plain(value: Any) -> Any:
    """Leave out of records what they do not give."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    return [_plain(one) for one in value] if isinstance(value, list) else value
