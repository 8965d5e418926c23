"""People as another law sees them: the same facts, its numbers for them, its region and its day."""

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import evolve, frozen

from bajigong.batch.against.facts import Facts
from bajigong.batch.against.numbering import Numbers, of_grades, of_tracks, renumbered
from bajigong.batch.columns import Days, Table
from bajigong.batch.people import People
from bajigong.calendar import to_day
from bajigong.policy.text import Lang
from bajigong.schema import Schema

#: The fact that says where the assessment is held.
PLACE: Final = "place"


@frozen(eq=False)
class Moving:
    """Moves people from one law to another.

    ``tracks`` and ``grades`` are their numbers there, None where they are the same. ``region`` stands where a row names
    no place, None for the place it has here; ``day`` is the day asked about, None for that of each row.
    """

    facts: Facts
    tracks: Numbers | None = None
    grades: Numbers | None = None
    region: int | None = None
    day: int | None = None

    @classmethod
    def between(
        cls, here: Schema, there: Schema, region: str | None = None, on: date | None = None, lang: Lang = "en"
    ) -> "Moving":
        """Compare two laws. Raises BajigongError where a fact has another type there."""
        return cls(
            Facts.of(here, there, lang),
            of_tracks(here, there),
            of_grades(here, there),
            None if region is None else int(region),
            None if on is None else to_day(on),
        )

    def people(self, people: People) -> People:
        """Return a chunk of people under the law there."""
        table = self.facts.table(people.table)
        return evolve(
            people,
            table=Table(self._days(people), table.columns, table.lists),
            tracks=renumbered(people.tracks, self.tracks),
            grades=renumbered(people.grades, self.grades),
            places=people.places if self.region is None else self._places(people, self.region),
        )

    def _days(self, people: People) -> Days:
        return people.table.on if self.day is None else np.full(len(people), self.day, np.int32)

    def _places(self, people: People, region: int) -> npt.NDArray[np.int64]:
        named = people.table.columns.get(PLACE)
        if named is None:
            return np.full(len(people), region, np.int64)
        return np.where(named.known, people.places, np.int64(region))
