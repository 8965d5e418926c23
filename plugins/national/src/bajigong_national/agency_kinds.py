"""The kinds of requirement that look at the assessing agency: what it is, and what it has filed."""

from bajigong.policy.asks import Kind, Part, Requirement, kind
from bajigong.policy.text import Text, listed
from bajigong.policy.types import GradeId, thaw_table
from bajigong.policy.when import Contains, Covers, Edge, Either, Every, Fact, Is, Recorded, Records, Selected, Test
from bajigong_national import words
from bajigong_national.names import ANY_OF_THEM
from bajigong_national.types import AgencyKind, People, School, SchoolGrades, Size

FILINGS = "agency.filings"


@kind("评价机构类别", "kind of agency")
def agency_is(kinds: tuple[AgencyKind, ...]) -> Requirement:
    """The agency is of one of these kinds."""
    text = Text("评价机构为{k}", "the agency is: {k}").fill(k=words.agency_kinds(kinds))
    return Requirement(text, Fact("agency.kind", kinds))


@kind("企业规模", "size of the enterprise")
def agency_sized(sizes: tuple[Size, ...]) -> Requirement:
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
def agency_school(schools: tuple[School, ...]) -> Requirement:
    """The agency is one of these kinds of school."""
    text = Text("评价院校为{s}", "the assessing school is: {s}").fill(s=words.schools(schools))
    return Requirement(text, Fact("agency.school", schools))


@kind("其他评价院校类别", "another kind of school")
def agency_school_otherwise(named: tuple[School, ...]) -> Requirement:
    """The agency is a kind of school that is not among those named."""
    others = tuple(school for school in ANY_OF_THEM if school not in named)
    text = Text("评价院校为{s}以外的院校", "the assessing school is of a kind other than: {s}")
    if not others:
        text = Text("评价院校属于未列明的类别", "the assessing school is of a kind that is not named")
    return Requirement(text.fill(s=words.schools(named)), Fact("agency.school", others))


@kind("院校可评价等级", "grades that kinds of school may assess")
def school_may_assess(table: tuple[SchoolGrades, ...]) -> Requirement:
    """The agency is of a kind of school that may assess the grade: rows say ``schools`` and ``grades``."""
    rows = thaw_table(table)
    text = Text("该类院校可评价所申报等级", "this kind of school may assess the grade")
    ways = tuple(Every((Fact("agency.school", row["schools"]), Selected("grade", row["grades"]))) for row in rows)
    return Requirement(text, Either(ways))


@kind("备案范围", "filed scope")
def filed(people: People = "", level: str = "") -> Requirement:
    """One filing covers the occupation, the grade, the place and the people, on the day.

    ``people`` and ``level`` empty: whomever, and places of whatever level, it is filed for.
    """
    where: list[Test] = [Contains("occupations", "occupation"), Contains("grades", "grade"), Covers("regions", level)]
    who = Text("", "")
    if people:
        where.append(Is("people", (people,)))
        who = Text("，对象为{p}", ", for {p}").fill(p=words.people(people))
    if level:
        where_filed = Text("，备案范围为{l}", ", filed for {l}").fill(l=words.place_level(level))
        who = listed((who, where_filed), zh="", en="")
    text = Text("职业、等级、地区均在有效备案范围内{w}", "a valid filing covers the occupation, grade and place{w}")
    node = Recorded(Records(FILINGS, tuple(where)), Edge("from"), Edge("until", days=1))
    parts = tuple(
        Part(said.fill(p=words.people(people) if people else ""), Recorded(Records(FILINGS, tuple(where[:number]))))
        for number, said in zip(range(1, len(where) + 1), _PARTS, strict=False)
    )
    return Requirement(text.fill(w=who), node, parts=(*parts, Part(_NOT_VALID, node)))


#: What is said where the occupation, the grade, the place or the people stand in no filing, each with those before it.
_PARTS = (
    Text("没有一项备案含所申报的职业", "no filing names the occupation"),
    Text("该职业的备案均不含所申报的等级", "no filing for the occupation names the grade"),
    Text("该职业、等级的备案均不含评价所在地区", "no filing for the occupation and grade reaches the place"),
    Text("该职业、等级、地区的备案对象均非{p}", "no filing for the occupation, grade and place is for {p}"),
)
_NOT_VALID = Text("备案在当日均不在有效期内", "no such filing is valid on the day")


@kind("备案含该等级", "filed at a grade")
def filed_at(grade: GradeId) -> Requirement:
    """The agency's filing for the occupation includes this grade: so the occupation has it."""
    where = (Contains("occupations", "occupation"), Contains("grades", "grade", grade))
    text = Text("该职业设有{g}（已备案）", "the occupation has {g}, and it is filed").fill(g=words.grade(grade))
    return Requirement(text, Recorded(Records(FILINGS, where), Edge("from"), Edge("until", days=1)))


KINDS: tuple[Kind, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Kind))
