"""Promotion by competition, besides the examination under the national standard (SCV 二(七))."""

from bajigong.policy.asks import term
from bajigong.policy.rules import Route
from bajigong.policy.text import Text
from bajigong_national.kinds import competed, placed
from bajigong_national.names import (
    COMPETITION,
    FIVE_GRADES,
    GRADE_1,
    GRADE_2,
    GRADE_3,
    LOCAL_COMPETITIONS,
    LOCAL_LEVELS,
    NATIONAL_COMPETITIONS,
)

TRACK = ("veterans",)

NATIONAL_PRIZES = tuple(
    Route(
        f"veterans:competition/{grade}",
        (grade,),
        COMPETITION,
        Text("国家级竞赛获奖晋升", "promotion by a national competition"),
        placed(table=term(NATIONAL_COMPETITIONS), to=grade),
        needs=("veterans:competition",),
        tracks=TRACK,
    )
    for grade in (GRADE_3, GRADE_2, GRADE_1)
)

# Below the nation, which result gives which grade is left to rules that were not found.
LOCAL_PRIZES = tuple(
    Route(
        f"veterans:local-competition/{grade}",
        (grade,),
        COMPETITION,
        Text("省、市竞赛获优秀等次晋升", "promotion by an excellent place in a provincial or city competition"),
        competed(levels=LOCAL_LEVELS) & placed(table=term(LOCAL_COMPETITIONS), to=grade),
        needs=("veterans:competition",),
        tracks=TRACK,
    )
    for grade in FIVE_GRADES
)

ROUTES = (*NATIONAL_PRIZES, *LOCAL_PRIZES)
