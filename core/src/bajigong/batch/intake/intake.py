"""The way in for whole chunks of rows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define, field, frozen

from bajigong.answers import Application
from bajigong.batch.columns import Flags
from bajigong.batch.intake.cells import ODD, Coded, Index, Rows, has, picked
from bajigong.batch.intake.plan import PLACE, Constants, Plan, Terms, is_single, make_plan
from bajigong.batch.intake.roads import Written
from bajigong.batch.intake.whole_chunk import WholeChunk, lay_out, read_chunk
from bajigong.batch.people import People, laid_out
from bajigong.errors import InputError, Problem
from bajigong.policy.facts import Role, Schema
from bajigong.policy.text import Text
from bajigong.tables.raw import Raw, Where, name_of
from bajigong.tables.words import is_blank


@frozen(eq=False)
class Part:
    """People, and the positions of their rows within the chunk, ascending.

    ``applications`` are those that were read one by one, in the same order; none where whole columns were read.
    """

    people: People
    index: npt.NDArray[np.int64]
    applications: "tuple[Application, ...]" = ()


@frozen(eq=False)
class Refused:
    """A row that cannot be read: its position within the chunk, its number, whose it is, and why."""

    index: int
    row: int
    name: str | None
    problems: tuple[Problem, ...]


@frozen(eq=False)
class Taken:
    """Every row of a chunk: in one of the parts, refused, or one of those that say nothing at all."""

    parts: tuple[Part, ...]
    refused: tuple[Refused, ...]
    empty: int


#: Cells by which others are judged, besides dates; and the name, by which a row is known.
_JUDGING: Final[frozenset[Role | None]] = frozenset({"id_number", "stated_years", "name"})


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
    if schema.fields[path].role in _JUDGING or (schema.fields[path].type == "date" and is_single(path, schema)):
        return every
    return has(chunk.chunk.plain[path].marks, ODD)


@define(eq=False)
class OneByOne:
    """Reads and checks rows of a chunk: ``taken`` are the applications by position, ``refused`` the other rows."""

    plan: Plan
    terms: Terms
    first_row: int
    taken: dict[int, Application] = field(factory=dict)
    refused: list[Refused] = field(factory=list)

    def read(self, columns: Sequence[Written], chunk: WholeChunk, rows: Index) -> None:
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
        applications = tuple(self.taken.values())
        people = laid_out(self.terms.schema, applications)
        return Part(people, np.array(list(self.taken), np.int64), applications)

    def _read(self, index: int, cells: Sequence[Any], *, whole: bool = True) -> bool:
        """Read one row, or what may be wrong of it. Returns whether it is refused."""
        row = self.first_row + index
        raw, checked = self.terms.check_row(self.plan.layout, row, cells)
        if isinstance(checked, tuple):
            self.refused.append(Refused(index, row, name_of(raw, self.terms.schema), checked))
            return True
        if whole:
            self.taken[index] = checked
        return False


def _cells(plan: Plan, columns: Sequence[Written], rows: Index) -> Iterator[tuple[Any, ...]]:
    """Give the cells of rows as a reader of single rows sees them; columns that are not read are blank."""
    blank = [None] * len(rows)
    values = (_picked(column, rows) if place in plan.used else blank for place, column in enumerate(columns))
    return zip(*values, strict=True)


def _picked(column: Written, rows: Index) -> list[Any]:
    return picked(column, rows) if isinstance(column, pa.Array) else column.picked(rows)


#: A table of which so many rows at the beginning cannot be read is not read to its end, which would take long.
HOPELESS: Final = 10_000
_NONE: Final = Text(
    "前{rows}行没有一行可以读取（首个问题：{first}）", "none of the first {rows} rows can be read (the first: {first})"
)
_HOPED: Final = Text(
    "各列内容与表头相符（表头另有含义的，用 --columns 说明）",
    "columns that hold what their headers say (where a header means something else, --columns says what)",
)


@frozen(eq=False)
class Intake:
    """Takes the rows of one table, or sheet, a chunk at a time; several threads may use it at once.

    What it accepts and what it says of the rest is what `bajigong.tables.check` does row by row.
    """

    plan: Plan
    terms: Terms
    constants: Constants

    @classmethod
    def of(  # noqa: PLR0913  (what a command line gives, each by its name)
        cls,
        schema: Schema,
        headers: Sequence[Any],
        where: Where,
        *,
        tenant_place: str,
        on: date | None,
        today: date,
        overrides: Mapping[str, Any],
        common: Raw | None = None,
        keys: Sequence[str] = (),
    ) -> "Intake":
        """Prepare for a table with a header.

        ``overrides``, by key path, and ``on`` go before what a row says; ``common`` fills in what it does not. ``keys``
        are columns of the caller's own, which need not be facts. Raises InputError with everything that is wrong with
        the header; what is wrong with ``overrides`` or ``common`` is said of every row, so check them before.
        """
        terms = Terms(schema, tenant_place, on, today, overrides, common)
        plan = make_plan(schema, headers, where, keys)
        return cls(plan, terms, Constants.of(terms, placed=PLACE in plan.plain))

    def take(self, batch: "pa.RecordBatch | Sequence[Coded]", first_row: int, *, begins: bool = False) -> Taken:
        """Take a chunk: a column for each header, in their order. ``first_row`` is the number of its first row.

        ``begins``: it is the first of the table. Raises InputError where none of the first `HOPELESS` can be read.
        """
        columns: list[Written] = list(batch.columns) if isinstance(batch, pa.RecordBatch) else list(batch)
        if len(columns) != self.plan.width:
            raise ValueError(f"{len(columns)} columns under {self.plan.width} headers")
        size = batch.num_rows if isinstance(batch, pa.RecordBatch) else max(map(len, columns), default=0)
        chunk = WholeChunk(read_chunk(self.plan, columns, size), self.constants, self.terms)
        filled = chunk.chunk.filled
        odd = filled & chunk.odd
        good = np.flatnonzero(filled & ~odd)
        rows: Rows = slice(None) if len(good) == size else good
        parts = [Part(lay_out(chunk, rows), good.astype(np.int64))] if len(good) else []
        single = OneByOne(self.plan, self.terms, first_row)
        left = np.flatnonzero(odd)
        first = np.flatnonzero(filled)[:HOPELESS] if begins else left[:0]
        if len(first) == HOPELESS and odd[first].all():
            single.read(columns, chunk, first)
            if not single.taken:
                raise self._hopeless(single.refused[0])
            left = left[HOPELESS:]
        single.read(columns, chunk, left)
        parts += [single.part] if single.part else []
        return Taken(tuple(parts), tuple(single.refused), size - int(np.count_nonzero(filled)))

    def _hopeless(self, first: Refused) -> InputError:
        wrong = first.problems[0]
        found = _NONE.fill(rows=f"{HOPELESS:,}", first=Text(wrong.say("zh"), wrong.say("en")))
        return self.plan.layout.where.error(found, _HOPED)
