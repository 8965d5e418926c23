"""The same people with whole histories: lists of records, up to three spells of work that may overlap or leave gaps.

An empty list says that there is none; null that nobody knows. Of certificates there are up to three, of titles and
schools up to two. Spells stand in the order of their first days.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from dates import count
from population import CHUNK, EDGE, Columns, Flags, People, to_array
from vocabulary import HELD, NONE, OCCUPATIONS, ON

#: Draws one record for everyone, as columns.
Draw = Callable[[], Columns]
#: The share that keeps each record after the first.
_MORE: Final = np.float32(0.5)


def table(rows: int, seed: int = 1, *, on: date = ON, edge: float = EDGE) -> pa.Table:
    """Return so many people, in chunks."""
    return pa.concat_tables(list(chunks(rows, seed, on=on, edge=edge)))


def write(path: Path, rows: int, seed: int = 1) -> None:
    """Write so many people to a Parquet file, a row group for each chunk."""
    parts = chunks(rows, seed)
    first = next(parts)
    with pq.ParquetWriter(path, first.schema) as writer:
        for part in (first, *parts):
            writer.write_table(part, CHUNK)


def chunks(rows: int, seed: int = 1, *, on: date = ON, edge: float = EDGE) -> Iterator[pa.Table]:
    """Give so many people, a chunk at a time."""
    for number, start in enumerate(range(0, rows, CHUNK)):
        yield chunk(seed, number, min(CHUNK, rows - start), on=on, edge=edge)


def chunk(seed: int, number: int, rows: int, *, on: date = ON, edge: float = EDGE) -> pa.Table:
    """Return one chunk of people."""
    people = People(np.random.default_rng([seed, number, 1]), rows, count(on), edge)
    own = {path: to_array(path, *column) for path, column in people.own().items()}
    lists = {
        "applicant.work": _lists(people, "work", people.work, 3, ("occupation", OCCUPATIONS.index(NONE))),
        "applicant.certificates": _lists(people, "certificates", people.certificates, 3, ("grade", HELD.index(NONE))),
        "applicant.titles": _lists(people, "titles", people.titles, 2, ("rank", 0)),
        "applicant.education": _lists(people, "education", people.education, 2, ("school", 0)),
    }
    return pa.table(own | lists)


def _lists(people: People, name: str, draw: Draw, most: int, none: tuple[str, int]) -> pa.Array:
    """Return a list for everyone: the records drawn, without those that say there is none."""
    draws = [draw() for _ in range(most)]
    field, code = none
    present = np.stack([(one[field][0] != code) & _kept(people, n) for n, one in enumerate(draws)], axis=1)
    order = _order(draws, present)
    counts = present.sum(axis=1)
    fields = {key: _flat(f"applicant.{name}.{key}", key, draws, order, present) for key in draws[0]}
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    unknown = draws[0][field][1]
    records = pa.StructArray.from_arrays(list(fields.values()), list(fields))
    return pa.ListArray.from_arrays(pa.array(offsets), records, mask=pa.array(unknown))


def _kept(people: People, number: int) -> Flags:
    return people.rng.random(people.rows, np.float32) < _MORE if number else np.ones(people.rows, bool)


def _order(draws: list[Columns], present: Flags) -> npt.NDArray[np.intp]:
    """Return the places of each person's records in the order of their first days, where they have such days."""
    if "from" not in draws[0]:
        return np.tile(np.arange(len(draws)), (len(present), 1))
    days = np.stack([one["from"][0] for one in draws], axis=1)
    return np.argsort(days, axis=1, kind="stable")


def _flat(path: str, key: str, draws: list[Columns], order: npt.NDArray[np.intp], present: Flags) -> pa.Array:
    rows = np.arange(len(order))[:, None]
    keep = present[rows, order]
    values = np.stack([one[key][0] for one in draws], axis=1)[rows, order][keep]
    nulls = [one[key][1] for one in draws]
    blank = np.stack([np.zeros(len(order), bool) if null is None else null for null in nulls], axis=1)
    return to_array(path, values, blank[rows, order][keep])
