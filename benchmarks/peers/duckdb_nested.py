"""DuckDB over whole histories: list functions for certificates, titles and schools; spells of work step by step.

Each step takes up one spell for each event from which years count. ``best`` is the latest day, gaps taken off, at which
years counted from the first day without gaps may be full.
"""

from datetime import date
from typing import Final

import duckdb
import pyarrow as pa

from packed import pack_nested
from peers.duckdb_sql import judged, met_at_school, routed
from requirements import REQUIREMENTS
from vocabulary import GRADES, MOST, RANKS

#: From any first day, from the certificate of the grade below, from a title of each rank.
EVENTS: Final = ("ever", "below", *RANKS[1:])


def decide(people: pa.Table, on: date) -> pa.Table:
    """Answer for every row."""
    with duckdb.connect() as connection:
        connection.register("people", pack_nested(people))
        return connection.sql(query("people", on)).to_arrow_table()


def query(people: str, on: date) -> str:
    """Return the statement that answers for the packed nested columns of a table or a subquery."""
    steps = [f"step_0 AS ({_events(people)})"]
    for place in range(MOST["work"]):
        steps.append(f"counted_{place + 1} AS ({_counted(place)})")
        steps.append(f"step_{place + 1} AS ({_taken_up(place + 1, on)})")
    last = f"step_{MOST['work']}"
    return f"""
    WITH {", ".join(steps)}, failed AS ({judged(last, _requirements(on))}), routed AS ({routed("failed")})
    SELECT route >= 0 AS eligible, route, failed FROM routed
    """


def _events(people: str) -> str:
    """Return the first day of each event, null where it never came, and nothing taken up yet."""
    own = "(x.occupation = people.occupation OR x.related) AND x.grade = people.grade - 1"
    titles = (f"{_first('titles', f'x.related AND x.rank = {RANKS.index(r)}', 'obtained')} AS {r}" for r in RANKS[1:])
    nothing = (
        f"CAST(NULL AS DATE) AS head_{one}, CAST(NULL AS DATE) AS reach_{one}, CAST(NULL AS DATE) AS best_{one},"
        f" 0 AS gaps_{one}"
        for one in EVENTS
    )
    below = _first("certificates", own, "issued")
    return f"""
    SELECT *, DATE '1900-01-01' AS ever, {below} AS below, {", ".join((*titles, *nothing))}
    FROM {people} AS people
    """


def _first(records: str, counts: str, day: str) -> str:
    return f"list_min(list_transform(list_filter({records}, lambda x: {counts}), lambda x: x.{day}))"


def _counted(place: int) -> str:
    """Add the part of one spell that lies after each event."""
    spell = f"work[{place + 1}]"
    same = f"({spell}.occupation = occupation OR {spell}.related)"
    until = f"coalesce({spell}.to + 1, DATE '2999-01-01')"
    since = ", ".join(
        f"""CASE WHEN {same} AND {spell}."from" < {until} AND {one} < {until} THEN greatest({spell}."from", {one}) END
        AS since_{one}"""
        for one in EVENTS
    )
    return (
        f"SELECT * EXCLUDE (until, {_named('since')}), {until} AS until, {since} FROM step_{place}"
        if place
        else (f"SELECT *, {until} AS until, {since} FROM step_0")
    )


def _named(what: str) -> str:
    return ", ".join(f"{what}_{one}" for one in EVENTS)


def _taken_up(step: int, on: date) -> str:
    replaced = ", ".join(
        f"""coalesce(head_{one}, since_{one}) AS head_{one},
        {_reach(one)} AS reach_{one},
        CAST({_gaps(one)} AS INTEGER) AS gaps_{one},
        greatest(best_{one}, CASE WHEN {_reach(one)} IS NOT NULL THEN
            least({_reach(one)}, DATE '{on}') - CAST({_gaps(one)} AS INTEGER) END) AS best_{one}"""
        for one in EVENTS
    )
    return f"SELECT * REPLACE ({replaced}) FROM counted_{step}"


def _reach(event: str) -> str:
    return f"greatest(reach_{event}, CASE WHEN since_{event} IS NOT NULL THEN until END)"


def _gaps(event: str) -> str:
    return f"gaps_{event} + CASE WHEN since_{event} > reach_{event} THEN since_{event} - reach_{event} ELSE 0 END"


def _requirements(on: date) -> dict[str, str]:
    today = f"DATE '{on}'"
    works = " OR ".join(
        f"""coalesce((work[{n}].occupation = occupation OR work[{n}].related) AND work[{n}]."from" <= {today}
        AND (work[{n}].to IS NULL OR work[{n}].to >= {today}), false)"""
        for n in range(1, MOST["work"] + 1)
    )
    schools = (met_at_school(today, f"education[{n}]") for n in range(1, MOST["education"] + 1))
    first, second = schools
    return {
        "aged_16": f"birth + INTERVAL 16 YEAR <= {today}",
        "works": works,
        **{f"worked_{years}": _full("ever", years) for years in (2, 5, 10)},
        **{name: _since(name) for names in REQUIREMENTS.values() for name in names if "_since_" in name},
        "holds_3": f"below <= {today}",
        "holds_4": f"below <= {today}",
        "held_3_for_2": f"below + INTERVAL 2 YEAR <= {today}",
        **{name: f"coalesce({first[name]}, false) OR coalesce({second[name]}, false)" for name in first},
    }


def _since(name: str) -> str:
    years, event = name.removeprefix("worked_").split("_since_")
    return _full("below" if event in GRADES else event, int(years))


def _full(event: str, years: int) -> str:
    return f"head_{event} + INTERVAL {years} YEAR <= best_{event}"
