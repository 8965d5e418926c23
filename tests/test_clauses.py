"""Every rule decides something, and every clause has a case that fails without the rules that cite it."""

from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

import pytest
from attrs import evolve

from bajigong.engine.engine import Engine
from bajigong.law.place import terms_of
from bajigong.law.tenants import tenants
from bajigong.policy.law import Filling, Gate, Ladder, Route, Rule, Way
from bajigong.policy.registers import Standard
from bajigong.scenarios import Scenario, engine_of, find_scenarios

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SCENARIOS = tuple(find_scenarios([ROOT / "plugins", ROOT / "tests"]))
BUNDLED = tuple(tenants())
#: The kinds of clause that a verdict rests on.
DECIDING = {"scope", "eligibility", "ladder"}


@cache
def by_tenant():
    found = defaultdict(list)
    for scenario in SCENARIOS:
        found[scenario.tenant].append(scenario)
    return found


@cache
def verdict(scenario: Scenario):
    return evolve(engine_of(scenario.tenant).decide([scenario.application])[0], bundle="")


def name_of(declaration) -> str:
    if isinstance(declaration, Filling):
        return f"filling {declaration.term} by {declaration.clause}"
    return f"{type(declaration).__name__.lower()} {declaration.id}"


@cache
def rules_of(home):
    bundle = engine_of(home).bundle
    drafts = {name for name, said in bundle.documents.items() if said.what.draft}
    rules = Gate | Way | Route | Ladder | Filling
    brought = for_no_verdict(bundle)
    return [
        said.what
        for said in bundle.all()
        if said.what not in brought
        and (isinstance(said.what, rules) or (isinstance(said.what, Standard) and said.what.grades))
        and not {clause.partition("/")[0] for clause in clauses_of(said.what)} & drafts
    ]


def for_no_verdict(bundle) -> list[Filling]:
    """The fillings on which no verdict rests, only what a grade brings, how it is assessed or whether it has steps.

    tests/test_incentive_clauses.py, tests/test_method_clauses.py and tests/program/cli/test_ladder.py try those.
    """
    ladders = [said.what for said in bundle.ladders.values()]
    rules = [said.what for name in ("ways", "routes") for said in getattr(bundle, name).values()]
    deciding = {
        term for rule in (*rules, *(evolve(one, steps=False) for one in ladders)) for term in terms_of(bundle, rule)
    }
    besides = (*(said.what for said in (*bundle.incentives.values(), *bundle.aspects.values())), *ladders)
    bringing = {term for rule in besides for term in terms_of(bundle, rule)}
    return [said.what for said in bundle.fillings if said.what.term in bringing - deciding]


def clauses_of(declaration) -> set[str]:
    """The clauses that a declaration rests on by itself."""
    if isinstance(declaration, Filling):
        return {declaration.clause}
    return set(getattr(declaration, "clauses", ()))


@lru_cache(maxsize=8)
def without(home, rule) -> Engine:
    """The engine of a tenant without a rule: several cases ask the same one."""
    return engine_of(home).without(rule)


def changes(home, rule, scenario: Scenario) -> bool:
    return evolve(without(home, rule).decide([scenario.application])[0], bundle="") != verdict(scenario)


def answers(rule, scenario: Scenario) -> bool:
    """Whether a verdict rests on a rule by name."""
    said = verdict(scenario)
    return getattr(rule, "id", None) in {one.id for one in (*said.gates, *said.routes)}


@cache
def rules():
    """Every rule once, with the tenants in which it stands."""
    found = defaultdict(list)
    for home in by_tenant():
        for rule in rules_of(home):
            found[name_of(rule)].append((home, rule))
    return found


@pytest.mark.parametrize("name", sorted(rules()))
def test_a_rule_taken_out_changes_some_verdict(name):
    everywhere = [(*one, scenario) for one in rules()[name] for scenario in by_tenant()[one[0]]]
    naming = [one for one in everywhere if clauses_of(one[1]) & set(one[2].clauses)]
    if any(changes(*one) for one in naming):
        return
    rest = sorted((one for one in everywhere if one not in naming), key=lambda one: not answers(*one[1:]))
    assert any(changes(*one) for one in rest), f"no scenario changes without {name}"


def deciding_clauses():
    for name in BUNDLED:
        home = tenants()[name]
        for said in engine_of(home).bundle.clauses.values():
            if said.what.kind in DECIDING:
                yield pytest.param(home, said.what.id, id=f"{home.id} {said.what.id}")


@pytest.mark.parametrize(("home", "clause"), list(deciding_clauses()))
def test_a_clause_has_a_case_that_needs_its_rules(home, clause):
    mine = [rule for rule in rules_of(home) if clause in clauses_of(rule)]
    document = engine_of(home).bundle.documents[clause.partition("/")[0]].what
    if document.draft:
        pytest.skip("a draft decides nothing unless a tenant opts in; tests/test_drafts.py tries that")
    assert mine, "no rule or filling cites it"
    cases = [s for s in SCENARIOS if clause in s.clauses]
    assert cases, "no scenario names it"
    for rule in mine:
        assert any(
            rule in rules_of(case.tenant) and changes(case.tenant, _own(case.tenant, rule), case) for case in cases
        ), f"no case of {clause} changes without {name_of(rule)}"


def _own(home, rule):
    return next(one for one in rules_of(home) if one == rule)


#: Every so many of a tenant's declarations are left out both ways.
STEP = 7


@pytest.mark.parametrize("name", BUNDLED)
def test_the_law_read_without_a_declaration_is_the_law_in_which_it_was_never_made(name):
    home = tenants()[name]
    engine, tried = engine_of(home), set()
    every = [said.what for said in engine.bundle.all() if isinstance(said.what, Rule | Filling | Gate | Standard)]
    for declaration in every[::STEP]:
        once, anew = engine.without(declaration), Engine(engine.bundle.without(declaration), home.id)
        tried.add(type(declaration))
        known, whole = once.law(home.region), anew.law(home.region)
        for one in ("ways", "routes", "ladders", "methods", "aspects", "incentives", "duties", "silences", "readings"):
            assert getattr(known, one) == getattr(whole, one), (one, declaration)
        assert once.bundle.hash == anew.bundle.hash
    assert {Filling, Gate, Route, Way} <= tried
