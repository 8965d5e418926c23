"""Workbooks: a single sheet by its columns; sheets that belong together, and whatever is odd, by their rows."""

import pickle
import re
import subprocess
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
from attrs import evolve, frozen

from bajigong.answers import Application
from bajigong.batch.files.ask import Ask, TenantLaw
from bajigong.batch.files.carried import Carried, texts
from bajigong.batch.files.source import Bunch, Layout, Source, many_tenants
from bajigong.batch.intake import Coded, Part, Refused, Taken
from bajigong.batch.people import laid_out
from bajigong.policy.facts import Role, Schema
from bajigong.policy.text import Text, same
from bajigong.tables import Raw, Where, check
from bajigong.tables.files import (
    MOST,
    TooLargeError,
    check_encoding,
    check_stated,
    is_usual,
    load,
    memory_unseen,
    reaches_too_far,
)
from bajigong.tables.from_workbook import assign
from bajigong.tables.headers import Headers, headers_of
from bajigong.tables.layout import Cells
from bajigong.tables.raw import name_of
from bajigong.tables.read import read_files, with_common
from bajigong.tables.survey import Spot, survey_xlsx
from bajigong.tables.words import BrokenCell, is_blank
from bajigong.tables.workbook import Sheet, header_of, reading_command

_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_RELATION: Final = re.compile(rb"Target=\"(?:/xl/)?worksheets/[^\"/]+\.xml\"", re.IGNORECASE)
_LISTED: Final = re.compile(rb"<(?:[\w.-]+:)?sheet\s")
_PIECE: Final = 1 << 22
_FEW: Final = 26
_ROW: Final = re.compile(rb'<row r="(\d{1,9})"')
#: What a sheet that is written otherwise, or that has formulas, has somewhere.
_OTHERWISE: Final = (b't="e"', b"<f>", b"<f ", b"<f/", b"='", b":c", b":row", b"<c>", b"<row>", b"<!")
_MISPLACED: Final = (re.compile(rb"<f\s"), re.compile(rb'<c (?!r="[A-Z]\d)'), re.compile(rb'<row (?!r="\d)'))


def stated_size(data: bytes, most: int) -> int:
    """Return the bytes that a workbook says it unfolds to.

    Raises TooLargeError where they are more than allowed, or where its parts are packed as no program packs them, and
    whatever a damaged archive raises.
    """
    with ZipFile(BytesIO(data)) as book:
        if not is_usual(book) or len(_LISTED.findall(book.read("xl/workbook.xml"))) > len(book.namelist()):
            raise TooLargeError
        return check_stated(book, most)


def broken_cells(data: bytes, most: int = MOST) -> Mapping[str, Mapping[Spot, str]]:
    """Return the failed formulas of the sheets that have any, by name.

    Raises TooLargeError where it unfolds to more bytes than allowed, and whatever a damaged archive raises.
    """
    with ZipFile(BytesIO(data)) as book:
        sheets = [name for name in book.namelist() if _SHEET.fullmatch(name.replace("\\", "/"))]
        if sheets and len(sheets) == _named(book) and all(_is_plain(book, name, most) for name in sheets):
            return {}
        surveys = survey_xlsx(book, most)
    if any(reaches_too_far(one.cells, one.filled, most) for one in surveys.values()):
        raise TooLargeError
    return {name: survey.broken for name, survey in surveys.items() if survey.broken}


def _named(book: ZipFile) -> int:
    """Return how many sheets the workbook names where programs keep them."""
    return len(_RELATION.findall(book.read("xl/_rels/workbook.xml.rels")))


def _is_plain(book: ZipFile, name: str, most: int) -> bool:
    """Say whether a sheet is small, by its rows, and written in the usual way."""
    rows, filled, rest, first = 0, 0, b"", True
    with book.open(name) as file:
        while piece := file.read(_PIECE):
            if first:
                check_encoding(piece[:200])
            first = False
            text = rest + piece
            end = text.rfind(b"<row")
            text, rest = (text[:end], text[end:]) if end > 0 else (text, b"")
            if not _is_usual(text):
                return False
            rows = max(rows, max(map(int, _ROW.findall(text)), default=0))
            filled += text.count(b"<c ")
    rows = max(rows, max(map(int, _ROW.findall(rest)), default=0))
    return _is_usual(rest) and not reaches_too_far(rows * _FEW, filled + rest.count(b"<c "), most)


def _is_usual(text: bytes) -> bool:
    return not any(mark in text for mark in _OTHERWISE) and not any(tag.search(text) for tag in _MISPLACED)


_ZIP: Final = b"PK"


@frozen(eq=False)
class Plain:
    """One sheet: where its header stands, and the cells below it by column; ``first`` is the number of their row."""

    where: Where
    header: Cells
    columns: tuple[Coded, ...]
    first: int
    rows: int


