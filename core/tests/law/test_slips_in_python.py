"""Slips of plugins in Python: what a kind returns and what is declared is looked through when a bundle opens."""

from datetime import date

import pytest
from core.tests.toy import worked
from core.tests.toy.form import declared

from bajigong.errors import LawError
from bajigong.law.opening import open_bundle
from bajigong.policy.asks import Ask, Requirement, When, kind
from bajigong.policy.facts import FactField
from bajigong.policy.law import Clause, Document, Duty, Filling, Gate, Ladder, Method, Route, Term, Track
from bajigong.policy.text import same
from bajigong.policy.types import Years
from bajigong.policy.when import (
    Amount,
    AtLeast,
    Between,
    Contains,
    Covers,
    Day,
    Edge,
    Elapsed,
    Every,
    Fact,
    First,
    Is,
    Last,
    Recorded,
    Records,
    Same,
    SameOccupation,
    Selected,
    Total,
)

X = same("x")
BASE = (Document("D", X, X, place="510000", issued=date(2024, 1, 1)), Clause("D/1", "1", "scope", X))
CERTIFICATES = "applicant.certificates"
FILINGS = "agency.filings"
WORKED = Ask("worked", (("years", 2),))


def opened(*extra):
    form = [("form", one) for one in (*declared(), worked, Method("trial", X, X, clauses=("NUM/1",)))]
    return open_bundle((), extra=[*form, *(("mine", one) for one in (*BASE, *extra))])


def route(*asks, **changes):
    return Route("mine:r", ("5",), "trial", X, When((asks,)), **{"clauses": ("D/1",), **changes})


def returning(built):
    @kind("种类", "a kind")
    def odd() -> Requirement:
        return built() if callable(built) else built

    return odd


def node(made):
    return Requirement(X, made)


def among(path, *tests):
    return Recorded(Records(path, tests))


@pytest.mark.parametrize(
    ("built", "said"),
    [
        (None, r"kind odd \('mine'\): returned None; expected a Requirement"),
        (["applicant.birth_date"], "returned a list; expected a Requirement"),
        (Elapsed(Day("applicant.birth_date")), r"returned Elapsed\(.*; expected a Requirement"),
        (lambda: 1 / 0, "requirement 'odd' cannot be built: ZeroDivisionError: division by zero"),
        (lambda: {}["x"], "requirement 'odd' cannot be built: KeyError: 'x'"),
        (node("x"), "node node: found 'x'; expected one of Elapsed"),
        (node(Elapsed("applicant.birth_date")), "node node.event: found 'applicant.birth_date'; expected"),
        (node(Elapsed(Day("applicant.birth_date"), years="2")), "node node.years: found '2'; expected a whole number"),
        (node(Elapsed(Day("applicant.birth_date"), years=2.5)), "node node.years: found 2.5; expected a whole number"),
        (node(Elapsed(Day(7))), "node node.event.path: found 7; expected text in quotes"),
        (node(Every(Fact("agency.well_run", (True,)))), "node node.nodes: found Fact.*; expected a list"),
        (node(Fact("agency.well_run", "yes")), "node node.values: found 'yes'; expected a list"),
        (
            node(Elapsed(Day("applicant.birthdate"))),
            r"'applicant.birthdate', which is not declared \(did you mean 'app",
        ),
        (node(Recorded(Records("applicant.flights"))), "reads fact 'applicant.flights', which is not declared"),
        (node(Recorded(Records(CERTIFICATES, (Is("rank", ("x",)),)))), r"fact 'applicant.certificates.rank', which"),
        (node(Elapsed(Day("applicant.work_years"))), "reads 'applicant.work_years' as a date; its type is number"),
        (node(Recorded(Records("applicant.birth_date"))), "'applicant.birth_date' as a list of records; its type is"),
        (node(Elapsed(First(Records(CERTIFICATES), Edge("grade")))), "'applicant.certificates.grade' as a date; its"),
        (node(Fact("agency.kind", ("workz",))), r"found 'workz'; .*\(did you mean 'works'\?\)"),
        (node(Fact("agency.well_run", ("yes",))), "found 'yes'; expected one of true, false"),
    ],
)
def test_a_kind_that_returns_what_is_no_requirement(built, said):
    with pytest.raises(LawError, match=said) as caught:
        opened(returning(built), route(Ask("odd")))
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            Document("E", X, X, place=440000),
            r"Document E: place \('mine'\): found 440000; expected a code of GB/T 2260",
        ),
        (Document("E", "x", X), "Document E: title .*: found 'x'; expected a text"),
        (Document("E", X, X, issued="2024"), "Document E: issued .*: found '2024'; expected a date"),
        (Clause("D/2", "2", "scoop", X), r"Clause D/2: kind .*found 'scoop'; .*\(did you mean 'scope'\?\)"),
        (Filling(7, True, "D/1"), "Filling 7: term .*: found 7; expected text in quotes"),
        (Term("mine:t", X, "number", ("city",)), "Term mine:t: kind .*: found 'number'; expected one of flag, whole"),
        (Term("mine:t", X, "flag", "city"), "Term mine:t: delegated_to .*: found 'city'; expected a list"),
        (FactField("applicant.x", "integer", X), "FactField applicant.x: type .*: found 'integer'; expected one of"),
        (FactField("applicant.x", "text", X, ("姓名",)), "fact applicant.x .*: header '姓名' already stands for fact"),
        (route(WORKED, clauses="D/1"), "Route mine:r: clauses .*: found 'D/1'; expected a list"),
        (route(WORKED, standards=None), "Route mine:r: standards .*: found None; expected a list"),
        (route(Ask("worked", (("years", "2"),))), r"mine:r: when\[0\].years .*: found '2'; expected a whole number"),
        (Gate("mine:g", X, optional="no"), "Gate mine:g: optional .*: found 'no'; expected true or false"),
        (Track("mine", X, "gist"), "Track mine: gist .*: found 'gist'; expected a text"),
        (Ladder("mine:l", X, (), clauses=("D/1",)), "Ladder mine:l: grades .*: found an empty list; expected a list"),
        (Duty("mine:d", "rapport", X, X, X, ("D/1",)), r"Duty mine:d: kind .*\(did you mean 'report'\?\)"),
    ],
)
def test_a_declaration_that_is_none(written, said):
    with pytest.raises(LawError, match=said) as caught:
        opened(written)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (
            {"year": "mine:years"},
            "kind odd .*: leaves parameter 'year' to term 'mine:years', and has no such parameter",
        ),
        ({"years": "mine:yeas"}, r"to term 'mine:yeas', which is not declared \(did you mean 'mine:years'\?\)"),
        ({"years": "mine:yes"}, "to term 'mine:yes', whose values it does not take: found true; expected a whole"),
    ],
)
def test_a_kind_leaves_a_parameter_of_its_own_to_a_term_that_fits(left, said):
    @kind("种类", "a kind", left=left)
    def odd(years: Years = 0) -> Requirement:
        return node(Fact("agency.well_run", (True,)))

    terms = (Term("mine:years", X, "whole", ("city",)), Term("mine:yes", X, "flag", ("city",)))
    with pytest.raises(LawError, match=said):
        opened(odd, *terms)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(LawError) as caught:
        opened(Document("E", X, X, place=1), Clause("F/1", "1", "scope", X), route(Ask("work")), Gate("g", "x"))
    assert [slip.entry for slip in caught.value.slips] == ["Document E: place", "Gate g: label", "clause F/1", *MORE]


