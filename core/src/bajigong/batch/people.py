"""Many applications as columns: their facts, and by row what selects the rules that answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from bajigong.batch.columns import Flags, Table, to_table
from bajigong.calendar import to_day
from bajigong.policy.when import TERM
from bajigong.schema import Schema, occupation_number

if TYPE_CHECKING:
    from bajigong.answers import Application

#: What stands for a track, an occupation or a grade that was not given.
UNKNOWN = -1


@frozen(eq=False)
class People:
    """Checked applications, laid out for a whole chunk to be decided at once.

    ``table`` holds the facts and the days asked about; ``tracks`` are places in the schema's tracks, ``occupations``
    codes as numbers (`bajigong.schema.occupation_number`), ``grades`` orders counted from the lowest, each `UNKNOWN`
    where it was not given; ``places`` are codes of six digits. All are as long as the table.
    """

    table: Table
    tracks: npt.NDArray[np.int8]
    occupations: npt.NDArray[np.int64]
    grades: npt.NDArray[np.int8]
    places: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.table)


def lacking(people: People, path: str, open_ended: frozenset[str]) -> Flags | None:
    """Say which rows lack a fact; None where none does, and for dates that may be left out."""
    columns, lists = people.table.columns, people.table.lists
    if path in open_ended or path.startswith(TERM):
        return None
    if path in columns:
        return None if columns[path].whole else ~columns[path].known
    if path in lists:
        return None if lists[path].whole else ~lists[path].given
    parent, _, name = path.rpartition(".")
    of = lists[parent]
    known = of.fields[name] if name in of.fields else of.nested[name]
    if known.whole:
        return None
    if of.there is not None:
        return ~known.known
    counts = np.concatenate(([0], np.cumsum(~known.known)))
    return np.asarray(counts[of.offsets[1:]] > counts[of.offsets[:-1]])


def laid_out(schema: Schema, applications: "Sequence[Application]") -> People:
    """Lay out checked applications as they stand, one after another."""
    facts = [one.facts for one in applications]
    on = np.array([to_day(one.on) for one in applications], np.int32)
    tracks = {track: number for number, track in enumerate(schema.tracks)}
    return People(
        to_table(schema, facts, on),
        np.array([tracks.get(one.get("track", ""), UNKNOWN) for one in facts], np.int8),
        np.array([occupation_number(one["occupation"]) if one.get("occupation") else UNKNOWN for one in facts]),
        np.array([schema.grade_order.get(one.get("grade", ""), UNKNOWN) for one in facts], np.int8),
        np.array([int(one.place) for one in applications], np.int64),
    )


Numbers = npt.NDArray[np.signedinteger[Any]]


@frozen(eq=False)
class Codes:
    """A code for each row, counted from 0, and one row that has each code."""

    codes: npt.NDArray[np.int32]
    row: npt.NDArray[np.int64]


_COUNTED: list[npt.NDArray[np.int64]] = [np.arange(1 << 16)]


def counted(rows: int) -> npt.NDArray[np.int64]:
    """Return the numbers from 0 on, one for each row: part of an array that is made once. They must not be changed."""
    if len(_COUNTED[0]) < rows:
        _COUNTED[0] = np.arange(rows)
    return _COUNTED[0][:rows]


def encoded(keys: Sequence[Numbers], rows: int) -> Codes:
    """Code rows by one or several numbers that they have."""
    if not keys:
        return Codes(np.zeros(rows, np.int32), np.zeros(min(rows, 1), np.int64))
    codes = _code(keys[0])
    for more in keys[1:]:
        other = _code(more)
        codes = _code(codes.codes.astype(np.int64) * max(len(other.row), 1) + other.codes)
    return codes


def refined(codes: Codes, more: npt.NDArray[np.int16], least: int, most: int) -> Codes:
    """Tell rows with one code apart by small numbers from ``least`` to ``most``."""
    return _code(codes.codes.astype(np.int64) * (most - least + 1) + (more - least))


#: Numbers below this are counted in a table, which is quicker than hashing them.
_SMALL = 1 << 16


def _code(numbers: Numbers) -> Codes:
    if len(numbers) >= _SMALL // 4 and numbers.min() >= 0 and numbers.max() < _SMALL:
        return _tabled(numbers)
    codes = pa.array(numbers).dictionary_encode()
    indices = codes.indices.to_numpy()
    row = np.zeros(len(codes.dictionary), np.int64)
    row[indices] = counted(len(numbers))
    return Codes(indices, row)


def _tabled(numbers: Numbers) -> Codes:
    row = np.full(_SMALL, -1, np.int64)
    row[numbers] = counted(len(numbers))
    there = row >= 0
    code = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return Codes(code.take(numbers), row[there])
