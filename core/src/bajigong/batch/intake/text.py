"""Free text, of which columns hold nothing: only that it can be read is asked, and whether it says "none"."""

from typing import Final

import numpy as np
import pyarrow as pa

from bajigong.batch.columns import Flags
from bajigong.batch.intake.coding import coded
from bajigong.batch.intake.marks import GOOD, Marks, as_marks
from bajigong.batch.intake.reader import Reader
from bajigong.batch.intake.reads import Index, Read
from bajigong.batch.intake.strings import Strings
from bajigong.tables.words import NONE


def read_text(reader: Reader, array: pa.Array) -> Read:
    """Read a column of text; the few cells that may be wrong, blank or "none" are read value by value."""
    strings = Strings.of(array)
    filled = strings.lengths > 0
    marks = as_marks(filled, GOOD)
    if strings.is_utf8:
        filled &= _doubtful(strings, np.flatnonzero(filled), in_record=reader.in_record)
    look_again(reader, strings.array, np.flatnonzero(filled), marks)
    return Read(np.broadcast_to(np.int32(0), len(array)), marks, 0)


def look_again(reader: Reader, array: pa.Array, rows: Index, marks: Marks) -> Read | None:
    """Read some cells value by value, and mark them. Returns what was read, None where there is nothing to read."""
    if not len(rows):
        return None
    cells = coded(array.take(pa.array(rows)))
    read = reader.read(cells.values).spread(cells.places)
    marks[rows] = read.marks
    return read if isinstance(read, Read) else None


def _doubtful(strings: Strings, rows: Index, *, in_record: bool) -> Flags:
    doubtful = strings.spaces | strings.controlled
    if in_record:  # elsewhere "none" is text like any other
        doubtful[rows] |= _MAY_SAY_NONE[strings.opening(rows)]
    return doubtful


def _may_say_none() -> Flags:
    """Say, for each first two bytes of a cell, whether it may read as "none" once it is folded.

    Folding leaves the printable characters of ASCII and the ideographs of U+4E00 to U+9FFF where they stand: text that
    begins with one of them reads as a word only if the word begins so. Of any other beginning nothing is known.
    """
    pairs = np.arange(1 << 16)
    first = pairs >> 8
    ascii_or_ideograph = ((first > ord(" ")) & (first < 0x7F)) | ((pairs >= 0xE4B8) & (pairs < 0xEA00))
    starts = [int.from_bytes(one.encode()[:2]) for word in NONE for one in (word[0].lower(), word[0].upper())]
    found: Flags = ~ascii_or_ideograph | np.isin(first, starts) | np.isin(pairs, starts)
    return found


_MAY_SAY_NONE: Final = _may_say_none()
