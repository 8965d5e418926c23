"""What single rows come to, and rows of columns as facts again: what the intake is held to."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from core.tests.toy.form import bundle

from bajigong.answers import Application
from bajigong.batch.columns import Column, Lists, Nested, to_table
from bajigong.batch.intake import Intake, Taken, coded_objects
from bajigong.batch.people import People
from bajigong.calendar import to_day
from bajigong.compile.days import UNKNOWN
from bajigong.errors import Problem
from bajigong.policy.facts import Schema
from bajigong.tables import Raw, Where, check
from bajigong.tables.from_columns import as_raw
from bajigong.tables.headers import headers_of
from bajigong.tables.layout import make_layout
from bajigong.tables.read import with_common

TODAY = dt.date(2026, 11, 21)
PLACE = "510000"
WHERE = Where("people.csv", row=1)
FIRST = 2

Outcome = tuple[Problem, ...] | dict[str, Any] | None


def schema() -> Schema:
    return bundle().schema


def one_by_one(headers, rows, *, on=None, overrides=None, common=None, keys=()) -> list[Outcome]:
    """Say what becomes of each row when it is read by itself: problems, facts, or None for a row that says nothing."""
    passed_over = ["备注" if header in keys and not headers_of(schema()).find(header) else header for header in headers]
    layout = make_layout(WHERE, passed_over, headers_of(schema()))
    return [_outcome(layout.fill(number, row), on, overrides, common) for number, row in enumerate(rows, FIRST)]


def _outcome(row, on, overrides, common) -> Outcome:
    if row.is_empty:
        return None
    raw = as_raw(row)
    if raw.problems and not raw.facts:
        return raw.problems
    raw = with_common(raw, common)
    checked = check(raw, schema(), tenant_place=PLACE, on=on, overrides=overrides or {}, today=TODAY)
    return checked if isinstance(checked, tuple) else facts_of_application(checked)


def facts_of_application(one: Application) -> dict[str, Any]:
    """Lay out one application by itself, and read it back."""
    facts = one.facts
    table = to_table(schema(), [facts], np.array([to_day(one.on)], np.int32))
    codes = [schema().code(path, facts[path]) if path in facts else UNKNOWN for path in ("occupation", "grade")]
    track = schema().tracks.index(facts["track"]) if "track" in facts else UNKNOWN
    numbers = [np.array([number]) for number in (track, *codes, int(one.place))]
    return facts_of(People(table, *numbers), 0)


def facts_of(people: People, row: int) -> dict[str, Any]:
    """Turn one row of columns into facts that can be compared; columns of one value are those of every row."""
    table = people.table
    return {
        "asked": int(table.on[row]),
        "track": int(people.tracks[row]),
        "selected": (int(people.occupations[row]), int(people.grades[row]), int(people.places[row])),
        **{path: _cell(column, row) for path, column in table.columns.items()},
        **{path: _records(lists, row) for path, lists in table.lists.items()},
    }


def _cell(column: Column, row: int) -> Any:
    assert len(column.values) == len(column.known)
    place = row if len(column.known) > 1 else 0
    return (column.values.dtype.name, column.values[place].item()) if column.known[place] else None


def _records(lists: Lists, row: int) -> list[Any] | None:
    assert len(lists.offsets) == len(lists.given) + 1
    assert lists.offsets[0] == 0
    for one in (*lists.fields.values(), *lists.nested.values()):
        assert len(one.known) == lists.offsets[-1]
    row = row if len(lists.given) > 1 else 0
    records = range(lists.offsets[row], lists.offsets[row + 1])
    if lists.there is not None:
        assert list(lists.offsets) == list(range(len(lists.given) + 1))
        assert all(one.known[~lists.there].all() for one in (*lists.fields.values(), *lists.nested.values()))
        records = records if lists.there[row] else range(0)
    if not lists.given[row]:
        assert not len(records)
        return None
    return [
        {
            **{name: _cell_at(column, record) for name, column in lists.fields.items()},
            **{name: _items(nested, record) for name, nested in lists.nested.items()},
        }
        for record in records
    ]


def _cell_at(column: Column, record: int) -> Any:
    return (column.values.dtype.name, column.values[record].item()) if column.known[record] else None


def _items(nested: Nested, record: int) -> list[int] | None:
    assert len(nested.offsets) == len(nested.known) + 1
    items = nested.values[nested.offsets[record] : nested.offsets[record + 1]].tolist()
    return items if nested.known[record] else None


def intake(headers, *, on=None, overrides=None, common=None, keys=(), where=WHERE) -> Intake:
    return Intake.of(
        schema(),
        headers,
        where,
        tenant_place=PLACE,
        on=on,
        today=TODAY,
        overrides=overrides or {},
        common=common,
        keys=keys,
    )


def outcomes(taken: Taken, size: int) -> list[Outcome]:
    """Say what became of each row of a chunk."""
    found: dict[int, Outcome] = {}
    for part in taken.parts:
        assert len(part.people) == len(part.index) > 0
        assert (np.diff(part.index) > 0).all()
        for place, row in enumerate(part.index.tolist()):
            assert row not in found
            found[row] = facts_of(part.people, place)
    for one in taken.refused:
        assert one.index not in found
        assert one.row == FIRST + one.index
        assert one.problems
        found[one.index] = one.problems
    assert len(found) + taken.empty == size
    return [found.get(row) for row in range(size)]


def whole(headers, rows, **terms) -> list[Outcome]:
    """Say what becomes of each row when all are taken at once, their cells coded."""
    columns = [coded_objects([row[place] for row in rows]) for place in range(len(headers))]
    return outcomes(intake(headers, **terms).take(columns, FIRST), len(rows))


def whole_arrow(batch: pa.RecordBatch, **terms) -> list[Outcome]:
    """Say what becomes of each row of Arrow's columns."""
    return outcomes(intake(batch.schema.names, **terms).take(batch, FIRST), len(batch))


def rows_of(batch: pa.RecordBatch) -> Sequence[Sequence[Any]]:
    """Return the cells of rows; moments in nanoseconds are objects of pandas where that is there."""
    return list(zip(*([_plain(cell) for cell in column.to_pylist()] for column in batch.columns), strict=True))


def _plain(cell: Any) -> Any:
    if isinstance(cell, dict):
        return {key: _plain(value) for key, value in cell.items()}
    if isinstance(cell, list):
        return list(map(_plain, cell))
    return cell.to_pydatetime() if hasattr(cell, "to_pydatetime") else cell


def common_facts(facts: Mapping[str, Any]) -> Raw:
    return Raw(facts, "common.yaml", Where("common.yaml"))
