"""What each place lays down, by which document, and when that document is in force."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Document:
    """A document in force from a day on until before another; None where the source gives no date."""

    id: str
    since: date | None = None
    until: date | None = None


T2018 = Document("T2018")
T2023 = Document("T2023")
RS14 = Document("RS14")
CMP = Document("CMP")
QL = Document("QL")
SC22 = Document("SC22", date(2022, 12, 28), date(2027, 12, 28))  # 七: 自2022年12月28日施行，有效期5年
SCV = Document("SCV")
GL23 = Document("GL23", date(2023, 11, 27))
NM21 = Document("NM21", date(2021, 11, 3))


@dataclass(frozen=True)
class Granted:
    """What a document lays down."""

    value: Any
    by: Document


TECHNICAL_SCHOOLS = ("technical_school", "senior_technical_school", "technician_college")
EVERY_SCHOOL = (*TECHNICAL_SCHOOLS, "secondary_vocational", "higher_vocational", "college", "university")

SICHUAN = {
    "filing": Granted(True, SC22),  # 三(一) 通过备案后方可按规定开展评价
    "five grades": Granted(True, SC22),  # 三(二)
    "eight grades": Granted(True, SC22),  # 三(二) 企业可根据需要 … 增设学徒工 … 特级技师、首席技师
    "apprentices": Granted(True, SC22),
    "top posts": Granted(True, SC22),
    # 四(一) 本企业职工(含劳务派遣、劳务外包、在企业实习人员、有隶属关系的企业在岗职工等用工人员)
    "relations": Granted(("employee", "dispatched", "outsourced", "intern", "affiliate"), SC22),
    "direct sizes": Granted(("large", "medium"), SC22),  # 五(一) 已备案大中型企业
    "direct perspectives": Granted(("post_mentor", "team", "production", "human_resources"), SC22),
    "front-line grades": Granted(("2", "1"), SC22),  # 五(一) 直接认定为技师、高级技师
    "competition": Granted(True, SC22),  # 五(一)
    "schools": Granted(EVERY_SCHOOL, SC22),  # 四(二)
    "third-party kinds": Granted(("third_party", "enterprise", "college"), SC22),  # 四(三)
    # 四(三) 原则上不得将政府部门及其所属单位，以及未与主管部门脱钩的各类协会、非专业行业协会纳入推荐范围
    "not recommended": Granted(
        ("government", "government_unit", "undecoupled_association", "unprofessional_association"), SC22
    ),
    "undertaking": Granted("quality", SC22),  # 六(三) 质量管理责任书
    "barring sanctions": Granted(("removed", "blacklisted"), SC22),  # 六(三) 纳入黑名单或从评价机构目录中退出
    # 三(一): who files with the province, who with the city; the ministry's own filings enter as they are
    "filing offices": Granted(
        (
            (("provincial",), ("enterprise", "college", "third_party"), ("province", "nation")),
            (("city",), ("enterprise", "college"), ("city", "nation")),
        ),
        SC22,
    ),
    "veterans people": Granted(("staff", "recruit"), SCV),  # 一
    "veterans grades": Granted(True, SCV),  # 二(二)
    "veterans agencies": Granted(True, SCV),  # 二(一)
    "veterans competition": Granted(True, SCV),  # 二(七)
}

GUILIN = {
    "filing": Granted(True, GL23),  # 三(四)三
    "five grades": Granted(True, GL23),  # 三(一)
    "eight grades": Granted(True, GL23),  # 三(一)
    "apprentices": Granted(True, GL23),  # 三(二)
    "top posts of grade 1": Granted(True, GL23),  # 三(二) 在有高级技师的职业（工种）领域中
    "top posts front line": Granted(True, GL23),  # 四(一) 对在一线在岗从事的优秀高技能人才
    "relations": Granted(("employee",), GL23),  # 四(一) 职工, nothing said of others
    "ungraded": Granted(True, GL23),  # 四(一) 新招录或未定级职工
    "front-line grades": Granted(("3", "2", "1"), GL23),  # 四(一) 高级工以上
    "exception grounds": Granted(("major_problem_solved", "provincial_award", "mentoring"), GL23),  # 四(一) 破格晋升
    "named schools": Granted(TECHNICAL_SCHOOLS, GL23),  # 二(三) 院校学生技能等级自主认定
    "named grades": Granted(("5", "4", "3"), GL23),
    "barring sanctions": Granted(("removed",), GL23),  # 三(四) 取消评价资格，终止备案
    "pre-technician graduates": Granted(True, GL23),  # 四(二)
    "higher-vocational graduates": Granted(True, GL23),  # 四(二)
    "third-party kinds": Granted(("third_party", "college", "enterprise"), GL23),  # 四(三)
}

INNER_MONGOLIA = {
    "filing": Granted(True, NM21),  # 二(三)
    # 三(一) 本企业职工（含劳务派遣、劳务外包等各类用工人员）
    "relations": Granted(("employee", "dispatched", "outsourced", "intern"), NM21),
    "schools": Granted(TECHNICAL_SCHOOLS, NM21),  # 三(二) 技工院校
    "whole region": Granted(True, NM21),  # 三(三)
    "one city": Granted(True, NM21),  # 三(四)
    "after reporting": Granted(True, NM21),  # 三(五) 部备案机构的分支机构和区直社会评价机构
    "branches report": Granted(True, NM21),  # 三(五) 已备案企业的分支机构
    "undertaking": Granted("integrity", NM21),  # 四(二) 诚信承诺书
    "barring sanctions": Granted(("removed", "blacklisted"), NM21),  # 五(五) 取消评价资质的，列入失信黑名单
    "idle years": Granted(1, NM21),  # 五(五) 一年内无理由未开展工作
}

# The law that a tenant carries: the places by how their codes begin.
TENANTS = {
    "sichuan": (("51", SICHUAN),),
    "guangxi": (("4503", GUILIN),),
    "inner_mongolia": (("15", INNER_MONGOLIA),),
}


def laid_down(tenant: str, place: str) -> dict[str, Granted]:
    """Give what is laid down where the assessment is held, besides national law."""
    return next((law for prefix, law in TENANTS[tenant] if place.startswith(prefix)), {})
