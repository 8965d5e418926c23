"""The kinds of requirement of which the law of skill levels is made, as far as they look at the applicant.

Each is a function from parameters to what it says and when it holds; rules in Python call it, rules in TOML name it.
"""

from itertools import combinations
from typing import Any, TypedDict, Unpack

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text, listed
from bajigong.policy.types import Count, GradeId, Months, TrackId, Years
from bajigong.policy.values import thaw_table
from bajigong.policy.when import (
    Accumulated,
    Before,
    Between,
    Day,
    Edge,
    Either,
    Elapsed,
    Event,
    Every,
    First,
    Is,
    IsNot,
    Recorded,
    Records,
    Same,
    SameOccupation,
    Selected,
    Stated,
    Test,
)
from bajigong_national import words
from bajigong_national.names import FIVE_GRADES, RANKS
from bajigong_national.types import (
    Achievement,
    Class,
    Degree,
    Level,
    Perspective,
    Prize,
    Relation,
    School,
    SkillTarget,
    StationKind,
    TitleRank,
)

WORK = "applicant.work"
CERTIFICATES = "applicant.certificates"
EDUCATION = "applicant.education"
COMPETITIONS = "applicant.competitions"
REVIEWS = "applicant.reviews"
STAFF = "applicant.staff"
_STATED = Stated("applicant.work_years", "applicant.work_years_on", "applicant.started_work")


class Programme(TypedDict, total=False):
    """What is asked of a programme of study: all of it may be left out."""

    classes: tuple[Class, ...]
    evaluated: bool
    skill_target: SkillTarget
    pre_technician_certificate: bool
    degrees: tuple[Degree, ...]


@kind("年龄", "age")
def aged(years: Years) -> Requirement:
    """Reached an age: from the birthday on."""
    return Requirement(
        Text("年满{n}周岁", "is {n} or older").fill(n=years), Elapsed(Day("applicant.birth_date"), years=years)
    )


@kind("累计工作年限", "years of work")
def worked(years: Years, after: Requirement | None = None, *, own: bool = False) -> Requirement:
    """Worked so many years in the occupation or a related one, counting only time after a certificate or title.

    With ``own`` only work in the occupation itself counts, as some standards have it.
    """
    node = Accumulated(
        Records(WORK, (SameOccupation(related="") if own else SameOccupation(),)),
        Edge("from"),
        Edge("to", days=1),
        years,
        _event(after) if after else None,
        _STATED,
    )
    related = Text("累计从事本职业或相关职业工作满{n}年", "{n} of work in the occupation or a related one")
    text = Text("累计从事本职业工作满{n}年", "{n} of work in the occupation itself") if own else related
    text = text.fill(n=words.years(years))
    if after and after.event:
        text = Text("{what}后，{that}", "{that} after {what}").fill(what=after.event, that=text)
    return Requirement(text, node)


@kind("标准的年限条件", "years of a standard's condition")
def condition(years: Years, after: GradeId = "", *, own: bool = False, own_certificate: bool = False) -> Requirement:
    """The short form of a standard's condition: so many years of work, after the certificate of a grade if named.

    ``own``: only work in the occupation itself counts; ``own_certificate``: only its own certificate.
    """
    if not after:
        return worked.build(years=years, own=own)
    held = holds_own.build(grade=after) if own_certificate else holds.build(grade=after)
    return worked.build(years=years, after=held, own=own)


@kind("从事职业", "works in the occupation")
def works() -> Requirement:
    """Works in the occupation or a related one."""
    text = Text("从事本职业或相关职业工作", "works in the occupation or a related one")
    return Requirement(text, Recorded(Records(WORK, (SameOccupation(),)), Edge("from"), Edge("to", days=1)))


@kind("持有证书", "holds a certificate")
def holds(grade: GradeId, for_years: Years = 0) -> Requirement:
    """Holds a certificate of the occupation or a related one at exactly this grade, since so many years."""
    records = Records(CERTIFICATES, (SameOccupation(), Is("grade", (grade,))))
    node = Elapsed(First(records, Edge("issued")), years=for_years)
    text, event = _certificate(grade, Text("本职业或相关职业", "the occupation or a related one"))
    if for_years:
        text = Text("{what}满{n}年", "{what} and has held it for {n}").fill(what=text, n=words.years(for_years))
    return Requirement(text, node, event)


