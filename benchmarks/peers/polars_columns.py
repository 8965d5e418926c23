"""Polars: lazy expressions over all rows in one pass of the streaming engine."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce
from operator import or_

import polars as pl
import pyarrow as pa

from dates import YEAR, day_of
from packed import pack
from requirements import CONDITIONS, REQUIREMENTS, masks
from vocabulary import CLASSES, GRADES, RANKS, SCHOOLS

c = pl.col


def decide(people: pa.Table, on: date) -> pa.Table:
    """Answer for every row."""
    frame = pl.DataFrame(pl.from_arrow(pack(people)))
    return answers(frame.lazy(), on).collect(engine="streaming").to_arrow()


def answers(people: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Return the answer for packed columns."""
    return flagged(prepared(people, on), requirements(on))


def prepared(people: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Add what the requirements share: which records count, and the keys of the days between which they count.

    The key of a start is null where the record does not count: what is compared with it fails.
    """
    end = pl.min_horizontal(pl.lit(on), c("work_to") + timedelta(days=1))
    begun = key(pl.when((c("work_occupation") == c("occupation")) | c("work_related")).then("work_from"))
    own = (c("cert_occupation") == c("occupation")) | c("cert_related")
    days = people.with_columns(
        until=end,
        issued=pl.when(own & (c("cert_issued") <= on)).then("cert_issued"),
        obtained=pl.when(c("title_related") & (c("title_obtained") <= on)).then("title_obtained"),
        begun=begun,
    )
    return days.with_columns(
        end=end_key(c("until")),
        since_certificate=_later("begun", key(c("issued"))),
        since_title=_later("begun", key(c("obtained"))),
    )


def key(day: pl.Expr) -> pl.Expr:
    """Return a day's year, month and day in one number."""
    return day.dt.year() * YEAR + day.dt.month().cast(pl.Int32) * 32 + day.dt.day()


def end_key(day: pl.Expr) -> pl.Expr:
    """Return the key of a day as an end: the last day of a common February stands for the 29th."""
    last = (day.dt.month() == 2) & (day.dt.day() == 28) & ~day.dt.is_leap_year()
    return key(day) + last


def flagged(prepared: pl.LazyFrame, met: dict[str, pl.Expr]) -> pl.LazyFrame:
    """Return the answer from the requirements; one that is null fails."""
    flags = prepared.select("grade", *(one.fill_null(value=False).alias(name) for name, one in met.items()))
    failed = flags.select("grade", failed=_by_grade({grade: _failed(names) for grade, names in REQUIREMENTS.items()}))
    routed = failed.select(route=_by_grade({grade: _first(grade) for grade in CONDITIONS}), failed="failed")
    return routed.select((c("route") >= 0).alias("eligible"), "route", "failed")


def requirements(on: date) -> dict[str, pl.Expr]:
    """Return every requirement by name."""
    holds = {grade: c("issued").is_not_null() & (c("cert_grade") == GRADES.index(grade)) for grade in GRADES}
    return {
        "aged_16": c("birth") <= day_of(on, 16),
        "works": c("begun").is_not_null() & (c("work_from") <= on) & (c("work_to").is_null() | (c("work_to") >= on)),
        **{f"worked_{n}": c("begun") + YEAR * n <= c("end") for n in (2, 5, 10)},
        **{f"worked_{n}_since_{g}": holds[g] & _since("certificate", n) for n, g in _SINCE_CERTIFICATE},
        **{f"worked_{n}_since_{rank}": _titled(rank) & _since("title", n) for n, rank in _SINCE_TITLE},
        "holds_3": holds["3"],
        "holds_4": holds["4"],
        "held_3_for_2": holds["3"] & (c("issued") <= day_of(on, 2)),
        **met_at_school(on, c),
    }


_SINCE_CERTIFICATE = ((3, "5"), (4, "4"), (5, "3"), (1, "3"), (5, "2"), (1, "2"))
_SINCE_TITLE = ((1, "junior"), (5, "junior"), (1, "intermediate"), (5, "intermediate"), (1, "senior"))


def met_at_school(on: date, field: Callable[[str], pl.Expr]) -> dict[str, pl.Expr]:
    """Return what one school makes true; ``field`` finds a field of its record."""
    school, course, graduates = field("school"), field("class"), field("graduates")
    related = field("major_related") & (graduates <= day_of(on, -1))
    higher = related & (school >= SCHOOLS.index("higher_vocational"))
    technical = school.is_between(SCHOOLS.index("technical_school"), SCHOOLS.index("technician_college"))
    enrolled = (field("enrolled") <= on) & (graduates >= on)
    technician = (school == SCHOOLS.index("technician_college")) & (course >= CLASSES.index("pre_technician"))
    return {
        "graduated_any": related & (school > 0),
        "graduated_senior_class": related & technical & (course >= CLASSES.index("senior")),
        "graduated_higher": higher,
        "graduated_evaluated": higher & field("evaluated"),
        "graduated_senior_school": technical & (school > 2) & (graduates <= on),
        "studies": technician & enrolled,
    }


def _titled(rank: str) -> pl.Expr:
    return c("title_rank") == RANKS.index(rank)


def _since(event: str, years: int) -> pl.Expr:
    return c(f"since_{event}") + YEAR * years <= c("end")


def _later(first: str, second: pl.Expr) -> pl.Expr:
    """Return the later key, null where either is."""
    return pl.when(c(first) >= second).then(first).when(second > c(first)).then(second)


def _failed(names: tuple[str, ...]) -> pl.Expr:
    return reduce(
        or_,
        (
            pl.when(c(name)).then(pl.lit(0, pl.Int16)).otherwise(pl.lit(1 << n, pl.Int16))
            for n, name in enumerate(names)
        ),
    )


def _first(grade: str) -> pl.Expr:
    found = pl.lit(-1, pl.Int8)
    for place, mask in reversed(list(enumerate(masks(grade)))):
        found = pl.when((c("failed") & mask) == 0).then(pl.lit(place, pl.Int8)).otherwise(found)
    return found


def _by_grade(choices: dict[str, pl.Expr]) -> pl.Expr:
    found = pl.lit(None)
    for grade, one in choices.items():
        found = pl.when(c("grade") == GRADES.index(grade)).then(one).otherwise(found)
    return found
