"""Somebody made up for a requirement: the facts that are drafted for it make it hold, of each node that law may use."""

from datetime import date

import pytest
from core.tests import one_node
from core.tests.one_node import asked
from core.tests.test_last_and_total import ANY, HOURS, ISSUED, OF_A, ON, SCHEMA

from bajigong.calendar import to_day
from bajigong.engine.decide import NONE
from bajigong.policy.facts import Selection
from bajigong.policy.when import (
    Before,
    Day,
    Either,
    Elapsed,
    Every,
    Fact,
    Last,
    Recorded,
    Selected,
    Total,
    Unless,
)
from bajigong.review.witness_facts import MANNERS, Setting
from bajigong.review.witness_hopes import FactDrafts, implies

DAY = date(2026, 6, 1)
SELECTION = Selection("", one_node.BORER, "4", "510000")
SETTING = Setting(SCHEMA, SELECTION, DAY, DAY, ("510000",))
NODES = {
    "the last": Elapsed(Last(OF_A, ON), years=1),
    "hours": Total(ANY, ON, HOURS, 16),
    "hours of a year": Total(OF_A, ON, HOURS, 16, months=12),
    "hours since the last certificate": Total(ANY, ON, HOURS, 16, after=ISSUED),
    "no fact": Unless(Fact("applicant.honest", (True,))),
    "none on record": Unless(Recorded(OF_A)),
    "no hours": Unless(Total(ANY, ON, HOURS, 16)),
    "not yet": Unless(Elapsed(Last(ANY, ON), years=1)),
    "not before": Unless(Before(Last(ANY, ON))),
    "not both": Unless(Every((Fact("applicant.honest", (True,)), Recorded(ANY)))),
    "neither": Unless(Either((Fact("applicant.honest", (True,)), Recorded(ANY)))),
    "not not": Unless(Unless(Recorded(ANY, ON))),
    "not of another grade": Unless(Selected("grade", ("3",))),
}


@pytest.mark.parametrize("name", NODES)
def test_whoever_is_made_up_for_it_meets_it(name):
    node = NODES[name]
    drafts = [one for draft in FactDrafts(SETTING).drafts(node) if (one := draft.settled())]
    assert drafts
    for draft in drafts:
        found = [draft.facts(manner) for manner in MANNERS]
        days = [asked(one_node.decision(SCHEMA, node, facts, DAY), node, NONE, DAY)[0] for facts in found]
        assert any(day <= to_day(DAY) for day in days), (name, found)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (Elapsed(Last(ANY, ON), years=3), Elapsed(Last(ANY, ON), years=1), True),
        (Elapsed(Last(ANY, ON), years=1), Elapsed(Last(ANY, ON), years=3), False),
        (Total(OF_A, ON, HOURS, 16), Total(ANY, ON, HOURS, 8), True),
        (Total(ANY, ON, HOURS, 16), Total(OF_A, ON, HOURS, 8), False),
        (Total(ANY, ON, HOURS, 8), Total(ANY, ON, HOURS, 16), False),
        (Total(ANY, ON, HOURS, 16, months=12), Total(ANY, ON, HOURS, 16), False),
        (Unless(Recorded(ANY)), Unless(Recorded(OF_A)), True),
        (Unless(Recorded(OF_A)), Unless(Recorded(ANY)), False),
        (Unless(Recorded(ANY), ("applicant.courses",)), Unless(Recorded(OF_A)), False),
        (Elapsed(Day("applicant.birth_date"), 20), Unless(Elapsed(Day("applicant.birth_date"), 20)), False),
    ],
)
def test_what_follows_from_what(one, other, said):
    assert implies(one, other) is said
