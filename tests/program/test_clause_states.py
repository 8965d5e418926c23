"""What became of each clause of the bundled law."""

from bajigong.law.clauses import STATES, clause_states
from bajigong.law.opening import open_bundle

BUNDLED = ("national", "enterprise", "college", "third_party", "veterans", "sichuan", "guangxi", "inner_mongolia")


def test_every_bundled_clause_has_a_state_in_the_order_declared():
    bundle = open_bundle(BUNDLED)
    found = clause_states(bundle)
    assert [one.id for one in found] == list(bundle.clauses)
    assert {one.state for one in found} <= set(STATES)
    known = {f"term:{name}" for name in bundle.terms}
    for name in ("ways", "routes", "ladders", "methods", "aspects", "incentives", "duties", "standards"):
        known |= set(getattr(bundle, name))
    assert {by for one in found for by in one.cited_by} <= known


def test_the_owner_is_the_plugin_that_declares_the_clause():
    owners = {one.id: one.owner for one in clause_states(open_bundle(BUNDLED))}
    assert (owners["SC22/5.1.b"], owners["T2023/4-1"], owners["GL23/4.1.b"]) == ("sichuan", "national", "guangxi")
    states_by = {one.id: one for one in clause_states(open_bundle(BUNDLED))}
    assert {"term:enterprise:front-line-grades", "enterprise:front-line"} <= set(states_by["SC22/5.1.b"].cited_by)
    assert states_by["SC22/2.2"].state == "declared"
