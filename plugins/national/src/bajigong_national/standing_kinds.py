"""The kinds of requirement that look at the standing of the agency: what was decided, told or reported about it.

They ask what stands against an agency. Of most of it nothing told says that there is nothing to tell: the filing stands
as it was given. What is told half, a sanction without its day, leaves the question open.
"""

from typing import Any

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text
from bajigong.policy.types import thaw_table
from bajigong.policy.when import (
    Contains,
    Covers,
    Day,
    Edge,
    Either,
    Elapsed,
    Every,
    Fact,
    First,
    Is,
    IsNot,
    Node,
    Recorded,
    Records,
    Test,
    Unless,
)
from bajigong_national import words
from bajigong_national.agency_kinds import FILINGS

SANCTIONS = "agency.sanctions"
OFFICE = f"{FILINGS}.office"
#: What ends or halts the right to assess by its own words, wherever it was decided.
_HALTS = ("suspended",)
#: Where a place does not say that they bar an agency, it is open whether it may go on assessing meanwhile.
_DOUBTFUL = ("correcting", "blacklisted")
_FILED: tuple[Test, ...] = (Contains("occupations", "occupation"), Contains("grades", "grade"))


@kind("无取消资格等处理", "not removed or blacklisted")
def unsanctioned(kinds: tuple[str, ...], *, even_doubtful: bool = True) -> Requirement:
    """No sanction of these kinds, and no suspension, is in force; with ``even_doubtful`` nothing doubtful either."""
    barring = (*dict.fromkeys((*kinds, *_HALTS, *(_DOUBTFUL if even_doubtful else ()))),)
    text = Text("评价机构当日未受下列处理：{k}", "no such sanction is in force against the agency: {k}")
    return Requirement(text.fill(k=words.sanctions(barring)), Unless(_sanctioned(barring), (SANCTIONS,)))


def _sanctioned(kinds: tuple[str, ...]) -> Node:
    return Recorded(Records(SANCTIONS, (Is("kind", kinds),)), Edge("from"), Edge("until", days=1))


@kind("未长期停评", "not idle")
def assessed_within(years: int) -> Requirement:
    """The last session lies less than so many years back, as far as one is told of."""
    path = "agency.last_assessed"
    text = Text("距最近一次开展评价不满{n}年", "the last session lies less than {n} back").fill(n=words.years(years))
    return Requirement(text, Unless(Elapsed(Day(path), years=years), (path,)))


@kind("已签署责任书（承诺书）", "the undertaking is signed")
def undertaken(name: str) -> Requirement:
    """The undertaking is signed, as far as nobody says that it is not; ``name`` is what it is called."""
    path = "agency.undertaking"
    names = {"quality": Text("质量管理责任书", "quality"), "integrity": Text("诚信承诺书", "integrity")}
    text = Text("已签署{n}", "the {n} undertaking is signed").fill(n=names[name])
    return Requirement(text, Unless(Fact(path, (False,)), (path,)))


@kind("可予推荐的单位", "may be recommended")
def recommendable(natures: tuple[str, ...]) -> Requirement:
    """The unit is none of those that may not be recommended, as far as it is told what it is."""
    path = "agency.nature"
    text = Text("不属于下列单位：{k}", "is none of these: {k}").fill(k=words.natures(natures))
    return Requirement(text, Unless(Fact(path, natures), (path,)))


@kind("备案部门层级", "filed with the office for its kind")
def filed_with_its_office(table: tuple[Any, ...]) -> Requirement:
    """Its filing was taken by the office for agencies of its kind and level, as far as both are told.

    A row of the table says: ``affiliations``, ``kinds`` of agency, and the ``offices`` that take their filings.
    """
    text = Text("由与其隶属层级相应的人社部门备案", "its filing was taken by the office for agencies of its level")
    return Requirement(text, Every(tuple(_by_office(row) for row in thaw_table(table))))


def _by_office(row: dict[str, Any]) -> Node:
    of_such = Every((Fact("agency.affiliation", tuple(row["affiliations"])), Fact("agency.kind", tuple(row["kinds"]))))
    offices = tuple(row["offices"])
    proper, other = (
        Recorded(Records(FILINGS, (*_FILED, test)), Edge("from"), Edge("until", days=1))
        for test in (Is("office", offices), IsNot("office", offices))
    )
    untold = ("agency.affiliation", "agency.kind", FILINGS, *(f"{FILINGS}.{name}" for name in _FIELDS))
    return Either((Unless(of_such, untold), Unless(other, untold), proper))


_FIELDS = ("office", "occupations", "grades", "from", "until")


@kind("已向评价实施地报备", "reported to the place")
def reported(people: str, level: str = "") -> Requirement:
    """A valid filing for the occupation, the grade and the people was reported to the city's office of the place.

    ``level``: of a filing for a whole province or the nation only, which covers the place.
    """
    where: list[Test] = [*_FILED, Is("people", (people,)), Covers("reported_to", "city")]
    if level:
        where.append(Covers("regions", level))
    records = Records(FILINGS, tuple(where))
    node = Every((Recorded(records, Edge("from"), Edge("until", days=1)), Elapsed(First(records, Edge("reported_on")))))
    who = Text("，对象为{p}", ", for {p}").fill(p=words.people(people))
    text = Text(
        "备案有效{w}，且已向评价实施地市（州、盟）人社部门报备",
        "validly filed{w}, and reported to the office of the place",
    )
    return Requirement(text.fill(w=who), node)


@kind("非分支机构", "no branch")
def no_branch() -> Requirement:
    """The agency itself, as far as nobody says that a branch of it assesses."""
    path = "agency.branch"
    return Requirement(
        Text("评价机构不是分支机构", "no branch of the agency assesses"), Unless(Fact(path, (True,)), (path,))
    )


@kind("隶属层级", "level it belongs to")
def affiliated(levels: tuple[str, ...]) -> Requirement:
    """The agency belongs to one of these levels of government."""
    text = Text("评价机构隶属{l}", "the agency belongs to {l}").fill(l=words.affiliations(levels))
    return Requirement(text, Fact("agency.affiliation", levels))


KINDS: tuple[Kind, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Kind))
