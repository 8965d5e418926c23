"""Many applications as columns: their facts, and by row what selects the rules that answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.batch.columns import Flags, Table, to_table
from bajigong.calendar import to_day
from bajigong.policy.when import TERM
from bajigong.schema import Schema, occupation_number

if TYPE_CHECKING:
    from bajigong.engine.engine import Application

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