@kind("持有本职业证书", "holds a certificate of the occupation itself")
def holds_own(grade: GradeId) -> Requirement:
    """Holds a certificate of the very occupation applied for at exactly this grade."""
    records = Records(CERTIFICATES, (SameOccupation(related=""), Is("grade", (grade,))))
    text, event = _certificate(grade, Text("本职业", "the occupation"))
    return Requirement(text, Elapsed(First(records, Edge("issued"))), event)


@kind("未取得证书", "uncertified")
def uncertified() -> Requirement:
    """Holds no skill level certificate of any occupation."""
    text = Text("未取得职业技能等级证书", "holds no skill level certificate")
    return Requirement(text, Before(First(Records(CERTIFICATES), Edge("issued"))))


@kind("职称", "professional title")
def titled(rank: TitleRank, *, higher: bool = False) -> Requirement:
    """Obtained a title of this rank, or with ``higher`` of one above it, that answers to the occupation."""
    ranks = RANKS[RANKS.index(rank) + 1 :] if higher else (rank,)
    records = Records("applicant.titles", (Is("rank", ranks), Is("related", (True,))))
    text = Text("取得对应专业{r}职称", "holds a professional title ({r}) that answers to the occupation")
    event = Text("取得对应专业{r}职称", "obtaining a professional title ({r}) that answers to the occupation")
    named = listed(tuple(words.rank(one) for one in ranks), "或", " or ")
    return Requirement(text.fill(r=named), Elapsed(First(records, Edge("obtained"))), event.fill(r=named))


@kind("学徒期满", "apprenticeship completed")
def apprenticeship_completed(*, own: bool = False) -> Requirement:
    """Completed an apprenticeship in the occupation or a related one; with ``own`` in the occupation itself."""
    records = Records("applicant.apprenticeships", (SameOccupation(related="") if own else SameOccupation(),))
    related = Text("本职业或相关职业学徒期满", "has completed an apprenticeship in the occupation or a related one")
    text = Text("本职业学徒期满", "has completed an apprenticeship in the occupation itself") if own else related
    return Requirement(text, Elapsed(First(records, Edge("completed"))))


@kind("培训结业", "training completed")
def trained(grade: GradeId) -> Requirement:
    """Completed the regular training for a grade of the occupation, as some standards ask."""
    records = Records("applicant.training", (SameOccupation(related=""), Is("grade", (grade,))))
    text = Text("经本职业{g}正规培训并取得结业证书", "has completed the regular training for {g} in the occupation")
    return Requirement(text.fill(g=words.grade(grade)), Elapsed(First(records, Edge("completed"))))


@kind("毕业（含应届）", "graduated, or in the final year")
def graduated(
    schools: tuple[School, ...], *, final_year: bool = True, any_major: bool = False, **programme: Unpack[Programme]
) -> Requirement:
    """Graduated from one of these kinds of school in the occupation's major or a related one, or in any.

    A final-year student counts from a year before graduation on (含在读应届毕业生), unless ``final_year`` is false.
    ``programme``: ``classes``, ``evaluated``, ``skill_target``, ``pre_technician_certificate``, ``degrees``.
    """
    records = _education(schools, related=not any_major, **programme)
    edge = Edge("graduates", years=-1 if final_year else 0)
    text = Text("{s}{m}毕业{f}", "graduated{f}{m} from: {s}").fill(
        s=_schools(schools, **programme),
        m=Text("", "") if any_major else Text("本专业或相关专业", " in a related major"),
        f=Text("（含应届）", ", or is in the final year,") if final_year else Text("", ""),
    )
    return Requirement(text, Elapsed(First(records, edge)))


@kind("在读学生", "student")
def student(
    schools: tuple[School, ...], *, at_agency: bool = False, related: bool = False, **programme: Unpack[Programme]
) -> Requirement:
    """Is enrolled at one of these kinds of school, up to and with the day of graduation.

    With ``related`` only in the occupation's major or a related one.
    """
    records = _education(schools, related=related, at_agency=at_agency, **programme)
    here = Text("本校", "the assessing school's own ") if at_agency else Text("", "")
    major = Text("本专业或相关专业", " in a related major") if related else Text("", "")
    text = Text("系{h}{s}{m}在读学生", "is {h}student{m} of: {s}")
    text = text.fill(h=here, m=major, s=_schools(schools, **programme))
    return Requirement(text, Recorded(records, Edge("enrolled"), Edge("graduates", days=1)))


