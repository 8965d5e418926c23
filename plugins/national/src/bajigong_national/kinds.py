"""The kinds of requirement of which the law of skill levels is made.

Each is a function from parameters to what it says and when it holds; rules in Python call it, rules in TOML name it.
"""

from typing import Any

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text, listed
from bajigong.policy.values import thaw_table
from bajigong.policy.when import (
    Accumulated,
    Before,
    Between,
    Contains,
    Covers,
    Day,
    Edge,
    Either,
    Elapsed,
    Event,
    Every,
    Fact,
    First,
    Is,
    Recorded,
    Records,
    SameOccupation,
    Selected,
    Stated,
    Test,
)
from bajigong_national import words

WORK = "applicant.work"
CERTIFICATES = "applicant.certificates"
EDUCATION = "applicant.education"
_STATED = Stated("applicant.work_years", "applicant.work_years_on", "applicant.started_work")


@kind("年龄", "age")
def aged(years: int) -> Requirement:
    """Reached an age: from the birthday on."""
    return Requirement(
        Text("年满{n}周岁", "is {n} or older").fill(n=years), Elapsed(Day("applicant.birth_date"), years=years)
    )


@kind("累计工作年限", "years of work")
def worked(years: int, after: Requirement | None = None) -> Requirement:
    """Worked so many years in the occupation or a related one, counting only time after a certificate or title."""
    node = Accumulated(
        Records(WORK, (SameOccupation(),)),
        Edge("from"),
        Edge("to", days=1),
        years,
        _event(after) if after else None,
        _STATED,
    )
    text = Text("累计从事本职业或相关职业工作满{n}年", "{n} years of work in the occupation or a related one").fill(n=years)
    if after:
        text = Text("{what}后，{that}", "{that}, after: {what}").fill(what=after.text, that=text)
    return Requirement(text, node)


@kind("持有证书", "holds a certificate")
def holds(grade: str, for_years: int = 0) -> Requirement:
    """Holds a certificate of the occupation or a related one at exactly this grade, since so many years."""
    records = Records(CERTIFICATES, (SameOccupation(), Is("grade", (grade,))))
    text = Text("取得本职业或相关职业{g}证书", "holds the certificate for {g} in the occupation or a related one")
    text = text.fill(g=words.grade(grade))
    if for_years:
        text = Text("{what}满{n}年", "{what}, for {n} years").fill(what=text, n=for_years)
    return Requirement(text, Elapsed(First(records, Edge("issued")), years=for_years))


@kind("持有本职业证书", "holds a certificate of the occupation itself")
def holds_own(grade: str) -> Requirement:
    """Holds a certificate of the very occupation applied for at exactly this grade."""
    records = Records(CERTIFICATES, (SameOccupation(related=""), Is("grade", (grade,))))
    text = Text("取得本职业{g}证书", "holds the certificate for {g} in the occupation").fill(g=words.grade(grade))
    return Requirement(text, Elapsed(First(records, Edge("issued"))))


@kind("未取得证书", "uncertified")
def uncertified() -> Requirement:
    """Holds no skill level certificate of any occupation."""
    text = Text("未取得职业技能等级证书", "holds no skill level certificate")
    return Requirement(text, Before(First(Records(CERTIFICATES), Edge("issued"))))


@kind("职称", "professional title")
def titled(rank: str) -> Requirement:
    """Obtained a professional title of this rank that answers to the occupation."""
    records = Records("applicant.titles", (Is("rank", (rank,)), Is("related", (True,))))
    text = Text("取得对应专业{r}职称", "holds a {r} professional title that answers to the occupation")
    return Requirement(text.fill(r=words.rank(rank)), Elapsed(First(records, Edge("obtained"))))


@kind("学徒期满", "apprenticeship completed")
def apprenticeship_completed() -> Requirement:
    """Completed an apprenticeship in the occupation or a related one."""
    records = Records("applicant.apprenticeships", (SameOccupation(),))
    text = Text("本职业或相关职业学徒期满", "has completed an apprenticeship in the occupation or a related one")
    return Requirement(text, Elapsed(First(records, Edge("completed"))))


