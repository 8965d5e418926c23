"""The kinds of requirement that look at merit: achievements, reviews, competition results, and how far they raise."""

from itertools import combinations
from typing import Any

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text
from bajigong.policy.types import Count, GradeId, thaw_table
from bajigong.policy.when import (
    Accumulated,
    Between,
    Edge,
    Either,
    Elapsed,
    Every,
    First,
    Is,
    Records,
    Same,
    SameOccupation,
    Test,
)
from bajigong_national import words
from bajigong_national.kinds import CERTIFICATES
from bajigong_national.names import FIVE_GRADES
from bajigong_national.types import (
    Achievement,
    Level,
    Perspective,
    Prize,
)

COMPETITIONS = "applicant.competitions"
REVIEWS = "applicant.reviews"


@kind("业绩", "achievement")
def achieved(kinds: tuple[Achievement, ...]) -> Requirement:
    """Has an achievement of one of these kinds on record."""
    records = Records("applicant.achievements", (Is("kind", kinds),))
    return Requirement(words.achievements(kinds), Elapsed(First(records, Edge("on"))))


@kind("多角度评审", "reviewed from every perspective")
def reviewed(perspectives: tuple[Perspective, ...]) -> Requirement:
    """Was found fit for the grade applied for by a review from each of these perspectives."""
    found = tuple(
        Elapsed(First(Records(REVIEWS, (Is("perspective", (one,)), Same("grade", "grade"))), Edge("on")))
        for one in perspectives
    )
    text = Text("经{p}评审，均认为达到申报等级", "found fit for the grade by review of each: {p}")
    return Requirement(text.fill(p=words.perspectives(perspectives)), Every(found))


@kind("部分评审主体评审", "reviewed from some perspectives")
def reviewed_by_some(perspectives: tuple[Perspective, ...], count: Count) -> Requirement:
    """Was found fit for the grade applied for by a review from so many of these perspectives."""
    found = [reviewed.build((one,)).node for one in perspectives]
    text = Text("经{p}中至少{n}方评审，认为达到申报等级", "found fit for the grade by review of at least {n} of: {p}")
    enough = tuple(Every(some) for some in combinations(found, count))
    return Requirement(text.fill(p=words.perspectives(perspectives), n=count), Either(enough))


@kind("越级", "rises by several grades")
def may_skip(steps: Count, most: Count) -> Requirement:
    """May rise by so many grades at once."""
    text = Text("可一次晋升{n}级", "may rise by {n} grades at once").fill(n=steps)
    return Requirement(text, Every(()) if steps <= most else Either(()))


@kind("属高技能人才", "counts as highly skilled")
def counts_as_highly_skilled(grade: GradeId, lowest: GradeId) -> Requirement:
    """A holder of this grade counts as highly skilled: it is the lowest that does, or above it."""
    text = Text("持{g}证书属高技能人才", "a holder of {g} counts as highly skilled").fill(g=words.grade(grade))
    return Requirement(text, Every(()) if FIVE_GRADES.index(grade) >= FIVE_GRADES.index(lowest) else Either(()))


@kind("评审", "reviewed")
def reviewed_by_any() -> Requirement:
    """Was found fit for the grade applied for by a review, whatever its perspective."""
    text = Text(
        "企业根据日常表现和工作业绩评定达到申报等级", "found fit for the grade on daily performance and results"
    )
    return Requirement(text, Elapsed(First(Records(REVIEWS, (Same("grade", "grade"),)), Edge("on"))))


@kind("竞赛成绩", "competition result")
def placed(table: tuple[Prize, ...], to: GradeId) -> Requirement:
    """Was placed in a competition of the occupation so that the table of prizes gives this grade.

    A row of the table says: ``levels``, and ``groups``, ``best`` and ``worst`` rank or ``excellent``; ``to``, the grade
    it gives; and ``holding``, the grade that must be held before the prize, where it is one step up.
    """
    rows = [row for row in thaw_table(table) if row["to"] == to]
    levels = tuple(dict.fromkeys(level for row in rows for level in row["levels"]))
    which = Text("竞赛成绩可晋升{g}（{l}）", "a competition result that gives {g} ({l})")
    text = which if levels else Text("竞赛成绩可晋升{g}", "a competition result that gives {g}")
    text = text.fill(g=words.grade(to), l=words.levels(levels))
    if rows and all("holding" in row for row in rows):
        text = Text("{t}，获奖前已取得下一等级证书", "{t}, won after the certificate of the grade below").fill(t=text)
    return Requirement(text, Either(tuple(_prize(row) for row in rows)))


@kind("参加竞赛", "took part in a competition")
def competed(levels: tuple[Level, ...]) -> Requirement:
    """Has a result in a competition of one of these levels, in the occupation."""
    text = Text("有{l}竞赛成绩", "has a result in a competition ({l})").fill(l=words.levels(levels))
    records = Records(COMPETITIONS, (Is("level", levels), SameOccupation(related="")))
    return Requirement(text, Elapsed(First(records, Edge("on"))))


@kind("竞赛优秀等次", "excelled in a competition")
def excelled(levels: tuple[Level, ...]) -> Requirement:
    """Was rated excellent (优秀等次) in a competition of one of these levels, in the occupation."""
    text = Text("在{l}竞赛中获优秀等次", "was rated excellent in a competition ({l})").fill(l=words.levels(levels))
    records = Records(COMPETITIONS, (Is("level", levels), SameOccupation(related=""), Is("excellent", (True,))))
    return Requirement(text, Elapsed(First(records, Edge("on"))))


def _prize(row: dict[str, Any]) -> Elapsed | Accumulated:
    tests: list[Test] = [Is("level", tuple(row["levels"])), SameOccupation(related="")]
    if "groups" in row:
        tests.append(Is("group", tuple(row["groups"])))
    if row.get("excellent"):
        tests.append(Is("excellent", (True,)))
    if "worst" in row:
        tests.append(Between("rank", row.get("best", 1), row["worst"]))
    won = Records(COMPETITIONS, tuple(tests))
    if "holding" not in row:
        return Elapsed(First(won, Edge("on")))
    # One prize raises by one step: a grade obtained on the day of the prize or later, by the prize itself it may be,
    # is not raised by it again. A prize is a stretch of one day, of which something must lie after the certificate's.
    held = Records(CERTIFICATES, (SameOccupation(related=""), Is("grade", (row["holding"],))))
    return Accumulated(won, Edge("on"), Edge("on", days=1), 0, First(held, Edge("issued", days=1)))


KINDS: tuple[Kind, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Kind))
