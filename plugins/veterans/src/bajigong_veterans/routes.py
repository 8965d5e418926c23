"""Promotion by competition, besides the examination under the national standard (SCV 二(七)).

National prizes count as they do everywhere. Of what the departments themselves hold, only an excellent place does; an
enterprise holds none of them.
"""

from bajigong.policy.asks import term
from bajigong.policy.rules import Route
from bajigong.policy.text import Text
from bajigong_national.merit_kinds import excelled, placed
from bajigong_national.names import COMPETITION, FIVE_GRADES, LOCAL_COMPETITIONS, OFFICIAL_LEVELS

# Which result gives which grade is left to rules that were not found.
ROUTES = tuple(
    Route(
        f"veterans:local-competition/{grade}",
        (grade,),
        COMPETITION,
        Text("省、市竞赛获优秀等次晋升", "promotion by an excellent place in a provincial or city competition"),
        excelled(levels=OFFICIAL_LEVELS) & placed(table=term(LOCAL_COMPETITIONS), to=grade),
        needs=("veterans:competition",),
        tracks=("veterans",),
    )
    for grade in FIVE_GRADES
)
