"""Odd rows of a chunk, each read and checked by itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import define, field

from bajigong.batch.intake.fewer import Fewer
from bajigong.batch.intake.objects import picked
from bajigong.batch.intake.plan import Plan
from bajigong.batch.intake.reads import Index
from bajigong.batch.intake.roads import Column
from bajigong.batch.intake.taken import Part, Refused
from bajigong.batch.intake.terms import Terms
from bajigong.batch.intake.whole_chunk import WholeChunk
from bajigong.batch.people import laid_out
from bajigong.engine.engine import Application
from bajigong.tables.raw import Raw
from bajigong.tables.words import LONGEST_NAME, printable


@define(eq=False)
class OneByOne:
    """Reads and checks rows of a chunk: ``taken`` are the applications by position, ``refused`` the other rows."""

    plan: Plan
    terms: Terms
    first_row: int
    taken: dict[int, Application] = field(factory=dict)
    refused: list[Refused] = field(factory=list)

    def read(self, columns: Sequence[Column], chunk: WholeChunk, rows: Index) -> None:
        """Read some rows, in their order."""
        if not len(rows):
            return
        wrong = chunk.wrong[rows] if chunk.constants.sound else np.zeros(len(rows), bool)
        fewer = Fewer.of(self.plan, chunk, rows)
        for place, cells in enumerate(_cells(self.plan, columns, rows)):
            index = int(rows[place])
            if not (wrong[place] and self._read(index, fewer.cells(place, cells), whole=False)):
                self._read(index, cells)

    @property
    def part(self) -> Part | None:
        """The applications as people, None where there is none."""
        if not self.taken:
            return None
        people = laid_out(self.terms.schema, list(self.taken.values()))
        return Part(people, np.array(list(self.taken), np.int64))

    def _read(self, index: int, cells: Sequence[Any], *, whole: bool = True) -> bool:
        """Read one row, or what may be wrong of it. Returns whether it is refused."""
        row = self.first_row + index
        raw, checked = self.terms.check_row(self.plan.layout, row, cells)
        if isinstance(checked, tuple):
            self.refused.append(Refused(index, row, _name(raw), checked))
            return True
        if whole:
            self.taken[index] = checked
        return False


def _cells(plan: Plan, columns: Sequence[Column], rows: Index) -> Iterator[tuple[Any, ...]]:
    """Give the cells of rows as a reader of single rows sees them; columns that are not read are blank."""
    blank = [None] * len(rows)
    values = (_picked(column, rows) if place in plan.used else blank for place, column in enumerate(columns))
    return zip(*values, strict=True)


def _picked(column: Column, rows: Index) -> list[Any]:
    return picked(column, rows) if isinstance(column, pa.Array) else column.picked(rows)


def _name(raw: Raw) -> str | None:
    applicant = raw.facts.get("applicant")
    name = applicant.get("name") if isinstance(applicant, Mapping) else None
    return printable(name.strip())[:LONGEST_NAME] or None if isinstance(name, str) else None
