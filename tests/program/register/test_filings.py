from datetime import date

import pytest

from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.register import agencies, enforcing, filings
from bajigong.register.errors import Forbidden, Refused, RegisterError
from bajigong.register.office import Office
from bajigong.register.tables import Agency, Filing, FilingState

from .conftest import CARD, NUMBER, ON, STATED, apply, filed

pytestmark = pytest.mark.slow

STEPS = [
    "省级退役军人事务部门受理遴选",
    "国家退役军人服务中心初审",
    "退役军人事务部思想政治和权益维护司审定",
    "推荐意见",
]
VETERANS = {key: STATED[key] for key in ("standards", "unit_class", "undertaking_signed", "training_tied")}
RULES = ["考务管理", "质量管理", "题(卷)库管理", "评分管理", "证书管理", "违规违纪处理", "收费标准"]
NM = {"undertaking_signed": True, "rules_published": RULES}


def file(register, statement, staffed=True, **more):
    """Apply, accept and file; return the state in which that leaves the filing."""
    given = more.pop("number", NUMBER)
    number = apply(register, statement, **more)
    about = f"filing:{number}"
    if staffed:
        with register.act("agency.employ", ON) as act:
            agency = agencies.find(act.database, more.get("name", "甲评价公司"))
            agencies.employ(
                act, agency, [{"name": "考一", "role": "assessor", **CARD}, {"name": "督一", "role": "supervisor"}]
            )
    with register.act("filing.accept", ON, about) as act:
        filings.accept(register, act, act.get(Filing, number))
    with register.act("filing.file", ON, about) as act:
        filings.file(register, act, act.get(Filing, number), given, ON, date(2029, 1, 1))
    return state(register, number)


def state(office, number):
    with office.store.reading() as database:
        return database.get_one(Filing, number).state


def test_a_filing_goes_its_way(office):
    number = filed(office)
    assert state(office, number) is FilingState.FILED
    for name, then in ((filings.suspend, FilingState.SUSPENDED), (filings.end, FilingState.ENDED)):
        with office.act("filing", ON, f"filing:{number}") as act:
            name(act, act.get(Filing, number), "整改")
            assert act.notes == {"reason": "整改"}
        assert state(office, number) is then
    with (
        pytest.raises(Forbidden, match=r"is ended; it cannot be suspended \(suspend\), only: nothing more"),
        office.act("filing", ON) as act,
    ):
        filings.suspend(act, act.get(Filing, number), "整改")


@pytest.mark.parametrize("move", [filings.suspend, filings.end])
def test_a_filing_is_not_taken_back_without_a_reason(small, move):
    number = filed(small)
    with pytest.raises(RegisterError, match="a reason must be given"), small.act("filing", ON) as act:
        move(act, act.get(Filing, number), "  ")
    assert state(small, number) is FilingState.FILED


BREAKS = [
    ("standards", [], "SC22/3.1.a"),
    ("undertaking_signed", False, "SC22/6.3.c"),
    ("training_tied", True, "SC22/6.3.b"),
    ("recommended_by", "", "SC22/4.3.a"),
    ("unit_kind", "government_unit", "SC22/4.3.b"),
    ("unit_kind", "tied_association", "SC22/4.3.b"),
    ("unit_kind", "outside_profession", "SC22/4.3.b"),
    ("unit_class", "provincial_college", "SC22/3.1.b"),
]


@pytest.mark.parametrize(("fact", "value", "clause"), BREAKS)
def test_a_duty_that_is_not_met_refuses_with_its_clause(small, fact, value, clause):
    with pytest.raises(Refused, match=clause):
        file(small, {**STATED, fact: value})
    assert state(small, 1) is FilingState.ACCEPTED


def test_the_office_follows_from_the_kind_of_agency(small):
    statement = {**STATED, "unit_class": "provincial_association"}
    with pytest.raises(Refused, match=r"SC22/3\.1\.b"):
        file(small, statement, sent_to="city")
    assert file(small, statement, name="乙协会", sent_to="province") is FilingState.FILED


