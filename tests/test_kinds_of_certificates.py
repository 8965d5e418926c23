"""Which kinds of certificate and which forms of study count: what is said does, of others neither is sure.

What is not told is taken for what counts; where a place refuses some, it is unknown. Places may fill both.
"""

from datetime import date

import pytest
from attrs import evolve
from tests.test_batch import expected, told
from tests.test_field_sheets import AGENCY

from bajigong.batch.kernel import Kernel
from bajigong.batch.people import laid_out
from bajigong.engine.engine import Engine
from bajigong.law.bundle import Said
from bajigong.law.tenants import tenant
from bajigong.policy.law import Filling
from bajigong.tables import Raw, Where, check

DAY = date(2026, 11, 21)
HELD = {"occupation": "电工", "grade": "四级", "issued": "2016-07-01"}
APPLICANT = {
    "birth_date": "1990-03-07", "titles": [], "competitions": [], "education": [],
    "work": [{"occupation": "电工", "from": "2018-01-01"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def engine():
    return Engine(tenant("sichuan").open(), "sichuan")


@pytest.fixture(scope="module")
def filled(engine):
    """Open the law as it would be had a document of the province filled terms."""

    def with_values(**values):
        made = tuple(
            Said("sichuan.toml", Filling(f"national:{name.replace('_', '-')}", value, "SC22/3.2.b"))
            for name, value in values.items()
        )
        return Engine(evolve(engine.bundle, fillings=(*engine.bundle.fillings, *made)), "sichuan")

    return with_values


def checked(engine, *certificates, education=()):
    facts = {**AGENCY, "occupation": "电工", "grade": "3"}
    held = [{**HELD, **one} for one in certificates]
    facts["applicant"] = {**APPLICANT, "certificates": held, "education": list(education)}
    if education:
        facts["applicant"]["work"] = [{"occupation": "电工", "from": "2018-01-01", "to": "2020-06-30"}]
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


def outcome_of(engine, *certificates, education=()):
    """Answer one application by itself and as one of many, which must agree."""
    application = checked(engine, *certificates, education=education)
    [verdict] = engine.decide([application])
    assert told(Kernel(engine), laid_out(engine.bundle.schema, [application])) == [expected(verdict)]
    return str(verdict.outcome)


ONE_X, SPECIAL = {"kind": "1+X"}, {"kind": "专项能力"}


def test_a_place_may_say_that_a_kind_counts(filled):
    engine = filled(certificates=("skill_level", "qualification", "one_x"))
    assert [outcome_of(engine, one) for one in ({}, ONE_X, SPECIAL)] == ["eligible", "eligible", "undetermined"]
    [verdict] = engine.decide([checked(engine, ONE_X)])
    assert any("SC22/3.2.b" in route.cites for route in verdict.routes if str(route.holds) == "yes")


def test_a_place_may_say_that_a_kind_does_not_count(filled):
    engine = filled(certificates_refused=("special_ability",))
    told_kinds = ({"kind": "职业技能等级证书"}, ONE_X, SPECIAL, {})
    # A certificate whose kind nobody told may be the one that does not count.
    assert [outcome_of(engine, one) for one in told_kinds] == [
        "eligible", "undetermined", "not_eligible", "undetermined",
    ]  # fmt: skip


#: A diploma that opens grade 3 with the certificate of grade 4 (condition 3-5 of 2023) and two years of work (3-3 of
#: 2018), where the work alone does not (four or five years after the certificate).
DIPLOMA = {"school": "大专", "major": "电气", "major_related": True, "graduates": "2015-07-01"}


def forms(engine, *written):
    every = ({**DIPLOMA, "form": one} if one else DIPLOMA for one in written)
    return [outcome_of(engine, {}, education=[one]) for one in every]


def test_of_a_form_of_study_that_no_document_names_neither_is_sure(engine):
    assert forms(engine, None, "全日制", "函授", "自考", "业余", "电大", "成人") == [
        "eligible", "eligible", *["undetermined"] * 5,
    ]  # fmt: skip
    [verdict] = engine.decide([checked(engine, {}, education=[{**DIPLOMA, "form": "函授"}])])
    assert any("学习形式" in note.zh and "函授" in note.zh for note in verdict.notes)


def test_a_place_may_say_which_forms_count_and_which_do_not(filled):
    some = filled(study_forms=("full_time", "self_study"))
    assert forms(some, None, "自考", "函授") == ["eligible", "eligible", "undetermined"]
    others = ("correspondence", "self_study", "part_time", "open", "adult")
    whole = filled(study_forms_refused=others)
    assert forms(whole, "全日制", "函授", None) == ["eligible", "not_eligible", "undetermined"]
