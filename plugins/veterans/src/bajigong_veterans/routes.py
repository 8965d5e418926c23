"""Promotion by competition, besides the examination under the national standard (SCV 二(七)).

National prizes count as they do everywhere. Of what the departments themselves hold, only an excellent place does; an
enterprise holds none of them.
"""

from bajigong.policy.text import Text
from bajigong_national.competitions import local_prizes
from bajigong_national.merit_kinds import excelled
from bajigong_national.names import OFFICIAL_LEVELS

ROUTES = local_prizes(
    "veterans",
    Text("省、市竞赛获优秀等次晋升", "promotion by an excellent place in a provincial or city competition"),
    excelled(levels=OFFICIAL_LEVELS),
)
