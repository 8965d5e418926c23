"""What a file of columns says that it unfolds to, before any of it is unfolded.

Source: the format of Arrow's files (a footer of blocks, each a message and its buffers, all in FlatBuffers), and the
sizes that Parquet keeps of each column.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from bajigong.policy.text import Text
from bajigong.tables.files import PARQUET, too_large
from bajigong.tables.raw import Where

#: Bytes of a text: what a cell of a workbook holds at the most, in whatever script.
LONGEST: Final = 1 << 17
LONG: Final = Text("{n}字节的文字", "a text of {n} bytes")
SHORT: Final = Text("每格不超过{n}字节", "at most {n} bytes in a cell")
#: So many times its size is more than any column of facts packs to, and unfolding one takes room for a few of it.
_DENSE: Final = 100
_ROOM: Final = 8
_TAIL: Final = len(b"\x00\x00\x00\x00ARROW1")
_BLOCK: Final = 24
_DICTIONARY: Final = 2


def refuse_unfolding(path: Path, where: Where, most: int) -> None:
    """Raise InputError for columns that unfold to more than ``most`` bytes at once.

    What is damaged is left to whoever reads it.
    """
    if path.suffix.lower() in PARQUET:
        _refuse_dense(path, where, most)
        return
    with path.open("rb") as file:
        try:
            for size in _unfolded(file):
                if size > most:
                    raise too_large(where, most)
        except (struct.error, ValueError, OSError, OverflowError):
            return


def _refuse_dense(path: Path, where: Where, most: int) -> None:
    import pyarrow.parquet as pq

    known = pq.read_metadata(path)
    for group in range(known.num_row_groups):
        for place in range(known.num_columns):
            column = known.row_group(group).column(place)
            size, values = column.total_uncompressed_size, max(column.num_values, 1)
            if size > LONGEST * (values + 1):  # the one is for what a page says of itself
                name = column.path_in_schema.partition(".")[0]
                raise where.in_column(name).error(LONG.fill(n=size // values), SHORT.fill(n=LONGEST))
            if size > most // _ROOM and size > _DENSE * max(column.total_compressed_size, 1):
                raise too_large(where, most)


def _unfolded(file: IO[bytes]) -> Iterator[int]:
    """Give how many bytes the packed buffers of each piece of an Arrow file come to, dictionaries first."""
    end = file.seek(-_TAIL, 2)
    (length,) = struct.unpack("<i", file.read(4))
    footer = _Flat.at(file, end - length, length)
    for field in (2, 3):
        start, count = footer.vector(field)
        for number in range(count):
            offset, head, _ = struct.unpack_from("<qi4xq", footer.data, start + _BLOCK * number)
            yield _of_block(file, offset, head)


def _of_block(file: IO[bytes], offset: int, head: int) -> int:
    message = _Flat.at(file, offset, head, marked=True)
    batch = message.table(2)
    if message.byte(1) == _DICTIONARY:
        batch = batch.table(1)
    if not batch.field(3):  # nothing is packed
        return 0
    start, count = batch.vector(2)
    total = 0
    for number in range(count):
        at, length = struct.unpack_from("<qq", batch.data, start + 16 * number)
        if length >= 8:
            file.seek(offset + head + at)
            total += max(struct.unpack("<q", file.read(8))[0], 0)
    return total


class _Flat:
    """A table of FlatBuffers. Raises struct.error or ValueError where its bytes do not hold what they name."""

    def __init__(self, data: bytes, start: int) -> None:
        self.data, self.start = data, start

    @classmethod
    def at(cls, file: IO[bytes], offset: int, length: int, *, marked: bool = False) -> "_Flat":
        """Read the root table of so many bytes; ``marked``: a message, behind a mark and its own length."""
        file.seek(offset)
        data = file.read(max(length, 0))
        if marked:
            data = data[8:] if data.startswith(b"\xff\xff\xff\xff") else data[4:]
        return cls(data, struct.unpack_from("<I", data)[0])

    def field(self, number: int) -> int:
        """Return where a field stands, 0 where it is not there."""
        names = self.start - struct.unpack_from("<i", self.data, self.start)[0]
        if names < 0:
            raise ValueError("a table outside its bytes")
        (size,) = struct.unpack_from("<H", self.data, names)
        place = 4 + 2 * number
        offset = struct.unpack_from("<H", self.data, names + place)[0] if place < size else 0
        return self.start + offset if offset else 0

    def byte(self, number: int) -> int:
        """Return a field of one byte."""
        at = self.field(number)
        return self.data[at] if at and at < len(self.data) else 0

    def table(self, number: int) -> "_Flat":
        """Return a table in a field."""
        at = self.field(number)
        return _Flat(self.data, at + struct.unpack_from("<I", self.data, at)[0])

    def vector(self, number: int) -> tuple[int, int]:
        """Return where the items of a list begin, and how many there are."""
        at = self.field(number)
        if not at:
            return 0, 0
        start = at + struct.unpack_from("<I", self.data, at)[0]
        return start + 4, struct.unpack_from("<I", self.data, start)[0]
