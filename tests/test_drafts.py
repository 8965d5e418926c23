"""A draft decides nothing unless the tenant opts in."""

from datetime import date

from attrs import evolve

from bajigong.engine.engine import Engine
from bajigong.law.bundle import readings
from bajigong.law.tenants import tenant


def ladders(bundle, on):
    law = Engine(bundle, "sichuan").law("510000")
    return {v.id: v.clauses for v in law.ladders if v.period[0] <= (on - date(1970, 1, 1)).days < v.period[1]}


def test_the_draft_of_sichuan_counts_only_when_asked_for():
    before_the_notice = date(2022, 12, 27)
    assert "enterprise:eight" not in ladders(tenant("sichuan").open(), before_the_notice)
    opted_in = evolve(tenant("sichuan"), drafts=True).open()
    assert ladders(opted_in, before_the_notice)["enterprise:eight"] == ("SCX/3.2.ladder",)


def test_opting_in_changes_the_name_of_the_law():
    assert tenant("sichuan").open().hash != evolve(tenant("sichuan"), drafts=True).open().hash


def test_a_draft_and_the_notice_that_agree_are_both_cited():
    bundle = evolve(tenant("sichuan"), drafts=True).open()
    found = readings(bundle, bundle.terms["enterprise:eight-grades"].what, "510000")
    assert [set(reading.clauses) for reading in found][-1] == {"SCX/3.2.ladder", "SC22/3.2.b"}
