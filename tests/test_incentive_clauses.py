"""Every clause on incentives is cited by an incentive, and has a case that fails when the incentive is taken out."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from attrs import evolve
from tests.test_clauses import for_no_verdict

from bajigong.answers import Application
from bajigong.engine.engine import Engine
from bajigong.engine.incentives import incentives
from bajigong.law.place import terms_of
from bajigong.law.tenants import tenants
from bajigong.policy.asks import When

BORER, OFFICER = "6-18-01-05", "3-01-04-04"
DAY, ISSUED = date(2024, 6, 1), date(2024, 3, 1)
HOMES = tenants()
HOLDER = {
    "employment": "in_post",
    "insurance": [{"from": date(2020, 1, 1)}],
    "subsidies": [],
    "staff": [{"relation": "employee", "from": date(2020, 1, 1)}],
    "station": [{"kind": "staff", "level": "township", "from": date(2020, 1, 1)}],
    "work": [{"occupation": BORER, "from": date(2019, 1, 1)}],
}


class Case(NamedTuple):
    """Somebody with one certificate, and how one incentive stands for them."""

    clauses: tuple[str, ...]
    incentive: str
    grade: str
    status: str
    track: str = "enterprise"
    on: date = DAY
    issued: date | None = ISSUED
    changes: Mapping[str, Any] = MappingProxyType({})
    engineering: bool | None = True

    def seen(self, engine: Engine):
        return {answer.id: str(answer.status) for answer in self.answers(engine)}.get(self.incentive)

    def answers(self, engine: Engine):
        code = OFFICER if self.track == "veterans" else BORER
        certificate = {"occupation": code, "grade": self.grade, "issued": self.issued, "engineering": self.engineering}
        facts = {"track": self.track, "applicant": {**HOLDER, "certificates": [certificate], **self.changes}}
        return incentives(engine, Application(facts, self.on, "510100"))


def subsidy(grade, *clauses, status="now", by="SUB", **kwargs):
    return Case(tuple(f"{by}/{one}" for one in clauses), f"national:subsidy-{grade}", grade, status, **kwargs)


def of_2025(grade, *clauses, **kwargs):
    return subsidy(grade, *clauses, by="SUB25", **{"on": date(2025, 6, 1), "issued": date(2025, 3, 1), **kwargs})


def cited(bundle, incentive):
    """The clauses of an incentive, and those that fill the terms on which it rests."""
    terms = terms_of(bundle, incentive)
    return {*incentive.clauses, *(said.what.clause for said in bundle.fillings if said.what.term in terms)}


def title(name, grade, *, years):
    issued = DAY.replace(year=DAY.year - years)
    return Case((f"PT/{grade}",), f"national:title-{name}", grade, "now", issued=issued)


def officer(clause, name, status="now", **changes):
    on, issued = date(2024, 11, 1), date(2024, 9, 1)  # the notice cannot be older than August 2024
    return Case((clause,), f"sichuan:veterans-{name}", "4", status, "veterans", on, issued, changes)


def paid(code, grade, *months):
    return [{"occupation": code, "grade": grade, "on": date(2024, month, 2)} for month in months]


SHORT = [{"from": date(2023, 6, 2), "to": date(2024, 5, 1)}]
CASES = (
    title("assistant", "3", years=2),
    title("intermediate", "2", years=3),
    title("associate-senior", "1", years=4),
    title("assistant", "3", years=2)._replace(status="never", engineering=False),
    title("intermediate", "2", years=3)._replace(status="unknown", engineering=None),
    *(subsidy(grade, "people", "amounts", "times", "claim", "period", "besides") for grade in "543"),
    subsidy("4", "people", status="never", changes={"insurance": SHORT}),
    subsidy("4", "people", status="never", changes={"employment": "other"}),
    subsidy("4", "claim", status="lapsed", issued=date(2023, 5, 31)),
    subsidy("4", "times", status="lapsed", changes={"subsidies": paid(BORER, "3", 4)}),
    subsidy("4", "times", status="from", changes={"subsidies": paid(OFFICER, "5", 2, 3, 4)}),
    *(of_2025(grade, "people", "amounts", "times", "lower", "claim", "period", "besides") for grade in "543"),
    of_2025(
        "4", "times", status="unknown", changes={"subsidies": [{**paid(OFFICER, "5", 4)[0], "on": date(2025, 4, 2)}]}
    ),
    of_2025("4", "period", status="not_covered", on=date(2026, 1, 1)),
    Case(("SC22/4.1.b",), "sichuan:promotion-links", "3", "now"),
    Case(("SC22/4.1.b",), "sichuan:promotion-links", "3", "never", changes={"staff": []}),
    officer("SCV/2.3.a", "rotation"),
    officer("SCV/2.3.a", "rotation", "never", station=[]),
    officer("SCV/2.3.b", "hiring", station=[]),
    officer("SCV/2.3.b", "induction", "not_covered"),
    officer("SCV/2.3.b", "induction", "never", station=[{"kind": "staff", "level": "village", "from": ISSUED}]),
    officer("SCV/2.6.a", "pay"),
    officer("SCV/2.6.b", "community", "not_covered"),
    officer("SCV/2.6.c", "commendation", "not_covered"),
)


@cache
def engine(tenant: str = "sichuan") -> Engine:
    return Engine(HOMES[tenant].open(), tenant)


def named(case: Case) -> str:
    return f"{case.incentive} {case.status} {' '.join(case.clauses)}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_case_is_answered_by_its_incentive_alone(case):
    bundle = engine().bundle
    incentive = bundle.incentives[case.incentive].what
    assert set(case.clauses) <= cited(bundle, incentive)
    assert case.seen(engine()) == case.status
    assert case.seen(Engine(bundle.without(incentive), "sichuan")) is None


def clauses():
    every = (said.what for name in HOMES for said in engine(name).bundle.clauses.values())
    return sorted({clause.id for clause in every if clause.kind == "incentive"})


@pytest.mark.parametrize("clause", clauses())
def test_a_clause_on_incentives_is_cited_and_each_incentive_that_cites_it_has_a_case(clause):
    bundles = [engine(name).bundle for name in HOMES]
    citing = {said.what.id for one in bundles for said in one.incentives.values() if clause in cited(one, said.what)}
    assert citing
    assert citing == {case.incentive for case in CASES if clause in case.clauses}


def fillings():
    bundle = engine().bundle
    named = {term for said in bundle.incentives.values() for term in terms_of(bundle, said.what)}
    some = [one for one in for_no_verdict(bundle) if one.term in named]
    return [pytest.param(one, id=f"{one.term} by {one.clause}") for one in some]


@pytest.mark.parametrize("filling", fillings())
def test_a_filling_taken_out_changes_what_a_grade_brings(filling):
    without = Engine(engine().bundle.without(filling), "sichuan")
    cases = [case for case in CASES if filling.clause in case.clauses]
    assert any(case.answers(without) != case.answers(engine()) for case in cases)


def test_there_are_fillings_on_which_incentives_alone_rest():
    assert len(fillings()) == 16


#: By kind of requirement: what changes about somebody so that this requirement alone fails.
REFUSALS: dict[str, dict[str, Any]] = {
    "worked": {"changes": {"work": []}},
    "insured": {"changes": {"insurance": SHORT}},
    "employment_is": {"changes": {"employment": "other"}},
    "claimed_within": {"issued": date(2023, 5, 31)},
    "not_ruled_out": {"changes": {"subsidies": paid(BORER, "1", 4)}},
    "paid_fewer_than": {"changes": {"subsidies": paid(OFFICER, "1", 2, 3, 4)}},
    "holds_grade": {"issued": None},
    "employed": {"changes": {"staff": []}},
    "serves": {"changes": {"station": []}},
    "serves_at": {"changes": {"station": []}},
    "laid_down": {},
}


def requirements():
    for name, said in engine().bundle.incentives.items():
        for way in said.what.when.ways:
            yield from (pytest.param(name, ask, id=f"{name} {ask.kind}") for ask in way)


@pytest.mark.parametrize(("name", "ask"), list(requirements()))
def test_a_requirement_taken_out_changes_an_answer(name, ask):
    bundle = engine().bundle
    said = bundle.incentives[name]
    fewer = When(tuple(tuple(one for one in way if one != ask) for way in said.what.when.ways))
    changed = {**bundle.incentives, name: evolve(said, what=evolve(said.what, when=fewer))}
    case = next(case for case in CASES if case.incentive == name)._replace(**REFUSALS[ask.kind])
    assert case.seen(Engine(evolve(bundle, incentives=changed), "sichuan")) != case.seen(engine())


def test_places_whose_documents_say_nothing_of_incentives_have_those_of_the_nation():
    for name in ("guilin", "inner-mongolia"):
        assert {said.by for said in engine(name).bundle.incentives.values()} == {"national"}


def test_the_figures_of_the_clauses_are_those_of_the_incentives():
    bundle = engine().bundle
    for document, more in (("SUB", 0), ("SUB25", 2)):
        laid_down = {
            said.what.term.removeprefix("national:subsidy-"): said.what.value
            for said in bundle.fillings
            if said.what.clause.startswith(f"{document}/")
        }
        names = ("people", "times", "claim", "period")
        figures = {name: dict(bundle.clauses[f"{document}/{name}"].what.figures) for name in names}
        assert laid_down["insured-months"] == figures["people"]["insured_months"]
        assert (laid_down["times"], laid_down["shortage-times"]) == (figures["times"]["per_year"], more)
        assert figures["times"].get("more_for_shortage", 0) == more
        assert laid_down["claim-months"] == figures["claim"]["months"]
        gist = bundle.clauses[f"{document}/amounts"].what.gist
        for row in map(dict, laid_down["amounts"]):
            assert f"{row['yuan']}元" in gist.zh
            assert f"{row['yuan']:,}" in gist.en
        last = date.fromisoformat(figures["period"]["last_day"])
        assert (bundle.documents[document].what.lapses - last).days == 1
