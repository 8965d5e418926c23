"""Which rows hold what cannot be true together. What is said of them is left to the way of single rows."""

from collections.abc import Mapping

import numpy as np
from attrs import frozen

from bajigong.batch.columns import Days, Flags
from bajigong.batch.intake.fact import NumberCode
from bajigong.batch.intake.marks import KNOWN, has
from bajigong.batch.intake.reads import Cells, Index, Read
from bajigong.calendar import ALWAYS
from bajigong.schema import Schema
from bajigong.tables.certificate_number import NUMBER
from bajigong.tables.sense import AFTER_BIRTH, ORDERED, PAST

_EPOCH = 1970


@frozen(eq=False)
class Setting:
    """The days by which a row's other dates are judged, each one day or a day for each row.

    ``limit`` is the day asked about or today, whichever is later; ``birth`` is `ALWAYS` where it is not known.
    """

    limit: Days
    birth: Days

    def at(self, rows: Index) -> "Setting":
        """Return the days for records that stand in rows."""
        return Setting(*(days if len(days) == 1 else days[rows] for days in (self.limit, self.birth)))


def birth_dates(given: Days, inside: Days) -> Days:
    """Return the birth dates given, else those inside the ID numbers; one of each, or one for each row."""
    dates: Days = np.where(given > ALWAYS, given, inside)
    return dates


def born_wrong(given: Days, inside: Days, today: int) -> Flags:
    """Say which birth dates lie ahead, or differ from that inside the ID number."""
    differ = (given != inside) & (given > ALWAYS) & (inside > ALWAYS)
    found: Flags = (np.maximum(given, inside) > today) | differ
    return found


def dates_of(cells: Mapping[str, Cells], path: str, schema: Schema) -> dict[str, Days]:
    """Return the columns of dates among the facts below a path, by name; `ALWAYS` stands for an unknown one."""
    above = f"{path}." if path else ""
    return {
        name: read.values
        for name, read in cells.items()
        if schema.fields[above + name].type == "date" and isinstance(read, Read)
    }


def disagree(dates: Mapping[str, Days], path: str, setting: Setting, size: int) -> Flags:
    """Say which of ``size`` records, or rows, have a date before what it cannot precede or after what it cannot follow.

    ``dates`` are those of the facts below a path, by name, each one day or a day for each record.
    """
    found = np.zeros(size, bool)
    for later, earlier in ORDERED.items():
        if later in dates and earlier in dates:
            found |= (dates[later] < dates[earlier]) & (dates[later] > ALWAYS)
    for name, days in dates.items():
        fact = f"{path}.{name}" if path else name
        if fact in PAST:
            found |= days > setting.limit
        if fact in AFTER_BIRTH:
            found |= (days < setting.birth) & (days > ALWAYS)
    return found


def numbers_disagree(cells: Mapping[str, Cells], path: str) -> Flags | bool:
    """Say which certificates have a number that says another year or grade, or that is none of a certificate's."""
    above, _, name = NUMBER.rpartition(".")
    number, grade, issued = (cells.get(one) for one in (name, "grade", "issued"))
    if path != above or not isinstance(number, Read):
        return False
    said, known = number.values.astype(np.int64), has(number.marks, KNOWN)
    found: Flags = known & (said == NumberCode.OTHER)
    year, order = np.divmod(said, NumberCode.GRADES)
    if isinstance(grade, Read):
        found |= known & has(grade.marks, KNOWN) & (order != NumberCode.NO_GRADE) & (order != grade.values)
    if isinstance(issued, Read):
        years = issued.values.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + _EPOCH
        found |= known & has(issued.marks, KNOWN) & (year < NumberCode.NO_YEAR) & (year != years % 100)
    return found
