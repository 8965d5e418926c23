"""The doctor on the toy law: what it finds in a law that is right, and in one that is not."""

from datetime import date

import pytest
from core.tests.toy import TOWN, filled, held, honest, opened, worked

from bajigong.engine.engine import Engine
from bajigong.policy.asks import Requirement, kind
from bajigong.policy.law import Clause, Document, Route
from bajigong.policy.text import same
from bajigong.policy.when import Every, Fact
from bajigong.review.doctor import examine
from bajigong.review.finding import Side

ON = date(2026, 1, 1)
X = same("x")


@kind("既好又坏", "good and bad at once")
def torn() -> Requirement:
    """Nobody is both."""
    return Requirement(X, Every((Fact("applicant.honest", (True,)), Fact("applicant.honest", (False,)))))


@kind("品行不良", "of bad standing")
def dishonest() -> Requirement:
    """What the guild asks of nobody."""
    return Requirement(X, Fact("applicant.honest", (False,)))


def found(*extra, on=ON):
    side = Side(same("mine"), Engine(opened(*extra), "guild"), TOWN, on)
    return {(one.check, one.severity, one.id) for one in examine(side)}


def route(when, name="mine:r", to="master"):
    return Route(name, (to,), "trial", same(name), when, ("MOON/3",))


def test_in_a_law_that_is_right_it_finds_nothing():
    """Though none of its rules names an occupation, and no standard is declared."""
    assert found(filled()) == set()


def test_a_value_that_nobody_lays_down_leaves_people_waiting():
    assert ("unfilled", "warning", "guild:years") in found()


@pytest.mark.parametrize(("when", "severity"), [(torn(), "error"), (honest() & dishonest(), "warning")])
def test_a_rule_that_nobody_can_meet(when, severity):
    """One requirement that nothing meets is an error; for all of it somebody might only not have been found."""
    assert ("never", severity, "mine:r") in found(filled(), torn, dishonest, route(when))


@pytest.mark.parametrize(
    ("when", "needless"),
    [
        (held(years=6), True),
        (held(years=5) & honest(), True),
        (held(years=4), False),
        (worked(years=1), False),
    ],
)
def test_a_route_by_which_nobody_gains(when, needless):
    those = {rule for check, _, rule in found(filled(), route(when)) if check == "needless"}
    assert (those == {"mine:r"}) is needless


def test_a_document_that_is_about_to_lapse_and_who_loses_by_it():
    lapsing = Document("D", X, X, place=TOWN, issued=date(2020, 1, 1), lapses=date(2026, 6, 1))
    late = Route("mine:r", ("potter",), "trial", X, held(years=1), ("D/1",))
    those = found(filled(), lapsing, Clause("D/1", "1", "eligibility", X), late)
    assert {(check, rule) for check, _, rule in those} >= {("documents", "D")}
