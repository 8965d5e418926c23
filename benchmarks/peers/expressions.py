"""The requirements over ready-made facts, in the expressions that rule-engine and zen-engine both read."""

from typing import Final

_RELATED: Final = "major_related and final_year"
_HIGHER: Final = "school in ['higher_vocational', 'college', 'university']"
_SENIOR: Final = "school in ['senior_technical_school', 'technician_college']"
EXPRESSIONS: Final = {
    "aged_16": "age >= 16",
    "works": "works",
    "worked_2": "worked >= 2",
    "worked_5": "worked >= 5",
    "worked_10": "worked >= 10",
    "worked_3_since_5": "certificate == '5' and worked_since_certificate >= 3",
    "worked_4_since_4": "certificate == '4' and worked_since_certificate >= 4",
    "worked_1_since_3": "certificate == '3' and worked_since_certificate >= 1",
    "worked_5_since_3": "certificate == '3' and worked_since_certificate >= 5",
    "worked_1_since_2": "certificate == '2' and worked_since_certificate >= 1",
    "worked_5_since_2": "certificate == '2' and worked_since_certificate >= 5",
    "worked_1_since_junior": "title == 'junior' and worked_since_title >= 1",
    "worked_5_since_junior": "title == 'junior' and worked_since_title >= 5",
    "worked_1_since_intermediate": "title == 'intermediate' and worked_since_title >= 1",
    "worked_5_since_intermediate": "title == 'intermediate' and worked_since_title >= 5",
    "worked_1_since_senior": "title == 'senior' and worked_since_title >= 1",
    "holds_4": "certificate == '4'",
    "holds_3": "certificate == '3'",
    "held_3_for_2": "certificate == '3' and held >= 2",
    "graduated_any": f"school != 'general' and {_RELATED}",
    "graduated_senior_class": f"(school == 'technical_school' or {_SENIOR})"
    f" and course in ['senior', 'pre_technician', 'technician'] and {_RELATED}",
    "graduated_higher": f"{_HIGHER} and {_RELATED}",
    "graduated_evaluated": f"{_HIGHER} and evaluated and {_RELATED}",
    "graduated_senior_school": f"{_SENIOR} and graduated",
    "studies": "school == 'technician_college' and course in ['pre_technician', 'technician'] and enrolled",
}