MORE = ["mine:r: when[0].kind"]


def test_what_rests_on_a_refused_declaration_is_not_blamed_for_it():
    wrong = Document("E", X, X, place=1)
    filling, term = Filling("mine:filed", True, "E/1"), Term("mine:filed", X, "flag", ("city",))
    with pytest.raises(LawError) as caught:
        opened(wrong, term, Clause("E/1", "1", "scope", X), filling, route(WORKED, clauses=("E/1",)))
    assert [slip.entry for slip in caught.value.slips] == ["Document E: place"]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Fact("applicant.work.front_line", (True,)), "node Fact: reads .* it stands in the list 'applicant.work'"),
        (Fact("applicant.birth_date", ("x",)), "'applicant.birth_date' as a choice or true or false .* type is date"),
        (among(CERTIFICATES, Is("grade", ("9",))), "node Recorded: found '9'; expected one of"),
        (among(CERTIFICATES, Same("grade", "rank")), "found 'rank'; expected one of track, occupation, grade, place"),
        (among(CERTIFICATES, Same("issued", "grade")), "reads 'applicant.certificates.issued' as a grade"),
        (among(CERTIFICATES, AtLeast("occupation", "grade")), "reads 'applicant.certificates.occupation' as a grade"),
        (among(CERTIFICATES, Between("grade", 1)), "reads 'applicant.certificates.grade' as a number"),
        (among(CERTIFICATES, SameOccupation("grade")), "reads 'applicant.certificates.grade' as an occupation"),
        (among(FILINGS, Is("grades", ("3",))), "reads 'agency.filings.grades' .* it holds several values itself"),
        (among(CERTIFICATES, Contains("grade", "grade")), "reads 'applicant.certificates.grade' .* it holds one value"),
        (among(FILINGS, Covers("regions", "village")), "found 'village'; expected one of"),
        (Selected("name", ("x",)), "node Selected: found 'name'; expected one of track, occupation, grade, place"),
        (Selected("occupation", ("电工",)), "found '电工'; expected a code of an occupation"),
        (
            Total(Records(FILINGS), Edge("from"), Amount("until"), 8),
            "node Total: reads 'agency.filings.until' as a n",
        ),
        (Total(Records(FILINGS), Edge("from"), Amount("until"), 0), "node.least: found 0; expected a whole number"),
        (Elapsed(Last(Records(FILINGS), Edge("from")), years=-1), "node.years: found -1; expected a whole number"),
    ],
)
def test_a_node_that_reads_facts_of_other_types_is_named_with_its_kind(made, said):
    with pytest.raises(LawError, match=said) as caught:
        opened(returning(node(made)), route(Ask("odd")))
    assert "kind odd ('mine')" in str(caught.value)
