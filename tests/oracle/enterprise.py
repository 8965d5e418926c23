"""The enterprise track: an enterprise's own people, and the ways past examination that only it has."""

from .competitions import FIVE, promotions
from .facts import among, that
from .kinds import Kinds
from .law import RS14, Granted
from .requirements import every
from .rules import Gate, Rule, rule

Law = dict[str, Granted]


def gates(k: Kinds, law: Law) -> list[Gate]:
    """Own people of an enterprise (SC22 四(一), GL23 四(一), NM21 三(一))."""
    relations = law.get("relations")
    if relations is None:
        return [Gate("enterprise:agency", ()), Gate("enterprise:own-staff", ())]
    named = relations.value
    otherwise = every(
        k.employed(that("relation", lambda relation: relation not in named)),
        k.term("enterprise:other-relations"),
    )
    return [
        Gate("enterprise:agency", (rule("", [relations.by], k.fact("agency.kind", ["enterprise"])),)),
        Gate(
            "enterprise:own-staff",
            (
                rule("", [relations.by], k.employed(among("relation", named))),
                rule("", [relations.by], otherwise),
            ),
        ),
    ]


def routes(k: Kinds, law: Law) -> list[Rule]:
    """Direct recognition, promotion by competition and by exception, appointment, confirmation of apprentices."""
    return [
        *_direct(k, law),
        *promotions(k, "enterprise", law.get("competition")),
        *_exceptions(k, law),
        *_top_posts(k, law),
        *_apprentices(k, law),
    ]


def _direct(k: Kinds, law: Law) -> list[Rule]:
    found = []
    if k.grade in FIVE and (sizes := law.get("direct sizes")):
        # SC22 五(一): large and medium, well run, of good repute; the uncertified; review from every perspective
        perspectives = law["direct perspectives"]
        reviews = [k.reviewed(among("perspective", [one])) for one in perspectives.value]
        found.append(
            rule(
                "enterprise:direct/reviewed",
                [sizes.by, perspectives.by],
                k.uncertified(),
                k.fact("agency.size", sizes.value),
                k.fact("agency.well_run", [True]),
                k.fact("agency.reputable", [True]),
                *reviews,
            )
        )
    if k.grade in FIVE and (ungraded := law.get("ungraded")):
        # GL23 四(一): 新招录或未定级职工; how long one is newly hired is not said
        found.append(rule("enterprise:direct/ungraded", [ungraded.by], k.uncertified(), k.reviewed()))
        newly = k.term("enterprise:new-hire-months")
        found.append(rule("enterprise:direct/new-hire", [ungraded.by], newly, k.reviewed()))
    grades = law.get("front-line grades")
    if grades and k.grade in grades.value:
        # SC22 五(一), GL23 四(一): 生产一线, 技能高超, 业绩突出
        superb, outstanding = k.achieved(["superb_skill"]), k.achieved(["outstanding_results"])
        found.append(rule("enterprise:front-line", [grades.by], k.on_front_line(), superb, outstanding))
    return found


def _exceptions(k: Kinds, law: Law) -> list[Rule]:
    """GL23 四(一): the highly skilled (grade 3 and up) rise one grade by exception."""
    grounds, below = law.get("exception grounds"), {"2": "3", "1": "2"}.get(k.grade)
    if not grounds or not below:
        return []
    holder = k.since(k.own_certificate(below))
    return [rule(f"enterprise:exception/{k.grade}", [grounds.by], holder, k.achieved(grounds.value))]


def _top_posts(k: Kinds, law: Law) -> list[Rule]:
    """特级技师, 首席技师: posts in enterprises above designated size, over grade 1 and over special technician."""
    below = {"special": "1", "chief": "special"}.get(k.grade)
    if below is None:
        return []
    base = (
        k.since(k.own_certificate(below)),
        k.filed_at(below),
        k.fact("agency.industry_scale", [True]),
        k.term(f"enterprise:{k.grade}-years"),
    )
    found = []
    if posts := law.get("top posts"):
        found.append(rule(f"enterprise:{k.grade}", [RS14, posts.by], *base))
    if (posts := law.get("top posts of grade 1")) and (front := law.get("top posts front line")):
        found.append(rule(f"enterprise:{k.grade}/front-line", [RS14, posts.by, front.by], *base, k.on_front_line()))
    return found


def _apprentices(k: Kinds, law: Law) -> list[Rule]:
    """转正定级: the enterprise's own requirements; its months are not given."""
    granted = law.get("apprentices")
    if not granted or k.grade != "apprentice":
        return []
    return [rule("enterprise:apprentice", [granted.by], k.term("enterprise:apprentice-months"))]