@pytest.mark.parametrize("fact", sorted(set(STATED) - {"fee_basis", "fees_published"}))
def test_what_is_not_on_record_is_asked_for_and_no_no(small, fact):
    number = apply(small, {key: value for key, value in STATED.items() if key != fact})
    with pytest.raises(Refused, match=rf"not on record \({fact}\)"), small.act("filing.accept", ON) as act:
        filings.accept(small, act, act.get(Filing, number))
    with small.act("filing.state", ON) as act:
        filings.state(small, act, act.get(Filing, number), {fact: STATED[fact]})
    with small.act("filing.accept", ON) as act:
        filings.accept(small, act, act.get(Filing, number))
    assert state(small, number) is FilingState.ACCEPTED


@pytest.mark.parametrize("steps", [STEPS[:3], STEPS[1:], [STEPS[1], STEPS[0], *STEPS[2:]], []])
def test_veterans_agencies_come_by_the_steps_in_order(small, steps):
    with pytest.raises(Refused, match=r"SCV/2\.1\.a"):
        file(small, {**VETERANS, "steps": steps}, track="veterans")


def test_there_are_at_most_three_veterans_agencies(small):
    statement = {**VETERANS, "steps": STEPS}
    for count in range(3):
        one = {"track": "veterans", "name": f"第{count}家", "number": f"S00005100000{count + 1}"}
        assert file(small, statement, **one) is FilingState.FILED
    with pytest.raises(Refused, match=r"SCV/2\.1\.b.*found 4"):
        file(small, statement, track="veterans", name="第四家")


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        ({"undertaking_signed": False}, "NM21/4.2"),
        ({"rules_published": RULES[1:]}, "NM21/4.1.*考务管理 is lacking"),
        ({"staffed": False}, "NM21/4.4"),
        ({"staffed": False}, "NM21/4.5"),
    ],
)
def test_inner_mongolia_asks_other_things(office_at, tmp_path, change, clause):
    office = office_at(str(tmp_path / "nm.db"), "inner-mongolia")
    staffed = change.pop("staffed", True)
    with pytest.raises(Refused, match=clause):
        file(office, {**NM, **change}, staffed=staffed, place="150100")
    if not staffed:
        return
    assert file(office, NM, name="乙公司", place="150100", number="S000015000001") is FilingState.FILED


def test_a_waiver_needs_a_ground_and_is_recorded(small):
    number = apply(small, {**STATED, "unit_kind": "tied_association"})
    about, law = f"filing:{number}", small.engine.law("510100")
    with small.act("filing.accept", ON, about) as act:
        filings.accept(small, act, act.get(Filing, number))
    waive = ("sichuan:not-recommended", "file", about)
    with pytest.raises(RegisterError, match="written ground"), small.act("waive", ON) as act:
        enforcing.waive(act, law, *waive, " ")
    with pytest.raises(RegisterError, match="no duty in force here"), small.act("waive", ON) as act:
        enforcing.waive(act, law, "sichuan:none", "file", about, "…")
    with small.act("waive", ON) as act:
        enforcing.waive(act, law, *waive, "省厅会议纪要〔2026〕3号")
    with small.act("filing.file", ON, about) as act:
        filings.file(small, act, act.get(Filing, number), NUMBER, ON, None)
        assert act.notes["waived"] == ["sichuan:not-recommended"]
    assert state(small, number) is FilingState.FILED


@pytest.mark.parametrize("number", ["", "1", "X000051000001", "S00005100000", "S000099000001"])
def test_a_filing_number_fits_the_coding_rule(small, number):
    with pytest.raises(RegisterError, match="coding rule"):
        filed(small, number=number)


@pytest.mark.parametrize(
    ("fact", "word"),
    [("unit_kind", "goverment_unit"), ("unit_class", "city manufacturer"), ("unit_kind", ["government_unit"])],
)
def test_a_word_that_is_none_of_a_closed_list_is_refused_with_the_list(small, fact, word):
    with pytest.raises(RegisterError, match=rf"for fact '{fact}'; expected one of .*other \(another unit\)"):
        apply(small, {**STATED, fact: word})


