"""Conditions of application (申报条件) of the national standards: the editions of 2018 and 2023, and standards' own.

Any one of a grade is enough. A condition that names two ways (…；或…) counts as two, a and b. Nobody has laid down
whether the edition of 2023 applies to occupations whose standard is older, or not on record: so there are readings, and
a person is certainly eligible only by all of them.
"""

from dataclasses import dataclass
from datetime import date

from .facts import CODE
from .kinds import Kinds
from .law import EVERY_SCHOOL, TECHNICAL_SCHOOLS
from .requirements import Requirement, every
from .rules import Rule

#: The first standards that name the edition of 2018; the first year in which that of 2023 can have been there.
FIRST_OF_2018, FIRST_OF_2023 = date(2018, 12, 26), date(2023, 1, 1)


@dataclass(frozen=True)
class Standard:
    """A standard: when it was issued, at which grades its own conditions were read, and whether twice."""

    issued: date
    grades: tuple[str, ...] = ()
    verified: bool = True
    levels: tuple[str, ...] = ()


FIVE = ("5", "4", "3", "2", "1")
STANDARDS = {
    "6-31-01-03": Standard(date(2018, 12, 26), ("4", "3"), verified=False, levels=FIVE),  # 电工
    "6-18-01-05": Standard(date(2023, 8, 31)),  # 镗工
    "6-31-03-04": Standard(date(2023, 8, 31)),  # 无损检测员
    "4-01-01-00": Standard(date(2023, 8, 31)),  # 采购员
    "6-29-03-08": Standard(date(2024, 1, 17)),  # 电力电气设备安装工
    "4-04-05-01": Standard(date(2022, 7, 12)),  # 计算机程序设计员
    "3-01-04-04": Standard(date(2024, 1, 30), levels=FIVE),  # 退役军人事务员
    "4-10-01-05": Standard(date(2019, 9, 25), ("5", "4", "3"), levels=FIVE),  # 养老护理员
}

SENIOR_TECHNICAL = ("senior_technical_school", "technician_college")
COLLEGE_AND_UP = ("higher_vocational", "college", "university")
VOCATIONAL = ("secondary_vocational", "higher_vocational")


Spell = tuple[date | None, date | None]


def readings(kinds: Kinds) -> list[list[Rule]]:
    """Give the conditions of the grade applied for, by each reading of which ones apply and when."""
    sets = {"2018": _edition_2018(kinds), "2023": _edition_2023(kinds), "own": _own(kinds)}
    names = {"2018": "national:2018", "2023": "national:2023", "own": _name(kinds)}
    return [
        [
            Rule(f"{names[which]}/{number}", requirement, ((since, until),))
            for which, since, until in reading
            for number, requirement in sets[which].items()
            if number.startswith(f"{kinds.grade}-")
        ]
        for reading in map(_joined, _readings(kinds))
    ]


def _joined(reading: list[tuple[str, date | None, date | None]]) -> list[tuple[str, date | None, date | None]]:
    """Join what is followed before and after a day alike."""
    joined: list[tuple[str, date | None, date | None]] = []
    for which, since, until in reading:
        if joined and joined[-1][0] == which and joined[-1][2] == since:
            joined[-1] = (which, joined[-1][1], until)
        else:
            joined.append((which, since, until))
    return joined


def _readings(kinds: Kinds) -> list[list[tuple[str, date | None, date | None]]]:
    """Say which set of conditions is followed from when until when, by each reading."""
    standard = STANDARDS.get(kinds.occupation[:CODE])
    if standard is None:
        # By one reading the edition of 2018 goes on, by the other that of 2023 takes its place.
        first = [("2018", FIRST_OF_2018, FIRST_OF_2023)]
        return [[("2018", FIRST_OF_2018, None)], [*first, ("2023", FIRST_OF_2023, None)]]
    before: list[tuple[str, date | None, date | None]] = []
    if standard.issued > FIRST_OF_2018:
        before = [("2018", FIRST_OF_2018, min(standard.issued, FIRST_OF_2023))]
    if standard.issued >= FIRST_OF_2023:
        # Until the standard came, no standard is on record.
        meanwhile = [[("2018", FIRST_OF_2023, standard.issued)], [("2023", FIRST_OF_2023, standard.issued)]]
        return [[*before, *some, ("2023", standard.issued, None)] for some in meanwhile]
    has = kinds.grade in standard.grades
    own = ["own"] if has and standard.verified else ["own", "2018"] if has else ["2018"]
    elder = [[*before, (which, standard.issued, None)] for which in own]
    newer = [*before, (own[0], standard.issued, FIRST_OF_2023), ("2023", FIRST_OF_2023, None)]
    return [*elder, newer]


def levels(kinds: Kinds) -> list[Rule] | None:
    """Give the grades that the occupation's standard has (职业技能等级), where they were read."""
    standard = STANDARDS.get(kinds.occupation[:CODE])
    if standard is None or not standard.levels or kinds.grade not in FIVE:
        return None
    has = every() if kinds.grade in standard.levels else kinds.term("national:grades-of-standards")
    return [Rule("before", every(), ((FIRST_OF_2018, standard.issued),)), Rule("has", has, ((standard.issued, None),))]


def _name(kinds: Kinds) -> str:
    code = kinds.occupation[:CODE]
    standard = STANDARDS.get(code)
    return f"{code}:{standard.issued}" if standard else ""


