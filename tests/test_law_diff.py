"""The differences between two laws: what differs, by which clauses, and people whose verdicts differ indeed."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from bajigong.answers import Holds, Outcome
from bajigong.engine.engine import Engine
from bajigong.engine.methods import practice
from bajigong.law.opening import open_bundle
from bajigong.law.tenants import tenant
from bajigong.policy.asks import Ask, When
from bajigong.policy.facts import Selection
from bajigong.policy.law import Clause, Document, Filling, Route
from bajigong.policy.text import same
from bajigong.review.finding import Trial, application
from bajigong.review.law_diff import Side, differences, side_of
from bajigong.review.witness import parts, without, witness
from bajigong.scenarios import engine_of, find_scenarios
from bajigong.tables import Raw, Where, check

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
ON = date(2026, 11, 21)
TRACK = ("enterprise",)
ALL = ("national", "enterprise", "college", "third_party", "veterans", "sichuan")


@pytest.fixture(scope="module")
def found():
    return differences(side_of(tenant("sichuan"), ON), side_of(tenant("guilin"), ON))


@pytest.fixture(scope="module")
def lapsed():
    home = tenant("sichuan")
    return differences(side_of(home, date(2027, 12, 27)), side_of(home, date(2027, 12, 28)))


def by_id(found, part):
    return {one.id: one for one in found.of(part)}


def verdicts(one):
    return {(str(w.a.outcome), str(w.b.outcome)) for w in one.witnesses}


def of_people(found):
    """Every witness once; rules share those of the terms they rest on."""
    every = {id(w): (one, w) for one in found.items for w in one.witnesses}
    return every.values()


# ---------------------------------------------------------------- Sichuan and Guilin


def test_the_grades_of_front_line_workers(found):
    one = by_id(found, "terms")["enterprise:front-line-grades"]
    assert (one.how, one.a.clauses, one.b.clauses) == ("otherwise", ("SC22/5.1.b",), ("GL23/4.1.b",))
    assert (one.a.by, one.b.by) == (("sichuan",), ("guangxi",))
    assert one.a.says.zh == "二级/技师、一级/高级技师"
    assert one.b.says.zh == "三级/高级工、二级/技师、一级/高级技师"
    [somebody] = one.witnesses
    assert somebody.facts["grade"] == "3"
    assert verdicts(one) == {("not_eligible", "eligible")}
    [route] = [r for r in somebody.b.routes if r.holds is Holds.YES]
    assert (route.id, route.cites) == ("enterprise:front-line", ("GL23/4.1.b",))


def test_interns_and_affiliates(found):
    one = by_id(found, "terms")["enterprise:relations"]
    assert (one.how, one.a.clauses, one.b.clauses) == ("otherwise", ("SC22/4.1.a",), ("GL23/4.1.a",))
    assert "实习人员、隶属企业在岗职工" in one.a.says.zh
    relations = {w.facts["applicant"]["staff"][0]["relation"] for w in one.witnesses}
    assert relations == {"dispatched", "outsourced", "intern", "affiliate"}
    # Guilin's notice speaks of staff and leaves open who else counts; Sichuan's names them.
    assert verdicts(one) == {("eligible", "not_covered")}


def test_question_banks(found):
    one = by_id(found, "practice")["bank"]
    assert one.b.clauses == ("GL23/3.3.a",)
    assert one.a.clauses == ("SCV/2.2.b",)
    assert one.practice.a.zh == ""
    assert "自治区统一题库" in one.practice.b.zh
    shows(found, one, "bank")


def test_computer_delivery(found):
    one = by_id(found, "practice")["delivery"]
    assert (one.a.clauses, one.b.clauses) == (("ASM/form", "SC22/5.2"), ("GL23/3.5.a",))
    assert "机考" in one.b.says.zh
    shows(found, one, "delivery")


def shows(found, one, topic):
    """The selection is one for which the two sides lay down different things."""
    shown = one.practice

    def said(side):
        selection = Selection(shown.track, shown.occupation, shown.grade, side.place)
        practised = practice(side.bundle, side.law, selection, shown.agency_kind, side.on)
        return {x.aspect.gist for method in practised for x in method.aspects if x.aspect.of == topic}

    assert said(found.a) != said(found.b)


def test_prize_grounds(found):
    # The nation names the grounds for both; what a place makes of them only Guilin says.
    grounds = by_id(found, "terms")["enterprise:exception-grounds"]
    assert (grounds.how, grounds.a.clauses, grounds.b.clauses) == ("basis", ("ZB22/13.c",), ("GL23/4.1.c",))
    one = by_id(found, "terms")["enterprise:exception-here"]
    assert (one.how, one.a, one.b.clauses) == ("only_b", None, ("GL23/4.1.c",))
    kinds = [w.facts["applicant"]["achievements"][0]["kind"] for w in one.witnesses]
    assert kinds
    assert set(kinds) <= {"major_problem_solved", "mentoring", "provincial_award"}
    assert verdicts(one) == {("not_covered", "eligible")}
    rule = by_id(found, "routes")["enterprise:exception/2"]
    assert rule.b.by == ("enterprise",)


def test_documents(found):
    documents = by_id(found, "documents")
    assert {name: one.how for name, one in documents.items()} == {
        "SC22": "only_a",
        "SC23": "only_a",
        "SCV": "only_a",
        "GL23": "only_b",
    }
    assert (documents["SC22"].a.since, documents["SC22"].a.until) == (date(2022, 12, 28), date(2027, 12, 28))


def test_what_is_the_same_on_another_clause_is_told_apart(found):
    one = by_id(found, "terms")["national:filing"]
    assert (one.how, one.a.clauses, one.b.clauses) == ("basis", ("SC22/3.1.a",), ("GL23/3.4.c",))
    assert one.witnesses == ()
    # Sichuan names the three kinds of agency in two clauses, Guilin in one.
    assert by_id(found, "ways")["third_party:agency"].how == "basis"


def test_a_mechanism_that_another_rule_makes_up_for_has_no_witness(found):
    # Whom four perspectives of review find fit in Sichuan, Guilin lets any review find fit.
    assert by_id(found, "terms")["enterprise:direct-perspectives"].witnesses == ()


def test_a_method_of_one_side(found):
    one = by_id(found, "methods")["sichuan:veterans-examination"]
    assert (one.how, one.practice.track, one.practice.occupation) == ("only_a", "veterans", "3-01-04-04")


def test_every_difference_names_its_plugin_and_clause(found):
    for one in found.items:
        for held in filter(None, (one.a, one.b)):
            assert held.by, one.id
            assert held.clauses or one.part == "documents", one.id


# ---------------------------------------------------------------- the people found


@pytest.mark.parametrize("pair", ["found", "lapsed"])
def test_both_laws_decide_a_witness_differently(pair, request):
    differing = request.getfixturevalue(pair)
    for one, somebody in of_people(differing):
        for side, verdict in ((differing.a, somebody.a), (differing.b, somebody.b)):
            again = side.engine.decide([application(side, somebody.facts)])[0]
            assert again == verdict, one.id
        assert somebody.a.outcome != somebody.b.outcome
        assert Outcome.UNDETERMINED not in (somebody.a.outcome, somebody.b.outcome)


def test_a_witness_is_a_valid_application(found):
    for one, somebody in of_people(found):
        for side in (found.a, found.b):
            facts = {**somebody.facts, "place": side.place}
            raw = Raw(facts, one.id, Where(one.id))
            checked = check(raw, side.bundle.schema, tenant_place=side.place, on=ON, overrides={}, today=ON)
            assert checked.facts == {**facts, "on": ON}, one.id


def test_no_other_gate_stops_a_witness(found):
    """The filing covers both places: what differs is the law."""
    for term in ("enterprise:front-line-grades", "enterprise:exception-here", "enterprise:ungraded-recognition"):
        for somebody in by_id(found, "terms")[term].witnesses:
            for verdict in (somebody.a, somebody.b):
                assert {gate.holds for gate in verdict.gates} == {Holds.YES}, term
    for somebody in by_id(found, "terms")["enterprise:relations"].witnesses:
        assert [gate.id for gate in somebody.b.gates if gate.holds is not Holds.YES] == ["enterprise:own-staff"]


@pytest.mark.parametrize("term", ["enterprise:front-line-grades", "enterprise:relations", "enterprise:exception-here"])
def test_every_fact_of_a_witness_is_needed(found, term):
    somebody = by_id(found, "terms")[term].witnesses[0]
    said = seen(found, somebody.facts)
    for path in parts(somebody.facts):
        assert seen(found, without(somebody.facts, path)) != said, path


def seen(found, facts):
    """The verdicts of both sides, and how their gates stand."""
    both = [side.engine.decide([application(side, facts)])[0] for side in (found.a, found.b)]
    return [(verdict.outcome, [gate.holds for gate in verdict.gates]) for verdict in both]


def test_witnesses_are_found_the_same_way_each_time(found):
    a, b = side_of(tenant("sichuan"), ON), side_of(tenant("guilin"), ON)
    prizes = [variant for variant in b.law.routes if variant.id == "enterprise:exception/2"]
    first, again = witness(b, a, prizes), witness(b, a, prizes)
    assert first.facts == again.facts
    assert first.facts in [w.facts for w in by_id(found, "routes")["enterprise:exception/2"].witnesses]


def test_many_are_decided_as_the_engine_decides_each():
    groups = defaultdict(list)
    for scenario in find_scenarios([ROOT / "plugins"]):
        one = scenario.application
        if not one.missing_selectors:
            key = (scenario.tenant, one.on, one.place, *(one.facts[name] for name in ("track", "occupation", "grade")))
            groups[key].append(one)
    for (home, on, place, *_), applications in groups.items():
        side = Side(home.label, engine_of(home), place, on)
        outcomes = Trial.of(side, [one.facts for one in applications]).outcomes()
        assert outcomes == [verdict.outcome for verdict in side.engine.decide(applications)]


# ---------------------------------------------------------------- the same law, and one law on two days


@pytest.mark.parametrize("name", ["sichuan", "guilin", "inner-mongolia"])
def test_a_law_does_not_differ_from_itself(name):
    assert differences(side_of(tenant(name), ON), side_of(tenant(name), ON)).items == ()


def test_the_day_on_which_a_document_lapses(lapsed):
    [document] = lapsed.of("documents")
    assert (document.id, document.how, document.a.until) == ("SC22", "only_a", date(2027, 12, 28))
    terms = by_id(lapsed, "terms")
    # What the nation lays down as well is there still: the five grades, and direct recognition by its own measure.
    nation = {"enterprise:front-line-grades", "enterprise:ungraded-recognition"}
    assert {one.how for name, one in terms.items() if name not in {*nation, "national:five-grades"}} == {"only_a"}
    assert {terms[name].b.clauses for name in nation} == {("ZB22/13.a",), ("ZB22/13.b",)}
    assert (terms["national:five-grades"].how, terms["national:five-grades"].b.clauses) == ("basis", ("T2023/levels",))
    assert verdicts(terms["enterprise:relations"]) == {("eligible", "not_covered")}
    assert not [one for name, one in terms.items() if name.startswith("veterans:")]


def test_nothing_changes_on_a_day_on_which_nothing_begins_or_ends():
    home = tenant("sichuan")
    assert differences(side_of(home, date(2027, 12, 26)), side_of(home, date(2027, 12, 27))).items == ()


# ---------------------------------------------------------------- laws made up


def made(*extra, on=ON):
    said = [("mine.toml", one) for one in (document(), Clause("D/1", "1", "scope", same("x")), *extra)]
    return Side(same("mine"), Engine(open_bundle(ALL, extra=said), "mine"), "510000", on)


def document(name="D"):
    return Document(name, same("x"), same("x"), place="510000", issued=date(2024, 1, 1))


def route(years, grade="2", **kwargs):
    when = When(((Ask("worked", (("years", years),)),),))
    return Route("mine:r", (grade,), "national:examination", same("mine"), when, ("D/1",), **kwargs)


def test_a_year_more_is_noticed_by_somebody_in_between():
    a, b = made(route(3, tracks=TRACK)), made(route(4, tracks=TRACK))
    [one] = differences(a, b).items
    assert (one.part, one.how, one.a.says.zh != one.b.says.zh) == ("routes", "otherwise", True)
    [somebody] = one.witnesses
    [spell] = somebody.facts["applicant"]["work"]
    assert date(2022, 11, 21) < spell["from"] <= date(2023, 11, 21)
    assert (somebody.a.outcome, somebody.b.outcome) == (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE)
    [wanted] = [rule for rule in somebody.b.routes if rule.id == "mine:r"]
    assert date(2026, 11, 21) < wanted.since <= date(2027, 11, 21)


def test_a_rule_of_one_side_only_and_its_grades():
    a, b = made(route(3)), made()
    [one] = differences(a, b).items
    assert (one.how, one.a.by, one.a.clauses, one.b) == ("only_a", ("mine.toml",), ("D/1",), None)
    other = made(evolve(route(3), to=("2", "1")))
    [one] = differences(a, other).items
    assert one.how == "otherwise"
    [somebody] = one.witnesses
    assert somebody.facts["grade"] == "1"


def test_a_rule_that_lets_nobody_more_through_has_no_witness():
    # Ten years of work open grade 3 already.
    [one] = differences(made(route(12, grade="3", standards=("2023",))), made()).items
    assert (one.how, one.witnesses) == ("only_a", ())


def test_a_term_that_one_side_fills():
    filling = Filling("enterprise:exception-here", True, "D/1")
    found = differences(made(filling), made())
    [term] = found.of("terms")
    assert (term.how, term.a.clauses, verdicts(term)) == ("only_a", ("D/1",), {("eligible", "not_covered")})
    assert {one.through for one in found.of("routes")} == {("enterprise:exception-here",)}
