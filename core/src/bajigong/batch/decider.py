"""Deciding Arrow tables: the way in for programs, and for engines that spread tables over many machines."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml
from attrs import define, field

from bajigong.batch.files.frame import Frame, reasons_table
from bajigong.batch.intake import Intake, Part, Refused
from bajigong.batch.kernel import Kernel
from bajigong.engine.engine import Engine
from bajigong.errors import InputError
from bajigong.law.tenants import tenant
from bajigong.policy.facts import ColumnMap, Schema
from bajigong.policy.text import Lang, Text
from bajigong.tables.check import check
from bajigong.tables.headers import with_columns
from bajigong.tables.raw import Raw, Where
from bajigong.tables.words import shown

#: So many rows are decided together: enough for what is done once, few enough for the cache.
CHUNK = 1 << 17
#: The columns of an answer, in order, before those that are carried over and the one for errors.
ANSWER = ("verdict", "since", "until", "eligible_from", "route", "method", "signature")

_KEY = Text("表中的列之一（{names}）", "one of the table's columns: {names}")


@define(eq=False)
class Decider:
    """Decides tables for one tenant. Several threads may use it at once.

    ``on`` is the day asked about, for all rows (else the column ``on``, else today). ``common`` are facts of all rows,
    nested as in an application. ``keys`` are columns to be carried over; they need not be facts. ``config`` names a
    file of tenants, ``threads`` is how many chunks are decided at the same time (the number of processors).
    ``complete`` are the lists, by path, of which flat columns tell every record there is: of others there may be more.

    Raises BajigongError for a tenant that cannot be opened, and InputError for common facts that are wrong, and for a
    path in ``complete`` that is no list.
    """

    tenant: str
    on: date | None = None
    common: Mapping[str, Any] | None = None
    keys: Sequence[str] = ()
    config: Path | None = None
    threads: int = field(factory=lambda: os.cpu_count() or 1)
    lang: Lang = "en"
    complete: Sequence[str] = ()
    kernel: Kernel = field(init=False)
    _schema: Schema = field(init=False)
    _place: str = field(init=False)
    _frame: Frame = field(init=False)

    def __attrs_post_init__(self) -> None:
        one = tenant(self.tenant, self.config)
        self._place = one.region
        self.kernel = Kernel(Engine(one.open(), one.id))
        own = ColumnMap(whole=frozenset(self.complete), origin="table")
        self._schema = with_columns(self.kernel.engine.bundle.schema, one.columns, own)
        self._frame = Frame.of(self._schema, self.kernel.engine.bundle.hash, self.kernel)
        wrong = check(self._common or Raw({}, "", Where("")), self._schema, **self._asked)
        if isinstance(wrong, tuple):
            raise InputError(wrong)

    def decide(self, table: "pa.Table | pa.RecordBatch") -> pa.Table:
        """Return an answer for each row, in their order: the ``keys``, then `ANSWER`, then ``error``.

        Columns are facts, named by key path, label or usual header, flat or as lists of structs. A row that cannot be
        read has an error and no verdict. Raises InputError where a column is no fact and no key, or a key no column.
        """
        table = pa.Table.from_batches([table]) if isinstance(table, pa.RecordBatch) else table
        for key in self.keys:
            if key not in table.column_names:
                raise Where("table").error(shown(key), _KEY.fill(names=", ".join(table.column_names)))
        intake = Intake.of(
            *(self._schema, table.column_names, Where("table")),
            **{**self._asked, "common": self._common, "keys": self.keys},
        )
        batches = _in_chunks(table) or [_empty(table.schema)]
        starts = np.cumsum([1, *map(len, batches)])[:-1].tolist()
        if self.threads == 1 or len(batches) == 1:
            return pa.concat_tables(map(self._decided, repeat(intake), batches, starts))
        with ThreadPoolExecutor(self.threads) as pool:
            return pa.concat_tables(pool.map(self._decided, repeat(intake), batches, starts))

    def reasons(self) -> pa.Table:
        """Return all that verdicts rest on, a row for each signature that has come up, sorted by signature."""
        return reasons_table(self.kernel)

    @property
    def _common(self) -> Raw | None:
        return Raw(self.common, "common", Where("common")) if self.common else None

    @property
    def _asked(self) -> dict[str, Any]:
        return {"tenant_place": self._place, "on": self.on, "overrides": {}, "today": date.today()}  # noqa: DTZ011  (a civil day)

    def _decided(self, intake: Intake, batch: pa.RecordBatch, first: int) -> pa.Table:
        taken = intake.take(batch, first)
        parts = [self._answered(batch, part) for part in taken.parts]
        refused = self._refused(batch, taken.refused)
        if len(parts) == 1 and not len(refused):
            return parts[0].drop_columns(["#"])
        whole = pa.concat_tables([*parts, refused])
        return whole.unify_dictionaries().sort_by("#").drop_columns(["#"])

    def _answered(self, batch: pa.RecordBatch, part: Part) -> pa.Table:
        answers = self.kernel.decide(part.people)
        said = self._frame.columns(part.people, answers)
        every = len(part.index) == len(batch)
        keys = {name: batch.column(name) if every else batch.column(name).take(part.index) for name in self.keys}
        blank = pa.nulls(len(part.index), pa.string())
        return pa.table({**keys, **{name: said[name] for name in ANSWER}, "error": blank, "#": part.index})

    def _refused(self, batch: pa.RecordBatch, refused: Sequence[Refused]) -> pa.Table:
        """Return the rows that cannot be read, each with why."""
        index = pa.array([one.index for one in refused], pa.int64())
        why = ["; ".join(problem.say(self.lang) for problem in one.problems) for one in refused]
        words, day = pa.dictionary(pa.int32(), pa.string()), pa.date32()
        kinds = dict(zip(ANSWER, (words, day, day, day, words, words, pa.int64()), strict=True))
        blank = {name: pa.nulls(len(refused), kind) for name, kind in kinds.items()}
        keys = {name: batch.column(name).take(index) for name in self.keys}
        return pa.table({**keys, **blank, "error": pa.array(why, pa.string()), "#": index})


def _in_chunks(table: pa.Table) -> list[pa.RecordBatch]:
    """Cut a table into pieces of some size; one that comes in many small pieces is put together first."""
    pieces = max((column.num_chunks for column in table.columns), default=1)
    whole = table.combine_chunks() if pieces * CHUNK > 2 * len(table) else table
    batches: list[pa.RecordBatch] = whole.to_batches(max_chunksize=CHUNK)
    return batches


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=schema)


@lru_cache(maxsize=4)
def _decider(  # noqa: PLR0913, PLR0917  (what `decide` takes)
    tenant: str,
    on: date | None,
    common: str,
    keys: tuple[str, ...],
    config: Path | None,
    complete: tuple[str, ...],
) -> Decider:
    return Decider(tenant, on=on, common=yaml.safe_load(common), keys=keys, config=config, threads=1, complete=complete)


def decide(  # noqa: PLR0913  (what `Decider` takes, each by its name)
    table: "pa.Table | pa.RecordBatch",
    tenant: str,
    *,
    on: date | None = None,
    common: Mapping[str, Any] | None = None,
    keys: Sequence[str] = (),
    config: Path | None = None,
    complete: Sequence[str] = (),
) -> pa.Table:
    """Return an answer for each row, as `Decider.decide` does, in the thread that calls.

    What it needs is kept from call to call within a process, so it may be called for one small batch after another.
    """
    said = yaml.safe_dump(dict(common) if common else None, allow_unicode=True, sort_keys=True)
    return _decider(tenant, on, said, tuple(keys), config, tuple(complete)).decide(table)