@kind("应届毕业生", "student in the graduating year")
def graduating(schools: tuple[School, ...], *, at_agency: bool = False, **programme: Unpack[Programme]) -> Requirement:
    """Is in the year before graduation, up to and with the day of graduation."""
    records = _education(schools, related=False, at_agency=at_agency, **programme)
    here = Text("本校", "the assessing school's own ") if at_agency else Text("", "")
    text = Text("系{h}{s}应届毕业生", "is in the graduating year, {h}student of: {s}")
    text = text.fill(h=here, s=_schools(schools, **programme))
    return Requirement(text, Recorded(records, Edge("graduates", years=-1), Edge("graduates", days=1)))


@kind("用工关系", "works for the agency")
def employed(relations: tuple[Relation, ...]) -> Requirement:
    """Stands in one of these relations to the assessing agency."""
    records = Records(STAFF, (Is("relation", relations),))
    text = Text("系本企业人员（{r}）", "belongs to the assessing enterprise: {r}")
    return Requirement(text.fill(r=words.relations(relations)), Recorded(records, Edge("from"), Edge("to", days=1)))


@kind("其他用工关系", "works for the agency in another relation")
def employed_otherwise(named: tuple[Relation, ...]) -> Requirement:
    """Stands in a relation to the assessing agency that is not among those named."""
    records = Records(STAFF, (IsNot("relation", named),))
    text = Text("以其他形式在本企业用工（{r}以外）", "works for the assessing enterprise in a relation other than: {r}")
    return Requirement(text.fill(r=words.relations(named)), Recorded(records, Edge("from"), Edge("to", days=1)))


@kind("文件有规定", "laid down")
def laid_down(value: bool) -> Requirement:
    """Nothing but that a term is filled, and filled with yes: its value is the parameter."""
    if value:
        return Requirement(Text("有关文件已作规定", "it is laid down"), Every(()))
    return Requirement(Text("有关文件规定可以", "the documents in force allow it"), Either(()))


@kind("用工满月数", "has worked for the agency so many months")
def employed_for(months: Months) -> Requirement:
    """Has belonged to the assessing agency for so many months."""
    text = Text("在本企业用工满{n}个月", "has belonged to the enterprise for {n} months").fill(n=months)
    return Requirement(text, Elapsed(First(Records(STAFF), Edge("from")), months=months))


@kind("新招录", "newly hired")
def newly_hired(months: Months) -> Requirement:
    """Has belonged to the assessing agency for less than so many months."""
    text = Text("新招录职工（入职未满{n}个月）", "was hired less than {n} months ago").fill(n=months)
    records = Records(STAFF)
    hired = First(records, Edge("from"))
    return Requirement(
        text, Every((Recorded(records, Edge("from"), Edge("to", days=1)), Before(_later(hired, months))))
    )


def _later(event: First, months: int) -> First:
    return First(event.records, Edge(event.edge.field, months=months))


@kind("一线岗位", "works on the front line")
def on_front_line() -> Requirement:
    """Works on the production front line in the occupation or a related one."""
    records = Records(WORK, (SameOccupation(), Is("front_line", (True,))))
    text = Text("在生产一线从事本职业或相关职业", "works on the front line in the occupation or a related one")
    return Requirement(text, Recorded(records, Edge("from"), Edge("to", days=1)))


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
    text = Text("竞赛成绩可晋升{g}（{l}）", "a competition result that gives {g} ({l})")
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


@kind("服务中心（站）人员", "serves at a veterans centre or station")
def serves(kinds: tuple[StationKind, ...]) -> Requirement:
    """Serves at a veterans service centre or station."""
    records = Records("applicant.station", (Is("kind", kinds),))
    text = Text("系退役军人服务中心（站）人员（{k}）", "belongs to a veterans service centre or station: {k}")
    return Requirement(text.fill(k=words.station_kinds(kinds)), Recorded(records, Edge("from"), Edge("to", days=1)))


@kind("拟招录安排人员", "is to be placed by recruitment")
def to_be_placed() -> Requirement:
    """Is to be placed at a veterans service centre or station by recruitment, and so has no day of service yet."""
    records = Records("applicant.station", (Is("kind", ("recruit",)),))
    text = Text(
        "拟通过招录安排到退役军人服务中心（站）", "is to be placed at a veterans centre or station by recruitment"
    )
    return Requirement(text, Recorded(records, None, Edge("to", days=1)))


