"""By which clauses people gain and lose: cases whose answer can be read in the notices."""

import pytest
from tests.program.batch.against import made

from bajigong.answers import Holds, Outcome, RuleAnswer
from bajigong.batch.against.changes import CHANGES, NO_CLAUSE, ComparedReason, Turning, compared
from bajigong.batch.against.law import Against
from bajigong.batch.cases import Reason
from bajigong.batch.files.ask import Ask
from bajigong.batch.people import laid_out
from bajigong.policy.text import Text, same

FRONT_LINE = "front-line-grade-3.yaml"
DRAFT = """
[[document]]
id = "DRAFT"
title = { zh = "征求意见稿", en = "Draft for comment" }
issuer = { zh = "某厅", en = "An office" }
place = "510000"
draft = true
in_force = 2026-06-01

[[clause]]
id = "DRAFT/1"
at = "一"
kind = "eligibility"
gist = { zh = "一线职工可直接认定高级工", en = "Front-line workers may be recognised at grade 3 directly" }

[[filling]]
term = "enterprise:front-line-grades"
clause = "DRAFT/1"
value = ["3"]
"""


def compared_reasons(tenant, against, example=FRONT_LINE, **changes):
    """Put an example to both sides; return the change and how both stand to it."""
    ask = Ask(tenant, made.TODAY)
    here = ask.tenant_law()
    there = Against(against).open(ask, here)
    people = laid_out(here.schema, [made.example(example, here.schema, here.tenant.region, **changes)])
    one, other = here.kernel.decide(people), there.decide(people)
    reasons = here.kernel.reasons[int(one.reasons[0])], there.tenant_law.kernel.reasons[int(other.reasons[0])]
    return CHANGES[compared(one, other)[0]], *map(ComparedReason.of, reasons)


def turned(eligible, other, *, novel, people=1):
    turning = Turning(novel)
    turning.add(eligible, other, people)
    return turning.done()


def test_a_front_line_worker_loses_the_clause_of_guilin():
    change, guilin, sichuan = compared_reasons("guilin", "sichuan")
    assert change == "loses"
    turn = turned(guilin, sichuan, novel=True, people=3)
    assert turn.people == 3
    assert turn.held == (("GL23/4.1.b", 3),)
    assert turn.bars == (("T2023/3-1", 3),)
    assert [text.en for text, _ in turn.failing] == ["10 years of work in the occupation or a related one"]
    assert turn.missing == ()


def test_a_front_line_worker_gains_by_the_clause_of_guilin():
    change, sichuan, guilin = compared_reasons("sichuan", "guilin")
    assert change == "gains"
    turn = turned(guilin, sichuan, novel=False)
    assert turn.held == (("GL23/4.1.b", 1),)
    assert turn.bars == (("T2023/3-1", 1),)


def test_a_draft_laid_on_top_counts_and_is_what_they_gain_by(tmp_path):
    (tmp_path / "draft.toml").write_text(DRAFT, encoding="utf-8")
    change, sichuan, drafted = compared_reasons("sichuan", str(tmp_path / "draft.toml"))
    assert change == "gains"
    assert turned(drafted, sichuan, novel=False).held == (("DRAFT/1", 1), ("SC22/5.1.b", 1))


def test_a_draft_for_another_grade_changes_nothing(tmp_path):
    (tmp_path / "draft.toml").write_text(DRAFT.replace('["3"]', '["1"]'), encoding="utf-8")
    assert compared_reasons("sichuan", str(tmp_path / "draft.toml"))[0] == "same"


def test_a_notice_that_lapses_stands_in_the_way_itself():
    change, before, after = compared_reasons("sichuan", "2027-12-28", "sichuan-machinist.yaml")
    assert change == "loses"
    turn = turned(before, after, novel=True)
    assert turn.held == (), "the clauses are still cited: they have lapsed"
    assert {clause.partition("/")[0] for clause, _ in turn.bars} == {"SC22"}
    assert all("in force" in text.en for text, _ in turn.failing)


def test_the_day_before_nothing_changes():
    assert compared_reasons("sichuan", "2027-12-27", "sichuan-machinist.yaml")[0] == "same"


# Rules made by hand


def rule(name, holds, *cites):
    return RuleAnswer(name, same(name), holds, None, None, (), cites)


def compared_reason(gates, routes, best="", failing=(), missing=()):
    reason = (1, Outcome.ELIGIBLE, "", "", best, None, "", failing, missing, (), tuple(gates), tuple(routes))
    return ComparedReason.of(Reason(*reason))


YES, NO, UNKNOWN = Holds


def test_rules_that_hold_on_both_sides_are_left_out():
    eligible = compared_reason([rule("g", YES, "a/1"), rule("h", YES, "a/2")], [rule("r", YES, "a/3")], "r")
    other = compared_reason([rule("g", YES, "b/1"), rule("h", NO, "b/2")], [rule("r", YES, "b/3")], "r")
    turn = turned(eligible, other, novel=True)
    assert turn.held == (("a/2", 1),)
    assert turn.bars == (("b/2", 1),)


def test_a_gate_and_a_route_of_one_name_are_two_rules():
    eligible = compared_reason([rule("x", YES, "a/1")], [rule("x", YES, "a/2")], "x")
    other = compared_reason([rule("x", YES, "b/1")], [rule("x", NO, "b/2")], "x")
    turn = turned(eligible, other, novel=True)
    assert turn.held == (("a/2", 1),)
    assert turn.bars == (("b/2", 1),)


def test_only_the_best_route_counts():
    eligible = compared_reason([], [rule("r", YES, "a/1"), rule("s", YES, "a/2")], "s")
    other = compared_reason(
        [], [rule("r", NO, "b/1"), rule("t", UNKNOWN, "b/2")], "t", missing=(("x", "y"), ("y", "z"))
    )
    turn = turned(eligible, other, novel=True)
    assert turn.held == (("a/2", 1),)
    assert turn.bars == (("b/2", 1),)
    assert turn.missing == (("x", 1), ("y", 1), ("z", 1))


@pytest.mark.parametrize(("novel", "held"), [(True, ()), (False, (("a/1", 1),))])
def test_who_gains_by_what_is_cited_on_both_sides_gains_by_it_all_the_same(novel, held):
    eligible, other = (
        compared_reason([], [rule("r", YES, "a/1")], "r"),
        compared_reason([], [rule("r", NO, "a/1")], "r"),
    )
    assert turned(eligible, other, novel=novel).held == held


def test_nothing_laid_down_is_no_clause():
    eligible, other = compared_reason([rule("g", YES, "a/1")], []), compared_reason([rule("g", NO)], [])
    assert turned(eligible, other, novel=True).bars == ((NO_CLAUSE, 1),)


def test_people_count_once_for_each_and_the_commonest_comes_first():
    turning = Turning(novel=True)
    held = compared_reason([], [rule("r", YES, "a/1", "a/1")], "r")
    some = compared_reason([rule("g", NO, "b/2", "b/1"), rule("h", NO, "b/2")], [], failing=(Text("甲", "one"),))
    turning.add(held, some, 5)
    turning.add(held, compared_reason([rule("g", NO, "b/1")], []), 2)
    turn = turning.done()
    assert turn.people == 7
    assert turn.held == (("a/1", 7),)
    assert turn.bars == (("b/1", 7), ("b/2", 5))
    assert turn.failing == ((Text("甲", "one"), 5),)
