import json
from datetime import date, timedelta

import pytest
from attrs import evolve
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.register import agencies, keeping, opening, ratings, supervision
from bajigong.register.errors import Refused, RegisterError
from bajigong.register.keys import read_keys
from bajigong.register.office import Office
from bajigong.register.tables import Agency, Draw, Filing, FilingState, Finding, Inspector, Paper, Sanction

from .conftest import ON, assessed, do, filed, publicized, registering

pytestmark = pytest.mark.slow

GROUND = "评价弄虚作假"


def act_on(office, what, on=ON):
    with office.act("test", on) as act:
        return what(act)


def state(office, number=1):
    with office.store.reading() as database:
        return database.get_one(Filing, number).state


# ---------------------------------------------------------------- keeping


def keep(office, tmp_path, *classes, made=ON, on=ON, text="签到"):
    file = tmp_path / "paper.txt"
    file.write_text(text, encoding="utf-8")
    return act_on(
        office,
        lambda act: keeping.keep(
            office, act, tmp_path / "files", file, classes=classes, about="session:1", made=made
        ).model_copy(),
        on,
    )


@pytest.mark.parametrize(
    ("classes", "until"),
    [
        (["纸质材料"], date(2029, 3, 2)),
        (["paper"], date(2029, 3, 2)),
        (["评价过程视频材料"], date(2031, 3, 2)),
        (["纸质材料", "评价过程视频材料"], date(2031, 3, 2)),
        (["纸质材料", "签到表"], None),
    ],
)
def test_how_long_a_paper_is_kept_follows_from_its_classes(small, tmp_path, classes, until):
    paper = keep(small, tmp_path, *classes)
    assert (paper.keep_until, paper.for_ever) == (until, until is None)
    assert paper.clauses == ["SC22/3.3.c"]


def test_what_was_made_on_the_29th_of_february_is_kept_to_the_28th(small, tmp_path):
    assert keep(small, tmp_path, "纸质材料", made=date(2024, 2, 29)).keep_until == date(2027, 2, 28)


def test_a_class_that_nothing_has_kept_is_named(small, tmp_path):
    with pytest.raises(RegisterError, match=r"found class '草稿'.*sign-in sheet"):
        keep(small, tmp_path, "草稿")
    with pytest.raises(RegisterError, match="nothing by the rules of that day"):
        keep(small, tmp_path, "纸质材料", made=date(2010, 1, 1))
    with pytest.raises(RegisterError, match="after the day of this act"):
        keep(small, tmp_path, "纸质材料", made=ON + timedelta(days=1))


def test_nothing_is_thrown_away_before_its_day_has_passed(small, tmp_path):
    keep(small, tmp_path, "纸质材料")
    keep(small, tmp_path, "签到表")
    last, files = date(2029, 3, 2), tmp_path / "files"

    def throw(number, on):
        act_on(small, lambda act: keeping.throw_away(act, act.get(Paper, number)), on)

    with pytest.raises(RegisterError, match=r"kept until 2029-03-02 \(SC22/3\.3\.c\)"):
        throw(1, last)
    with pytest.raises(RegisterError, match=r"for ever \(SC22/3\.3\.c\)"):
        throw(2, date(2099, 1, 1))  # the notice has long lapsed then
    with small.store.reading() as database:
        assert keeping.due(database, last) == []
        assert [one.id for one in keeping.due(database, last + timedelta(days=1))] == [1]
    throw(1, last + timedelta(days=1))
    with pytest.raises(RegisterError, match="was thrown away on 2029-03-03"):
        throw(1, date(2030, 1, 1))
    with small.store.reading() as database:
        assert keeping.sweep(database, files) == 0  # the other paper holds the same content
        assert keeping.content(files, database.get_one(Paper, 2)).decode() == "签到"


def test_content_that_was_changed_is_noticed_and_swept_when_nobody_holds_it(small, tmp_path):
    keep(small, tmp_path, "纸质材料")
    (stored,) = [file for file in (tmp_path / "files").rglob("*") if file.is_file()]
    stored.write_text("改")
    with small.store.reading() as database, pytest.raises(RegisterError, match="is gone, or was changed"):
        keeping.content(tmp_path / "files", database.get_one(Paper, 1))
    act_on(small, lambda act: keeping.throw_away(act, act.get(Paper, 1)), date(2029, 3, 3))
    with small.store.reading() as database:
        assert keeping.sweep(database, tmp_path / "files") == 1
    assert not stored.exists()


# ---------------------------------------------------------------- draws


