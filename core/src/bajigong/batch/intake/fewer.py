"""What is wrong with a row is told by a few of its cells: the others need not be read again.

Left out is only what is known to be in order: single cells that were read, but for those by which others are judged,
and lists that hold nothing odd. So much is kept that facts stay in their order, and problems with them.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen

from bajigong.batch.columns import Flags
from bajigong.batch.intake.constants import is_single
from bajigong.batch.intake.marks import ODD, has
from bajigong.batch.intake.plan import Plan
from bajigong.batch.intake.reads import Index
from bajigong.batch.intake.whole_chunk import WholeChunk
from bajigong.tables.sense import ID_NUMBER, WORK_YEARS
from bajigong.tables.words import is_blank

#: Cells by which others are judged, besides dates; and the name, by which a row is known.
_JUDGING: Final = frozenset({ID_NUMBER, WORK_YEARS, "applicant.name"})


@frozen(eq=False)
class Kept:
    """The columns of one fact or list, the groups that it stands in, and whether it is read again, by row."""

    columns: tuple[int, ...]
    groups: frozenset[str]
    again: Sequence[bool]


@frozen(eq=False)
class Fewer:
    """Leaves cells of some rows out."""

    parts: tuple[Kept, ...]

    @classmethod
    def of(cls, plan: Plan, chunk: WholeChunk, rows: Index) -> "Fewer":
        """Prepare for rows of a chunk in which something is wrong."""
        lists = ((tuple(c for slot in slots for c, _ in slot.values()), path) for path, slots in plan.records.items())
        single = (((column,), target.path) for column, target in plan.layout.targets.items() if target.record is None)
        return cls(
            tuple(
                Kept(columns, frozenset(_groups(path)), _read_again(chunk, path)[rows].tolist())
                for columns, path in (*single, *lists)
            )
        )

    def cells(self, place: int, cells: Sequence[Any]) -> list[Any]:
        """Return the cells of the row at a place among the rows, those blank that can be left out."""
        fewer = list(cells)
        seen: set[str] = set()
        for part in self.parts:
            if part.again[place] or not part.groups <= seen:
                if not all(is_blank(fewer[column]) for column in part.columns):
                    seen |= part.groups
            else:
                for column in part.columns:
                    fewer[column] = None
        return fewer


def _groups(path: str) -> Iterator[str]:
    above = path.rpartition(".")[0]
    while above:
        yield above
        above = above.rpartition(".")[0]


def _read_again(chunk: WholeChunk, path: str) -> Flags:
    """Say in which rows a fact or list is read again."""
    every = np.ones(chunk.chunk.size, bool)
    if path in chunk.odd_lists:
        return every if chunk.in_common(path) else chunk.odd_lists[path]
    schema = chunk.terms.schema
    if path in _JUDGING or (schema.fields[path].type == "date" and is_single(path, schema)):
        return every
    return has(chunk.chunk.plain[path].marks, ODD)
