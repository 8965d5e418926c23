"""Ways to a grade that only an enterprise can offer its own people, besides examination.

Each mechanism exists in a place only where a clause there grants it; the terms are in ``terms.toml``.
"""

from bajigong.policy.asks import term
from bajigong.policy.rules import Route
from bajigong.policy.text import Text
from bajigong_national.agency_kinds import (
    agency_above_designated_size,
    agency_reputable,
    agency_sized,
    agency_well_run,
    filed_at,
)
from bajigong_national.kinds import (
    achieved,
    competed,
    employed_for,
    holds_own,
    newly_hired,
    on_front_line,
    placed,
    reviewed,
    reviewed_by_any,
    uncertified,
    worked,
)
from bajigong_national.names import (
    APPRENTICE,
    CHIEF,
    COMPETITION,
    FIVE_GRADES,
    GRADE_1,
    GRADE_2,
    GRADE_3,
    LOCAL_COMPETITIONS,
    LOCAL_LEVELS,
    NATIONAL_COMPETITIONS,
    SPECIAL,
)

TRACK = ("enterprise",)
DIRECT = "enterprise:direct-recognition"
EXCEPTION = "enterprise:exceptional-promotion"
APPOINTMENT = "enterprise:appointment"
CONFIRMATION = "enterprise:apprentice-confirmation"

UNCERTIFIED = Route(
    "enterprise:direct/reviewed",
    FIVE_GRADES,
    DIRECT,
    Text("未取得证书职工多角度评审直接认定", "direct recognition of the uncertified by review"),
    uncertified()
    & agency_sized(sizes=term("enterprise:direct-sizes"))
    & agency_well_run()
    & agency_reputable()
    & reviewed(perspectives=term("enterprise:direct-perspectives")),
    tracks=TRACK,
)

UNGRADED = Route(
    "enterprise:direct/ungraded",
    FIVE_GRADES,
    DIRECT,
    Text("未定级职工直接认定", "direct recognition of the ungraded"),
    uncertified() & reviewed_by_any(),
    needs=("enterprise:ungraded-recognition",),
    tracks=TRACK,
)

NEW_HIRE = Route(
    "enterprise:direct/new-hire",
    FIVE_GRADES,
    DIRECT,
    Text("新招录职工直接认定", "direct recognition of the newly hired"),
    newly_hired(months=term("enterprise:new-hire-months")) & reviewed_by_any(),
    needs=("enterprise:ungraded-recognition",),
    tracks=TRACK,
)

FRONT_LINE = Route(
    "enterprise:front-line",
    term("enterprise:front-line-grades"),
    DIRECT,
    Text("技能高超、业绩突出的一线职工直接认定", "direct recognition of superb front-line workers"),
    on_front_line() & achieved(kinds=("superb_skill",)) & achieved(kinds=("outstanding_results",)),
    tracks=TRACK,
)

NATIONAL_PRIZES = tuple(
    Route(
        f"enterprise:competition/{grade}",
        (grade,),
        COMPETITION,
        Text("国家级竞赛获奖晋升", "promotion by a national competition"),
        placed(table=term(NATIONAL_COMPETITIONS), to=grade),
        needs=("enterprise:competition",),
        tracks=TRACK,
    )
    for grade in (GRADE_3, GRADE_2, GRADE_1)
)

LOCAL_PRIZES = tuple(
    Route(
        f"enterprise:local-competition/{grade}",
        (grade,),
        COMPETITION,
        Text("省、市及企业竞赛获奖晋升", "promotion by a provincial, city or enterprise competition"),
        competed(levels=LOCAL_LEVELS) & placed(table=term(LOCAL_COMPETITIONS), to=grade),
        needs=("enterprise:competition",),
        tracks=TRACK,
    )
    for grade in FIVE_GRADES
)

# Whom a document calls highly skilled holds grade 3 or above; by exception one rises by one grade.
EXCEPTIONS = tuple(
    Route(
        f"enterprise:exception/{grade}",
        (grade,),
        EXCEPTION,
        Text("高技能人才破格晋升", "promotion of the highly skilled by exception"),
        holds_own(grade=below) & achieved(kinds=term("enterprise:exception-grounds")),
        tracks=TRACK,
    )
    for grade, below in ((GRADE_2, GRADE_3), (GRADE_1, GRADE_2))
)

_SPECIAL = (
    holds_own(grade=GRADE_1)
    & filed_at(grade=GRADE_1)
    & agency_above_designated_size()
    & worked(years=term("enterprise:special-years"), after=holds_own(grade=GRADE_1))
)
_CHIEF = (
    holds_own(grade=SPECIAL)
    & filed_at(grade=SPECIAL)
    & agency_above_designated_size()
    & worked(years=term("enterprise:chief-years"), after=holds_own(grade=SPECIAL))
)

TOP_POSTS = tuple(
    Route(
        f"enterprise:{grade}{suffix}",
        (grade,),
        APPOINTMENT,
        label,
        when,
        clauses=(f"RS14/{grade}",),
        needs=needs,
        tracks=TRACK,
    )
    for grade, label, base in (
        (SPECIAL, Text("特级技师评聘", "appointment as special technician"), _SPECIAL),
        (CHIEF, Text("首席技师评聘", "appointment as chief technician"), _CHIEF),
    )
    for suffix, when, needs in (
        ("", base, ("enterprise:top-posts",)),
        ("/front-line", base & on_front_line(), ("enterprise:top-posts-of-grade-1", "enterprise:top-posts-front-line")),
    )
)

APPRENTICES = Route(
    "enterprise:apprentice",
    (APPRENTICE,),
    CONFIRMATION,
    Text("学徒工转正定级", "confirmation of an apprentice"),
    employed_for(months=term("enterprise:apprentice-months")),
    needs=("enterprise:apprentices",),
    tracks=TRACK,
)

ROUTES = (
    UNCERTIFIED,
    UNGRADED,
    NEW_HIRE,
    FRONT_LINE,
    *NATIONAL_PRIZES,
    *LOCAL_PRIZES,
    *EXCEPTIONS,
    *TOP_POSTS,
    APPRENTICES,
)
