"""Polars over whole histories: the few records of each list side by side, spells of work taken up one after another."""

from datetime import date
from functools import partial

import polars as pl
import pyarrow as pa

from dates import YEAR, day_of
from packed import pack_nested
from peers.polars_columns import end_key, flagged, key, met_at_school
from requirements import REQUIREMENTS
from vocabulary import FIELDS, GRADES, MOST, RANKS

c = pl.col

#: From what on years count: from any first day, the certificate of the grade below, a title of each rank.
EVENTS = ("ever", "below", *RANKS[1:])


def decide(people: pa.Table, on: date) -> pa.Table:
    """Answer for every row."""
    frame = pl.DataFrame(pl.from_arrow(pack_nested(people)))
    return answers(frame.lazy(), on).collect(engine="streaming").to_arrow()


def answers(people: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Return the answer for packed nested columns."""
    spells = (
        people.select("occupation", "grade", "birth", *_records()).with_columns(_events()).with_columns(_nothing_yet())
    )
    for place in range(MOST["work"]):
        spells = _took_up(spells, place, on)
    keyed = spells.with_columns(
        full=end_key(_as_day("best_ever")) - key(_as_day("head_ever")),
        **{f"full_{one}": end_key(_as_day(f"best_{one}")) - key(_as_day(f"head_{one}")) for one in EVENTS[1:]},
    )
    return flagged(keyed, _requirements(on))


def _records() -> list[pl.Expr]:
    """Return every field of every record as a column of its own, null where there is no such record."""
    return [
        c(name).list.get(place, null_on_oob=True).struct.field(field).alias(f"{name}_{place}_{field}")
        for name, most in MOST.items()
        for place in range(most)
        for field in FIELDS[name]
    ]


def _record(name: str, place: int, field: str) -> pl.Expr:
    return c(f"{name}_{place}_{field}")


def _events() -> list[pl.Expr]:
    """Return the first day of each event as a number, null where it never came."""
    first = {"below": [_issued(place) for place in range(MOST["certificates"])]}
    for rank in RANKS[1:]:
        first[rank] = [_obtained(place, RANKS.index(rank)) for place in range(MOST["titles"])]
    return [pl.min_horizontal(days).to_physical().alias(name) for name, days in first.items()]


def _issued(place: int) -> pl.Expr:
    below = _record("certificates", place, "grade") == c("grade") - 1
    return pl.when(_own("certificates", place) & below).then(_record("certificates", place, "issued"))


def _obtained(place: int, rank: int) -> pl.Expr:
    counts = _record("titles", place, "related") & (_record("titles", place, "rank") == rank)
    return pl.when(counts).then(_record("titles", place, "obtained"))


def _own(name: str, place: int) -> pl.Expr:
    """Say that a record is of the occupation applied for, or of one related to it."""
    return (_record(name, place, "occupation") == c("occupation")) | _record(name, place, "related")


def _nothing_yet() -> list[pl.Expr]:
    nothing = pl.lit(None, pl.Int32)
    return [nothing.alias(f"{what}_{one}") for one in EVENTS for what in ("head", "reach", "best")] + [
        pl.lit(0, pl.Int32).alias(f"gaps_{one}") for one in EVENTS
    ]


def _took_up(spells: pl.LazyFrame, place: int, on: date) -> pl.LazyFrame:
    """Add the spell at a place to what each event counts: its first day, how far it reaches, the gaps in between.

    ``best`` is the latest day, gaps taken off, at which years counted from the first day without gaps may be full.
    """
    until = (_record("work", place, "to").to_physical() + 1).fill_null(1 << 28)
    spell = spells.with_columns(
        begun=pl.when(_own("work", place)).then(_record("work", place, "from")).to_physical(), until=until
    )
    since = {one: _later(c("begun"), c(one)) if one != "ever" else c("begun") for one in EVENTS}
    counted = spell.with_columns(
        pl.when(day < c("until")).then(day).alias(f"since_{one}") for one, day in since.items()
    )
    gaps = counted.with_columns(
        (c(f"gaps_{one}") + (c(f"since_{one}") - c(f"reach_{one}")).clip(lower_bound=0).fill_null(0)).alias(
            f"gaps_{one}"
        )
        for one in EVENTS
    )
    reached = gaps.with_columns(
        *(pl.coalesce(f"head_{one}", f"since_{one}").alias(f"head_{one}") for one in EVENTS),
        *(_reach(one).alias(f"reach_{one}") for one in EVENTS),
    )
    return reached.with_columns(
        pl.max_horizontal(f"best_{one}", _up_to(f"reach_{one}", on) - c(f"gaps_{one}")).alias(f"best_{one}")
        for one in EVENTS
    )


def _reach(event: str) -> pl.Expr:
    counted = pl.when(c(f"since_{event}").is_not_null()).then("until")
    return pl.max_horizontal(f"reach_{event}", counted)


def _up_to(reach: str, on: date) -> pl.Expr:
    today = pl.lit(on).to_physical()
    return pl.when(c(reach) <= today).then(reach).when(c(reach) > today).then(today)


def _later(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    return pl.when(first >= second).then(first).when(second > first).then(second)


def _as_day(name: str) -> pl.Expr:
    return c(name).cast(pl.Date)


def _requirements(on: date) -> dict[str, pl.Expr]:
    today = pl.lit(on).to_physical()
    issued = c("below")
    return {
        "aged_16": c("birth") <= day_of(on, 16),
        "works": pl.any_horizontal(_works(place, on) for place in range(MOST["work"])),
        **{f"worked_{years}": c("full") >= YEAR * years for years in (2, 5, 10)},
        **{name: _since(name) for names in REQUIREMENTS.values() for name in names if "_since_" in name},
        "holds_3": issued <= today,
        "holds_4": issued <= today,
        "held_3_for_2": issued <= pl.lit(day_of(on, 2)).to_physical(),
        **_schooling(on),
    }


def _since(name: str) -> pl.Expr:
    years, event = name.removeprefix("worked_").split("_since_")
    return c(f"full_{'below' if event in GRADES else event}") >= YEAR * int(years)


def _works(place: int, on: date) -> pl.Expr:
    last = _record("work", place, "to")
    return _own("work", place) & (_record("work", place, "from") <= on) & (last.is_null() | (last >= on))


def _schooling(on: date) -> dict[str, pl.Expr]:
    """Say what any of the schools makes true."""
    each = [met_at_school(on, partial(_record, "education", place)) for place in range(MOST["education"])]
    return {name: pl.any_horizontal(one[name] for one in each) for name in each[0]}