def urn(office, count=6):
    for n in range(count):
        filed(office, name=f"第{n}家", number=f"S00005100000{n}")
    act_on(office, lambda act: [act.add(Inspector(name=f"检{n}", tied_to=[n + 1])) for n in range(4)])


def test_a_draw_is_the_same_for_everybody_who_has_the_seed(small):
    urn(small)
    drawn = act_on(small, lambda act: supervision.draw(act, "双色球2026034", 3, 2).model_copy())
    assert len({one["agency"] for one in drawn.drawn}) == 3
    for one in drawn.drawn:
        assert len(set(one["inspectors"])) == 2
        assert one["agency"] not in one["inspectors"]  # the inspector of that number is tied to it
    assert supervision.fits(drawn)
    other = act_on(small, lambda act: supervision.draw(act, "双色球2026035", 3, 2).model_copy())
    assert other.drawn != drawn.drawn
    said = {"on": ON, "agencies": drawn.agencies, "inspectors": drawn.inspectors}
    turned = [*drawn.drawn[1:], drawn.drawn[0]]
    assert supervision.fits(Draw(seed="双色球2026034", drawn=drawn.drawn, **said))
    assert not supervision.fits(Draw(seed="双色球2026034", drawn=turned, **said))
    with small.store.reading() as database:
        assert database.get_one(Draw, 1).agencies == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("asked", "said"),
    [(("", 1, 1), "seed"), (("x", 7, 1), "fewer than 7 agencies"), (("x", 6, 4), "fewer than 4 inspectors")],
)
def test_a_draw_that_cannot_be_made_says_why(small, asked, said):
    urn(small)
    with pytest.raises(RegisterError, match=said):
        act_on(small, lambda act: supervision.draw(act, *asked))


def test_every_agency_has_its_chance():
    drawn = [next(supervision.drawn_from(str(n), range(5), [], 1, 0))["agency"] for n in range(500)]
    assert all(60 < drawn.count(agency) < 140 for agency in range(5))


def test_findings_have_a_day(small):
    filed(small)
    find = lambda act: supervision.find(act, act.get(Agency, 1), "监控缺失", ON + timedelta(days=30))  # noqa: E731
    act_on(small, find)
    with small.store.reading() as database:
        assert supervision.overdue(database, ON + timedelta(days=30)) == []
        assert len(supervision.overdue(database, ON + timedelta(days=31))) == 1
    act_on(small, lambda act: supervision.mend(act, act.get(Finding, 1)), ON + timedelta(days=40))
    with small.store.reading() as database:
        assert supervision.overdue(database, ON + timedelta(days=50)) == []
    with pytest.raises(RegisterError, match="before the day"):
        act_on(small, find, ON + timedelta(days=31))


# ---------------------------------------------------------------- sanctions


def sanction(office, kind, ground=GROUND, duty="sichuan:sanctions", until=None):
    said = {"kind": kind, "duty": duty, "ground": ground, "until": until}
    act_on(office, lambda act: supervision.sanction(office, act, act.get(Agency, 1), **said))


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        ("criticised", FilingState.FILED),
        ("correcting", FilingState.FILED),
        ("suspended", FilingState.SUSPENDED),
        ("removed", FilingState.ENDED),
        ("blacklisted", FilingState.ENDED),
    ],
)
def test_a_sanction_bears_on_later_sessions_at_once(office, kind, then):
    number = filed(office)
    sanction(office, kind)
    assert state(office) is then
    if then is not FilingState.FILED:
        with pytest.raises(Refused, match=r"SC22/3\.1\.a"):
            registering(office, number)
    with office.store.reading() as database:
        said = agencies.said_of(database, database.get_one(Agency, 1), ON, office.engine.bundle.schema)
        row = database.get_one(Sanction, 1)
    assert said["sanctions"] == [{"kind": kind, "from": ON, "until": None}]
    assert row.clauses == ["SC22/6.3.d"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ground": "态度不好"}, "found ground '态度不好'.*评价弄虚作假"),
        ({"duty": "sichuan:archive"}, "no duty of supervision"),
        ({"duty": "guangxi:ending-filing"}, "no duty of supervision"),
        ({"kind": "fined"}, "found sanction 'fined'"),
    ],
)
def test_a_sanction_has_a_ground_that_is_declared(small, change, said):
    filed(small)
    with pytest.raises(RegisterError, match=said):
        sanction(small, **{"kind": "removed"} | change)
    assert state(small) is FilingState.FILED