@kind("申报职业", "occupation applied for")
def applies_for(occupations: tuple[str, ...]) -> Requirement:
    """Applies for one of these occupations."""
    text = Text("申报职业为{o}", "the occupation applied for is {o}").fill(o="、".join(occupations))
    return Requirement(text, Selected("occupation", occupations))


@kind("不在职业资格目录", "not on the list of qualifications")
def not_a_qualification() -> Requirement:
    """The occupation is none that the national list of qualifications (国家职业资格目录) keeps for others to grant."""
    listed = tuple(one.occupation for one in words.qualifications() if one.scope == "whole")
    text = Text("申报职业不在国家职业资格目录内", "the occupation is not on the national list of qualifications")
    return Requirement(text, Selected("occupation", listed, among=False))


@kind("在职业资格目录", "on the list of qualifications")
def a_qualification(*, unverified: bool = False) -> Requirement:
    """The occupation is on the national list of qualifications; with ``unverified``, its category was not read."""
    listed = [one for one in words.qualifications() if one.scope == "whole"]
    values = tuple(one.occupation for one in listed if not unverified or one.sure != "verified")
    text = Text("申报职业在国家职业资格目录内", "the occupation is on the national list of qualifications")
    return Requirement(text, Selected("occupation", values))


@kind("评价类型", "track applied in")
def on_track(tracks: tuple[TrackId, ...]) -> Requirement:
    """Applies on one of these tracks."""
    text = Text("评价类型为{t}", "the track is {t}").fill(t=words.tracks(tracks))
    return Requirement(text, Selected("track", tracks))


def _certificate(grade: str, occupation: Text) -> tuple[Text, Text]:
    """Say that a certificate is held, and name the event of obtaining it."""
    names = {"g": words.grade(grade), "o": occupation}
    held = Text("取得{o}{g}证书", "holds the certificate for {g} in {o}")
    event = Text("取得{o}{g}证书", "obtaining the certificate for {g} in {o}")
    return held.fill(**names), event.fill(**names)


def _event(requirement: Requirement) -> Event:
    if not isinstance(requirement.node, Elapsed) or requirement.node.years or requirement.node.months:
        raise ValueError(f"time cannot be counted from {requirement.text.en!r}; expected a certificate or a title")
    return requirement.node.event


def _education(
    schools: tuple[School, ...], *, related: bool, at_agency: bool = False, **programme: Unpack[Programme]
) -> Records:
    tests: list[Test] = [Is("school", schools)]
    if programme.get("classes"):
        tests.append(Is("class", programme["classes"]))
    if related:
        tests.append(Is("major_related", (True,)))
    if programme.get("evaluated"):
        tests.append(Is("evaluated", (True,)))
    if programme.get("skill_target"):
        tests.append(Is("skill_target", (programme["skill_target"],)))
    if programme.get("pre_technician_certificate"):
        tests.append(Is("pre_technician_certificate", (True,)))
    if programme.get("degrees"):
        tests.append(Is("degree", programme["degrees"]))
    if at_agency:
        tests.append(Is("at_agency", (True,)))
    return Records(EDUCATION, tuple(tests))


def _schools(schools: tuple[School, ...], **programme: Unpack[Programme]) -> Text:
    unknown = set(programme) - {"classes", "evaluated", "skill_target", "pre_technician_certificate", "degrees"}
    if unknown:
        raise TypeError(f"unknown parameter {min(unknown)!r}")
    details = []
    if programme.get("classes"):
        details.append(words.classes(programme["classes"]))
    if programme.get("evaluated"):
        details.append(Text("经评估论证", "an evaluated and approved programme"))
    if programme.get("skill_target"):
        details.append(words.skill_target(programme["skill_target"]))
    if programme.get("pre_technician_certificate"):
        details.append(Text("取得预备技师证书", "with a pre-technician certificate"))
    if programme.get("degrees"):
        details.append(words.degrees(programme["degrees"]))
    named = words.schools(schools)
    if not details:
        return named
    return Text("{s}（{d}）", "{s} ({d})").fill(s=named, d=listed(tuple(details), zh="，", en="; "))


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