@kind("毕业（含应届）", "graduated, or in the final year")
def graduated(schools: tuple[str, ...], *, final_year: bool = True, **programme: Any) -> Requirement:
    """Graduated from one of these kinds of school in the occupation's major or a related one.

    A final-year student counts from a year before graduation on (含在读应届毕业生), unless ``final_year`` is false.
    ``programme``: ``classes``, ``evaluated``, ``skill_target``, as for `_programme`.
    """
    records = _education(schools, related=True, **programme)
    edge = Edge("graduates", years=-1 if final_year else 0)
    text = Text("{s}本专业或相关专业毕业{f}", "graduated{f} in a related major from: {s}").fill(
        s=_schools(schools, **programme),
        f=Text("（含应届）", ", or is in the final year,") if final_year else Text("", ""),
    )
    return Requirement(text, Elapsed(First(records, edge)))


@kind("在读学生", "student")
def student(schools: tuple[str, ...], *, at_agency: bool = False, **programme: Any) -> Requirement:
    """Is enrolled at one of these kinds of school, up to and with the day of graduation."""
    records = _education(schools, related=False, at_agency=at_agency, **programme)
    here = Text("本校", "the assessing school's own ") if at_agency else Text("", "")
    text = Text("系{h}{s}在读学生", "is {h}student of: {s}").fill(h=here, s=_schools(schools, **programme))
    return Requirement(text, Recorded(records, Edge("enrolled"), Edge("graduates", days=1)))


@kind("应届毕业生", "student in the graduating year")
def graduating(schools: tuple[str, ...], *, at_agency: bool = False, **programme: Any) -> Requirement:
    """Is in the year before graduation, up to and with the day of graduation."""
    records = _education(schools, related=False, at_agency=at_agency, **programme)
    here = Text("本校", "the assessing school's own ") if at_agency else Text("", "")
    text = Text("系{h}{s}应届毕业生", "is in the graduating year, {h}student of: {s}")
    text = text.fill(h=here, s=_schools(schools, **programme))
    return Requirement(text, Recorded(records, Edge("graduates", years=-1), Edge("graduates", days=1)))


@kind("用工关系", "works for the agency")
def employed(relations: tuple[str, ...]) -> Requirement:
    """Stands in one of these relations to the assessing agency."""
    records = Records("applicant.staff", (Is("relation", relations),))
    text = Text("系本企业人员（{r}）", "belongs to the assessing enterprise: {r}")
    return Requirement(text.fill(r=words.relations(relations)), Recorded(records, Edge("from"), Edge("to", days=1)))


@kind("用工满月数", "has worked for the agency so many months")
def employed_for(months: int) -> Requirement:
    """Has belonged to the assessing agency for so many months."""
    text = Text("在本企业用工满{n}个月", "has belonged to the enterprise for {n} months").fill(n=months)
    return Requirement(text, Elapsed(First(Records("applicant.staff"), Edge("from")), months=months))


@kind("新招录", "newly hired")
def newly_hired(months: int) -> Requirement:
    """Has belonged to the assessing agency for less than so many months."""
    text = Text("新招录职工（入职未满{n}个月）", "was hired less than {n} months ago").fill(n=months)
    records = Records("applicant.staff")
    hired = First(records, Edge("from"))
    return Requirement(text, Every((Recorded(records, Edge("from"), Edge("to", days=1)), Before(_later(hired, months)))))


