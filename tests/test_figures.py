"""The figures of the five documents: none may be lost or changed on its way into the bundle."""

import datetime

import pytest

from bajigong.law.tenants import tenants
from bajigong.policy.law import Document, Filling
from bajigong.policy.types import freeze
from bajigong.scenarios import engine_of

#: Read from the documents, clause by clause.
FIGURES = {
    "SC22/3.3.c": {
        "paper_years": 3,
        "video_years": 5,
        "permanent": ["个人报名表", "承诺书", "签到表", "考场记录表", "成绩汇总表", "质量督导表"],
    },
    "SC22/5.1.a": {
        "agency_size": ["large", "medium"],
        "perspectives": ["岗位导师", "班组车间", "生产主管部门", "人力资源部门"],
    },
    "SC22/5.1.b": {"levels": [2, 1]},
    "SC22/6.3.d": {
        "grounds": [
            "违反法律法规",
            "申请材料与实际不符",
            "未按标准或规范评价",
            "未经备案扩大职业(工种)范围",
            "违规高额收费",
            "投诉属实未按时整改",
            "转让出租资质",
            "弄虚作假",
        ]
    },
    "SC22/7": {"in_force": "2022-12-28", "valid_years": 5},
    "SCV/2.1.a": {
        "steps": [
            "省级退役军人事务部门受理遴选",
            "国家退役军人服务中心初审",
            "退役军人事务部思想政治和权益维护司审定",
            "推荐意见",
            "人力资源社会保障部门备案",
        ]
    },
    "SCV/2.1.b": {"per_province_at_most": 3},
    "SCV/2.2.b": {
        "parts": ["理论知识考试", "技能考核", "综合评审"],
        "content": ["职业道德", "基础知识", "开展思想政治工作", "提供服务保障", "管理档案信息"],
    },
    "SCV/3.4": {"due": "12-10"},
    "SCX/3.2": {"priorities": 13},
    "GL23/4.1.b": {"levels": [3, 2, 1], "lifted": ["学历", "资历", "年龄", "比例"]},
    "GL23/4.1.c": {"grounds": ["解决重大工艺技术难题和重大质量问题", "技术创新成果获省部级以上奖项", "师带徒业绩突出"]},
    "GL23/4.2.a": {"level": 2},
    "GL23/4.2.b": {"level": 3},
    "NM21/4.1": {"rules": ["考务管理", "质量管理", "题(卷)库管理", "评分管理", "证书管理", "违规违纪处理", "收费标准"]},
    "NM21/4.9": {"paper_years": 3, "electronic_years": 5},
    "NM21/5.4": {"uses": ["命题", "制卷", "场租", "监考", "考评", "阅卷", "评定", "原材料", "数字化平台使用"]},
    "NM21/5.5": {"idle_years": 1, "sanctions": ["通报批评", "限期整改", "取消评价资质"]},
    "NM21/6": {"due": "12-31"},
}

BUNDLES = [engine_of(one).bundle for one in tenants().values()]


def bundle_of(clause):
    return next(bundle for bundle in BUNDLES if clause in bundle.clauses)


@pytest.mark.parametrize("clause", FIGURES)
def test_a_clause_states_its_figures(clause):
    stated = dict(bundle_of(clause).clauses[clause].what.figures)
    assert stated == dict(freeze(FIGURES[clause]))


def numbers(value):
    """Every number in a figure; a day of the year, or of the calendar, is one."""
    if isinstance(value, dict):
        return {n for item in value.values() for n in numbers(item)}
    if isinstance(value, list):
        return {n for item in value for n in numbers(item)}
    return set() if isinstance(value, str) and not value[:2].isdigit() else {str(value)}


def used(clause):
    """Every value of what cites a clause, written out, and of the document it stands in."""
    bundle = bundle_of(clause)
    said = [one.what for one in bundle.all()]
    citing = [one for one in said if clause in getattr(one, "clauses", ()) or getattr(one, "clause", "") == clause]
    document = bundle.documents[clause.partition("/")[0]].what
    return [one for one in citing if one is not document], document


@pytest.mark.parametrize("clause", [name for name in FIGURES if numbers(FIGURES[name]) and name != "SCX/3.2"])
def test_every_number_is_at_work_in_what_cites_the_clause(clause):
    citing, document = used(clause)
    written = " ".join(repr(one) for one in citing)
    if clause == "SC22/7":
        assert isinstance(document, Document)
        assert (document.in_force, document.valid_years) == (datetime.date(2022, 12, 28), 5)
        return
    for number in numbers(FIGURES[clause]):
        assert number in written, f"{number} of {clause} stands in nothing that cites it"


def test_a_filling_out_of_a_clause_says_what_the_clause_says():
    grades = {"SC22/5.1.b": ("2", "1"), "GL23/4.1.b": ("3", "2", "1"), "ZB22/13.b": ("3", "2", "1")}
    for bundle in BUNDLES:
        for said in bundle.fillings:
            filling: Filling = said.what
            if filling.term == "enterprise:front-line-grades":
                assert filling.value == grades[filling.clause]
