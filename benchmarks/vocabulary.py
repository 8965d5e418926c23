"""The words of the data sets: each list is the dictionary of the columns that use it, so a code is a place in it."""

from datetime import date
from typing import Final

#: The day asked about, and another on which anniversaries of a leap day fall.
ON: Final = date(2026, 6, 30)
LEAP_ON: Final = date(2027, 2, 28)

NONE: Final = "none"
TRACKS: Final = ("third_party",)
#: From the lowest; a certificate that leads to a grade has the code before it.
GRADES: Final = ("5", "4", "3", "2", "1")
HELD: Final = (*GRADES, NONE)
#: Those applied for, all of which follow the conditions of 2023; those that people come from; and no occupation at all.
APPLIED: Final = ("6-18-01-05", "6-29-03-08", "6-31-03-04", "4-01-01-00")
OCCUPATIONS: Final = (*APPLIED, "6-02-06-10", "4-08-08-01", NONE)
RANKS: Final = (NONE, "junior", "intermediate", "senior")
SCHOOLS: Final = (
    "general",
    "secondary_vocational",
    "technical_school",
    "senior_technical_school",
    "technician_college",
    "higher_vocational",
    "college",
    "university",
)
CLASSES: Final = ("intermediate", "senior", "pre_technician", "technician")

#: What a column of the data set is called in the peers' own tables, by its key path.
SHORT: Final = {
    "occupation": "occupation",
    "grade": "grade",
    "applicant.birth_date": "birth",
    "applicant.work.occupation": "work_occupation",
    "applicant.work.related": "work_related",
    "applicant.work.from": "work_from",
    "applicant.work.to": "work_to",
    "applicant.certificates.occupation": "cert_occupation",
    "applicant.certificates.related": "cert_related",
    "applicant.certificates.grade": "cert_grade",
    "applicant.certificates.issued": "cert_issued",
    "applicant.titles.rank": "title_rank",
    "applicant.titles.related": "title_related",
    "applicant.titles.obtained": "title_obtained",
    "applicant.education.school": "school",
    "applicant.education.class": "class",
    "applicant.education.major_related": "major_related",
    "applicant.education.evaluated": "evaluated",
    "applicant.education.enrolled": "enrolled",
    "applicant.education.graduates": "graduates",
}
#: The same of the nested data set; the fields of a record keep their names.
SHORT_LISTS: Final = {
    "occupation": "occupation",
    "grade": "grade",
    "applicant.birth_date": "birth",
    "applicant.work": "work",
    "applicant.certificates": "certificates",
    "applicant.titles": "titles",
    "applicant.education": "education",
}
#: The most records that a list of the nested data set has.
MOST: Final = {"work": 3, "certificates": 3, "titles": 2, "education": 2}
FIELDS: Final = {
    "work": ("occupation", "related", "from", "to"),
    "certificates": ("occupation", "related", "grade", "issued"),
    "titles": ("rank", "related", "obtained"),
    "education": ("school", "class", "major_related", "evaluated", "enrolled", "graduates"),
}
