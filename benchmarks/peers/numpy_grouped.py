"""numpy: the rows of a grade together, a block at a time, so that each column read is small and read once."""

from datetime import date

import numpy as np
import pyarrow as pa

from dates import FAR, YEAR, count, day_of, end_key, key
from packed import pack
from peers.numpy_columns import Array, Facts, answer, columns
from requirements import REQUIREMENTS, masks
from vocabulary import CLASSES, GRADES, RANKS, SCHOOLS

#: Rows of a block: its columns stay in the cache of one core.
BLOCK = 1 << 16


def decide(people: pa.Table, on: date) -> pa.Table:
    """Answer for every row."""
    batches = pack(people).to_batches(max_chunksize=BLOCK)
    return pa.Table.from_batches([_block(columns(batch), on) for batch in batches])


def _block(facts: Facts, on: date) -> pa.RecordBatch:
    grades = facts["grade"]
    failed, route = np.empty(len(grades), np.int16), np.empty(len(grades), np.int8)
    for code, grade in enumerate(GRADES):
        rows = np.flatnonzero(grades == code)
        group = Group(facts, rows, on)
        mine = np.zeros(len(rows), np.int16)
        for bit, name in enumerate(REQUIREMENTS[grade]):
            mine |= (~group.met(name)).astype(np.int16) << bit
        failed[rows], route[rows] = mine, _first(mine, grade)
    return answer(route, failed)


def _first(failed: Array, grade: str) -> Array:
    route = np.full(len(failed), -1, np.int8)
    for place, mask in reversed(list(enumerate(masks(grade)))):
        route[(failed & mask) == 0] = place
    return route


class Group:
    """The rows of one grade in one block; columns are taken, and keys made, when first asked for."""

    def __init__(self, facts: Facts, rows: Array, on: date) -> None:
        self._facts, self._rows, self._on, self._made = facts, rows, on, dict[str, Array]()
        self._today = count(on)

    def __getitem__(self, name: str) -> Array:
        if name not in self._made:
            make = getattr(self, f"_{name}", None)
            self._made[name] = make() if make else self._facts[name][self._rows]
        return self._made[name]

    def met(self, name: str) -> Array:
        """Say where a requirement is met."""
        if name.startswith("worked_"):
            return self._worked(*name.removeprefix("worked_").split("_since_"))
        found: Array = getattr(self, f"_met_{name}")()
        return found

    def _worked(self, years: str, since: str = "") -> Array:
        full = YEAR * int(years)
        if not since:
            return np.asarray(self["begun"] + full <= self["end"])
        if since in GRADES:
            begun, counts = np.maximum(self["begun"], self["issued_key"]), self._holds(since)
        else:
            begun, counts = np.maximum(self["begun"], self["obtained_key"]), self["title_rank"] == RANKS.index(since)
        return np.asarray(counts & (begun + full <= self["end"]))

    def _holds(self, grade: str) -> Array:
        return np.asarray((self["cert_grade"] == GRADES.index(grade)) & (self["issued"] <= self._today))

    def _begun(self) -> Array:
        same = (self["work_occupation"] == self["occupation"]) | self["work_related"]
        return key(np.where(same, self["work_from"], FAR))

    def _end(self) -> Array:
        return end_key(np.minimum(self["work_to"] + 1, self._today))

    def _issued(self) -> Array:
        own = (self["cert_occupation"] == self["occupation"]) | self["cert_related"]
        return np.where(own, self["cert_issued"], FAR)

    def _issued_key(self) -> Array:
        return key(self["issued"])

    def _obtained_key(self) -> Array:
        return key(np.where(self["title_related"], self["title_obtained"], FAR))

    def _final_year(self) -> Array:
        return self["major_related"] & (self["graduates"] <= count(day_of(self._on, -1)))

    def _met_aged_16(self) -> Array:
        return np.asarray(self["birth"] <= count(day_of(self._on, 16)))

    def _met_works(self) -> Array:
        same = (self["work_occupation"] == self["occupation"]) | self["work_related"]
        return np.asarray(same & (self["work_from"] <= self._today) & (self["work_to"] >= self._today))

    def _met_holds_3(self) -> Array:
        return self._holds("3")

    def _met_holds_4(self) -> Array:
        return self._holds("4")

    def _met_held_3_for_2(self) -> Array:
        return self._holds("3") & (self["issued"] <= count(day_of(self._on, 2)))

    def _met_graduated_any(self) -> Array:
        return self["final_year"] & (self["school"] > 0)

    def _met_graduated_senior_class(self) -> Array:
        return self["final_year"] & self._between("technical_school") & (self["class"] >= CLASSES.index("senior"))

    def _met_graduated_higher(self) -> Array:
        return self["final_year"] & (self["school"] >= SCHOOLS.index("higher_vocational"))

    def _met_graduated_evaluated(self) -> Array:
        return self._met_graduated_higher() & self["evaluated"]

    def _met_graduated_senior_school(self) -> Array:
        return self._between("senior_technical_school") & (self["graduates"] <= self._today)

    def _met_studies(self) -> Array:
        class_ = self["class"] >= CLASSES.index("pre_technician")
        return (
            self._between("technician_college")
            & class_
            & (self["enrolled"] <= self._today)
            & (self["graduates"] >= self._today)
            & (self["graduates"] < FAR)
        )

    def _between(self, school: str) -> Array:
        """Say who went to this kind of school or a higher technical one."""
        last = SCHOOLS.index("technician_college")
        return (self["school"] >= SCHOOLS.index(school)) & (self["school"] <= last)
