"""Conditions of application (申报条件): who may be examined for a grade, under the editions of 2018 and 2023.

Any one condition of a grade is enough. An occupation follows the edition that its national standard follows.
Source: published reprints of the conditions of both editions; each route cites its condition by number.
"""

from attrs import evolve

from bajigong.policy.asks import When, term
from bajigong.policy.law import Route
from bajigong.policy.text import Text
from bajigong_national.education_kinds import graduated, student
from bajigong_national.kinds import aged, apprenticeship_completed, holds, holds_own, laid_down, titled, worked, works
from bajigong_national.names import (
    ANY_OF_THEM,
    EXAMINATION,
    FIVE_GRADES,
    GRADE_2,
    GRADE_3,
    GRADE_4,
    GRADE_5,
    HIGHER_TITLES,
    HIGHER_VOCATIONAL_AND_UP,
    INTERMEDIATE,
    JUNIOR,
    SENIOR,
    SENIOR_CLASS_AND_UP,
    SENIOR_TECHNICAL_SCHOOLS,
    TECHNICAL_SCHOOLS,
    TECHNICIAN_CLASSES,
    TECHNICIAN_COLLEGE,
    VOCATIONAL_SCHOOLS,
)


def condition(edition: str, number: str, when: When) -> Route:
    """Make the route of one condition: ``number`` is its grade and its place in the list, as in ``3-2``."""
    grade, _, place = number.partition("-")
    label = Text(f"{edition}年版申报条件{_ZH[grade]}之{place}", f"conditions of {edition}, grade {grade} no. {place}")
    clauses = (f"T{edition}/{number}",)
    return Route(f"national:{edition}/{number}", (grade,), EXAMINATION, label, when, clauses, standards=(edition,))


def above(edition: str, number: str, rank: str) -> Route:
    """Make what a condition after a title leaves open: whether a title above the one that it names does as well."""
    named = condition(edition, number, laid_down(value=term(HIGHER_TITLES)))
    more = Text("{label}（更高级别职称）", "{label} (a higher title)").fill(label=named.label)
    after = worked(years=1, after=titled(rank=rank, higher=True))
    return evolve(named, id=f"{named.id}-higher-title", label=more, when=after & named.when)


_ZH = dict(zip(FIVE_GRADES, ("五级", "四级", "三级", "二级", "一级"), strict=True))

CONDITIONS_2023 = (
    condition("2023", "5-1", aged(years=16)),
    condition("2023", "5-2", aged(years=16) & works()),
    condition("2023", "4-1", worked(years=5)),
    condition("2023", "4-2", worked(years=3, after=holds(grade=GRADE_5))),
    condition("2023", "4-3", graduated(schools=ANY_OF_THEM)),
    condition("2023", "3-1", worked(years=10)),
    condition("2023", "3-2", worked(years=4, after=holds(grade=GRADE_4))),
    condition("2023", "3-3", worked(years=1, after=titled(rank=JUNIOR))),
    above("2023", "3-3", JUNIOR),
    condition("2023", "3-4", graduated(schools=TECHNICAL_SCHOOLS, classes=SENIOR_CLASS_AND_UP)),
    condition("2023", "3-5", holds(grade=GRADE_4) & graduated(schools=HIGHER_VOCATIONAL_AND_UP)),
    condition("2023", "3-6", graduated(schools=HIGHER_VOCATIONAL_AND_UP, evaluated=True)),
    condition("2023", "2-1", worked(years=5, after=holds(grade=GRADE_3))),
    condition("2023", "2-2", worked(years=5, after=titled(rank=JUNIOR)) & worked(years=1, after=holds(grade=GRADE_3))),
    condition("2023", "2-3", worked(years=1, after=titled(rank=INTERMEDIATE))),
    above("2023", "2-3", INTERMEDIATE),
    condition(
        "2023",
        "2-4",
        holds(grade=GRADE_3)
        & graduated(schools=SENIOR_TECHNICAL_SCHOOLS, final_year=False, any_major=True)
        & worked(years=2),
    ),
    condition(
        "2023",
        "2-5",
        holds(grade=GRADE_3, for_years=2) & student(schools=TECHNICIAN_COLLEGE, classes=TECHNICIAN_CLASSES),
    ),
    condition("2023", "1-1", worked(years=5, after=holds(grade=GRADE_2))),
    condition(
        "2023", "1-2", worked(years=5, after=titled(rank=INTERMEDIATE)) & worked(years=1, after=holds(grade=GRADE_2))
    ),
    condition("2023", "1-3", worked(years=1, after=titled(rank=SENIOR))),
)

CONDITIONS_2018 = (
    condition("2018", "5-1", worked(years=1)),
    condition("2018", "5-2", apprenticeship_completed()),
    condition("2018", "4-1", worked(years=4, after=holds(grade=GRADE_5))),
    condition("2018", "4-2", worked(years=6)),
    condition(
        "2018",
        "4-3",
        graduated(schools=TECHNICAL_SCHOOLS)
        | graduated(schools=VOCATIONAL_SCHOOLS, evaluated=True, skill_target="intermediate"),
    ),
    condition("2018", "3-1", worked(years=5, after=holds(grade=GRADE_4))),
    condition(
        "2018",
        "3-2",
        holds(grade=GRADE_4)
        & (
            graduated(schools=SENIOR_TECHNICAL_SCHOOLS, any_major=True)
            | graduated(schools=("higher_vocational",), evaluated=True, skill_target="senior")
        ),
    ),
    condition(
        "2018",
        "3-3",
        graduated(schools=HIGHER_VOCATIONAL_AND_UP, final_year=False) & worked(years=2, after=holds(grade=GRADE_4)),
    ),
    condition("2018", "2-1", worked(years=4, after=holds(grade=GRADE_3))),
    condition(
        "2018",
        "2-2",
        (
            holds_own(grade=GRADE_3)
            & graduated(schools=SENIOR_TECHNICAL_SCHOOLS, final_year=False, any_major=True)
            & worked(years=3)
        )
        | (
            graduated(schools=TECHNICIAN_COLLEGE, pre_technician_certificate=True, final_year=False, any_major=True)
            & worked(years=2)
        ),
    ),
    condition("2018", "1-1", worked(years=4, after=holds(grade=GRADE_2))),
)
