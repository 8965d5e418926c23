"""Names that rules use, so that a misspelling is an error and the rules read like the law."""

from typing import Final

APPRENTICE: Final = "apprentice"
GRADE_5: Final = "5"
GRADE_4: Final = "4"
GRADE_3: Final = "3"
GRADE_2: Final = "2"
GRADE_1: Final = "1"
SPECIAL: Final = "special"
CHIEF: Final = "chief"
FIVE_GRADES: Final = (GRADE_5, GRADE_4, GRADE_3, GRADE_2, GRADE_1)

JUNIOR: Final = "junior"
INTERMEDIATE: Final = "intermediate"
SENIOR: Final = "senior"
RANKS: Final = (JUNIOR, INTERMEDIATE, SENIOR)

TECHNICAL_SCHOOLS: Final = ("technical_school", "senior_technical_school", "technician_college")
SENIOR_TECHNICAL_SCHOOLS: Final = ("senior_technical_school", "technician_college")
TECHNICIAN_COLLEGE: Final = ("technician_college",)
COLLEGES_AND_UNIVERSITIES: Final = ("college", "university")
HIGHER_VOCATIONAL_AND_UP: Final = ("higher_vocational", *COLLEGES_AND_UNIVERSITIES)
VOCATIONAL_SCHOOLS: Final = ("secondary_vocational", "higher_vocational")
ANY_OF_THEM: Final = (*TECHNICAL_SCHOOLS, "secondary_vocational", *HIGHER_VOCATIONAL_AND_UP)

SENIOR_CLASS_AND_UP: Final = ("senior", "pre_technician", "technician")
PRE_TECHNICIAN_CLASS: Final = ("pre_technician",)
TECHNICIAN_CLASSES: Final = ("pre_technician", "technician")

HIGHER_TITLES: Final = "national:higher-titles"

EXAMINATION: Final = "national:examination"
COMPETITION: Final = "national:competition-promotion"
NATIONAL_COMPETITIONS: Final = "national:competition-table"
LOCAL_COMPETITIONS: Final = "national:local-competition-table"
OFFICIAL_LEVELS: Final = ("provincial_1", "provincial_2", "city")
LOCAL_LEVELS: Final = (*OFFICIAL_LEVELS, "enterprise")
