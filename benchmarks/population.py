"""Made-up people by the million, as Arrow: what the conditions of 2023 read, about 45 bytes a person, from a seed.

One record at most in each list, so that every fact is a flat column named by its key path. Of each chunk some dates lie
on a boundary or a day beside it, and some rows lack a fact. ``chunk(seed, number, rows)`` depends on nothing else.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from dates import Days, anniversary, count
from vocabulary import CLASSES, GRADES, HELD, NONE, OCCUPATIONS, ON, RANKS, SCHOOLS, TRACKS

CHUNK: Final = 1 << 20
#: Shares of rows: with a fact that is not known, and with a boundary in each kind of date.
UNKNOWN: Final = 0.03
EDGE: Final = 0.02

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Columns = dict[str, tuple[npt.NDArray[Any], Flags | None]]

#: The words of each column of codes.
DICTIONARIES: Final = {
    "track": TRACKS,
    "occupation": OCCUPATIONS,
    "grade": GRADES,
    "applicant.work.occupation": OCCUPATIONS,
    "applicant.certificates.occupation": OCCUPATIONS,
    "applicant.certificates.grade": HELD,
    "applicant.titles.rank": RANKS,
    "applicant.education.school": SCHOOLS,
    "applicant.education.class": CLASSES,
}
_FROM_SCHOOL: Final = 15 * 365


def table(rows: int, seed: int = 1, *, on: date = ON, edge: float = EDGE) -> pa.Table:
    """Return so many people, in chunks."""
    return pa.concat_tables(list(chunks(rows, seed, on=on, edge=edge)))


def write(path: Path, rows: int, seed: int = 1) -> None:
    """Write so many people to a Parquet file, a row group for each chunk."""
    parts = chunks(rows, seed)
    first = next(parts)
    with pq.ParquetWriter(path, first.schema) as writer:
        writer.write_table(first, CHUNK)
        for part in parts:
            writer.write_table(part, CHUNK)


def chunks(rows: int, seed: int = 1, *, on: date = ON, edge: float = EDGE) -> Iterator[pa.Table]:
    """Give so many people, a chunk at a time."""
    for number, start in enumerate(range(0, rows, CHUNK)):
        yield chunk(seed, number, min(CHUNK, rows - start), on=on, edge=edge)


def chunk(seed: int, number: int, rows: int, *, on: date = ON, edge: float = EDGE) -> pa.Table:
    """Return one chunk of people."""
    people = People(np.random.default_rng([seed, number]), rows, count(on), edge)
    return pa.table({path: to_array(path, *column) for path, column in people.columns().items()})


class People:
    """One chunk in the making: ``rows`` people as numpy columns, each with the rows in which it is null."""

    def __init__(self, rng: np.random.Generator, rows: int, on: int, edge: float) -> None:
        self.rng, self.rows, self.on, self.edge = rng, rows, on, edge
        age = (15.5 + 45 * rng.random(rows, np.float32) ** 1.4) * 365.2425
        self.birth = self._near((on - age).astype(np.int32), (16, 18))
        self.grade = self._pick((0.2, 0.25, 0.3, 0.15, 0.1))
        self.occupation = self._pick((0.4, 0.3, 0.2, 0.1))
        self.lacking = np.where(rng.random(rows, np.float32) < UNKNOWN, rng.integers(0, 8, rows, np.int8), np.int8(-1))

    def columns(self) -> Columns:
        """Return every column by its key path, one record in each list."""
        records = {
            "work": self.work(),
            "certificates": self.certificates(),
            "titles": self.titles(),
            "education": self.education(),
        }
        under = {f"applicant.{name}.{key}": one for name, fields in records.items() for key, one in fields.items()}
        return self.own() | under

    def own(self) -> Columns:
        """Return what is not a record."""
        return {
            "track": (np.zeros(self.rows, np.int8), None),
            "occupation": (self.occupation, None),
            "grade": (self.grade, None),
            "applicant.birth_date": (self.birth, self._lacks(0)),
        }

    def work(self) -> Columns:
        """One spell that goes on for most; a twentieth never worked."""
        none = self._chance(0.05)
        since = self._since(self.birth + _FROM_SCHOOL + self._days(9))
        since = np.maximum(self._near(since, (1, 2, 3, 4, 5, 10)), self.birth + 1)
        until = np.maximum(since, since + (self.rng.random(self.rows, np.float32) * (self.on - since)).astype(np.int32))
        until = np.maximum(since, self._near_after(until, since))
        blank = none | self._lacks(1)
        return {
            "occupation": self._occupations(none, self._lacks(1)),
            "related": (self._chance(0.4), blank),
            "from": (since, blank | self._lacks(2)),
            "to": (until, blank | self._chance(0.75)),
        }

    def certificates(self) -> Columns:
        """The certificate of the grade below for most who hold one; nobody's is issued after tomorrow."""
        none = self._chance(0.4)
        below = self._chance(0.75) & (self.grade > 0)
        held = np.where(below, self.grade - 1, self._pick((0.35, 0.3, 0.2, 0.1, 0.05)))
        issued = self._near(self._since(np.full(self.rows, self.on) - self._days(14)), (1, 2, 3, 4, 5))
        blank = none | self._lacks(3)
        return {
            "occupation": self._occupations(none, blank, declare=False),
            "related": (self._chance(0.5), blank),
            "grade": (np.where(none, HELD.index(NONE), held).astype(np.int8), self._lacks(3)),
            "issued": (issued, blank | self._lacks(4)),
        }

    def titles(self) -> Columns:
        rank = self._pick((0.8, 0.12, 0.06, 0.02))
        obtained = self._near(self._since(np.full(self.rows, self.on) - self._days(12)), (1, 5))
        blank = (rank == 0) | self._lacks(5)
        return {
            "rank": (rank, self._lacks(5)),
            "related": (self._chance(0.8), blank),
            "obtained": (obtained, blank),
        }

    def education(self) -> Columns:
        """The last school; the class is that of a technical school, and only there."""
        school = self._pick((0.34, 0.14, 0.1, 0.06, 0.1, 0.12, 0.08, 0.06))
        enrolled = self.birth + _FROM_SCHOOL + self._days(4)
        graduates = np.maximum(self._near(enrolled + 900 + self._days(3), (-1, 0)), enrolled)
        blank = (school == 0) | self._lacks(6)
        return {
            "school": (school, self._lacks(6)),
            "class": (self._pick((0.3, 0.35, 0.2, 0.15)), blank | (school < 2) | (school > 4)),
            "major_related": (self._chance(0.7), blank | self._lacks(7)),
            "evaluated": (self._chance(0.3), blank),
            "enrolled": (enrolled, blank),
            "graduates": (graduates, blank),
        }

    def _occupations(self, none: Flags, null: Flags, *, declare: bool = True) -> tuple[Codes, Flags]:
        """The occupation applied for, for nine in ten, else any; ``declare`` writes the word for none."""
        other = self.rng.integers(0, len(OCCUPATIONS) - 1, self.rows, np.int8)
        code = np.where(self._chance(0.9), self.occupation, other)
        return np.where(none & declare, OCCUPATIONS.index(NONE), code).astype(np.int8), null

    def _lacks(self, fact: int) -> Flags:
        return np.equal(self.lacking, fact)

    def _chance(self, share: float) -> Flags:
        return self.rng.random(self.rows, np.float32) < np.float32(share)

    def _pick(self, shares: tuple[float, ...]) -> Codes:
        bounds = np.cumsum(shares)[:-1].astype(np.float32)
        return np.searchsorted(bounds, self.rng.random(self.rows, np.float32), "right").astype(np.int8)

    def _days(self, years: int) -> Days:
        return (self.rng.random(self.rows, np.float32) * (365.2425 * years)).astype(np.int32)

    def _since(self, days: Days) -> Days:
        """Keep a day between birth and tomorrow."""
        return np.clip(days, self.birth, self.on + 1).astype(np.int32)

    def _near(self, days: Days, years: tuple[int, ...]) -> Days:
        """Move some days to so many years before the day asked about, or to a day beside that, or to a leap day."""
        rows = np.flatnonzero(self._chance(self.edge))
        some = self.rng.choice(np.asarray(years), len(rows))
        moved = anniversary(np.full(len(rows), self.on, np.int32), -some) + self.rng.integers(-1, 2, len(rows))
        leap = self.rng.random(len(rows)) < 0.3
        moved[leap] = self._leap_day(moved[leap])
        days = days.copy()
        days[rows] = moved
        return days

    def _near_after(self, days: Days, since: Days) -> Days:
        """Move some last days worked to whole years after the first, or to a day beside that."""
        rows = np.flatnonzero(self._chance(self.edge))
        some = self.rng.choice(np.array([1, 2, 3, 4, 5, 10]), len(rows))
        days = days.copy()
        days[rows] = anniversary(since[rows], some) + self.rng.integers(-2, 1, len(rows))
        return days

    @staticmethod
    def _leap_day(days: Days) -> Days:
        """Return the last 29 February that is not later."""
        years = (days.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970) // 4 * 4
        leap = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int32) + 59
        return np.where(leap <= days, leap, leap - 1461).astype(np.int32)


def to_array(path: str, values: npt.NDArray[Any], null: Flags | None) -> pa.Array:
    """Return the Arrow column of a key path: codes with their words, days as dates."""
    array = pa.array(values, mask=null if null is not None and null.any() else None)
    if path in DICTIONARIES:
        return pa.DictionaryArray.from_arrays(array, pa.array(DICTIONARIES[path], pa.string()))
    return array.cast(pa.date32()) if values.dtype == np.int32 else array