def test_there_is_a_way_out(small):
    filed(small)
    sanction(small, "suspended")
    out = ON + timedelta(days=90)
    act_on(small, lambda act: supervision.lift(act, act.get(Sanction, 1)), out)
    with small.store.reading() as database:
        said = agencies.said_of(database, database.get_one(Agency, 1), out, small.engine.bundle.schema)
    assert said["sanctions"][0]["until"] == out - timedelta(days=1)  # facts name the last day
    with pytest.raises(RegisterError, match="was lifted"):
        act_on(small, lambda act: supervision.lift(act, act.get(Sanction, 1)), out)


# ---------------------------------------------------------------- idle


def idle(office, on):
    with office.store.reading() as database:
        return [(one.name, since, clauses) for one, since, clauses in supervision.idle(office, database, on)]


def test_an_agency_is_idle_on_the_day_the_year_is_full(office_at, tmp_path):
    office = office_at(str(tmp_path / "nm.db"), "inner-mongolia")
    with office.act("agency", ON) as act:
        agency = agencies.add(act, {"name": "甲", "kind": "third_party"}, "150100", office.engine.bundle.schema)
        asked = {"occupations": ["6-31-01-03"], "grades": ["4"], "regions": ["150000"], "people": "public"}
        since = date(2024, 2, 29)
        act.add(
            Filing(agency_id=agency.id, track="third_party", office="city", bundle="", since=since,
                   state=FilingState.FILED, **asked)
        )  # fmt: skip
    assert idle(office, date(2025, 2, 27)) == []
    assert idle(office, date(2025, 2, 28)) == [("甲", date(2025, 2, 28), ("NM21/5.5",))]


def test_a_session_begins_the_year_anew_and_where_no_duty_has_a_figure_nobody_is_idle(small):
    assessed(small, 1)
    with small.store.reading() as database:
        assert agencies.last_held(database, database.get_one(Agency, 1), date(2026, 5, 7)) == date(2026, 5, 6)
    assert idle(small, date(2030, 1, 1)) == []
    law = small.engine.law("510100")
    duty = next(one for one in law.duties if one.id == "sichuan:sanctions")
    figured = evolve(duty, rule=evolve(duty.rule, figures=(("idle_years", 1),)))
    engine = type("E", (), {"law": lambda self, place: evolve(law, duties=(figured,)), "bundle": small.engine.bundle})()
    other = Office(small.store, small.tenant, engine, "clerk")
    assert idle(other, date(2027, 5, 5)) == []
    assert idle(other, date(2027, 5, 6)) == [("甲评价公司", date(2027, 5, 6), ("SC22/6.3.d",))]


# ---------------------------------------------------------------- ratings

CREDIT = """
[[document]]
id = "CD1"
title = { zh = "某市评价机构信用评估办法", en = "Measures of a city on the credit of agencies" }
issuer = { zh = "某市人社局", en = "A city" }
place = "510100"
in_force = 2026-01-05

[[clause]]
id = "CD1/3"
at = "三"
kind = "supervision"
gist = { zh = "信用评估的计分与等次", en = "Points and levels of credit" }

[[filling]]
term = "sichuan:credit-points"
clause = "CD1/3"
value = [
    { of = "start", points = 100 },
    { of = "sanction", kind = "criticised", points = -10, years = 1 },
    { of = "finding", points = -1, most = 2 },
    { of = "overdue", points = -5 },
    { of = "objection", points = -3 },
    { of = "revoked", points = -20 },
    { of = "session", points = 4, years = 1 },
    { of = "certificate", points = 1, most = 3 },
]
"""
LEVELS = """
[[filling]]
term = "sichuan:credit-levels"
clause = "CD1/3"
value = [
    { at_least = 60, label = { zh = "B级", en = "B" } },
    { at_least = 90, label = { zh = "A级", en = "A" } },
]
"""


def rated(office, on):
    with office.store.reading() as database:
        return list(ratings.rated(office, database, database.get_one(Agency, 1), on))


@pytest.fixture
def city(tmp_path):
    """Open a register of a city whose law is TOML."""

    def make(law):
        (tmp_path / "cd.toml").write_text(law, encoding="utf-8")
        config = tmp_path / "bajigong.toml"
        config.write_text(
            '[tenants.chengdu]\nregion = "510100"\nplugins = ["national", "third_party", "sichuan"]\n'
            'laws = ["cd.toml"]\n'
        )
        here, keys = tenant("chengdu", config), tmp_path / "chengdu.keys"
        engine = Engine(here.open(), here.id)
        return Office(opening.make(str(tmp_path / "chengdu.db"), keys, here), here, engine, "clerk", read_keys(keys))

    return make


