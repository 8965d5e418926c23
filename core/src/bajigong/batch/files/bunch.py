"""A chunk of people on its way through: as read, and as decided."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from bajigong.batch.files.carried import Carried
from bajigong.errors import Problem

if TYPE_CHECKING:
    from bajigong.batch.intake import Refused, Taken

#: Rows of a chunk: enough for what is done once for each, few enough for a small memory. The more threads decide at
#: once, the fewer rows each of them holds.
MOST_ROWS = 1 << 17
LEAST_ROWS = 1 << 14
_ROWS_AT_WORK = 1 << 18

Numbers = npt.NDArray[np.int64]


@frozen(eq=False)
class Bunch:
    """Rows as read. ``numbers`` are those people know them by; ``take`` reads what stands in them.

    ``strays`` are things wrong that belong to no row.
    """

    numbers: Numbers
    carried: Carried
    take: "Callable[[], Taken]"
    strays: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.numbers)


@frozen(eq=False)
class Decided:
    """The answers for a chunk, in the order of its rows, and the rows that could not be checked.

    ``reasons`` are the places of the answers' reasons in the kernel's list, ``occupations`` and ``days`` what notes on
    them hang on.
    """

    size: int
    empty: int
    answers: pa.RecordBatch
    outcomes: npt.NDArray[np.int8]
    reasons: npt.NDArray[np.int32]
    occupations: npt.NDArray[np.int64]
    days: npt.NDArray[np.int32]
    refused: "tuple[Refused, ...]"
    strays: tuple[Problem, ...]


def rows_for(threads: int) -> int:
    """Return how many rows a chunk should have where so many threads decide."""
    return min(MOST_ROWS, max(LEAST_ROWS, _ROWS_AT_WORK // threads))


def numbered(first: int, size: int) -> Numbers:
    """Return the numbers of rows that follow each other."""
    return np.arange(first, first + size)
