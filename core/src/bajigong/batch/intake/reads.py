"""Cells that were read: a number for each, or several, and what kind of cell each one is."""

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.batch.columns import Flags
from bajigong.batch.intake.marks import KNOWN, Marks, has

#: Places of distinct values, counted from 1; 0 is a blank cell.
Places = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.int64]
#: Positions of rows or records.
Index = npt.NDArray[np.intp]
#: Positions of rows, or all of them.
Rows = npt.NDArray[np.intp] | slice


@frozen(eq=False)
class Read:
    """A column of single values, as long as its marks. Where none is known there stands ``blank``."""

    values: npt.NDArray[Any]
    marks: Marks
    blank: float

    @property
    def known(self) -> Flags:
        """Say which values are known."""
        return has(self.marks, KNOWN)

    def spread(self, places: Places) -> "Read":
        """Return the cells at places."""
        values = np.empty(len(self.values) + 1, self.values.dtype)
        values[0], values[1:] = self.blank, self.values
        return Read(values[places], _behind_zero(self.marks)[places], self.blank)

    def pick(self, rows: Rows) -> "Read":
        """Return the cells at positions."""
        return Read(self.values[rows], self.marks[rows], self.blank)


@frozen(eq=False)
class Many:
    """A column of small lists: those of cell ``i`` are the ``counts[i]`` numbers of the pool from ``starts[i]`` on."""

    pool: Numbers
    starts: Numbers
    counts: Numbers
    marks: Marks

    @property
    def known(self) -> Flags:
        """Say which lists are known."""
        return has(self.marks, KNOWN)

    def spread(self, places: Places) -> "Many":
        """Return the cells at places."""
        starts, counts, marks = (_behind_zero(column)[places] for column in (self.starts, self.counts, self.marks))
        return Many(self.pool, starts, counts, marks)

    def pick(self, rows: Rows) -> "Many":
        """Return the cells at positions."""
        return Many(self.pool, self.starts[rows], self.counts[rows], self.marks[rows])


Cells = Read | Many


def _behind_zero(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.concatenate((np.zeros(1, column.dtype), column))
