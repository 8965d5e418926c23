"""Facts by their roles: the core knows none by its path, and does without those that nobody declares."""

from datetime import date

import pytest
from core.tests.toy import TOWN, filled, opened

from bajigong.answers import Application
from bajigong.engine.engine import Engine
from bajigong.engine.incentives import holdings
from bajigong.errors import LawError
from bajigong.policy.facts import FactField, Schema
from bajigong.policy.occupations import NO_OCCUPATIONS
from bajigong.policy.registers import Occupation
from bajigong.policy.text import same
from bajigong.receipts import receipt
from bajigong.tables.check import check
from bajigong.tables.raw import Raw, Where

DAY = date(2026, 11, 27)
#: Where no plugin of ours has them.
WHO = (
    FactField("applicant.called", "text", same("called"), role="name"),
    FactField("papers.card", "id_number", same("card"), role="id_number"),
    FactField("papers.born", "date", same("born"), role="birth"),
    FactField("trade_life.years", "number", same("years"), role="stated_years"),
)
SMITH = "6-18-01-01"
BASE = {"track": "guild", "occupation": SMITH, "grade": "potter"}


def law(*facts):
    return opened(filled(), Occupation(SMITH, "铁匠"), *facts)


def checked(bundle, **facts):
    raw = Raw({**BASE, **facts}, "file", Where("file"))
    return check(raw, bundle.schema, tenant_place=TOWN, on=None, overrides={}, today=DAY)


def test_a_fact_is_known_by_its_role_wherever_it_stands():
    bundle = law(*WHO)
    one = checked(bundle, applicant={"called": "甲"}, papers={"card": "999999199003070012"})
    assert one.facts["papers"]["born"] == date(1990, 3, 7)
    assert Engine(bundle, "guild").decide([one])[0].applicant == "甲"
    assert receipt(one, bundle.schema)["facts"]["papers"] == {"born": "1990-03-07"}


def test_and_what_contradicts_it_is_told_by_its_own_place():
    said = checked(law(*WHO), papers={"card": "999999199003070012", "born": "1990-03-08"})
    assert [one.place for one in said] == ["papers.born"]


def test_stated_years_are_weighed_wherever_they_stand():
    one = checked(law(*WHO), papers={"born": "2020-01-01"}, trade_life={"years": 20})
    assert one.facts["trade_life"] == {}
    assert [remark.en for remark in one.remarks] == [
        "20 years of work are stated by somebody born on 2020-01-01; both cannot be, so the years decide nothing"
    ]


def test_where_no_fact_has_a_role_what_rests_on_it_is_left_undone():
    bundle = law()
    one = checked(bundle, applicant={"honest": True, "work": [{"from": "2020-01-01"}]})
    verdict = Engine(bundle, "guild").decide([one])[0]
    assert (str(verdict.outcome), verdict.applicant, one.remarks) == ("eligible", None, ())


def test_a_role_belongs_to_one_fact():
    with pytest.raises(LawError, match=r"role 'held' already belongs to fact applicant\.certificates"):
        opened(FactField("applicant.papers", "list", same("papers"), role="held"))


def test_where_no_fact_lists_certificates_what_is_held_lacks_the_keys_of_the_application():
    one, nothing = Application({"grade": "potter"}, DAY, TOWN), Schema({}, (), (), NO_OCCUPATIONS)
    assert [holding.lacks for holding in holdings(one, nothing)] == [("occupation",)]