def _own(k: Kinds) -> dict[str, Requirement]:
    """Give the conditions of the two standards whose own text was read: 电工 2018 (in one place), 养老护理员 2019."""
    common = _edition_2018(k)
    certificate = {grade: k.certificate(grade) for grade in ("5", "4")}
    match k.occupation[:CODE]:
        case "6-31-01-03":
            # 五级证书后本职业4年; 本职业6年; 学校; 四级证书后本职业5年; 学校并四级证书; 学历并四级证书后2年
            return {
                "4-1": k.worked(4, certificate["5"], own=True),
                "4-2": k.worked(6, own=True),
                "4-3a": common["4-3a"],
                "4-3b": common["4-3b"],
                "3-1": k.worked(5, certificate["4"], own=True),
                "3-2a": common["3-2a"],
                "3-2b": common["3-2b"],
                "3-3": common["3-3"],
            }
        case "4-10-01-05":
            # 1年; 学徒期满; 五级证书后2年; 4年; 学校; 四级证书后4年; 学校并四级证书; 学历并四级证书后2年
            return {
                "5-1": common["5-1"],
                "5-2": common["5-2"],
                "4-1": k.worked(2, certificate["5"]),
                "4-2": k.worked(4),
                "4-3a": common["4-3a"],
                "4-3b": common["4-3b"],
                "3-1": k.worked(4, certificate["4"]),
                "3-2a": common["3-2a"],
                "3-2b": common["3-2b"],
                "3-3": common["3-3"],
            }
    return {}


def _edition_2023(k: Kinds) -> dict[str, Requirement]:
    return {
        # 年满16周岁，拟从事 / 从事本职业或相关职业工作
        "5-1": k.aged(16),
        "5-2": every(k.aged(16), k.works()),
        # 累计5年; 五级证书后3年; 技工院校、中等及以上职业院校、专科及以上毕业（含应届）
        "4-1": k.worked(5),
        "4-2": k.worked(3, k.certificate("5")),
        "4-3": k.graduated(EVERY_SCHOOL),
        # 累计10年; 四级证书后4年; 初级职称后1年; 高级工班及以上; 四级证书并高职、专科及以上;
        # 经评估论证的高职、专科及以上
        "3-1": k.worked(10),
        "3-2": k.worked(4, k.certificate("4")),
        "3-3": k.worked(1, k.title("junior")),
        # whether a title above the one named does as well is not said
        "3-3-higher-title": every(k.worked(1, k.title("intermediate", "senior")), k.term("national:higher-titles")),
        "3-4": k.graduated(TECHNICAL_SCHOOLS, class_=["senior", "pre_technician", "technician"]),
        "3-5": every(k.since(k.certificate("4")), k.graduated(COLLEGE_AND_UP)),
        "3-6": k.graduated(COLLEGE_AND_UP, evaluated=[True]),
        # 三级证书后5年; 初级职称后5年并三级证书后1年; 中级职称后1年; 三级证书的高级技校、技师学院毕业生，累计2年;
        # 三级证书满2年的技师学院预备技师班、技师班学生
        "2-1": k.worked(5, k.certificate("3")),
        "2-2": every(k.worked(5, k.title("junior")), k.worked(1, k.certificate("3"))),
        "2-3": k.worked(1, k.title("intermediate")),
        "2-3-higher-title": every(k.worked(1, k.title("senior")), k.term("national:higher-titles")),
        "2-4": every(
            k.since(k.certificate("3")), k.graduated(SENIOR_TECHNICAL, final_year=False, any_major=True), k.worked(2)
        ),
        "2-5": every(
            k.since(k.certificate("3"), years=2),
            k.student(["technician_college"], class_=["pre_technician", "technician"]),
        ),
        # 二级证书后5年; 中级职称后5年并二级证书后1年; 高级职称后1年
        "1-1": k.worked(5, k.certificate("2")),
        "1-2": every(k.worked(5, k.title("intermediate")), k.worked(1, k.certificate("2"))),
        "1-3": k.worked(1, k.title("senior")),
    }


def _edition_2018(k: Kinds) -> dict[str, Requirement]:
    return {
        # 累计1年; 学徒期满
        "5-1": k.worked(1),
        "5-2": k.apprenticeship_completed(),
        # 五级证书后4年; 累计6年; 技工学校，或经评估论证、培养中级技能的中等及以上职业学校，本专业或相关专业
        "4-1": k.worked(4, k.certificate("5")),
        "4-2": k.worked(6),
        "4-3a": k.graduated(TECHNICAL_SCHOOLS),
        "4-3b": k.graduated(VOCATIONAL, evaluated=[True], skill_target=["intermediate"]),
        # 四级证书后5年; 四级证书并高级技校、技师学院，或经评估论证、培养高级技能的高职本专业或相关专业;
        # 大专及以上毕业，四级证书后2年
        "3-1": k.worked(5, k.certificate("4")),
        "3-2a": every(k.since(k.certificate("4")), k.graduated(SENIOR_TECHNICAL, any_major=True)),
        "3-2b": every(
            k.since(k.certificate("4")),
            k.graduated(["higher_vocational"], evaluated=[True], skill_target=["senior"]),
        ),
        "3-3": every(k.graduated(COLLEGE_AND_UP, final_year=False), k.worked(2, k.certificate("4"))),
        # 三级证书后4年; 本职业三级证书的高级技校、技师学院毕业生，累计3年，或取得预备技师证书的技师学院毕业生，累计2年
        "2-1": k.worked(4, k.certificate("3")),
        "2-2a": every(
            k.since(k.own_certificate("3")),
            k.graduated(SENIOR_TECHNICAL, final_year=False, any_major=True),
            k.worked(3),
        ),
        "2-2b": every(
            k.graduated(["technician_college"], final_year=False, any_major=True, pre_technician_certificate=[True]),
            k.worked(2),
        ),
        # 二级证书后4年
        "1-1": k.worked(4, k.certificate("2")),
    }