def test_a_word_on_record_that_is_none_of_the_list_is_not_taken_for_a_good_one(small):
    number = apply(small, STATED)
    with small.act("filing.state", ON) as act:
        filing = act.get(Filing, number)
        filing.statement = {**filing.statement, "unit_kind": "goverment_unit"}
        act.add(filing)
    with pytest.raises(Refused, match=r"not on record \(unit_kind\)"), small.act("filing.accept", ON) as act:
        filings.accept(small, act, act.get(Filing, number))


def test_a_statement_of_what_nobody_asks_is_an_error(small):
    with pytest.raises(RegisterError, match="found fact 'undertaking'; expected one of"):
        apply(small, {"undertaking": True})
    with pytest.raises(RegisterError, match="found fact 'assessors'"):
        apply(small, {"assessors": 12})


PLACE = """
[[document]]
id = "GZ1"
title = { zh = "某省试行办法", en = "Trial measures of a province" }
issuer = { zh = "某省人社厅", en = "A province" }
place = "520000"
in_force = 2026-06-01

[[clause]]
id = "GZ1/7"
at = "七"
kind = "filing"
gist = { zh = "评价机构须投保", en = "Agencies are insured" }

[[duty]]
id = "guizhou:insured"
kind = "filing"
label = { zh = "投保责任险", en = "be insured" }
gist = { zh = "评价机构须投保", en = "Agencies are insured" }
who = { zh = "评价机构", en = "assessment agencies" }
clauses = ["GZ1/7"]
acts = ["file"]
demands = [
    { fact = "insured_for", test = "at_least", figure = "cover", label = { zh = "保额足够", en = "enough cover" } },
]
figures = { cover = 100 }
"""


@pytest.fixture
def own_place(tmp_path):
    """A place whose law is one TOML file, and no Python."""
    (tmp_path / "gz.toml").write_text(PLACE, encoding="utf-8")
    config = tmp_path / "bajigong.toml"
    config.write_text(
        '[tenants.guizhou]\nregion = "520000"\nplugins = ["national", "third_party"]\nlaws = ["gz.toml"]\n'
    )
    return tenant("guizhou", config)


def test_a_duty_of_a_places_toml_is_enforced_without_python(tmp_path, own_place):
    from bajigong.register import opening

    where = opening.make(str(tmp_path / "gz.db"), tmp_path / "gz.keys", own_place)
    office = Office(where, own_place, Engine(own_place.open(), "guizhou"), "clerk")
    since = date(2026, 6, 1)
    for day, cover, refused in (
        (date(2026, 5, 31), 99, False),
        (since, 99, True),
        (since, None, True),
        (since, 100, False),
    ):
        name = f"{day} {cover}"
        number = apply(office, {} if cover is None else {"insured_for": cover}, name=name, place="520100")
        with office.store.reading() as database:
            short = enforcing.shortfalls(
                office.engine.law("520100"), "file", "third_party", day,
                filings.facts_of(database, database.get_one(Filing, number), day),
            )  # fmt: skip
        assert bool(short) == refused, name
        assert all("GZ1/7" in one.text.en for one in short)


def test_the_engine_is_told_what_is_filed_and_nobody_types_it(office):
    number = filed(office)
    with office.act("filing.report", ON) as act:
        filings.report(office, act, act.get(Filing, number), "510700")
    with office.store.reading() as database:
        said = agencies.said_of(database, database.get_one(Agency, 1), ON, office.engine.bundle.schema)
    assert said["kind"] == "third_party"
    assert said["filings"] == [
        {
            "number": NUMBER,
            "occupations": ["6-31-01-03"],
            "grades": ["5", "4", "3"],
            "regions": ["510000"],
            "people": "public",
            "from": ON,
            "until": date(2028, 12, 31),  # the last day: the filing ends before the first of January
            "reported_to": [{"region": "510700", "on": ON}],
        }
    ]
    assert said["sanctions"] == []
    assert "last_assessed" not in said
