"""Conditions of application (申报条件) of the national standards, in the editions of 2018 and 2023.

Any one of a grade is enough. A standard issued before 2023 follows the edition of 2018; an occupation without a
standard follows the edition of 2023. A condition that names two ways (…；或…) counts as two, a and b.
"""

from datetime import date

from .facts import CODE
from .kinds import Kinds
from .law import EVERY_SCHOOL, T2018, T2023, TECHNICAL_SCHOOLS
from .requirements import Requirement, every
from .rules import Rule, rule

# The days on which the standards of the occupations of the tests were issued.
STANDARDS = {"4-04-05-01": date(2022, 7, 12), "3-01-04-04": date(2024, 1, 30)}

SENIOR_TECHNICAL = ("senior_technical_school", "technician_college")
COLLEGE_AND_UP = ("higher_vocational", "college", "university")
VOCATIONAL = ("secondary_vocational", "higher_vocational")


def conditions(kinds: Kinds) -> list[Rule]:
    """Give the conditions of the grade applied for."""
    issued = STANDARDS.get(kinds.occupation[:CODE])
    if issued and issued.year < 2023:
        edition, document, found = "2018", T2018, _edition_2018(kinds)
    else:
        edition, document, found = "2023", T2023, _edition_2023(kinds)
    return [
        rule(f"national:{edition}/{number}", [document], requirement)
        for number, requirement in found.items()
        if number.startswith(f"{kinds.grade}-")
    ]


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
        "3-4": k.graduated(TECHNICAL_SCHOOLS, class_=["senior", "pre_technician", "technician"]),
        "3-5": every(k.since(k.certificate("4")), k.graduated(COLLEGE_AND_UP)),
        "3-6": k.graduated(COLLEGE_AND_UP, evaluated=[True]),
        # 三级证书后5年; 初级职称后5年并三级证书后1年; 中级职称后1年; 三级证书的高级技校、技师学院毕业生，累计2年;
        # 三级证书满2年的技师学院预备技师班、技师班学生
        "2-1": k.worked(5, k.certificate("3")),
        "2-2": every(k.worked(5, k.title("junior")), k.worked(1, k.certificate("3"))),
        "2-3": k.worked(1, k.title("intermediate")),
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
        # 五级证书后4年; 累计6年; 技工学校毕业，或经评估论证、以中级技能为培养目标的中等及以上职业学校毕业（含应届）
        "4-1": k.worked(4, k.certificate("5")),
        "4-2": k.worked(6),
        "4-3a": k.graduated(TECHNICAL_SCHOOLS),
        "4-3b": k.graduated(VOCATIONAL, any_major=True, evaluated=[True], skill_target=["intermediate"]),
        # 四级证书后5年; 四级证书并高级技校、技师学院毕业，或并经评估论证、以高级技能为培养目标的高职毕业（含应届）;
        # 大专及以上毕业，四级证书后2年
        "3-1": k.worked(5, k.certificate("4")),
        "3-2a": every(k.since(k.certificate("4")), k.graduated(SENIOR_TECHNICAL, any_major=True)),
        "3-2b": every(
            k.since(k.certificate("4")),
            k.graduated(["higher_vocational"], any_major=True, evaluated=[True], skill_target=["senior"]),
        ),
        "3-3": every(k.graduated(COLLEGE_AND_UP, final_year=False), k.worked(2, k.certificate("4"))),
        # 三级证书后4年; 三级证书的高级技校、技师学院毕业生，累计3年，或取得预备技师证书的技师学院毕业生，累计2年
        "2-1": k.worked(4, k.certificate("3")),
        "2-2a": every(
            k.since(k.certificate("3")), k.graduated(SENIOR_TECHNICAL, final_year=False, any_major=True), k.worked(3)
        ),
        "2-2b": every(
            k.graduated(["technician_college"], final_year=False, any_major=True, pre_technician_certificate=[True]),
            k.worked(2),
        ),
        # 二级证书后4年
        "1-1": k.worked(4, k.certificate("2")),
    }
