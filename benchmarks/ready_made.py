"""Facts for rule engines that have no dates and no nulls: years are counted for them, and what is not known is absent.

``age``, ``worked``, ``held``, ``worked_since_certificate`` and ``worked_since_title`` are whole years, -1 for none;
``certificate`` and ``title`` are what counts on the day, ``none`` for nothing; an unknown school is a general one.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from dates import FAR, count, day_of, full_years
from packed import pack
from peers.numpy_columns import Array, Facts, columns
from vocabulary import CLASSES, GRADES, HELD, NONE, RANKS, SCHOOLS

Ready = Mapping[str, Any]


def ready_made(people: pa.Table, on: date) -> list[Ready]:
    """Return the facts of each row."""
    return [one for batch in pack(people).to_batches() for one in _rows(_made(columns(batch), on))]


def _rows(made: Mapping[str, Array]) -> Iterator[Ready]:
    names = list(made)
    for values in zip(*(column.tolist() for column in made.values()), strict=True):
        yield dict(zip(names, values, strict=True))


def _made(facts: Facts, on: date) -> dict[str, Array]:
    today = np.full(len(facts["grade"]), count(on), np.int32)
    return {
        "grade": np.array(GRADES)[facts["grade"]],
        "age": _years(facts["birth"], today),
        **_work_and_papers(facts, today),
        **_school(facts, today, count(day_of(on, -1))),
    }


def _work_and_papers(facts: Facts, today: Array) -> dict[str, Array]:
    same = (facts["work_occupation"] == facts["occupation"]) | facts["work_related"]
    begun = np.where(same, facts["work_from"], FAR)
    end = np.minimum(today, facts["work_to"] + 1)
    own = (facts["cert_occupation"] == facts["occupation"]) | facts["cert_related"]
    held = own & (facts["cert_issued"] <= today)
    issued = np.where(held, facts["cert_issued"], FAR)
    titled = facts["title_related"] & (facts["title_obtained"] <= today)
    obtained = np.where(titled, facts["title_obtained"], FAR)
    return {
        "works": (begun <= today) & (facts["work_to"] >= today),
        "worked": _years(begun, end),
        "certificate": np.where(held, np.array(HELD)[facts["cert_grade"]], NONE),
        "held": _years(issued, today),
        "worked_since_certificate": _years(np.maximum(begun, issued), end),
        "title": np.where(titled, np.array(RANKS)[facts["title_rank"]], NONE),
        "worked_since_title": _years(np.maximum(begun, obtained), end),
    }


def _school(facts: Facts, today: Array, next_year: int) -> dict[str, Array]:
    classes = np.array((*CLASSES, NONE))
    return {
        "school": np.array(SCHOOLS)[np.maximum(facts["school"], 0)],
        "course": classes[facts["class"]],
        "major_related": facts["major_related"],
        "evaluated": facts["evaluated"],
        "final_year": facts["graduates"] <= next_year,
        "graduated": facts["graduates"] <= today,
        "enrolled": (facts["enrolled"] <= today) & (facts["graduates"] >= today) & (facts["graduates"] < FAR),
    }


def _years(start: Array, end: Array) -> Array:
    return np.maximum(full_years(start.astype(np.int32), end.astype(np.int32)), -1)
