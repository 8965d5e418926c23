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
RS14 = Document("RS14", date(2022, 3, 1))  # 2022年3月, the day not known
ZB22 = Document("ZB22", date(2022, 10, 1))  # 2022年10月, the day not known
CMP = Document("CMP")
QL = Document("QL")
SC22 = Document("SC22", date(2022, 12, 28), date(2027, 12, 28))  # 七: 自2022年12月28日施行，有效期5年
SCV = Document("SCV", date(2024, 8, 6))  # no date; not before 退役军人部发〔2024〕35号, first reported that day
GL23 = Document("GL23", date(2023, 11, 27))
NM21 = Document("NM21", date(2021, 11, 3))


@dataclass(frozen=True)
class Granted:
    """What a document lays down."""

    value: Any
    by: Document


TECHNICAL_SCHOOLS = ("technical_school", "senior_technical_school", "technician_college")
EVERY_SCHOOL = (*TECHNICAL_SCHOOLS, "secondary_vocational", "higher_vocational", "college", "university")

# (十三) for the whole nation; how a place carries it out is for the place
NATION = {
    "ungraded": Granted(True, ZB22),  # 新招录或未定级职工 … 直接认定
    "front-line grades": Granted(("3", "2", "1"), ZB22),  # 一线职工 … 高级工以上
    "exception grounds": Granted(("major_problem_solved", "provincial_award", "mentoring"), ZB22),  # 破格晋升
}

SICHUAN = {
    "filing": Granted(True, SC22),  # 三(一) 通过备案后方可按规定开展评价
    "another city": Granted(True, SC22),  # 三(一) 在本市（州）以外地区开展等级认定工作，…主动报送
    "five grades": Granted(True, SC22),  # 三(二)
    "eight grades": Granted(True, SC22),  # 三(二) 企业可根据需要 … 增设学徒工 … 特级技师、首席技师
    "apprentices": Granted(True, SC22),
    "top posts": Granted(True, SC22),
    # 四(一) 本企业职工(含劳务派遣、劳务外包、在企业实习人员、有隶属关系的企业在岗职工等用工人员)
    "relations": Granted(("employee", "dispatched", "outsourced", "intern", "affiliate"), SC22),
    "direct sizes": Granted(("large", "medium"), SC22),  # 五(一) 已备案大中型企业
    "direct perspectives": Granted(("post_mentor", "team", "production", "human_resources"), SC22),
    "ungraded": Granted(False, SC22),  # 五(一) its own conditions for those without a certificate
    "front-line grades": Granted(("2", "1"), SC22),  # 五(一) 直接认定为技师、高级技师
    "front line here": Granted(True, SC22),
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
    "veterans people": Granted(("staff",), SCV),  # 一 现有编内外工作人员
    "veterans recruits": Granted(True, SCV),  # 一 拟通过招录程序安排
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
    "ungraded here": Granted(True, GL23),
    "front line here": Granted(True, GL23),
    "exception here": Granted(True, GL23),
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


Spell = tuple[date | None, date | None]


def layered(law: dict[str, Granted], name: str) -> list[tuple[Granted, Spell]]:
    """Give what is laid down of something and when: by the place while its document is in force, else by the nation."""
    here, nation = law.get(name), NATION.get(name)
    found = [(here, (here.by.since, here.by.until))] if here else []
    if nation:
        whole = (nation.by.since, nation.by.until)
        found += [(nation, spell) for spell in _before_and_after(whole, here.by if here else None)]
    return found


def _before_and_after(whole: Spell, document: Document | None) -> list[Spell]:
    """Cut what a document is in force for out of a spell."""
    if document is None:
        return [whole]
    before = common(whole, (None, document.since)) if document.since else None
    after = common(whole, (document.until, None)) if document.until else None
    return [spell for spell in (before, after) if spell]


def common(one: Spell, other: Spell) -> Spell | None:
    """Give the days that two spells share, None where they share none."""
    since = max((day for day in (one[0], other[0]) if day), default=None)
    until = min((day for day in (one[1], other[1]) if day), default=None)
    return None if since and until and since >= until else (since, until)


def said(law: dict[str, Granted], name: str) -> list[tuple[bool | None, Spell]]:
    """Give the answer of a place to something that is left to it, and None for the days on which it has none."""
    here = law.get(name)
    silent = [(None, spell) for spell in _before_and_after((None, None), here.by if here else None)]
    return [(here.value, (here.by.since, here.by.until)), *silent] if here else silent
