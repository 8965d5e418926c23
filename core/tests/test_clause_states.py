"""What became of each clause: cited by rules or fillings, or as its plugin says."""

from datetime import date

import pytest
from core.tests.toy import TENANT

from bajigong.law.clauses import STATES, clause_states
from bajigong.law.opening import Said, gather
from bajigong.law.tenants import tenant
from bajigong.policy.law import (
    Aspect,
    Clause,
    Document,
    Duty,
    Filling,
    Gate,
    Incentive,
    Ladder,
    Method,
    Route,
    Term,
    Way,
)
from bajigong.policy.text import same

X = same("x")


def states(*declared):
    document = Document("D", X, X, place="110100", issued=date(2024, 1, 1))
    bundle = gather([Said("mine", document), *(Said("mine", one) for one in declared)])
    return {one.id: one for one in clause_states(bundle)}


def clause(kind="eligibility", **kwargs):
    return Clause("D/1", "一", kind, X, **kwargs)


CITING = [
    Way("g", "w", clauses=("D/1",)),
    Route("w", ("5",), "m", X, clauses=("D/1",)),
    Ladder("w", X, ("5",), clauses=("D/1",)),
    Method("w", X, X, clauses=("D/1",)),
    Aspect("w", "bank", X, clauses=("D/1",)),
    Incentive("w", X, X, clauses=("D/1",)),
    Duty("w", "report", X, X, X, ("D/1",)),
]


@pytest.mark.parametrize("rule", CITING, ids=lambda rule: type(rule).__name__)
def test_a_clause_that_any_rule_cites_is_encoded(rule):
    one = states(clause(), rule, Gate("g", X))["D/1"]
    assert (one.state, one.cited_by, one.owner, one.document.id) == ("encoded", ("w",), "mine", "D")


def test_a_filling_cites_its_clause_and_so_does_what_rests_on_the_term():
    term = Term("t", X, "flag", ("province",), grants=True)
    one = states(clause(), term, Filling("t", True, "D/1"), Way("g", "w", needs=("t",)), Gate("g", X))["D/1"]
    assert (one.state, one.cited_by) == ("encoded", ("term:t", "w"))


def test_a_clause_that_nothing_cites_is_not_encoded_unless_it_is_a_principle():
    assert states(clause())["D/1"].state == "not_encoded"
    assert states(clause(kind="principle"))["D/1"].state == "declared"


@pytest.mark.parametrize("status", ["partly", "discretion", "declared"])
def test_what_the_plugin_says_comes_before_what_cites_it(status):
    lacks = None if status == "declared" else X
    one = states(clause(status=status, lacks=lacks), CITING[1])["D/1"]
    assert (one.state, one.clause.lacks, one.cited_by) == (status, lacks, ("w",))


def test_each_citing_rule_is_named_once():
    term = Term("t", X, "flag", ("province",))
    route = Route("r", ("5",), "m", X, clauses=("D/1",), needs=("t",))
    one = states(clause(), term, Filling("t", True, "D/1"), route)["D/1"]
    assert one.cited_by == ("r", "term:t")


def test_every_clause_of_a_tenant_has_a_state_in_the_order_declared_and_an_owner():
    bundle = tenant(TENANT).open()
    found = clause_states(bundle)
    assert [one.id for one in found] == list(bundle.clauses)
    assert {one.state for one in found} <= set(STATES)
    assert {one.id: (one.state, one.owner) for one in found} == {
        **{f"MOON/{at}": ("encoded", "guild") for at in "1234"},
        "TOWN/1": ("encoded", "guild"),
        "NUM/1": ("declared", "guild"),
    }
    cited = {one.id: set(one.cited_by) for one in found}
    assert cited["TOWN/1"] == {"term:guild:years", "guild:potter", "town:kilns"}
