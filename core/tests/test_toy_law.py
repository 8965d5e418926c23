"""The core by itself: a law that is no bundled plugin's is declared, opened and decided by."""

import subprocess
import sys
from datetime import date

import pytest
from core.tests.toy import decide, declarations, filled, opened

from bajigong.errors import LawError
from bajigong.policy.law import Clause, Filling, Route
from bajigong.policy.text import same

SINCE = date(2019, 2, 28)


@pytest.fixture(scope="module")
def town():
    return opened(filled())


def work(since=SINCE, until=None):
    return [{"from": since, **({"to": until} if until else {})}]


@pytest.mark.parametrize(
    ("on", "outcome"), [(date(2020, 2, 27), "not_covered"), (date(2020, 2, 29), "eligible"), (SINCE, "not_covered")]
)
def test_a_year_is_enough_from_the_day_of_the_order(town, on, outcome):
    """Before the town's order nobody has laid the years down."""
    assert str(decide(town, on, honest=True, work=work()).outcome) == outcome


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(date(2021, 2, 27), "not_eligible"), (date(2021, 2, 28), "eligible"), (date(2021, 3, 1), "eligible")],
)
def test_a_year_from_a_leap_day_ends_on_the_last_of_february(town, on, outcome):
    verdict = decide(town, on, honest=True, work=work(date(2020, 2, 29)))
    assert str(verdict.outcome) == outcome
    assert verdict.eligible_from in (None, date(2021, 2, 28))


def test_elsewhere_the_years_are_open():
    verdict = decide(opened(), date(2026, 1, 1), honest=True, work=work())
    assert str(verdict.outcome) == "not_covered"
    assert any("years until potter" in note.en for note in verdict.notes)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"work": work()}, ("applicant.honest",)),
        ({"honest": True}, ("applicant.work",)),
        ({}, ("applicant.honest", "applicant.work")),
    ],
)
def test_a_missing_fact_is_unknown(town, facts, missing):
    verdict = decide(town, date(2026, 1, 1), **facts)
    assert str(verdict.outcome) == "undetermined"
    assert {fact for facts in verdict.missing for fact in facts} == set(missing)


def test_what_is_known_to_fail_is_no_whatever_else_is_unknown(town):
    assert str(decide(town, date(2026, 1, 1), honest=False).outcome) == "not_eligible"


def test_five_years_after_the_certificate(town):
    certificate = {"occupation": "8-99-01-01", "issued": date(2016, 2, 29)}
    facts = {"grade": "master", "honest": True, "certificates": [certificate]}
    assert str(decide(town, date(2021, 2, 27), **facts).outcome) == "not_eligible"
    assert str(decide(town, date(2021, 2, 28), **facts).outcome) == "eligible"


def test_the_clauses_are_cited(town):
    verdict = decide(town, date(2026, 1, 1), honest=True, work=work())
    assert {clause for rule in (*verdict.gates, *verdict.routes) for clause in rule.cites} >= {"MOON/1", "MOON/2"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (Filling("guild:years", 3, "TOWN/1"), "a whole number of at least 1 of at most 2"),
        (Filling("guild:years", 1, "TOWN/9"), "TOWN/9"),
        (Clause("SUN/1", "1", "eligibility", same("x")), "its document 'SUN' is not declared"),
        (Route("guild:gift", ("potter",), "trial", same("as a gift")), "cites no clause"),
        (Route("guild:game", ("potter",), "dice", same("by dice"), clauses=("MOON/2",)), "dice"),
    ],
)
def test_what_does_not_fit_is_refused(more, said):
    with pytest.raises(LawError, match=said):
        opened(more)


def test_no_bundled_plugin_is_loaded():
    """In a process of its own: the core opens a law and decides, and no province, track or nation was imported."""
    program = (
        "import sys; from datetime import date; sys.path.insert(0, sys.argv[1]); import toy;"
        "print(toy.decide(toy.opened(toy.filled()), date(2026, 1, 1), honest=True, work=[{'from': date(2019, 1, 1)}])"
        ".outcome, [name for name in sys.modules if name.startswith('bajigong_')])"
    )
    here = __file__.rpartition("/")[0]
    done = subprocess.run([sys.executable, "-c", program, here], capture_output=True, text=True, check=True)
    assert done.stdout == "eligible []\n"


def test_the_toy_declares_what_it_says():
    """Two grades, one track, three rules and a place: small enough to be read in one go."""
    made = [type(one).__name__ for one in declarations()]
    assert [made.count(name) for name in ("Grade", "Track", "Route", "Way")] == [2, 1, 2, 1]
