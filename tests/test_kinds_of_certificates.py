"""The kind of a certificate: what the conditions name counts, what is not told is taken for that, others are open."""

from datetime import date

import pytest
from tests.test_batch import expected, told
from tests.test_field_sheets import AGENCY

from bajigong.batch.kernel import Kernel
from bajigong.batch.people import laid_out
from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.tables import Raw, Where, check

DAY = date(2026, 11, 21)
HELD = {"occupation": "电工", "grade": "四级", "issued": "2016-07-01"}
APPLICANT = {
    "birth_date": "1990-03-07", "titles": [], "competitions": [], "education": [],
    "work": [{"occupation": "电工", "from": "2012-07-01"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def engine():
    return Engine(tenant("sichuan").open(), "sichuan")


def checked(engine, *certificates):
    facts = {**AGENCY, "occupation": "电工", "grade": "3"}
    facts["applicant"] = {**APPLICANT, "certificates": [{**HELD, **one} for one in certificates]}
    raw = Raw(facts, "x.yaml", Where("x.yaml"))
    return check(raw, engine.bundle.schema, tenant_place="510000", on=DAY, overrides={}, today=DAY)


@pytest.mark.parametrize(
    ("kinds", "outcome"),
    [
        ([{}], "eligible"),
        ([{"kind": "职业技能等级证书"}], "eligible"),
        ([{"kind": "国家职业资格证书"}], "eligible"),
        ([{"kind": "1+X"}], "undetermined"),
        ([{"kind": "专项能力"}], "undetermined"),
        ([{"kind": "1+X"}, {}], "eligible"),
    ],
)
def test_which_certificates_count(engine, kinds, outcome):
    application = checked(engine, *kinds)
    [verdict] = engine.decide([application])
    assert str(verdict.outcome) == outcome
    said = [note for note in verdict.notes if "whether it counts" in note.en]
    assert bool(said) == ("applicant.certificates.kind" in {path for some in verdict.missing for path in some})
    people = laid_out(engine.bundle.schema, [application])
    assert told(Kernel(engine), people) == [expected(verdict)]
