"""The kinds of requirement that look at schooling: who graduated, studies, or is about to graduate, and from what."""

from typing import TypedDict, Unpack

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text, listed
from bajigong.policy.when import (
    Edge,
    Elapsed,
    First,
    Is,
    IsNot,
    Recorded,
    Records,
    Taken,
    Test,
)
from bajigong_national import words
from bajigong_national.names import ANY_OF_THEM
from bajigong_national.types import (
    Class,
    Degree,
    Form,
    School,
    SkillTarget,
)

EDUCATION = "applicant.education"


class Programme(TypedDict, total=False):
    """What is asked of a programme of study: all of it may be left out."""

    classes: tuple[Class, ...]
    evaluated: bool
    skill_target: SkillTarget
    pre_technician_certificate: bool
    degrees: tuple[Degree, ...]
    forms: tuple[Form, ...]
    refused_forms: tuple[Form, ...]


#: Which forms of study count, and which do not, is for documents to say; of any other neither is sure.
_COUNTED = {"forms": "national:study-forms", "refused_forms": "national:study-forms-refused"}


@kind("毕业（含应届）", "graduated, or in the final year", left=_COUNTED)
def graduated(
    schools: tuple[School, ...], *, final_year: bool = True, any_major: bool = False, **programme: Unpack[Programme]
) -> Requirement:
    """Graduated from one of these kinds of school in the occupation's major or a related one, or in any.

    A final-year student counts from a year before graduation on (含在读应届毕业生), unless ``final_year`` is false.
    ``programme``: ``classes``, ``evaluated``, ``skill_target``, ``pre_technician_certificate``, ``degrees``, and the
    ``forms`` of study that count. One whose form is not told is taken to; of one that is neither among them nor among
    ``refused_forms`` it is open whether it counts.
    """
    records = _education(schools, related=not any_major, **programme)
    edge = Edge("graduates", years=-1 if final_year else 0)
    text = Text("{s}{m}毕业{f}", "graduated{f}{m} from: {s}").fill(
        s=_schools(schools, **programme),
        m=Text("", "") if any_major else Text("本专业或相关专业", " in a related major"),
        f=Text("（含应届）", ", or is in the final year,") if final_year else Text("", ""),
    )
    return Requirement(text, Elapsed(First(records, edge)))


@kind("在读学生", "student", left=_COUNTED)
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
    if at_agency and not set(programme) - set(_COUNTED) and set(schools) == set(ANY_OF_THEM):
        text = Text("系{h}{m}在读学生", "is {h}student{m}")
    text = text.fill(h=here, m=major, s=_schools(schools, **programme))
    return Requirement(text, Recorded(records, Edge("enrolled"), Edge("graduates", days=1)))


@kind("应届毕业生", "student in the graduating year", left=_COUNTED)
def graduating(schools: tuple[School, ...], *, at_agency: bool = False, **programme: Unpack[Programme]) -> Requirement:
    """Is in the year before graduation, up to and with the day of graduation."""
    records = _education(schools, related=False, at_agency=at_agency, **programme)
    here = Text("本校", "the assessing school's own ") if at_agency else Text("", "")
    text = Text("系{h}{s}应届毕业生", "is in the graduating year, {h}student of: {s}")
    text = text.fill(h=here, s=_schools(schools, **programme))
    return Requirement(text, Recorded(records, Edge("graduates", years=-1), Edge("graduates", days=1)))


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
    if programme.get("forms"):
        tests.append(Taken("form", programme["forms"]))
    if programme.get("refused_forms"):
        # One whose form is not told may be one of these.
        tests.append(IsNot("form", programme["refused_forms"]))
    if at_agency:
        tests.append(Is("at_agency", (True,)))
    return Records(EDUCATION, tuple(tests))


def _schools(schools: tuple[School, ...], **programme: Unpack[Programme]) -> Text:
    unknown = set(programme) - set(Programme.__annotations__)
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


KINDS: tuple[Kind, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Kind))