def read_plain(path: Path, headers: Headers, wanted: str | None = None, most: int = MOST) -> Plain | None:
    """Return the applicants' sheet of a workbook, None where there is more to read, or anything wrong with it.

    ``wanted`` names the sheet; it may unfold to ``most`` bytes. Raises InputError where it cannot be read at all.
    """
    data = load(path, most)
    if path.suffix.lower() != ".xlsx" or not data.startswith(_ZIP):
        return None
    try:
        with _reader(data, memory_unseen(stated_size(data, most))) as reader:
            broken = broken_cells(data, most)  # while the reader is at work
            return _read(reader, Where(str(path)), headers, wanted, broken)
    except Exception:  # noqa: BLE001  (whatever it is, the other reader meets it too, and says so)
        return None


@contextmanager
def _reader(data: bytes, memory: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [*reading_command(memory), "columns"]
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


_ROWS: Final = 1 << 12
_SEVERAL: Final = Text("逐份书写或由多个工作表组成的申报", "applications that are records, or on several sheets")
_SINGLE: Final = Text("单表文件（--key：{keys}）", "a single table, of which --key carries over {keys}")


def row_source(path: str, ask: Ask, tenant_law: TenantLaw) -> Source:
    """Read a workbook, or YAML and JSON. Raises InputError where it cannot be read, or for what is wrong as a whole."""
    if ask.keys:
        raise Where(path).error(_SEVERAL, _SINGLE.fill(keys=same(", ".join(ask.keys))))
    notes: list[Text] = []
    every = list(read_files([path], tenant_law.schema, sheet=ask.sheet, note=notes.append, most=ask.most))
    raws = [raw for raw in every if raw.facts]
    strays = [raw for raw in every if not raw.facts]
    if not ask.named and any("tenant" in raw.facts for raw in raws):
        raise many_tenants(path, ask)
    dated, rows, taker = any("on" in raw.facts for raw in raws), len(raws), _Taker(ask, tenant_law)
    return Source(Where(path), {}, lambda: taker.bunches(raws, strays), lambda: rows, dated, rows, notes=tuple(notes))


@frozen(eq=False)
class _Taker:
    """Reads applications one by one, as a check of a few does."""

    ask: Ask
    tenant_law: TenantLaw

    def bunches(self, raws: Sequence[Raw], strays: Sequence[Raw]) -> Generator[Bunch]:
        """Give applications in chunks, then what belongs to none."""
        rest = iter(raws)
        while some := list(islice(rest, _ROWS)):
            yield self._bunch(some)
        problems = tuple(problem for raw in strays for problem in raw.problems)
        if problems:
            yield Bunch(np.zeros(0, np.int64), _carried((), self.tenant_law.schema), lambda: Taken((), (), 0), problems)

    def _bunch(self, raws: Sequence[Raw]) -> Bunch:
        numbers = np.array([raw.row or number for number, raw in enumerate(raws, 1)], np.int64)
        return Bunch(numbers, _carried(raws, self.tenant_law.schema), lambda: self._take(raws))

    def _take(self, raws: Sequence[Raw]) -> Taken:
        refused: list[Refused] = []
        taken: dict[int, Application] = {}
        for index, raw in enumerate(raws):
            checked = self._check(with_common(raw, self.ask.common))
            if isinstance(checked, tuple):
                refused.append(Refused(index, raw.row or 0, name_of(raw, self.tenant_law.schema), checked))
            else:
                taken[index] = checked
        people = laid_out(self.tenant_law.schema, list(taken.values()))
        return Taken((Part(people, np.array(list(taken), np.int64)),) if taken else (), tuple(refused), 0)

    def _check(self, raw: Raw) -> Any:
        place = self.tenant_law.tenant.region
        ask = self.ask
        return check(
            raw, self.tenant_law.schema, tenant_place=place, on=ask.on, overrides=ask.overrides, today=ask.today
        )


def _carried(raws: Sequence[Raw], schema: Schema) -> Carried:
    names, numbers = ([schema.told(raw.facts, role) for raw in raws] for role in _WHO)
    return Carried({}, texts(names), texts(numbers))


_WHO: Final[tuple[Role, ...]] = ("name", "id_number")


#: From so many distinct values on, a chunk looks at its own only.
_MANY: Final = 1 << 10


def open_workbook(path: str, ask: Ask, tenant_law: TenantLaw, chunk: int) -> Source:
    """Read a workbook. Raises InputError where it is none, or for what is wrong with its sheets."""
    plain = read_plain(Path(path), headers_of(tenant_law.schema), ask.sheet, ask.most)
    if plain is None:
        return row_source(path, ask, tenant_law)
    where = evolve(plain.where, row=plain.first - 1)
    layout = Layout.of(ask, tenant_law, plain.header, where)
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
