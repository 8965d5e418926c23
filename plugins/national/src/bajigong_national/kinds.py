"""The kinds of requirement of which the law of skill levels is made, as far as they look at the applicant.

Each is a function from parameters to what it says and when it holds; rules in Python call it, rules in TOML name it.
"""

from typing import TypedDict, Unpack

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text, listed
from bajigong.policy.types import GradeId, TrackId, Years
from bajigong.policy.when import (
    Accumulated,
    Before,
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
    SameOccupation,
    Selected,
    Stated,
    Taken,
    Test,
)
from bajigong_national import words
from bajigong_national.names import RANKS
from bajigong_national.types import CertificateKind, TitleRank

WORK = "applicant.work"
CERTIFICATES = "applicant.certificates"
#: Which kinds of certificate count, and which do not, is for documents to say; of any other neither is sure.
_COUNTED = {"kinds": "national:certificates", "refused": "national:certificates-refused"}
_STATED = Stated("applicant.work_years", "applicant.work_years_on", "applicant.started_work")


class Counted(TypedDict, total=False):
    """Which kinds of certificate count, and which do not."""

    kinds: tuple[CertificateKind, ...]
    refused: tuple[CertificateKind, ...]


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
        event_of(after) if after else None,
        _STATED,
    )
    related = Text("累计从事本职业或相关职业工作满{n}年", "{n} of work in the occupation or a related one")
    text = Text("累计从事本职业工作满{n}年", "{n} of work in the occupation itself") if own else related
    text = text.fill(n=words.years(years))
    if after and after.event:
        text = Text("{what}后，{that}", "{that} after {what}").fill(what=after.event, that=text)
    return Requirement(text, node)


@kind("标准的年限条件", "years of a standard's condition", left=_COUNTED)
def condition(
    years: Years,
    after: GradeId = "",
    *,
    own: bool = False,
    own_certificate: bool = False,
    **counted: Unpack[Counted],
) -> Requirement:
    """The short form of a standard's condition: so many years of work, after the certificate of a grade if named.

    ``own``: only work in the occupation itself counts; ``own_certificate``: only its own certificate.
    """
    if not after:
        return worked.build(years=years, own=own)
    asked = holds_own if own_certificate else holds
    held = asked.build(grade=after, **counted)
    return worked.build(years=years, after=held, own=own)


@kind("从事职业", "works in the occupation")
def works() -> Requirement:
    """Works in the occupation or a related one."""
    text = Text("从事本职业或相关职业工作", "works in the occupation or a related one")
    return Requirement(text, Recorded(Records(WORK, (SameOccupation(),)), Edge("from"), Edge("to", days=1)))


@kind("持有证书", "holds a certificate", left=_COUNTED)
def holds(grade: GradeId, for_years: Years = 0, **counted: Unpack[Counted]) -> Requirement:
    """Holds a certificate of the occupation or a related one at exactly this grade, since so many years.

    Of one of these ``kinds``; one whose kind is not told is taken to be, and of one that is neither among them nor
    ``refused`` it is open whether it counts.
    """
    records = Records(CERTIFICATES, (SameOccupation(), Is("grade", (grade,)), *_of_kinds(**counted)))
    node = Elapsed(First(records, Edge("issued")), years=for_years)
    text, event = _certificate(grade, Text("本职业或相关职业", "the occupation or a related one"))
    if for_years:
        text = Text("{what}满{n}年", "{what} and has held it for {n}").fill(what=text, n=words.years(for_years))
    return Requirement(text, node, event)


@kind("持有本职业证书", "holds a certificate of the occupation itself", left=_COUNTED)
def holds_own(grade: GradeId, **counted: Unpack[Counted]) -> Requirement:
    """Holds a certificate of the very occupation applied for at exactly this grade, of kinds as in ``holds``."""
    records = Records(CERTIFICATES, (SameOccupation(related=""), Is("grade", (grade,)), *_of_kinds(**counted)))
    text, event = _certificate(grade, Text("本职业", "the occupation"))
    return Requirement(text, Elapsed(First(records, Edge("issued"))), event)


@kind("取得工程技术领域证书", "holds a certificate in engineering")
def holds_in_engineering(grade: GradeId) -> Requirement:
    """Holds a certificate of the occupation or a related one, in the field of engineering, at exactly this grade."""
    where = (SameOccupation(), Is("grade", (grade,)), Is("engineering", (True,)))
    text, event = _certificate(
        grade, Text("工程技术领域本职业或相关职业", "the occupation or a related one of engineering")
    )
    return Requirement(text, Elapsed(First(Records(CERTIFICATES, where), Edge("issued"))), event)


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


@kind("文件有规定", "laid down")
def laid_down(value: bool) -> Requirement:
    """Nothing but that a term is filled, and filled with yes: its value is the parameter.

    Where it is, nothing is left to ask, and nothing is said.
    """
    if value:
        return Requirement(Text("", ""), Every(()))
    return Requirement(Text("有关文件规定可以", "the documents in force allow it"), Either(()))


@kind("一线岗位", "works on the front line")
def on_front_line() -> Requirement:
    """Works on the production front line in the occupation or a related one."""
    records = Records(WORK, (SameOccupation(), Is("front_line", (True,))))
    text = Text("在生产一线从事本职业或相关职业", "works on the front line in the occupation or a related one")
    return Requirement(text, Recorded(records, Edge("from"), Edge("to", days=1)))


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


def _of_kinds(kinds: tuple[str, ...] = (), refused: tuple[str, ...] = ()) -> tuple[Test, ...]:
    """Test of which kind a certificate is. Where some are refused, one whose kind is not told may be one of them."""
    return (*((Taken("kind", kinds),) if kinds else ()), *((IsNot("kind", refused),) if refused else ()))


def _certificate(grade: str, occupation: Text) -> tuple[Text, Text]:
    """Say that a certificate is held, and name the event of obtaining it."""
    names = {"g": words.grade(grade), "o": occupation}
    held = Text("取得{o}{g}证书", "holds the certificate for {g} in {o}")
    event = Text("取得{o}{g}证书", "obtaining the certificate for {g} in {o}")
    return held.fill(**names), event.fill(**names)


def event_of(requirement: Requirement) -> Event:
    """Return the event from which time is counted. Raises ValueError for a requirement that is more than an event."""
    if not isinstance(requirement.node, Elapsed) or requirement.node.years or requirement.node.months:
        raise ValueError(f"time cannot be counted from {requirement.text.en!r}; expected a certificate or a title")
    return requirement.node.event


KINDS: tuple[Kind, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Kind))
