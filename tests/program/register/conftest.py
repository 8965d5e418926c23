"""Registers of Sichuan, and what is done in them."""

from datetime import date

import pytest
from core.tests.register.acts import ON, Acts
from core.tests.register.conftest import (
    address,
    engines,
    fresh_postgres,
    made,
    office,
    office_at,
    postgres,
    small,
)

__all__ = ["ON", "address", "engines", "fresh_postgres", "made", "office", "office_at", "postgres", "small"]

NUMBER = "S000051000001"


@pytest.fixture(scope="session")
def usual():
    """The tenant whose registers these are, where a test names none."""
    return "sichuan"


#: All that the duties of Sichuan ask of a third party before it is filed and before it plans a session.
STATED = {
    "standards": ["6-31-01-03"],
    "unit_class": "city_manufacturer",
    "undertaking_signed": True,
    "training_tied": False,
    "recommended_by": "某市工信局",
    "unit_kind": "association",
    "fee_basis": "每人成本核算表",
    "fees_published": True,
}
CARD = {"card": "川A001", "card_from": date(2025, 1, 1), "card_until": date(2028, 1, 1)}

_ACTS = Acts(
    kind="third_party",
    track="third_party",
    occupation="6-31-01-03",
    grades=("5", "4", "3"),
    grade="4",
    place="510100",
    region="510000",
    number=NUMBER,
    statement=STATED,
    card=CARD,
    person={"work": [{"occupation": "6-31-01-03", "employer": "甲厂", "from": "2012-07-01"}]},
)
apply, filed, stocked, staffed, id_number = _ACTS.apply, _ACTS.filed, _ACTS.stocked, _ACTS.staffed, _ACTS.id_number
applicant, registering, register = _ACTS.applicant, _ACTS.registering, _ACTS.register
do, seated = _ACTS.do, _ACTS.seated
score_all, assessed, publicized = _ACTS.score_all, _ACTS.assessed, _ACTS.publicized
