"""The container of Excel 97 files (OLE compound file): just enough to take one stream out of it."""

import struct
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from attrs import frozen

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER: Final = 512
_ENTRY: Final = 128
_MINI: Final = 64
_LAST_REGULAR: Final = 0xFFFFFFFA


@frozen(eq=False)
class Container:
    """A compound file. Every method raises ValueError or struct.error where the file is damaged."""

    data: bytes

    def stream(self, *names: str) -> bytes:
        """Return the first stream that has one of these names."""
        for entry in self._entries:
            if _name(entry) in names:
                start, size = struct.unpack_from("<II", entry, 116)
                if size < self._cutoff:
                    return self._chain(start, self._mini_table, _MINI, self._mini_stream, 0)[:size]
                return self._read(start)[:size]
        raise ValueError(f"no stream {' or '.join(names)}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what it holds."""
        return tuple(_name(entry) for entry in self._entries)

    @cached_property
    def _entries(self) -> Sequence[bytes]:
        directory = self._read(self._number(48))
        return [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]

    @cached_property
    def _size(self) -> int:
        """Bytes in a sector; only two sizes are in use."""
        (shift,) = struct.unpack_from("<H", self.data, 30)
        if shift not in (9, 12):
            raise ValueError(f"sectors of 2^{shift} bytes")
        return 1 << int(shift)

    @cached_property
    def _cutoff(self) -> int:
        return self._number(56)

    @cached_property
    def _table(self) -> Sequence[int]:
        """Which sector follows each sector; the first 109 parts of the table are named in the header."""
        parts = list(struct.unpack_from("<109I", self.data, 76))
        following = self._number(68)
        while following < _LAST_REGULAR and len(parts) <= len(self.data) // self._size:
            *more, following = _numbers(self._sector(following))
            parts += more
        return [number for part in parts if part < _LAST_REGULAR for number in _numbers(self._sector(part))]

    @cached_property
    def _mini_table(self) -> Sequence[int]:
        start = self._number(60)
        return _numbers(self._read(start)) if start < _LAST_REGULAR else ()

    @cached_property
    def _mini_stream(self) -> bytes:
        (start,) = struct.unpack_from("<I", self._entries[0], 116)
        return self._read(start)

    def _read(self, start: int) -> bytes:
        return self._chain(start, self._table, self._size, self.data, _HEADER if self._size == _HEADER else self._size)

    def _chain(self, start: int, table: Sequence[int], size: int, data: bytes, offset: int) -> bytes:
        pieces: list[bytes] = []
        while start < _LAST_REGULAR:
            if start >= len(table) or len(pieces) > len(table):
                raise ValueError("a broken chain of sectors")
            pieces.append(data[offset + start * size : offset + (start + 1) * size])
            start = table[start]
        return b"".join(pieces)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self.data[at : at + self._size]

    def _number(self, at: int) -> int:
        return int(struct.unpack_from("<I", self.data, at)[0])


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