def test_a_rating_is_open_where_no_clause_gives_its_points(small):
    filed(small)
    (one,) = rated(small, ON)
    assert (one.points, one.level, one.marks, one.clauses) == (None, None, (), ("SC22/6.3.a",))
    assert [note.en for note in one.notes] == [
        "open: no source gives 'points of the appraisal of credit' (left to: the province or the city)",
        "open: no source gives 'levels of the appraisal of credit' (left to: the province or the city)",
    ]


def test_points_without_levels_are_a_sum_and_no_level(city):
    office = city(CREDIT)
    filed(office)
    (one,) = rated(office, ON)
    assert (one.points, one.level, [term.id for term in one.open]) == (100, None, ["sichuan:credit-levels"])


def test_a_place_that_gives_points_and_levels_in_its_toml_rates(city):
    office, later = city(CREDIT + LEVELS), ON + timedelta(days=300)
    filed(office)
    act_on(office, lambda act: [supervision.find(act, act.get(Agency, 1), "监控缺失", ON) for _ in range(3)])
    sanction(office, "criticised")
    act_on(office, lambda act: supervision.mend(act, act.get(Finding, 1)))

    def sums(on):
        (one,) = rated(office, on)
        return one.points, one.level.en, [(mark.count, mark.points) for mark in one.marks][:4], one.clauses

    both = ("SC22/6.3.a", "CD1/3")
    assert sums(ON) == (88, "B", [(1, 100), (1, -10), (2, -1), (0, -5)], both)  # due that day, not late yet
    assert sums(later) == (78, "B", [(1, 100), (1, -10), (2, -1), (2, -5)], both)
    assert sums(date(2027, 3, 1))[0] == 78
    assert sums(date(2027, 3, 2))[0] == 88  # the criticism is a year old
    assert sums(date(2026, 3, 1)) == (100, "A", [(1, 100), (0, -10), (0, -1), (0, -5)], both)
    act_on(office, lambda act: [supervision.find(act, act.get(Agency, 1), "缺", ON) for _ in range(9)])
    assert sums(later)[:2] == (33, "below the lowest level")


def test_sessions_certificates_objections_and_revocations_are_counted(city):
    from bajigong.register import certificates, results
    from bajigong.register.tables import Certificate, Objection, Registration

    office = city(CREDIT + LEVELS)
    session, over = publicized(office, 4), date(2026, 5, 20)

    def object_to(act):
        one = results.object_to(act, act.get(Registration, 1), "成绩有误")
        results.settle(act, act.get(Objection, one.id), upheld=True)

    act_on(office, object_to, date(2026, 5, 12))
    do(office, session, lambda act, row: certificates.issue(office, act, row), over)
    revoke = lambda act: certificates.revoke(office, act, act.get(Certificate, 1), "冒名", "SC22/3.6")  # noqa: E731
    act_on(office, revoke, over + timedelta(days=1))
    (before,), (after,) = rated(office, over), rated(office, over + timedelta(days=1))
    assert [mark.count for mark in before.marks] == [1, 0, 0, 0, 1, 0, 1, 3]
    assert (before.points, after.points) == (104, 84)
    assert before.sum.zh.startswith("起评1×100 + 通报批评0×-10")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("criticised", "criticisd"), "criticisd"),
        (('of = "finding"', 'of = "findings"'), "findings"),
        (("points = 100", "point = 100"), "point"),
        (('place = "510100"', 'place = "510104"'), "left to"),
    ],
)
def test_a_row_of_points_that_cannot_be_read_is_named(city, change, said):
    from bajigong.errors import LawError

    with pytest.raises(LawError, match=said):
        city((CREDIT + LEVELS).replace(*change))


def test_the_command_says_the_rating_and_what_is_open(small, city, tmp_path):
    filed(small)
    at = ["--db", str(tmp_path / "register.db"), "--keys", str(tmp_path / "sichuan.keys"), "--on", str(ON)]
    shown = CliRunner().invoke(cli, ["supervise", "rating", *at, "--lang", "zh"]).output
    assert "信用评估与退出" in shown
    assert "没有条款规定" in shown.replace("\n", "")
    (said,) = json.loads(CliRunner().invoke(cli, ["supervise", "rating", "1", *at, "--json"]).output)
    assert (said["points"], said["level"], said["clauses"]) == (None, None, ["SC22/6.3.a"])
    filed(city(CREDIT + LEVELS))
    at = ["--db", str(tmp_path / "chengdu.db"), "--keys", str(tmp_path / "chengdu.keys"), "--on", str(ON)]
    at += ["--config", str(tmp_path / "bajigong.toml")]
    (said,) = json.loads(CliRunner().invoke(cli, ["supervise", "rating", *at, "--json", "--lang", "zh"]).output)
    assert (said["points"], said["level"], said["open"]) == (100, "A级", [])
