"""Ways to a grade that only an enterprise can offer its own people, besides examination.

Each mechanism exists in a place only where a clause there grants it; the terms are in ``terms.toml``.
"""

from bajigong.policy.asks import term
from bajigong.policy.law import Route
from bajigong.policy.text import Text
from bajigong_enterprise.kinds import employed_for, newly_hired
from bajigong_national.agency_kinds import (
    agency_above_designated_size,
    agency_reputable,
    agency_sized,
    agency_well_run,
    filed_at,
)
from bajigong_national.competitions import local_prizes
from bajigong_national.kinds import holds_own, laid_down, on_front_line, uncertified, worked
from bajigong_national.merit_kinds import (
    achieved,
    competed,
    counts_as_highly_skilled,
    may_skip,
    reviewed,
    reviewed_by_any,
    reviewed_by_some,
)
from bajigong_national.names import (
    APPRENTICE,
    CHIEF,
    FIVE_GRADES,
    GRADE_1,
    GRADE_2,
    GRADE_3,
    GRADE_4,
    LOCAL_LEVELS,
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

# A review from several perspectives is at least two; how many of those named are enough, the documents leave open.
UNCERTIFIED_BY_SOME = Route(
    "enterprise:direct/reviewed-by-some",
    FIVE_GRADES,
    DIRECT,
    Text(
        "未取得证书职工多角度评审直接认定（部分评审主体）",
        "direct recognition of the uncertified by some of the reviews",
    ),
    uncertified()
    & agency_sized(sizes=term("enterprise:direct-sizes"))
    & agency_well_run()
    & agency_reputable()
    & reviewed_by_some(perspectives=term("enterprise:direct-perspectives"), count=2)
    & reviewed_by_some(
        perspectives=term("enterprise:direct-perspectives"), count=term("enterprise:direct-reviews-enough")
    ),
    tracks=TRACK,
)

# What the national opinion says (ZB22 十三), and what each place makes of it: where none has said so, that stays open.
UNGRADED = Route(
    "enterprise:direct/ungraded",
    FIVE_GRADES,
    DIRECT,
    Text("未定级职工直接认定", "direct recognition of the ungraded"),
    uncertified() & reviewed_by_any() & laid_down(value=term("enterprise:ungraded-here")),
    needs=("enterprise:ungraded-recognition",),
    tracks=TRACK,
)

NEW_HIRE = Route(
    "enterprise:direct/new-hire",
    FIVE_GRADES,
    DIRECT,
    Text("新招录职工直接认定", "direct recognition of the newly hired"),
    newly_hired(months=term("enterprise:new-hire-months"))
    & reviewed_by_any()
    & laid_down(value=term("enterprise:ungraded-here")),
    needs=("enterprise:ungraded-recognition",),
    tracks=TRACK,
)

FRONT_LINE = Route(
    "enterprise:front-line",
    term("enterprise:front-line-grades"),
    DIRECT,
    Text("技能高超、业绩突出的一线职工直接认定", "direct recognition of superb front-line workers"),
    on_front_line()
    & achieved(kinds=("superb_skill",))
    & achieved(kinds=("outstanding_results",))
    & laid_down(value=term("enterprise:front-line-here")),
    tracks=TRACK,
)

LOCAL_PRIZES = local_prizes(
    "enterprise",
    Text("省、市及企业竞赛获奖晋升", "promotion by a provincial, city or enterprise competition"),
    competed(levels=LOCAL_LEVELS),
)

# By exception one rises by one grade at least; by how many more, and whether grade 4 is highly skilled already, the
# documents leave open.
_BELOW = {GRADE_3: (GRADE_4,), GRADE_2: (GRADE_3, GRADE_4), GRADE_1: (GRADE_2, GRADE_3, GRADE_4)}


def _exception(grade: str, held: str, steps: int) -> Route:
    """Make the route by exception from one grade to another, so many grades above it."""
    when = (
        holds_own(grade=held)
        & achieved(kinds=term("enterprise:exception-grounds"))
        & laid_down(value=term("enterprise:exception-here"))
    )
    if steps > 1:
        when &= may_skip(steps=steps, most=term("enterprise:exception-steps"))
    if held == GRADE_4:
        when &= counts_as_highly_skilled(grade=held, lowest=term("enterprise:highly-skilled-from"))
    return Route(
        f"enterprise:exception/{grade}" if (steps, held) in _SURE else f"enterprise:exception/{grade}/from-{held}",
        (grade,),
        EXCEPTION,
        Text("高技能人才破格晋升", "promotion of the highly skilled by exception"),
        when,
        tracks=TRACK,
    )


_SURE = ((1, GRADE_3), (1, GRADE_2))

EXCEPTIONS = tuple(
    _exception(grade, held, steps) for grade, below in _BELOW.items() for steps, held in enumerate(below, 1)
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
    Text("学徒工考核", "assessment of an apprentice by the enterprise"),
    employed_for(months=term("enterprise:apprentice-months")),
    needs=("enterprise:apprentices",),
    tracks=TRACK,
)

ROUTES = (
    UNCERTIFIED,
    UNCERTIFIED_BY_SOME,
    UNGRADED,
    NEW_HIRE,
    FRONT_LINE,
    *LOCAL_PRIZES,
    *EXCEPTIONS,
    *TOP_POSTS,
    APPRENTICES,
)
