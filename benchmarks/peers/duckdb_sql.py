"""DuckDB: one SQL statement; of a CASE only the rows of a branch are evaluated, so each grade pays for itself."""

from datetime import date

import duckdb
import pyarrow as pa

from packed import pack
from requirements import REQUIREMENTS, masks
from vocabulary import CLASSES, GRADES, RANKS, SCHOOLS


def decide(people: pa.Table, on: date) -> pa.Table:
    """Answer for every row."""
    with duckdb.connect() as connection:
        connection.register("people", pack(people))
        return connection.sql(query("people", on)).to_arrow_table()


def query(people: str, on: date) -> str:
    """Return the statement that answers for the packed columns of a table or a subquery."""
    return f"""
    WITH shared AS ({prepared(people, on)}),
        failed AS ({judged("shared", requirements(on))}),
        routed AS ({routed("failed")})
    SELECT route >= 0 AS eligible, route, failed FROM routed
    """


def prepared(people: str, on: date) -> str:
    """Add what the requirements share: which records count, and the days between which they count.

    A day is null where the record does not count; a later one of two is null where either is.
    """
    return f"""
    WITH counted AS (
        SELECT *,
            least(DATE '{on}', work_to + 1) AS until,
            CASE WHEN work_occupation = occupation OR work_related THEN work_from END AS begun,
            CASE WHEN (cert_occupation = occupation OR cert_related) AND cert_issued <= DATE '{on}'
                THEN cert_issued END AS issued,
            CASE WHEN title_related AND title_obtained <= DATE '{on}' THEN title_obtained END AS obtained
        FROM {people}
    )
    SELECT *,
        CASE WHEN begun >= issued THEN begun WHEN issued > begun THEN issued END AS since_certificate,
        CASE WHEN begun >= obtained THEN begun WHEN obtained > begun THEN obtained END AS since_title
    FROM counted
    """


def judged(shared: str, met: dict[str, str]) -> str:
    """Return the bits of the requirements that fail; one that is null fails."""
    branches = "\n".join(
        f"WHEN {GRADES.index(grade)} THEN "
        + " | ".join(f"CASE WHEN {met[name]} THEN 0 ELSE {1 << n} END" for n, name in enumerate(names))
        for grade, names in REQUIREMENTS.items()
    )
    return f"SELECT grade, CAST(CASE grade {branches} END AS SMALLINT) AS failed FROM {shared}"


def routed(failed: str) -> str:
    """Add the first condition of which nothing failed."""
    branches = "\n".join(
        f"WHEN {GRADES.index(grade)} THEN CASE "
        + " ".join(f"WHEN failed & {mask} = 0 THEN {place}" for place, mask in enumerate(masks(grade)))
        + " ELSE -1 END"
        for grade in REQUIREMENTS
    )
    return f"SELECT CAST(CASE grade {branches} END AS TINYINT) AS route, failed FROM {failed}"


def requirements(on: date) -> dict[str, str]:
    """Return every requirement by name."""
    today = f"DATE '{on}'"
    return {
        "aged_16": f"birth + INTERVAL 16 YEAR <= {today}",
        "works": f"begun <= {today} AND (work_to IS NULL OR work_to >= {today})",
        **{f"worked_{n}": _full("begun", n) for n in (2, 5, 10)},
        **{
            f"worked_{n}_since_{grade}": f"{_holds(grade)} AND {_full('since_certificate', n)}"
            for n, grade in ((3, "5"), (4, "4"), (5, "3"), (1, "3"), (5, "2"), (1, "2"))
        },
        **{
            f"worked_{n}_since_{rank}": f"title_rank = {RANKS.index(rank)} AND {_full('since_title', n)}"
            for n, rank in ((1, "junior"), (5, "junior"), (1, "intermediate"), (5, "intermediate"), (1, "senior"))
        },
        "holds_3": _holds("3"),
        "holds_4": _holds("4"),
        "held_3_for_2": f"{_holds('3')} AND issued + INTERVAL 2 YEAR <= {today}",
        **met_at_school(today, "shared"),
    }


def met_at_school(today: str, record: str) -> dict[str, str]:
    """Return what one school makes true; ``record`` has the fields of it."""
    related = f"{record}.major_related AND {record}.graduates - INTERVAL 1 YEAR <= {today}"
    first, senior, last, higher = (
        SCHOOLS.index(school)
        for school in ("technical_school", "senior_technical_school", "technician_college", "higher_vocational")
    )
    senior_class, technician_class = CLASSES.index("senior"), CLASSES.index("pre_technician")
    school, course = f"{record}.school", f"{record}.class"
    return {
        "graduated_any": f"{school} > 0 AND {related}",
        "graduated_senior_class": f"{school} BETWEEN {first} AND {last} AND {course} >= {senior_class} AND {related}",
        "graduated_higher": f"{school} >= {higher} AND {related}",
        "graduated_evaluated": f"{school} >= {higher} AND {record}.evaluated AND {related}",
        "graduated_senior_school": f"{school} BETWEEN {senior} AND {last} AND {record}.graduates <= {today}",
        "studies": f"{school} = {last} AND {course} >= {technician_class}"
        f" AND {record}.enrolled <= {today} AND {record}.graduates >= {today}",
    }


def _holds(grade: str) -> str:
    return f"cert_grade = {GRADES.index(grade)} AND issued IS NOT NULL"


def _full(since: str, years: int) -> str:
    return f"{since} + INTERVAL {years} YEAR <= until"
