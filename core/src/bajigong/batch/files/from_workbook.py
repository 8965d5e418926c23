"""Workbooks: a single sheet by its columns; sheets that belong together, and whatever is odd, by their rows."""

from collections.abc import Generator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from attrs import evolve

from bajigong.batch.files.ask import Ask, Desk
from bajigong.batch.files.bunch import Bunch
from bajigong.batch.files.carried import texts
from bajigong.batch.files.cells import Plain, read_plain
from bajigong.batch.files.from_rows import row_source
from bajigong.batch.files.source import Layout, Source
from bajigong.batch.intake import Coded
from bajigong.tables.headers import headers_of

#: From so many distinct values on, a chunk looks at its own only.
_MANY: Final = 1 << 10


def open_workbook(path: str, ask: Ask, desk: Desk, chunk: int) -> Source:
    """Read a workbook. Raises InputError where it is none, or for what is wrong with its sheets."""
    plain = read_plain(Path(path), headers_of(desk.schema), ask.sheet)
    if plain is None:
        return row_source(path, ask, desk)
    where = evolve(plain.where, row=plain.first - 1)
    layout = Layout.of(ask, desk, plain.header, where)
    keys = dict.fromkeys(layout.heads.keys, pa.string())
    return Source(
        plain.where,
        keys,
        lambda: _bunches(plain, layout, chunk),
        lambda: plain.rows,
        layout.dated,
        plain.rows,
        notes=layout.notes,
    )


def _bunches(plain: Plain, layout: Layout, chunk: int) -> Generator[Bunch]:
    for start in range(0, plain.rows, chunk):
        size = min(chunk, plain.rows - start)
        blank = Coded(np.full(size, -1, np.int32), ())
        used = {place: _part(plain.columns[place], start, size) for place in layout.used}
        columns = [used.get(place, blank) for place in range(layout.width)]
        yield layout.of_coded(columns, _text, plain.first + start)


def _part(column: Coded, start: int, size: int) -> Coded:
    """Return some rows of a column, with their own values only where there are many."""
    codes = column.codes[start : start + size]
    if len(column.values) < _MANY:
        return Coded(codes, column.values)
    found, places = np.unique(codes, return_inverse=True)
    known = found[found >= 0]
    return Coded(
        (places - (len(found) - len(known))).astype(np.int32), [column.values[code] for code in known.tolist()]
    )


def _text(column: Coded) -> pa.Array:
    words: pa.Array = texts(column.values)
    return words.take(pa.array(column.codes, mask=column.codes < 0))
