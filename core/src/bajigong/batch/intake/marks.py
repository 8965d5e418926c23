"""What kind of cell each one is, as bits of a byte: what must be known of a row is then a few ORs over columns."""

from typing import Final

import numpy as np
import numpy.typing as npt

from bajigong.batch.columns import Flags

Marks = npt.NDArray[np.uint8]

#: Something stands in the cell.
FILLED: Final = 1
#: It was read, and its number stands in the column.
KNOWN: Final = 2
#: It says something else than that there is no record: "none" does not, nor does "no" in a flag.
SAYS: Final = 4
#: By itself it says that there is no such record, whatever stands beside it.
ABSENT: Final = 8
#: It cannot be read here. The row is left to the way of single rows.
ODD: Final = 16

GOOD: Final = FILLED | KNOWN | SAYS
BAD: Final = FILLED | SAYS | ODD


def has(marks: Marks, mark: int) -> Flags:
    """Say which cells have a mark."""
    found: Flags = (marks & np.uint8(mark)) != 0
    return found


def as_marks(flags: Flags, mark: int) -> Marks:
    """Put a mark where a flag is set."""
    marks: Marks = flags.view(np.uint8) * np.uint8(mark)
    return marks


def merged(columns: "list[Marks]", size: int) -> Marks:
    """Return every mark that some cell of a row has."""
    if not columns:
        return np.zeros(size, np.uint8)
    found = columns[0]
    for marks in columns[1:]:
        found = found | marks
    return found
