"""Facts that a place declares may be called as it likes: none hides another, nor a name of the program's own."""

from datetime import date

import pytest
from core.tests import one_node
from core.tests.one_node import asked
from core.tests.toy import opened

from bajigong.calendar import to_day
from bajigong.engine.decide import NONE
from bajigong.policy.facts import FactField
from bajigong.policy.text import same
from bajigong.policy.when import Day, Edge, Elapsed, Every, Fact, Recorded, Records

DAY = date(2026, 6, 1)
#: Names that the text of a program has, or that another fact is written by.
DATES = ("day", "since", "until", "number", "start", "lack0", "hope0", "K", "rows", "min", "applicant.jobs_first")
SCHEMA = opened(
    *(FactField(path, "date", same(path)) for path in DATES),
    FactField("applicant.jobs", "list", same("jobs")),
    *(FactField(f"applicant.jobs.{name}", "date", same(name)) for name in ("k", "r", "first")),
    FactField("applicant.jobs_r", "flag", same("jobs r")),
).schema


@pytest.mark.parametrize("path", DATES)
def test_a_day_is_read_by_any_name(path):
    node = Elapsed(Day(path), years=1)
    for years, holds in ((1, True), (0, False)):
        value = DAY.replace(year=DAY.year - years)
        above, _, name = path.rpartition(".")
        facts = {above: {name: value}} if above else {path: value}
        since, _ = asked(one_node.decision(SCHEMA, node, facts, DAY), node, NONE, DAY)
        assert (since <= to_day(DAY)) is holds


def test_facts_whose_names_are_written_alike_are_kept_apart():
    """`applicant.jobs_first` is a day, and where the records of `applicant.jobs` begin is another column."""
    node = Every(
        (
            Recorded(Records("applicant.jobs"), Edge("k"), Edge("r")),
            Recorded(Records("applicant.jobs"), Edge("first")),
            Elapsed(Day("applicant.jobs_first"), years=1),
            Fact("applicant.jobs_r", (True,)),
        )
    )
    jobs = [{"k": date(2020, 1, 1), "r": date(2027, 1, 1), "first": date(2021, 1, 1)}]
    applicant = {"jobs": jobs, "jobs_first": date(2025, 6, 1), "jobs_r": True}
    one = one_node.decision(SCHEMA, node, {"applicant": applicant}, DAY)
    assert asked(one, node, NONE, DAY) == (to_day(DAY), to_day(date(2027, 1, 1)))