def _later(event: First, months: int) -> First:
    if months % 12:
        raise ValueError(f"found {months} months; expected whole years, in months")
    return First(event.records, Edge(event.edge.field, years=months // 12))


@kind("一线岗位", "works on the front line")
def on_front_line() -> Requirement:
    """Works on the production front line in the occupation or a related one."""
    records = Records(WORK, (SameOccupation(), Is("front_line", (True,))))
    text = Text("在生产一线从事本职业或相关职业", "works on the front line in the occupation or a related one")
    return Requirement(text, Recorded(records, Edge("from"), Edge("to", days=1)))


@kind("业绩", "achievement")
def achieved(kinds: tuple[str, ...]) -> Requirement:
    """Has an achievement of one of these kinds on record."""
    records = Records("applicant.achievements", (Is("kind", kinds),))
    return Requirement(words.achievements(kinds), Elapsed(First(records, Edge("on"))))


@kind("多角度评审", "reviewed from every perspective")
def reviewed(grade: str, perspectives: tuple[str, ...]) -> Requirement:
    """Was found fit for the grade by a review from each of these perspectives."""
    found = tuple(
        Elapsed(First(Records("applicant.reviews", (Is("perspective", (p,)), Is("grade", (grade,)))), Edge("on")))
        for p in perspectives
    )
    text = Text("经{p}评审，认为达到{g}", "found fit for {g} by review of: {p}")
    return Requirement(text.fill(p=words.perspectives(perspectives), g=words.grade(grade)), Every(found))


@kind("评审", "reviewed")
def reviewed_by_any(grade: str) -> Requirement:
    """Was found fit for the grade by a review, whatever its perspective."""
    records = Records("applicant.reviews", (Is("grade", (grade,)),))
    text = Text("企业根据日常表现和工作业绩评定达到{g}", "found fit for {g} on daily performance and results")
    return Requirement(text.fill(g=words.grade(grade)), Elapsed(First(records, Edge("on"))))


@kind("竞赛成绩", "competition result")
def placed(table: tuple[Any, ...], to: str, occupation_only: bool = True) -> Requirement:
    """Was placed in a competition so that the table of prizes gives this grade.

    A row of the table says: ``levels``, and ``groups``, ``best`` and ``worst`` rank or ``excellent``; ``to``, the grade
    it gives; and ``holding``, the grade that must be held before, where it is one step up.
    """
    rows = [row for row in thaw_table(table) if row["to"] == to]
    same = (SameOccupation(related=""),) if occupation_only else ()
    text = Text("竞赛成绩可晋升{g}（{l}）", "a competition result that gives {g} ({l})")
    levels = tuple(dict.fromkeys(level for row in rows for level in row["levels"]))
    return Requirement(
        text.fill(g=words.grade(to), l=words.levels(levels)), Either(tuple(_prize(row, same) for row in rows))
    )


@kind("竞赛等次无规定", "competition of a level that no table covers")
def placed_elsewhere(levels: tuple[str, ...]) -> Requirement:
    """Was placed excellent in a competition of these levels, in the occupation."""
    tests = (Is("level", levels), SameOccupation(related=""), Is("excellent", (True,)))
    text = Text("在{l}竞赛中获优秀等次", "was placed excellent in a competition ({l})").fill(l=words.levels(levels))
    return Requirement(text, Elapsed(First(Records("applicant.competitions", tests), Edge("on"))))


@kind("服务中心（站）人员", "serves at a veterans centre or station")
def serves(kinds: tuple[str, ...]) -> Requirement:
    """Serves, or is to be placed, at a veterans service centre or station."""
    records = Records("applicant.station", (Is("kind", kinds),))
    text = Text("系退役军人服务中心（站）人员（{k}）", "belongs to a veterans service centre or station: {k}")
    return Requirement(text.fill(k=words.station_kinds(kinds)), Recorded(records, Edge("from"), Edge("to", days=1)))


@kind("申报职业", "occupation applied for")
def applies_for(occupations: tuple[str, ...]) -> Requirement:
    """Applies for one of these occupations."""
    text = Text("申报职业为{o}", "the occupation applied for is {o}").fill(o="、".join(occupations))
    return Requirement(text, Selected("occupation", occupations))


@kind("评价类型", "track applied in")
def on_track(tracks: tuple[str, ...]) -> Requirement:
    """Applies on one of these tracks."""
    text = Text("评价类型为{t}", "the track is {t}").fill(t=words.tracks(tracks))
    return Requirement(text, Selected("track", tracks))


@kind("评价机构类别", "kind of agency")
def agency_is(kinds: tuple[str, ...]) -> Requirement:
    """The agency is of one of these kinds."""
    text = Text("评价机构为{k}", "the agency is: {k}").fill(k=words.agency_kinds(kinds))
    return Requirement(text, Fact("agency.kind", kinds))


@kind("企业规模", "size of the enterprise")
def agency_sized(sizes: tuple[str, ...]) -> Requirement:
    """The enterprise is of one of these sizes."""
    text = Text("企业规模为{s}", "the enterprise is {s}").fill(s=words.sizes(sizes))
    return Requirement(text, Fact("agency.size", sizes))


@kind("管理制度健全", "the enterprise is well run")
def agency_well_run() -> Requirement:
    """The enterprise is well run."""
    return Requirement(Text("企业管理制度健全", "the enterprise is well run"), Fact("agency.well_run", (True,)))


@kind("社会信誉好", "the enterprise is of good repute")
def agency_reputable() -> Requirement:
    """The enterprise is of good repute."""
    return Requirement(Text("企业社会信誉好", "the enterprise is of good repute"), Fact("agency.reputable", (True,)))


@kind("规模以上企业", "the enterprise is above designated size")
def agency_above_designated_size() -> Requirement:
    """The enterprise is above designated size (规模以上)."""
    text = Text("系规模以上企业", "the enterprise is above designated size")
    return Requirement(text, Fact("agency.industry_scale", (True,)))


@kind("评价院校类别", "kind of school the agency is")
def agency_school(schools: tuple[str, ...]) -> Requirement:
    """The agency is one of these kinds of school."""
    text = Text("评价院校为{s}", "the assessing school is: {s}").fill(s=words.schools(schools))
    return Requirement(text, Fact("agency.school", schools))


@kind("备案范围", "filed scope")
def filed(people: str, level: str = "") -> Requirement:
    """One filing covers the occupation, the grade, the place and the people, on the day.

    ``level``: only a filing for places of this level counts.
    """
    where: tuple[Test, ...] = (
        Contains("occupations", "occupation"),
        Contains("grades", "grade"),
        Covers("regions", level),
        Is("people", (people,)),
    )
    text = Text("在备案有效期内，且职业、等级、地区和对象（{p}）均在备案范围内{l}", "one valid filing covers the occupation, grade, place and people ({p}){l}")
    said = Text("（{l}备案）", ", filed for {l}").fill(l=words.place_level(level)) if level else Text("", "")
    text = text.fill(p=words.people(people), l=said)
    return Requirement(text, Recorded(Records("agency.filings", where), Edge("from"), Edge("until", days=1)))


@kind("备案含该等级", "filed at a grade")
def filed_at(grade: str) -> Requirement:
    """The agency's filing for the occupation includes this grade: so the occupation has it."""
    where = (Contains("occupations", "occupation"), Contains("grades", "grade", grade))
    text = Text("该职业设有{g}（已备案）", "the occupation has {g}, and it is filed").fill(g=words.grade(grade))
    return Requirement(text, Recorded(Records("agency.filings", where), Edge("from"), Edge("until", days=1)))


def _event(requirement: Requirement) -> Event:
    if not isinstance(requirement.node, Elapsed) or requirement.node.years or requirement.node.months:
        raise ValueError(f"time cannot be counted from {requirement.text.en!r}; expected a certificate or a title")
    return requirement.node.event


def _education(schools: tuple[str, ...], *, related: bool, at_agency: bool = False, **programme: Any) -> Records:
    tests: list[Test] = [Is("school", schools)]
    if programme.get("classes"):
        tests.append(Is("class", programme["classes"]))
    if related:
        tests.append(Is("major_related", (True,)))
    if programme.get("evaluated"):
        tests.append(Is("evaluated", (True,)))
    if programme.get("skill_target"):
        tests.append(Is("skill_target", (programme["skill_target"],)))
    if at_agency:
        tests.append(Is("at_agency", (True,)))
    return Records(EDUCATION, tuple(tests))


def _schools(schools: tuple[str, ...], **programme: Any) -> Text:
    unknown = set(programme) - {"classes", "evaluated", "skill_target"}
    if unknown:
        raise TypeError(f"unknown parameter {min(unknown)!r}")
    parts = [words.schools(schools)]
    if programme.get("classes"):
        parts.append(words.classes(programme["classes"]))
    if programme.get("evaluated"):
        parts.append(Text("经评估论证", "in an evaluated and approved programme"))
    if programme.get("skill_target"):
        parts.append(words.skill_target(programme["skill_target"]))
    return listed(tuple(parts), zh="，", en=", ")


def _prize(row: dict[str, Any], same: tuple[Test, ...]) -> Elapsed | Every:
    tests: list[Test] = [Is("level", tuple(row["levels"])), *same]
    if "groups" in row:
        tests.append(Is("group", tuple(row["groups"])))
    if row.get("excellent"):
        tests.append(Is("excellent", (True,)))
    if "worst" in row:
        tests.append(Between("rank", row.get("best", 1), row["worst"]))
    won = Elapsed(First(Records("applicant.competitions", tuple(tests)), Edge("on")))
    if "holding" not in row:
        return won
    held = holds_own.build(row["holding"]).node
    return Every((won, held))


KINDS: tuple[Kind, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Kind))
