"""The way in for whole chunks of rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from bajigong.batch.intake.chunk import read_chunk
from bajigong.batch.intake.coding import Coded
from bajigong.batch.intake.constants import Constants
from bajigong.batch.intake.layout import lay_out
from bajigong.batch.intake.one_by_one import OneByOne
from bajigong.batch.intake.plan import Plan, make_plan
from bajigong.batch.intake.reads import Rows
from bajigong.batch.intake.roads import Column
from bajigong.batch.intake.taken import Part, Taken
from bajigong.batch.intake.terms import Terms
from bajigong.batch.intake.whole_chunk import WholeChunk
from bajigong.schema import Schema
from bajigong.tables.raw import Raw, Where


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
        return cls(make_plan(schema, headers, where, keys), terms, Constants.of(terms))

    def take(self, batch: "pa.RecordBatch | Sequence[Coded]", first_row: int) -> Taken:
        """Take a chunk: a column for each header, in their order. ``first_row`` is the number of its first row."""
        columns: list[Column] = list(batch.columns) if isinstance(batch, pa.RecordBatch) else list(batch)
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
        single.read(columns, chunk, np.flatnonzero(odd))
        parts += [single.part] if single.part else []
        return Taken(tuple(parts), tuple(single.refused), size - int(np.count_nonzero(filled)))
