"""The enterprise track: an enterprise's own people, and the ways past examination that only it has."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

from .competitions import FIVE, local
from .facts import among, that
from .kinds import Kinds
from .law import RS14, Granted, common, layered, said
from .requirements import Requirement, either, every, fixed
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
        *local(k, "enterprise", law.get("competition")),
        *_exceptions(k, law),
        *_top_posts(k, law),
        *_apprentices(k, law),
    ]


def _direct(k: Kinds, law: Law) -> list[Rule]:
    found = []
    if k.grade in FIVE and (sizes := law.get("direct sizes")):
        # SC22 五(一): large and medium, well run, of good repute; the uncertified; review from several perspectives
        perspectives = law["direct perspectives"]
        reviews = [k.reviewed(among("perspective", [one])) for one in perspectives.value]
        alike = (
            k.uncertified(),
            k.fact("agency.size", sizes.value),
            k.fact("agency.well_run", [True]),
            k.fact("agency.reputable", [True]),
        )
        found.append(rule("enterprise:direct/reviewed", [sizes.by, perspectives.by], *alike, *reviews))
        # 等多角度: two at least; how many of the four are enough is not said
        pairs = either(*(every(*pair) for pair in combinations(reviews, 2)))
        enough = k.term("enterprise:direct-reviews-enough")
        found.append(rule("enterprise:direct/reviewed-by-some", [sizes.by], *alike, pairs, enough))
    if k.grade in FIVE:
        # ZB22 (十三), GL23 四(一): 新招录或未定级职工; how long one is newly hired is not said
        # SC22 五(一) has conditions of its own instead
        here = ("ungraded", "ungraded here")
        found += _carried_out(
            k, law, "enterprise:direct/ungraded", here, lambda has: (k.uncertified(), k.reviewed()) if has else None
        )
        newly = k.term("enterprise:new-hire-months")
        found += _carried_out(
            k, law, "enterprise:direct/new-hire", here, lambda has: (newly, k.reviewed()) if has else None
        )
    # SC22 五(一), GL23 四(一), ZB22 (十三): 一线, 技能高超, 业绩突出
    superb, outstanding = k.achieved(["superb_skill"]), k.achieved(["outstanding_results"])
    found += _carried_out(
        k,
        law,
        "enterprise:front-line",
        ("front-line grades", "front line here"),
        lambda grades: (k.on_front_line(), superb, outstanding) if k.grade in grades else None,
    )
    return found


def _carried_out(
    k: Kinds,
    law: Law,
    name: str,
    terms: tuple[str, str],
    requires: Callable[[Any], tuple[Requirement, ...] | None],
) -> list[Rule]:
    """Make a rule of the national opinion or of the place, for the spells in which what the place makes of it differs.

    Where the place has not said, whether it is carried out as it stands there is open.
    """
    what, here = terms
    open_term = k.term({"ungraded here": "enterprise:ungraded-here", "front line here": "enterprise:front-line-here",
                        "exception here": "enterprise:exception-here"}[here])  # fmt: skip
    found = []
    for granted, spell in layered(law, what):
        for answer, when in said(law, here):
            both, required = common(spell, when), requires(granted.value)
            if both and required is not None:
                allowed = open_term if answer is None else fixed(answer)
                found.append(Rule(name, every(*required, allowed), (both,)))
    return found


def _exceptions(k: Kinds, law: Law) -> list[Rule]:
    """ZB22 (十三), GL23 四(一): the highly skilled rise by exception; by how many grades, and whether a holder of grade

    4 is highly skilled, is not said.
    """
    found = []
    for steps, held in enumerate({"3": "4", "2": "34", "1": "234"}.get(k.grade, ""), 1):
        more = [k.term("enterprise:exception-steps")] if steps > 1 else []
        more += [k.term("enterprise:highly-skilled-from")] if held == "4" else []
        name = f"enterprise:exception/{k.grade}" + (f"/from-{held}" if more else "")
        holder = k.since(k.own_certificate(held))
        found += _carried_out(
            k,
            law,
            name,
            ("exception grounds", "exception here"),
            lambda grounds, holder=holder, more=more: (holder, k.achieved(grounds), *more),
        )
    return found


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
