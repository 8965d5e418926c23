"""Answers by what was known on a day: bitemporal law."""

from datetime import date

from attrs import evolve

from bajigong.engine.engine import Engine
from bajigong.law.bundle import as_known, learned
from bajigong.law.opening import open_bundle
from bajigong.law.tenants import tenant
from bajigong.policy.law import Clause, Document, Filling
from bajigong.policy.text import same
from bajigong.scenarios import find_scenarios

SICHUAN = tenant("sichuan")
LEARNED = date(2026, 6, 1)


def correction():
    """A correction published on 1 June 2026 that lets front-line workers rise from grade 3 on, from the start."""
    document = Document(
        "FIX", same("fix"), same("x"), place="510000", in_force=date(2022, 12, 29), known_from=LEARNED, valid_years=5
    )
    filling = Filling("enterprise:front-line-grades", ("3", "2", "1"), "FIX/1")
    extra = [("fix.toml", one) for one in (document, Clause("FIX/1", "1", "eligibility", same("x")), filling)]
    return open_bundle(SICHUAN.plugins, extra=extra)


def worker(root):
    return next(s.application for s in find_scenarios([root / "plugins"]) if s.name == "not at grade 3")


def test_the_verdict_of_a_day_by_what_was_known_then(pytestconfig):
    bundle, application = correction(), worker(pytestconfig.rootpath)
    before = Engine(as_known(bundle, date(2026, 5, 31)), "sichuan").decide([application])[0]
    after = Engine(as_known(bundle, LEARNED), "sichuan").decide([application])[0]
    assert (before.outcome, after.outcome) == ("not_eligible", "eligible")
    assert before.on == after.on
    assert before.bundle != after.bundle


def test_what_says_nothing_was_always_known():
    bundle = SICHUAN.open()
    then = as_known(bundle, date(1950, 1, 1))
    assert then.documents.keys() == bundle.documents.keys()
    assert evolve(then, known=None).hash == bundle.hash


def test_the_days_on_which_something_was_learned():
    assert learned(correction()) == (LEARNED,)
    assert learned(SICHUAN.open()) == ()
