"""Which route matters most, and what stands in the way."""

from datetime import date

from bajigong.answers import Holds, Outcome, RequirementAnswer, RuleAnswer, Verdict
from bajigong.cli.show.table import best_route, clauses, failing
from bajigong.policy.text import same

ON = date(2026, 11, 21)
YES, NO, OPEN = Holds.YES, Holds.NO, Holds.UNKNOWN


def rule(name, holds, *requirements, since=None, cites=("A/1",), in_force=True, examined=False):
    return RuleAnswer(name, same(name), holds, since, None, requirements, cites, "m", in_force, "", examined)


def requirement(text, holds, way=None, terms=()):
    return RequirementAnswer(same(text), holds, None, None, (), terms, way)


def verdict(outcome, gates=(), routes=(), notes=()):
    heading = ("张三", "here", "guild", "8-99-01-01", "potter", "110100", ON)
    return Verdict(*heading, outcome, None, None, None, tuple(gates), tuple(routes), (), tuple(notes), "sha256:")


def said(one):
    return [text.zh for text in failing(one)]


def test_of_routes_that_hold_the_one_that_holds_longest_is_best():
    routes = [rule("b", YES, since=date(2020, 1, 1)), rule("a", YES, since=date(2010, 1, 1)), rule("c", NO)]
    assert best_route(verdict(Outcome.ELIGIBLE, routes=routes)).id == "a"


def test_otherwise_the_one_that_time_alone_brings():
    routes = [
        rule("one", NO, requirement("x", NO), requirement("y", YES)),
        rule("open", OPEN, requirement("x", OPEN)),
        rule("two", NO, requirement("x", NO), requirement("y", NO), since=date(2027, 1, 1)),
    ]
    assert best_route(verdict(Outcome.NOT_ELIGIBLE, routes=routes)).id == "two"


def test_then_the_one_that_hangs_on_facts_and_of_those_the_one_that_hangs_on_the_fewest():
    routes = [
        rule("fails", NO, requirement("x", NO), examined=True),
        rule("two", OPEN, requirement("x", OPEN), requirement("y", OPEN)),
        rule("one", OPEN, requirement("x", OPEN), requirement("y", YES)),
    ]
    assert best_route(verdict(Outcome.NOT_ELIGIBLE, routes=routes)).id == "one"


def test_an_examination_is_nearer_than_a_prize():
    for state in (OPEN, NO):
        routes = [
            rule("prize", state, requirement("x", state)),
            rule("examination", state, requirement("x", state), requirement("y", state), examined=True),
        ]
        assert best_route(verdict(Outcome.NOT_ELIGIBLE, routes=routes)).id == "examination"


def test_then_the_one_with_the_fewest_failing_requirements():
    routes = [
        rule("two", NO, requirement("x", NO), requirement("y", NO)),
        rule("one", NO, requirement("x", NO), requirement("y", YES)),
    ]
    assert best_route(verdict(Outcome.NOT_ELIGIBLE, routes=routes)).id == "one"


def test_of_equals_the_earliest_day_and_one_with_a_day_before_one_without():
    routes = [
        rule("never", NO, requirement("x", NO)),
        rule("late", NO, requirement("x", NO), since=date(2029, 1, 1)),
        rule("early", NO, requirement("x", NO), since=date(2028, 1, 1)),
    ]
    assert best_route(verdict(Outcome.NOT_ELIGIBLE, routes=routes)).id == "early"


def test_a_route_out_of_force_is_never_the_nearest():
    routes = [rule("lapsed", NO, in_force=False), rule("open", NO, requirement("x", NO), requirement("y", NO))]
    assert best_route(verdict(Outcome.NOT_ELIGIBLE, routes=routes)).id == "open"


def test_there_may_be_no_route():
    assert best_route(verdict(Outcome.NOT_COVERED)) is None


def test_what_fails_is_said_of_every_gate_and_of_the_nearest_route():
    gates = [
        rule("passed", YES, requirement("p", YES)),
        rule("shut", NO, requirement("g", NO), requirement("h", YES)),
        rule("ways", NO, requirement("i", NO, way=1), requirement("j", NO, way=2)),
    ]
    routes = [
        rule("near", NO, requirement("x", NO), requirement("y", OPEN)),
        rule("far", NO, *[requirement("z", NO)] * 2),
    ]
    one = verdict(Outcome.NOT_ELIGIBLE, gates, routes)
    assert said(one) == ["g", "ways：各种情形均不满足", "x"]


def test_nothing_fails_for_the_eligible():
    assert said(verdict(Outcome.ELIGIBLE, [rule("g", NO, requirement("x", NO))])) == []


def test_where_documents_have_lapsed_that_is_what_is_said():
    gates = [rule("g", NO, requirement("x", YES), in_force=False), rule("h", NO, in_force=False), rule("i", YES)]
    assert said(verdict(Outcome.NOT_COVERED, gates)) == ["g、h：所依文件当日不在有效期内"]


def test_where_a_term_is_open_that_is_what_is_said():
    gates = [rule("g", OPEN, requirement("x", YES), requirement("未定", OPEN, terms=("t",)))]
    assert said(verdict(Outcome.NOT_COVERED, gates, [rule("r", NO, requirement("y", NO))])) == ["未定"]


def test_where_a_gate_or_a_route_is_not_laid_down_that_is_what_is_said():
    gates = [rule("g", NO, cites=(), in_force=False)]
    assert said(verdict(Outcome.NOT_COVERED, gates, [rule("r", YES)])) == ["g：现行文件对此地未作规定"]
    assert said(verdict(Outcome.NOT_COVERED, [rule("g", YES)])) == ["现行文件对此等级未规定申报条件"]


def test_failing_that_the_first_note_speaks():
    one = verdict(Outcome.NOT_COVERED, [rule("g", YES)], [rule("r", NO, requirement("y", NO))], [same("n"), same("m")])
    assert said(one) == ["n"]


def test_clauses_of_the_gates_and_of_the_best_route_each_once():
    gates = [rule("g", YES, cites=("A/1", "A/2"))]
    routes = [rule("r", YES, cites=("A/2", "B/1")), rule("s", NO, cites=("C/1",))]
    assert clauses(verdict(Outcome.ELIGIBLE, gates, routes)) == ("A/1", "A/2", "B/1")
