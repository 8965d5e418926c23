"""One decision with its explanation, in process: everything from a person's facts to what holds and what fails."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bajigong.cli.open_tenants import OpenTenants
from bajigong.engine.decide import Stretch
from bajigong.engine.engine import Application, Engine
from bajigong.policy.facts import Selection

import population
import reference
from catalogue import ROWS, loaded
from measure import Measurement, call
from ready_made import ready_made
from session import Session
from vocabulary import ON

SUITE = "decision"
PEOPLE = 300
OPENFISCA_PEOPLE = 60


def run(session: Session) -> None:
    """Measure the median of single decisions: of the program, openfisca with its tracer, rule engines with theirs."""
    people = population.table(PEOPLE)
    office = OpenTenants().get(reference.TENANT)
    applications = reference.applications(people, ON, office)
    decide = office.engine.decide
    office.engine.decide(applications[:20])
    ours = _each(session, "program", applications, lambda one: decide([one]))
    _openfisca(session, ours)
    verdict = _each(session, "program, the verdict alone", applications, partial(_verdict, office.engine))
    ready = ready_made(people, ON)
    traced = [
        _each(session, f"{name}, traced", ready, rules.explain).seconds for name, rules in loaded(ROWS, session.skip)
    ]
    untraced = [_each(session, name, ready, rules.decide).seconds for name, rules in loaded(ROWS[:1], session.skip)]
    if untraced:
        session.ratio("verdict-zen-engine", untraced[0] / verdict.seconds, 1)
    if traced:
        session.ratio("decision-rule-engines", min(traced) / ours.seconds, 1)


def _verdict(engine: Engine, one: Application) -> tuple[Stretch, Stretch]:
    """Return when a person is certainly and possibly eligible, without words for it."""
    facts = one.facts
    selection = Selection(facts["track"], facts["occupation"], facts["grade"], one.place)
    found = engine.decision(selection, one).verdict
    return found.certain, found.possible


def _openfisca(session: Session, ours: Measurement) -> None:
    try:
        from peers.openfisca_system import explain, people_written
    except ImportError as error:
        session.skip("openfisca-core", str(error))
        return
    written = people_written(population.table(OPENFISCA_PEOPLE))
    one = _each(session, "openfisca-core, traced", written, lambda person: explain(person, ON))
    session.ratio("decision-openfisca-core", one.seconds / ours.seconds, 1)


def _each(session: Session, who: str, people: Sequence[Any], decide: Callable[[Any], object]) -> Measurement:
    """Note one run for every person, after a few that are not counted."""
    for one in people[:5]:
        decide(one)
    costs = [call(partial(decide, one), collect=False)() for one in people]
    return session.note(SUITE, who, 1, tuple(costs))
