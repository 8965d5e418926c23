"""Promotion by competition: by a national one (document CMP) everywhere, else as a track has it."""

from bajigong.policy.asks import When, term
from bajigong.policy.law import Route
from bajigong.policy.text import Text
from bajigong_national.merit_kinds import placed
from bajigong_national.names import (
    COMPETITION,
    FIVE_GRADES,
    GRADE_1,
    GRADE_2,
    GRADE_3,
    LOCAL_COMPETITIONS,
    NATIONAL_COMPETITIONS,
)

NATIONAL_PRIZES = tuple(
    Route(
        f"national:competition/{grade}",
        (grade,),
        COMPETITION,
        Text("国家级竞赛获奖晋升", "promotion by a national competition"),
        placed(table=term(NATIONAL_COMPETITIONS), to=grade),
        clauses=("CMP/prizes",),
    )
    for grade in (GRADE_3, GRADE_2, GRADE_1)
)


def local_prizes(track: str, label: Text, competed: When) -> tuple[Route, ...]:
    """Make the routes of a track by the competitions of a place or an enterprise.

    ``competed`` says which results count at all; which of them gives which grade, rules of the place lay down in the
    table of local competitions. The routes need the track's term ``competition``.
    """
    return tuple(
        Route(
            f"{track}:local-competition/{grade}",
            (grade,),
            COMPETITION,
            label,
            competed & placed(table=term(LOCAL_COMPETITIONS), to=grade),
            needs=(f"{track}:competition",),
            tracks=(track,),
        )
        for grade in FIVE_GRADES
    )
