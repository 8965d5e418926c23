"""Text cells as bytes: which are of one width, where their bytes lie, and which hold what."""

from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from bajigong.batch.columns import Flags
from bajigong.batch.intake.buffers import validity
from bajigong.batch.intake.reads import Index

Bytes = npt.NDArray[np.uint8]

_SPACE: Final = ord(" ")
_DELETE: Final = 0x7F
#: U+0080 to U+00BF begin with this byte, and no other character holds it.
_LATIN: Final = 0xC2


def is_text(kind: pa.DataType) -> bool:
    """Say whether a type is text, however it lies in memory."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


@frozen(eq=False)
class Strings:
    """A column of text. ``bounds[i]`` to ``bounds[i + 1]`` are the bytes of cell ``i``; a null cell may have some."""

    array: pa.Array
    bounds: npt.NDArray[Any]
    bytes: Bytes

    @classmethod
    def of(cls, array: pa.Array) -> "Strings":
        """Look into the buffers of a column of text."""
        if pa.types.is_string_view(array.type):
            array = array.cast(pa.large_string())
        wide = np.int64 if pa.types.is_large_string(array.type) else np.int32
        _, bounds, data = array.buffers()
        offsets = np.frombuffer(bounds or bytes(8), wide)[array.offset : array.offset + len(array) + 1]
        return cls(array, offsets, np.frombuffer(data or b"", np.uint8))

    def __len__(self) -> int:
        return len(self.array)

    @cached_property
    def is_utf8(self) -> bool:
        """Whether all cells are the text that they are said to be: not every writer of a file looks."""
        try:
            self.array.validate(full=True)
        except pa.ArrowInvalid:
            return False
        return True

    @cached_property
    def lengths(self) -> npt.NDArray[Any]:
        """The length of each cell in bytes, 0 for null."""
        lengths = np.diff(self.bounds)
        valid = validity(self.array)
        return lengths if valid is None else lengths * valid

    def of_width(self, width: int) -> tuple[Index, Bytes]:
        """Return the cells of so many bytes, and these: one row of the second for each byte."""
        hits = np.flatnonzero(self.lengths == width)
        if len(self._data) == width * len(hits):  # nothing else lies between them
            block = self._data.reshape(len(hits), width)
        else:
            block = self.bytes[self.bounds[hits][:, None].astype(np.intp) + np.arange(width)]
        return hits, np.ascontiguousarray(block.T)

    @cached_property
    def spaces(self) -> Flags:
        """Say which cells are of nothing but spaces."""
        found: Flags = pc.utf8_is_space(self.array).fill_null(False).to_numpy(zero_copy_only=False)
        return found

    @cached_property
    def controlled(self) -> Flags:
        """Say which cells hold a control character."""
        data = self._data
        hits = np.zeros(len(data), bool)
        if len(data) and data.min() < _SPACE:
            hits |= data < _SPACE
        if (data == _DELETE).any():
            hits |= data == _DELETE
        if (latin := data == _LATIN).any():
            hits[:-1] |= latin[:-1] & (data[1:] < 0xA0)
        found: Flags = self._count(hits) > 0
        return found

    def opening(self, rows: Index) -> npt.NDArray[np.uint16]:
        """Return the first two bytes of cells that are not empty; the second may be that of the next cell."""
        starts = self.bounds[rows].astype(np.intp)
        first, second = self.bytes[starts], self.bytes[np.minimum(starts + 1, len(self.bytes) - 1)]
        return first.astype(np.uint16) << np.uint16(8) | second

    @cached_property
    def _data(self) -> Bytes:
        return self.bytes[int(self.bounds[0]) : int(self.bounds[-1])]

    def _count(self, hits: Flags) -> npt.NDArray[np.int64]:
        """Count the bytes of each cell that are hit."""
        positions = np.flatnonzero(hits) + self.bounds[0]
        cells = np.searchsorted(self.bounds, positions, "right") - 1
        return np.bincount(cells, minlength=len(self))
