"""Answers by what was known on a day: bitemporal law."""

from datetime import date

from attrs import evolve
from core.tests.toy import POTTER, TENANT, TOWN, filled, opened

from bajigong.engine.engine import Engine
from bajigong.law.bundle import as_known, learned
from bajigong.law.tenants import tenant
from bajigong.policy.law import Clause, Document, Filling
from bajigong.policy.text import same
from bajigong.testing import application

LEARNED = date(2026, 6, 1)


def correction():
    """A correction published on 1 June 2026 by which one year was enough in the town since 2022, and not two."""
    document = Document(
        "FIX", same("fix"), same("x"), place=TOWN, in_force=date(2022, 12, 29), known_from=LEARNED, valid_years=5
    )
    return opened(
        filled(2), document, Clause("FIX/1", "1", "eligibility", same("x")), Filling("guild:years", 1, "FIX/1")
    )


def worker():
    """Somebody who has worked for a year and a half."""
    applicant = {"honest": True, "work": [{"from": date(2025, 1, 1)}]}
    return application(
        {"track": "guild", "occupation": POTTER, "grade": "potter", "applicant": applicant},
        place=TOWN,
        on=date(2026, 6, 30),
    )


def test_the_verdict_of_a_day_by_what_was_known_then():
    bundle = correction()
    before = Engine(as_known(bundle, date(2026, 5, 31)), "guild").decide([worker()])[0]
    after = Engine(as_known(bundle, LEARNED), "guild").decide([worker()])[0]
    assert (before.outcome, after.outcome) == ("not_eligible", "eligible")
    assert before.on == after.on
    assert before.bundle != after.bundle


def test_what_says_nothing_was_always_known():
    bundle = tenant(TENANT).open()
    then = as_known(bundle, date(1950, 1, 1))
    assert then.documents.keys() == bundle.documents.keys()
    assert evolve(then, known=None).hash == bundle.hash


def test_the_days_on_which_something_was_learned():
    assert learned(correction()) == (LEARNED,)
    assert learned(tenant(TENANT).open()) == ()
