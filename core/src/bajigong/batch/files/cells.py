"""The cells of a workbook column by column, for workbooks in which one sheet is all there is to read.

The sheet is laid out by a process of its own (`cells_child`). Whatever is out of the ordinary is left to the reader of
single rows, which also says what is wrong.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen

from bajigong.batch.files.xlsx_survey import broken_cells
from bajigong.batch.intake import Coded
from bajigong.tables.files import load
from bajigong.tables.headers import Headers
from bajigong.tables.layout import Cells
from bajigong.tables.raw import Where
from bajigong.tables.roles import assign
from bajigong.tables.sheets import header_of
from bajigong.tables.survey import Spot
from bajigong.tables.words import BrokenCell, is_blank
from bajigong.tables.workbook import Sheet

_ZIP: Final = b"PK"


@frozen(eq=False)
class Plain:
    """One sheet: where its header stands, and the cells below it by column; ``first`` is the number of their row."""

    where: Where
    header: Cells
    columns: tuple[Coded, ...]
    first: int
    rows: int


def read_plain(path: Path, headers: Headers, wanted: str | None = None) -> Plain | None:
    """Return the applicants' sheet of a workbook, None where there is more to read, or anything wrong with it.

    ``wanted`` names the sheet. Raises InputError where the file cannot be read at all.
    """
    data = load(path)
    if path.suffix.lower() != ".xlsx" or not data.startswith(_ZIP):
        return None
    try:
        with _reader(data) as reader:
            broken = broken_cells(data)  # while the reader is at work
            return _read(reader, Where(str(path)), headers, wanted, broken)
    except Exception:  # noqa: BLE001  (whatever it is, the other reader meets it too, and says so)
        return None


@contextmanager
def _reader(data: bytes) -> Iterator["subprocess.Popen[bytes]"]:
    script = Path(__file__).with_name("cells_child.py")
    # -P: the folder of the script holds modules that nothing else should find.
    command = [sys.executable, "-P", str(script)]
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=null) as reader:
        try:
            _send(reader, len(data).to_bytes(8, "big") + data)
            yield reader
        finally:
            reader.kill()


def _send(reader: "subprocess.Popen[bytes]", data: bytes) -> None:
    assert reader.stdin is not None
    reader.stdin.write(data)
    reader.stdin.flush()


def _read(
    reader: "subprocess.Popen[bytes]",
    where: Where,
    headers: Headers,
    wanted: str | None,
    broken: Mapping[str, Mapping[Spot, str]],
) -> Plain | None:
    found: list[tuple[str, bool, list[list[Any]], int]] = pickle.load(reader.stdout)  # type: ignore[arg-type]
    sheets = [Sheet(evolve(where, sheet=name), rows, ()) for name, is_table, rows, _ in found if is_table]
    roles = assign(sheets, headers, where.file, wanted)
    head = header_of(roles.main, headers)
    number = next(n for n, (name, *_) in enumerate(found) if name == roles.main.name)
    if roles.lists or roles.agency or head is None or found[number][3] >= head[0] - 1:
        return None
    _send(reader, number.to_bytes(8, "big"))
    columns = [_column(*one) for one in pickle.load(reader.stdout)]  # type: ignore[arg-type]
    columns = _with_broken(columns, broken.get(roles.main.name, {}))
    below = tuple(Coded(one.codes[head[0] :], one.values) for one in columns)
    if any(is_blank(name) and _says(column) for name, column in zip(head[1], below, strict=True)):
        return None
    return Plain(roles.main.where, head[1], below, head[0] + 1, len(below[0]))


def _column(codes: bytes, values: list[Any]) -> Coded:
    """Return a column, its blank cells told apart."""
    places = np.array([-1 if is_blank(value) else place for place, value in enumerate(values)], np.int32)
    return Coded(places.take(np.frombuffer(codes, np.int32)), values)


def _with_broken(columns: list[Coded], broken: Mapping[Spot, str]) -> list[Coded]:
    """Put failed formulas in their places, where the reader gives empty cells."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), error in broken.items():
        if column < len(columns) and row < len(columns[column]):
            found.setdefault(column, {})[row] = error
    return [_broken(one, found[place]) if place in found else one for place, one in enumerate(columns)]


def _broken(column: Coded, errors: Mapping[int, str]) -> Coded:
    """Return a column with failed formulas in some rows."""
    places = {error: len(column.values) + number for number, error in enumerate(dict.fromkeys(errors.values()))}
    codes = column.codes.copy()
    codes[list(errors)] = [places[error] for error in errors.values()]
    return Coded(codes, [*column.values, *map(BrokenCell, places)])


def _says(column: Coded) -> bool:
    return bool((column.codes >= 0).any())
