"""CSV files: by Arrow's reader as long as it reads what a strict one would, by Python's from there on."""

import codecs
import csv
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from io import BufferedReader, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define, evolve, field
from pyarrow import csv as arrow_csv

from bajigong.batch.files.ask import Ask, TenantLaw
from bajigong.batch.files.source import Bunch, Layout, Source
from bajigong.errors import InputError
from bajigong.tables.files import chunks, encoding_of
from bajigong.tables.from_columns import BAD_ROW, CSV, delimiter_of
from bajigong.tables.headers import headers_of
from bajigong.tables.layout import HEADER, NO_HEADER, Numbered, find_header
from bajigong.tables.raw import Where

_QUOTE: Final = ord('"')
#: What may stand before an opening and after a closing quote: another one stands there where a quote is doubled.
_EDGES: Final = np.frombuffer(b',\r\n"', np.uint8)
UTF8: Final = "utf-8-sig"


class Bytes(Protocol):
    """What bytes are read from."""

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        ...

    def read(self, size: int, /) -> bytes:
        """Read some bytes, none at the end."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class IrregularError(Exception):
    """Raised where quotes are not written in the plain way."""


def encoding(path: Path) -> str:
    """Tell UTF-8 from GB18030. Raises InputError as `encoding_of` does, which is slow on much text."""
    return UTF8 if all(map(_is_utf8, _lines(path))) else encoding_of(path)


def _lines(path: Path) -> Iterator[bytes]:
    """Give a file in pieces that end where a line ends."""
    rest = b""
    for chunk in chunks(path):
        end = chunk.rfind(b"\n") + 1
        if end:
            yield rest + chunk[:end]
            rest = chunk[end:]
        else:
            rest += chunk
    yield rest


def _is_utf8(data: bytes) -> bool:
    try:
        pa.array([data], pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


@define(eq=False)
class Head:
    """Reads the first rows of a text; ``start`` is the byte behind those of them that were taken."""

    raw: BufferedReader
    text: TextIOWrapper
    start: int

    @classmethod
    def of(cls, path: Path, encoding: str) -> "Head":
        """Open a file whose encoding is known."""
        raw = path.open("rb")
        start = len(codecs.BOM_UTF8) if encoding == UTF8 and raw.read(3) == codecs.BOM_UTF8 else 0
        raw.seek(start)
        return cls(raw, TextIOWrapper(raw, "utf-8" if encoding == UTF8 else encoding, newline=""), start)

    def rows(self, delimiter: str = ",") -> Iterator[list[str]]:
        """Give the rows. Raises csv.Error for what is not CSV."""
        return csv.reader(self._lines(), strict=True, delimiter=delimiter)

    def rest(self) -> Bytes:
        """Return what follows the rows that were taken, as UTF-8."""
        if self.text.encoding != "utf-8":
            return Recoded(self.text)
        self.text.detach()
        self.raw.seek(self.start)
        return self.raw

    def close(self) -> None:
        """Let go of the file."""
        self.raw.close()

    def _lines(self) -> Iterator[str]:
        for line in iter(self.text.readline, ""):
            self.start += len(line.encode())
            yield line


@define(eq=False)
class Recoded:
    """Text of another encoding, read as UTF-8."""

    text: TextIOWrapper

    @property
    def closed(self) -> bool:
        """Whether the file was closed."""
        return self.text.closed

    def read(self, size: int) -> bytes:
        """Read at most so many bytes: a character takes four of them at most."""
        return self.text.read(max(size // 4, 1)).encode()

    def close(self) -> None:
        """Let go of the file."""
        self.text.close()


@define(eq=False)
class Quoted:
    """Hands on bytes whose quotes are in order. ``read`` raises `IrregularError` for others."""

    source: Bytes
    is_open: bool = False
    last: int = _EDGES[0]

    @property
    def closed(self) -> bool:
        """Whether the file was closed."""
        return self.source.closed

    def read(self, size: int) -> bytes:
        """Read some bytes, none at the end."""
        data = self.source.read(size)
        if self.is_open or self.last == _QUOTE or b'"' in data or not data:
            self._check(np.frombuffer(data, np.uint8))
        if data:
            self.last = data[-1]
        return data

    def close(self) -> None:
        """Let go of the file."""
        self.source.close()

    def _check(self, data: npt.NDArray[np.uint8]) -> None:
        """Quotes open and close by turns: a doubled one closes and opens again."""
        at = np.flatnonzero(data == _QUOTE)
        opening = (np.arange(len(at)) + self.is_open) % 2 == 0
        around = np.concatenate(([self.last], data, _EDGES[:1]))
        before, after = around[at], around[at + 2]
        closing = ~opening
        if len(data) and len(at) and at[-1] == len(data) - 1:
            closing[-1] = False  # the next piece will tell
        hangs = self.last == _QUOTE and not self.is_open and bool(len(data)) and not _is_edge(data[:1]).all()
        if hangs or not (_is_edge(before[opening]).all() and _is_edge(after[closing]).all()):
            raise IrregularError
        self.is_open ^= bool(len(at) % 2)
        if self.is_open and not len(data):
            raise IrregularError


def _is_edge(around: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return np.isin(around, _EDGES)


#: Rows that are read at once where Python reads them.
_ROWS: Final = 1 << 14
_WORDS: Final = pa.dictionary(pa.int32(), pa.string())


def open_csv(path: str, ask: Ask, tenant_law: TenantLaw, block: int) -> Source:
    """Open a CSV file, to be read by so many bytes.

    Raises InputError where it is none, or for what is wrong with its header.
    """
    reading = _Reading(path, ask, tenant_law, encoding(Path(path)), block)
    layout = reading.layout
    keys = dict.fromkeys(layout.heads.keys, pa.string())
    return Source(Where(path), keys, reading.bunches, reading.expected, layout.dated, notes=layout.notes)


@define(eq=False)
class _Reading:
    """One file while it is read: ``header`` is the number of its header's row, ``taken`` counts the rows below it."""

    path: str
    ask: Ask
    tenant_law: TenantLaw
    encoding: str
    block: int
    header: int = field(init=False)
    cells: Sequence[str] = field(init=False)
    layout: Layout = field(init=False)
    delimiter: str = field(init=False)
    taken: int = 0
    _bytes: "_Counted | None" = None

    def __attrs_post_init__(self) -> None:
        self.delimiter = delimiter_of(Path(self.path), self.encoding, headers_of(self.tenant_law.schema))
        with closing(Head.of(Path(self.path), self.encoding)) as head:
            self.header, self.cells = self._header(head)
        self.layout = Layout.of(self.ask, self.tenant_law, self.cells, Where(self.path, row=self.header))

    def expected(self) -> int | None:
        """Guess the number of rows from the share of bytes that was read."""
        if not self.taken or not self._bytes or not self._bytes.read_so_far:
            return None
        return self.taken * Path(self.path).stat().st_size // self._bytes.read_so_far

    def bunches(self) -> Generator[Bunch]:
        """Give the rows below the header, chunk by chunk."""
        if self.delimiter != ",":  # what watches over the quick reader knows commas only
            yield from self._strict()
            return
        try:
            yield from self._quick()
        except (IrregularError, pa.ArrowInvalid):
            yield from self._strict()

    def _quick(self) -> Generator[Bunch]:
        """Give rows as Arrow reads them. Raises IrregularError or ArrowInvalid at the first row it does not take."""
        with closing(Head.of(Path(self.path), self.encoding)) as head:
            self._header(head)
            self._bytes = _Counted(head.rest())
            for batch in self._batches(Quoted(self._bytes)):
                columns = {int(name): batch.column(name) for name in batch.schema.names}
                bunch = self.layout.of_arrays(columns, self.header + 1 + self.taken, batch.num_rows)
                self.taken += batch.num_rows
                yield bunch

    def _batches(self, source: Quoted) -> Iterator[pa.RecordBatch]:
        names = [str(place) for place in range(len(self.cells))]
        used = self.layout.used
        kinds = {names[one]: pa.string() if one in self.layout.loose else _WORDS for one in used}
        try:
            yield from arrow_csv.open_csv(
                source,
                read_options=arrow_csv.ReadOptions(column_names=names, block_size=self.block, use_threads=False),
                parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=list(kinds),
                    column_types=kinds,
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=True,
                ),
            )
        except pa.ArrowInvalid as error:
            if "Empty CSV file" not in str(error):
                raise

    def _strict(self) -> Generator[Bunch]:
        """Give the rows that were not given yet, as Python reads them."""
        with closing(Head.of(Path(self.path), self.encoding)) as head:
            rows = self._rows(head, self.header + self.taken)
            wrong: InputError | None = None
            while wrong is None:
                some: list[list[str]] = []
                try:
                    some.extend(islice(rows, _ROWS))
                except InputError as error:
                    wrong = error  # once what stands before it was given
                if not some:
                    break
                yield self._bunch(some)
                self.taken += len(some)
            if wrong:
                raise wrong

    def _bunch(self, rows: list[list[str]]) -> Bunch:
        """Rows may be longer than the header: what stands there, stands under no header."""
        width = max(len(self.cells), *map(len, rows))
        layout = self.layout
        if width > len(self.cells):
            cells = [*self.cells, *[""] * (width - len(self.cells))]
            layout = Layout.of(self.ask, self.tenant_law, cells, Where(self.path, row=self.header))
        short = [""] * width
        columns = list(zip(*(row + short[len(row) :] for row in rows), strict=True))
        arrays = {place: pa.array(columns[place], pa.string()) for place in layout.used}
        return layout.of_arrays(arrays, self.header + 1 + self.taken, len(rows))

    def _header(self, head: Head) -> tuple[int, Sequence[Any]]:
        headers = headers_of(self.tenant_law.schema)
        with_row = self._numbered(head)
        header = find_header(with_row, lambda cell: bool(headers.find(cell)))
        if header is None:
            raise Where(self.path).error(NO_HEADER, HEADER)
        return header

    def _rows(self, head: Head, skipped: int) -> Iterator[list[str]]:
        return (list(cells) for number, cells in self._numbered(head) if number > skipped)

    def _numbered(self, head: Head) -> Iterator[Numbered]:
        number = 0
        rows = head.rows(self.delimiter)
        while True:
            number += 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                where = evolve(Where(self.path), row=number)
                raise where.error(BAD_ROW.fill(e=str(error)), CSV) from error
            yield number, cells


@define(eq=False)
class _Counted:
    """Counts the bytes that were read."""

    source: Bytes
    read_so_far: int = 0

    @property
    def closed(self) -> bool:
        """Whether the file was closed."""
        return self.source.closed

    def read(self, size: int) -> bytes:
        """Read some bytes."""
        data = self.source.read(size)
        self.read_so_far += len(data)
        return data

    def close(self) -> None:
        """Let go of the file."""
        self.source.close()
