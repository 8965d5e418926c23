"""The cells of numbered columns put in one, row by row: the first record of a row, its second, and on."""

from collections.abc import Sequence

import numpy as np

from bajigong.batch.intake.fact import Shape
from bajigong.batch.intake.reads import Cells, Many, Read


def side_by_side(slots: Sequence[Cells | None], shape: Shape, rows: int) -> Cells:
    """Return the cells of ``slots`` records of each row, one row after the other; None is a column of blank cells."""
    return _many(slots, rows) if shape.field.many else _single(slots, shape, rows)


def _single(slots: Sequence[Cells | None], shape: Shape, rows: int) -> Read:
    values = np.full((rows, len(slots)), shape.blank, shape.dtype)
    marks = np.zeros((rows, len(slots)), np.uint8)
    for place, read in enumerate(slots):
        if isinstance(read, Read):
            values[:, place], marks[:, place] = read.values, read.marks
    return Read(values.ravel(), marks.ravel(), shape.blank)


def _many(slots: Sequence[Cells | None], rows: int) -> Many:
    starts, counts = np.zeros((rows, len(slots)), np.int64), np.zeros((rows, len(slots)), np.int64)
    marks = np.zeros((rows, len(slots)), np.uint8)
    pool = np.zeros(0, np.int64)
    for place, many in enumerate(slots):
        if isinstance(many, Many):
            starts[:, place], counts[:, place] = many.starts + len(pool), many.counts
            marks[:, place] = many.marks
            pool = np.concatenate((pool, many.pool))
    return Many(pool, starts.ravel(), counts.ravel(), marks.ravel())
