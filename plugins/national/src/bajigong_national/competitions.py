"""Promotion by a national competition (document CMP): it holds on every track and in every place."""

from bajigong.policy.asks import term
from bajigong.policy.rules import Route
from bajigong.policy.text import Text
from bajigong_national.merit_kinds import placed
from bajigong_national.names import COMPETITION, GRADE_1, GRADE_2, GRADE_3, NATIONAL_COMPETITIONS

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
