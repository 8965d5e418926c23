"""A missing fact is unknown: leaving one out never turns an answer into a false one."""

import copy
from pathlib import Path

import pytest
from attrs import evolve

from bajigong.law.tenants import tenant
from bajigong.scenarios import engine_of, find_scenarios, read_application, read_plain

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
#: Leaving these out says something of its own: today, the tenant's region, "it still goes on".
SAYING = {"on", "place", "tenant", "to"}
#: What is only ever told against an agency. Leaving it out says that there is nothing to tell.
AGAINST = {f"agency.{name}" for name in ("sanctions", "sanctions.until", "last_assessed", "undertaking", "nature")}
AGAINST |= {f"agency.{name}" for name in ("affiliation", "branch", "filings.office")}


def leaves(value, path=()):
    """Every key of nested facts, however deep, as the steps that lead to it."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield (*path, key)
            yield from leaves(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            if isinstance(below, dict):
                yield from leaves(below, (*path, index))


def without(facts, steps):
    left = copy.deepcopy(facts)
    holder = left
    for step in steps[:-1]:
        holder = holder[step]
    del holder[steps[-1]]
    return left


def dotted(steps):
    return ".".join(step for step in steps if isinstance(step, str))


#: Years stated as a total stand for the list of spells, and the list is what is asked for.
STATED = {"applicant.work_years", "applicant.work_years_on", "applicant.started_work"}


def names(verdict, steps):
    """Say whether an undetermined verdict names what was left out, or what it stood in."""
    path = "applicant.work" if dotted(steps) in STATED else dotted(steps)
    return any(fact == path or fact.startswith(f"{path}.") for some in verdict.missing for fact in some)


def applications():
    for entry in read_plain(ROOT / "examples" / "expected.yaml"):
        config = ROOT / "examples" / entry["config"] if "config" in entry else None
        facts = read_plain(ROOT / "examples" / entry["file"])
        home = tenant(entry.get("tenant") or facts["tenant"], config)
        application = read_application(facts, home, entry["file"])
        yield pytest.param(home, evolve(application, on=entry.get("on", application.on)), id=entry["file"] + home.id)
    for scenario in find_scenarios([ROOT / "plugins"]):
        yield pytest.param(scenario.tenant, scenario.application, id=f"{scenario.file.name}: {scenario.name}")


@pytest.mark.parametrize(("home", "application"), list(applications()))
def test_leaving_a_fact_out_keeps_the_answer_or_says_what_is_missing(home, application):
    engine = engine_of(home)
    whole = engine.decide([application])[0]
    leaving = [steps for steps in leaves(application.facts) if steps[-1] not in SAYING]
    paths = [steps for steps in leaving if dotted(steps) not in AGAINST]
    fewer = [evolve(application, facts=without(application.facts, steps)) for steps in paths]
    for steps, verdict in zip(paths, engine.decide(fewer), strict=True):
        if verdict.outcome == whole.outcome:
            continue
        assert verdict.outcome == "undetermined", f"without {dotted(steps)}: {whole.outcome} became {verdict.outcome}"
        assert names(verdict, steps), f"without {dotted(steps)}: {verdict.missing} does not name it"


def test_no_facts_at_all_is_neither_eligible_nor_refused():
    for name in ("sichuan", "guilin", "inner-mongolia"):
        for track in ("enterprise", "college", "third_party"):
            home = tenant(name)
            facts = {"track": track, "occupation": "6-18-01-05", "grade": "3", "on": "2026-11-21"}
            verdict = engine_of(home).decide([read_application(facts, home, "nobody")])[0]
            assert verdict.outcome == "undetermined", (name, track, verdict.outcome)
            assert verdict.missing
