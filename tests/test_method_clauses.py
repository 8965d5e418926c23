"""Every clause on methods has a case that fails without each rule that cites it, and no figure of it is lost."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pytest

from bajigong.engine.methods import Practice, practice
from bajigong.law.opening import Bundle
from bajigong.law.place import Reader
from bajigong.law.tenants import tenants
from bajigong.policy.facts import Selection
from bajigong.policy.law import Aspect, Method
from bajigong.policy.text import Text

ON = date(2026, 11, 21)
EXAM, VETERANS_EXAM = "national:examination", "sichuan:veterans-examination"
DIRECT, CONFIRMATION = "enterprise:direct-recognition", "enterprise:apprentice-confirmation"
BORER, DIGITAL, VETERANS = "6-18-01-05", "4-04-05-05", "3-01-04-04"


class Case(NamedTuple):
    """What must be said of a method in one place, on a clause: an aspect of it or, without one, the method itself."""

    clause: str
    tenant: str
    track: str
    grade: str
    method: str
    aspect: str = ""
    occupation: str = BORER
    agency: str | None = None

    def methods(self, bundle: Bundle) -> dict[str, Practice]:
        place = tenants()[self.tenant].region
        selection = Selection(self.track, self.occupation, self.grade, place)
        found = practice(bundle, Reader(bundle, place).read(), selection, self.agency, ON)
        return {one.method.id: one for one in found}

    def holds(self, bundle: Bundle) -> bool:
        one = self.methods(bundle).get(self.method)
        if one is None or not self.aspect:
            return one is not None and self.clause in one.clauses
        those = [applied for applied in one.aspects if applied.aspect.id == self.aspect]
        return any(self.clause in applied.clauses and not applied.hangs_on for applied in those)


CASES = (
    # Sichuan: theory by computer for digital occupations; which others there are is left to discretion.
    Case("SC22/5.2", "sichuan", "third_party", "3", EXAM, "sichuan:computer-theory", DIGITAL),
    Case("SC22/5.2", "sichuan", "enterprise", "4", EXAM, "sichuan:online", DIGITAL),
    Case("SC22/5.2", "sichuan", "college", "4", EXAM, "sichuan:computer-theory-others"),
    Case("SC22/5.1.a", "sichuan", "enterprise", "3", DIRECT, "sichuan:direct-review", agency="enterprise"),
    Case("SC22/3.2.a", "sichuan", "third_party", "3", EXAM, "sichuan:norm"),
    # Veterans affairs officers: three parts, five areas, one standard, one textbook, one bank.
    Case("SCV/2.2.b", "sichuan", "veterans", "5", VETERANS_EXAM, "", VETERANS),
    Case("SCV/2.2.b", "sichuan", "veterans", "1", VETERANS_EXAM, "sichuan:veterans-bank", VETERANS),
    Case("SCV/2.2.b", "sichuan", "veterans", "3", VETERANS_EXAM, "sichuan:veterans-norm", VETERANS),
    Case("SCV/2.2.b", "sichuan", "veterans", "3", VETERANS_EXAM, "sichuan:veterans-review", VETERANS),
    Case("ASM/parts", "sichuan", "veterans", "5", VETERANS_EXAM, "", VETERANS),
    # Guilin: apprentices, norms, banks, computers, two certificates.
    Case(
        "GL23/3.2.b", "guilin", "enterprise", "apprentice", CONFIRMATION, "guangxi:apprentice-norm", agency="enterprise"
    ),
    Case("GL23/3.2.b", "guilin", "enterprise", "3", EXAM, "guangxi:eight-grade-norm", agency="enterprise"),
    Case("GL23/3.3.a", "guilin", "enterprise", "3", EXAM, "guangxi:own-bank", agency="enterprise"),
    Case("GL23/3.3.a", "guilin", "college", "3", EXAM, "guangxi:unified-bank-colleges", agency="college"),
    Case("GL23/3.3.a", "guilin", "third_party", "3", EXAM, "guangxi:unified-bank-social"),
    Case("GL23/3.5.a", "guilin", "third_party", "3", EXAM, "guangxi:computer-theory"),
    Case("GL23/3.5.a", "guilin", "third_party", "3", EXAM, "guangxi:digital-scoring"),
    Case("GL23/3.5.a", "guilin", "third_party", "3", EXAM, "guangxi:modern-testing", DIGITAL),
    Case("GL23/3.5.a", "guilin", "third_party", "3", EXAM, "guangxi:modern-testing-others"),
    Case("GL23/3.5.b", "guilin", "college", "3", EXAM, "guangxi:one-test-two-certificates", DIGITAL),
    Case("GL23/4.1.a", "guilin", "enterprise", "4", DIRECT, "guangxi:direct-basis"),
    Case("GL23/3.1", "guilin", "third_party", "3", EXAM, "guangxi:norm"),
    Case("NM21/2.3", "inner-mongolia", "third_party", "3", EXAM, "inner_mongolia:norm"),
    Case("NM21/4.6", "inner-mongolia", "enterprise", "3", EXAM, "inner_mongolia:own-bank"),
    # What holds everywhere.
    Case("ASM/parts", "guilin", "third_party", "3", EXAM),
    Case("ASM/parts", "guilin", "third_party", "3", EXAM, "national:standard-first"),
    Case("ASM/time", "guilin", "third_party", "3", EXAM),
    Case("ASM/time", "guilin", "third_party", "3", EXAM, "national:standard-first"),
    Case("T2023/methods", "inner-mongolia", "third_party", "1", EXAM),
    Case("ASM/form", "inner-mongolia", "third_party", "3", EXAM, "national:paper-or-computer"),
    Case("ASM/room", "guilin", "third_party", "3", EXAM, "national:invigilators"),
    Case("ASM/panel", "guilin", "third_party", "2", EXAM, "national:review-panel"),
    Case("ASR/assessor", "guilin", "third_party", "3", EXAM, "national:assessors"),
    Case("ASR/assessor", "guilin", "third_party", "2", EXAM, "national:senior-assessors"),
    Case("ASR/senior-assessor", "guilin", "third_party", "2", EXAM, "national:senior-assessors"),
)
TENANTS = ("sichuan", "guilin", "inner-mongolia")
#: Clauses of these kinds, and those on banks that decide, are about methods alone.
ON_METHODS = {"SC22/5.2", "SCV/2.2.b", "GL23/3.2.b", "GL23/3.3.a", "GL23/3.5.a", "GL23/3.5.b"}


@cache
def bundle_of(tenant: str) -> Bundle:
    return tenants()[tenant].open()


def rules_citing(bundle: Bundle, clause: str) -> list[Method | Aspect]:
    rules = (said.what for said in (*bundle.methods.values(), *bundle.aspects.values()))
    return [rule for rule in rules if clause in rule.clauses]


def name(case: Case) -> str:
    return f"{case.clause} {case.aspect or case.method} {case.tenant}"


def test_the_clauses_on_methods_are_all_here():
    found = {
        said.what.id
        for tenant in TENANTS
        for said in bundle_of(tenant).clauses.values()
        if said.what.kind == "assessment" or (said.what.kind == "bank" and said.what.does == "decides")
    }
    assert {clause for clause in found if not clause.startswith(("ASM", "ASR", "T2023"))} == ON_METHODS
    assert found <= {case.clause for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_case_holds_and_fails_without_its_rule(case):
    bundle = bundle_of(case.tenant)
    rule = (bundle.aspects[case.aspect] if case.aspect else bundle.methods[case.method]).what
    assert case.clause in rule.clauses
    assert case.holds(bundle)
    assert not case.holds(bundle.without(rule))


@pytest.mark.parametrize("tenant", TENANTS)
def test_every_rule_on_methods_that_cites_a_place_has_its_case(tenant):
    bundle = bundle_of(tenant)
    named = {(case.clause, case.aspect or case.method) for case in CASES}
    for clause in {case.clause for case in CASES} | ON_METHODS & set(bundle.clauses):
        for rule in rules_citing(bundle, clause) if clause in bundle.clauses else ():
            assert (clause, rule.id) in named


def test_every_aspect_has_a_case():
    assert {case.aspect for case in CASES} >= {one for tenant in TENANTS for one in bundle_of(tenant).aspects}


def test_paper_is_a_choice_until_a_place_says_by_computer():
    def filling(tenant: str, clause: str) -> Any:
        [found] = [said.what for said in bundle_of(tenant).fillings if said.what.clause == clause]
        return found

    choice = Case("ASM/form", "inner-mongolia", "third_party", "3", EXAM, "national:paper-or-computer")
    assert choice.holds(bundle_of("inner-mongolia"))
    assert not choice.holds(bundle_of("inner-mongolia").without(filling("inner-mongolia", "ASM/form")))
    here = choice._replace(tenant="guilin")
    assert not here.holds(bundle_of("guilin"))
    assert here.holds(bundle_of("guilin").without(filling("guilin", "GL23/3.5.a")))


@pytest.mark.parametrize(
    "case",
    [
        Case("SC22/5.2", "sichuan", "third_party", "3", EXAM, "sichuan:computer-theory", BORER),
        Case("SC22/5.2", "sichuan", "third_party", "3", EXAM, "sichuan:online", BORER),
        Case("SC22/5.1.a", "sichuan", "enterprise", "3", EXAM, "sichuan:direct-review", agency="enterprise"),
        Case("SCV/2.2.b", "sichuan", "third_party", "3", EXAM, "sichuan:veterans-bank", VETERANS),
        Case("SCV/2.2.b", "guilin", "veterans", "3", VETERANS_EXAM, "", VETERANS),
        Case("GL23/3.2.b", "guilin", "third_party", "3", EXAM, "guangxi:eight-grade-norm"),
        Case("GL23/3.3.a", "guilin", "third_party", "3", EXAM, "guangxi:own-bank", agency="enterprise"),
        Case("GL23/3.3.a", "guilin", "enterprise", "3", EXAM, "guangxi:own-bank"),
        Case("GL23/3.3.a", "guilin", "enterprise", "3", EXAM, "guangxi:unified-bank-social", agency="enterprise"),
        Case("GL23/3.5.b", "guilin", "college", "3", EXAM, "guangxi:one-test-two-certificates", BORER),
        Case("GL23/3.5.a", "inner-mongolia", "third_party", "3", EXAM, "guangxi:computer-theory"),
        # Whom an enterprise may assess (四(一)) says nothing of direct recognition (五(一)).
        Case("SC22/4.1.a", "sichuan", "enterprise", "2", DIRECT),
        Case("ASM/form", "guilin", "third_party", "3", EXAM, "national:paper-or-computer"),
        Case("ASR/assessor", "guilin", "third_party", "1", EXAM, "national:assessors"),
    ],
    ids=name,
)
def test_a_clause_goes_no_further_than_it_says(case):
    assert not case.holds(bundle_of(case.tenant))


# ---------------------------------------------------------------- figures


def leaves(value: Any) -> Iterator[Any]:
    """Every number and word in a frozen value."""
    if isinstance(value, tuple | list):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, Text):
        yield value.zh
    elif value is not None:
        yield value


def said_by(rule: Method | Aspect) -> set[Any]:
    if isinstance(rule, Aspect):
        return set(leaves([value for _, value in rule.figures]))
    figures = [[part.label, part.pass_mark, part.minutes] for part in rule.parts]
    return set(leaves([*figures, rule.content]))


@pytest.mark.parametrize("clause", sorted({case.clause for case in CASES}))
def test_every_figure_of_a_clause_is_found_in_what_cites_it(clause):
    tenant = next(case.tenant for case in CASES if case.clause == clause)
    bundle = bundle_of(tenant)
    figures = set(leaves([value for _, value in bundle.clauses[clause].what.figures]))
    assert figures <= {leaf for rule in rules_citing(bundle, clause) for leaf in said_by(rule)}


def test_the_figures_that_may_not_be_lost():
    """As the documents have them, written down a second time."""
    veterans = bundle_of("sichuan").methods[VETERANS_EXAM].what
    assert [part.label.zh for part in veterans.parts] == ["理论知识考试", "技能考核", "综合评审"]
    assert [area.zh for area in veterans.content] == [
        *("职业道德", "基础知识", "开展思想政治工作", "提供服务保障", "管理档案信息")
    ]
    exam = bundle_of("guilin").methods[EXAM].what
    assert [(part.id, part.pass_mark, part.minutes, part.grades) for part in exam.parts] == [
        ("theory", 60, 90, ()),
        ("skill", 60, None, ()),
        ("review", 60, None, ("2", "1")),
    ]
    figures = {one: dict(said.what.figures) for one, said in bundle_of("sichuan").aspects.items()}
    assert figures["national:invigilators"] == {"candidates_per_invigilator": 15, "invigilators_per_room_at_least": 2}
    assert figures["national:review-panel"] == {"members_at_least": 3, "odd": True}
    assert figures["national:assessors"]["assesses"] == ("5", "4", "3")
    assert figures["national:senior-assessors"]["assesses"] == ("5", "4", "3", "2", "1")
    assert figures["national:senior-assessors"]["years_as_assessor"] == 1
    assert figures["sichuan:direct-review"]["perspectives"] == ("岗位导师", "班组车间", "生产主管部门", "人力资源部门")
