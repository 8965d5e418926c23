"""The text of a CSV file: its encoding, its first rows, and a stream that gives up where its quotes are out of order.

Arrow's reader is quick and lenient: ``"a"b`` is a cell to it. `Quoted` watches what it reads, and ends the reading as
soon as something is written otherwise than in the plain way, so that a strict reader can take over.
"""

import codecs
import csv
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define

from bajigong.tables.files import chunks, encoding_of

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
