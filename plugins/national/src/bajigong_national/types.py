"""The types of what requirements of the common form are given: words that facts list, and rows of tables."""

from typing import Annotated

from attrs import frozen

from bajigong.policy.types import ChoiceOf, Count, GradeId

School = Annotated[str, ChoiceOf("applicant.education.school")]
Form = Annotated[str, ChoiceOf("applicant.education.form")]
CertificateKind = Annotated[str, ChoiceOf("applicant.certificates.kind")]
Class = Annotated[str, ChoiceOf("applicant.education.class")]
SkillTarget = Annotated[str, ChoiceOf("applicant.education.skill_target")]
Degree = Annotated[str, ChoiceOf("applicant.education.degree")]
TitleRank = Annotated[str, ChoiceOf("applicant.titles.rank")]
Achievement = Annotated[str, ChoiceOf("applicant.achievements.kind")]
Perspective = Annotated[str, ChoiceOf("applicant.reviews.perspective")]
Level = Annotated[str, ChoiceOf("applicant.competitions.level")]
Group = Annotated[str, ChoiceOf("applicant.competitions.group")]
Employment = Annotated[str, ChoiceOf("applicant.employment")]
AgencyKind = Annotated[str, ChoiceOf("agency.kind")]
Size = Annotated[str, ChoiceOf("agency.size")]
People = Annotated[str, ChoiceOf("agency.filings.people")]


@frozen
class Prize:
    """A row of a table of prizes: the levels of competition and what was won, and the grade that it gives.

    ``best`` and ``worst`` are the ranks from and to which it counts; ``holding`` is the grade that must be held before.
    """

    levels: tuple[Level, ...]
    to: GradeId
    groups: tuple[Group, ...] = ()
    best: Count = 1
    worst: Count | None = None
    excellent: bool = False
    holding: GradeId = ""


@frozen
class SchoolGrades:
    """A row of a table of schools: which grades these kinds of school may assess."""

    schools: tuple[School, ...]
    grades: tuple[GradeId, ...]
