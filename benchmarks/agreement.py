"""Agreement: every peer answers as the others do, and as the program does, or the benchmark fails at the first row."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from requirements import CONDITIONS, masks
from vocabulary import GRADES, NONE

Flags = npt.NDArray[np.bool_]

#: The fact that declares a list empty, and those that a record of it must have.
_LISTS: Final = {
    "work": ("occupation", NONE, ("related", "from")),
    "certificates": ("grade", NONE, ("occupation", "related", "issued")),
    "titles": ("rank", NONE, ("related", "obtained")),
    "education": ("school", "general", ("major_related", "evaluated", "enrolled", "graduates")),
}
_PREFIX: Final = "national:2023/"


class Disagreement(Exception):
    """Two ways of deciding answer differently."""


def known(people: pa.Table) -> Flags:
    """Say which rows of flat columns have no fact that is unknown."""
    whole = people["applicant.birth_date"].is_valid()
    for name, (field, none, needed) in _LISTS.items():
        declared = people[f"applicant.{name}.{field}"]
        complete = pc.is_valid(declared)
        for one in needed:
            complete = pc.and_(complete, people[f"applicant.{name}.{one}"].is_valid())
        absent = pc.fill_null(pc.equal(declared.cast(pa.string()), none), False)
        whole = pc.and_(whole, pc.or_(absent, complete))
    return np.asarray(whole.to_numpy())


def same_answers(people: pa.Table, first: tuple[str, pa.Table], second: tuple[str, pa.Table]) -> None:
    """Compare the answers of two peers, row by row and column by column."""
    for column in ("eligible", "route", "failed"):
        ours, theirs = (np.asarray(answer[column].to_numpy()) for _, answer in (first, second))
        _expect(ours == theirs, people, {first[0]: ours, second[0]: theirs}, column)


def agrees_with_program(
    people: pa.Table, result: pa.Table, peer: str, answer: pa.Table, whole: Flags | None = None
) -> None:
    """Compare a peer's answer with the program's results.

    Eligible is the same in every row: what is unknown fails for a peer, and is not certain for the program. Where
    ``whole`` says that no fact is unknown, the verdict waits for none: it is a yes, a no, or what the law leaves open
    (whether a title above the one that a condition names does as well), which is a no to a peer. The program's route,
    of several that hold the one held longest, is among those of which, to the peer, nothing failed.
    """
    verdict = pc.fill_null(result["verdict"].cast(pa.string()), "nothing: the row was refused")
    theirs = np.asarray(answer["eligible"].to_numpy())
    said = {"program": verdict, peer: theirs}
    eligible = np.asarray(pc.equal(verdict, "eligible").to_numpy())
    _expect(eligible == theirs, people, said, "eligible")
    if whole is not None:
        decided = np.asarray(pc.is_in(verdict, pa.array(["eligible", "not_eligible", "not_covered"])).to_numpy())
        _expect(decided | ~whole, people, said, "an answer that waits for no fact where every fact is known")
    met = _met(people, result["route"], np.asarray(answer["failed"].to_numpy()))
    _expect(
        met | ~eligible,
        people,
        {"program": result["route"], f"{peer}, of that route,": met},
        "the program's route among those that the peer finds met",
    )


def _met(people: pa.Table, route: pa.ChunkedArray, failed: npt.NDArray[np.int16]) -> Flags:
    """Say where nothing of the program's route failed, for the grade of each row."""
    grade = np.asarray(pc.index_in(people["grade"].cast(pa.string()), pa.array(GRADES)).to_numpy())
    names = [f"{_PREFIX}{name}" for routes in CONDITIONS.values() for name in routes]
    bits = np.array([mask for one in GRADES for mask in masks(one)], np.int16)
    owner = np.array([GRADES.index(name.removeprefix(_PREFIX)[0]) for name in names])
    found = pc.fill_null(pc.index_in(route.cast(pa.string()), pa.array(names)), -1)
    place = np.asarray(found.to_numpy())
    return np.asarray((place >= 0) & (owner[place] == grade) & ((failed & bits[place]) == 0))


def _expect(holds: Flags, people: pa.Table, said: Mapping[str, Any], what: str) -> None:
    """Raise Disagreement at the first row that does not hold. ``said`` are columns, of numpy or of Arrow."""
    wrong = np.flatnonzero(~holds)
    if len(wrong):
        row = int(wrong[0])
        answers = "; ".join(f"{who} says {values[row]}" for who, values in said.items())
        facts = {path: value for path, value in people.slice(row, 1).to_pylist()[0].items() if value is not None}
        raise Disagreement(f"{what}: {len(wrong)} rows differ, the first is row {row}: {answers}; {facts}")
