"""Each check finds a defect that was made up for it, and nothing once it is mended."""

from datetime import date
from functools import cache

import pytest
from attrs import evolve

from bajigong.answers import Holds, Outcome
from bajigong.engine.engine import Engine
from bajigong.law.opening import open_bundle
from bajigong.law.tenants import Tenant, tenant
from bajigong.policy.asks import Ask, When, term
from bajigong.policy.law import Clause, Document, Filling, Ladder, Route, Term, Way
from bajigong.policy.text import Text, same
from bajigong.policy.when import Between, Edge, Either, Elapsed, Every, Fact, First, Is, IsNot, Records, Selected
from bajigong.review.doctor import documents, examine, gaps, open_all, unfilled
from bajigong.review.doctor_rules import easier, needless, never_holding, order
from bajigong.review.finding import Patient, application, decided
from bajigong.review.witness import Side
from bajigong.review.witness_hopes import implies

pytestmark = pytest.mark.slow

ON = date(2026, 11, 21)
TRACKS = ("national", "enterprise", "college", "third_party", "veterans")
ALL = (*TRACKS, "sichuan")
FEW = ("national", "enterprise")
NEEDED = (("national:filing", True), ("enterprise:relations", ("employee", "dispatched")))
HOLDS = Ask("holds", (("grade", "3"),))
X = same("x")


def clause(name="D/1", gist="x", **kwargs):
    return Clause(name, "1", "scope", same(gist), **kwargs)


def document(**kwargs):
    return Document("D", X, X, place="510000", **{"issued": date(2024, 1, 1), **kwargs})


def route(*asks, to=("2",), name="mine:r", clauses=("D/1",), **kwargs):
    return Route(name, to, "national:examination", same(name), When((asks,)), clauses, **kwargs)


def ask(kind, **params):
    return Ask(kind, tuple(sorted(params.items())))


def side(*extra, plugins=FEW, on=ON, first=None):
    """A law of one track, with what the track needs; or of the plugins named."""
    needed = [Filling(name, value, "D/1") for name, value in NEEDED if plugins == FEW]
    said = [("mine.toml", one) for one in (first or document(), clause(), *needed, *extra)]
    return Side(same("mine"), Engine(open_bundle(plugins, extra=said), "mine"), "510000", on)


def patient(*extra, **kwargs):
    return Patient(side(*extra, **kwargs))


def mine(findings):
    return [one for one in findings if one.plugin == "mine.toml"]


@cache
def plain():
    return examine(side(plugins=ALL))


# ---------------------------------------------------------------- rules that can never hold


#: Rules that can never hold, and what is said of each.
NEVER = [
    ([ask("agency_sized", sizes=())], "error", "nothing at all meets the condition"),
    ([ask("placed", table=(), to="2")], "error", "nothing at all meets the condition"),
    ([ask("agency_sized", sizes=("large",)), ask("agency_sized", sizes=("small",))], "warning", "nobody could be"),
    ([ask("uncertified"), ask("holds", grade="3")], "warning", "nobody could be found who meets all of it"),
    (
        [ask("agency_is", kinds=("third_party",)), ask("worked", years=1)],
        "warning",
        "nobody could be found whom the gates let through",
    ),
]


#: Rules that can hold.
CAN = [
    [ask("agency_sized", sizes=("large",)), ask("agency_well_run")],
    [ask("newly_hired", months=12), ask("worked", years=10)],
    [ask("student", schools=("technician_college",)), ask("holds", grade="3", for_years=2)],
    [ask("graduating", schools=("technician_college",)), ask("uncertified")],
    [ask("worked", years=5, after=ask("titled", rank="junior")), ask("worked", years=1, after=HOLDS)],
    [ask("reviewed", perspectives=("team", "production"))],
    [ask("competed", levels=("city",)), ask("employed_otherwise", named=("employee",))],
]


@cache
def never():
    """What is found in a law that holds all of these: to look for somebody takes long, whatever the number of rules."""
    routes = [route(*asks, name=f"mine:r{n}", tracks=("enterprise",)) for n, (asks, _, _) in enumerate(NEVER)]
    routes += [route(*asks, name=f"mine:can{n}", tracks=("enterprise",)) for n, asks in enumerate(CAN)]
    return mine(never_holding(patient(*routes)))


@pytest.mark.parametrize("number", range(len(NEVER)))
def test_a_rule_that_can_never_hold(number):
    _, severity, words = NEVER[number]
    [one] = [found for found in never() if found.id == f"mine:r{number}"]
    assert (one.check, one.severity, one.clauses) == ("never", severity, ("D/1",))
    assert words in one.message.en


@pytest.mark.parametrize("number", range(len(CAN)))
def test_a_rule_that_can_hold(number):
    assert [found for found in never() if found.id == f"mine:can{number}"] == []


def test_a_rule_that_was_in_force_once_could_hold_then():
    lapsed = document(lapses=date(2025, 1, 1))
    assert mine(never_holding(patient(route(ask("worked", years=1)), first=lapsed))) == []


def test_a_rule_that_a_value_of_the_place_leaves_without_effect_is_a_note():
    # Sichuan names every relation there is: nothing is left for the others.
    found = {one.id: one for one in plain() if one.check == "never"}
    assert found["enterprise:own-staff/other"].severity == "note"
    assert not [one for one in found.values() if one.severity != "note"]


def test_a_rule_for_a_part_of_the_place_can_hold_there():
    there = side(plugins=("national", "third_party", "inner_mongolia"))
    here = evolve(there, place="150000")
    assert [one.id for one in never_holding(Patient(here))] == []


# ---------------------------------------------------------------- rules that another makes needless


def test_a_route_that_another_makes_needless():
    wide, narrow = ask("worked", years=3), ask("works")
    found = mine(needless(patient(route(wide), route(wide, narrow, name="mine:narrow"))))
    assert [(one.id, one.severity) for one in found] == [("mine:narrow", "note")]
    assert "mine:r (D/1)" in found[0].message.en
    person = found[0].person
    verdict = decided(side(route(wide), route(wide, narrow, name="mine:narrow")), person)
    assert {r.holds for r in verdict.routes if r.id.startswith("mine:")} == {Holds.YES}


def test_by_documents_of_their_own_it_is_a_warning():
    other = (Document("E", X, X, place="510000", issued=date(2024, 1, 1)), clause("E/1"))
    narrow = route(ask("worked", years=4), name="mine:narrow", clauses=("E/1",))
    [one] = mine(needless(patient(route(ask("worked", years=3)), *other, narrow)))
    assert (one.id, one.severity) == ("mine:narrow", "warning")


@pytest.mark.parametrize(
    "other",
    [
        route(ask("worked", years=2), ask("works"), name="mine:other"),
        route(ask("worked", years=5), name="mine:other", to=("1",)),
        route(ask("worked", years=5), name="mine:other", to=("2", "1")),
        route(ask("holds", grade="3"), name="mine:other"),
    ],
)
def test_a_route_that_leads_further_or_asks_otherwise_is_needed(other):
    assert mine(needless(patient(route(ask("worked", years=3)), other))) == []


def test_of_two_that_ask_the_same_one_is_needless():
    found = mine(needless(patient(route(ask("works")), route(ask("works"), name="mine:again"))))
    assert [one.id for one in found] == ["mine:again"]


def test_the_national_condition_that_another_holds_in_it():
    [one] = [one for one in plain() if one.check == "needless"]
    assert (one.id, one.severity, one.plugin) == ("national:2023/5-2", "note", "national")
    assert "national:2023/5-1" in one.message.zh


CERTIFICATE = Records("applicant.certificates", (Is("grade", ("3",)),))
ANY = Records("applicant.certificates")


@pytest.mark.parametrize(
    ("one", "other", "does"),
    [
        (Fact("agency.size", ("large",)), Fact("agency.size", ("large", "medium")), True),
        (Fact("agency.size", ("large", "small")), Fact("agency.size", ("large", "medium")), False),
        (Fact("agency.size", ("large",)), Fact("agency.school", ("large",)), False),
        (Elapsed(First(CERTIFICATE, Edge("issued")), years=2), Elapsed(First(ANY, Edge("issued")), years=1), True),
        (Elapsed(First(CERTIFICATE, Edge("issued")), months=6), Elapsed(First(ANY, Edge("issued")), years=1), False),
        (Elapsed(First(ANY, Edge("issued"))), Elapsed(First(CERTIFICATE, Edge("issued"))), False),
        (Selected("grade", ("2",)), Selected("grade", ("2", "1")), True),
        (Every((Selected("grade", ("2",)), Fact("x", ("y",)))), Fact("x", ("y",)), True),
        (Fact("x", ("y",)), Every((Selected("grade", ("2",)), Fact("x", ("y",)))), False),
        (Fact("x", ("y",)), Either((Fact("x", ("y", "z")), Fact("a", ("b",)))), True),
        (Either((Fact("x", ("y",)), Fact("x", ("z",)))), Fact("x", ("y", "z")), True),
        (Either(()), Fact("x", ("y",)), False),
        (
            Elapsed(First(Records("c", (Between("rank", 1, 3), IsNot("k", ("a", "b")))), Edge("on"))),
            Elapsed(First(Records("c", (Between("rank", 1, 5), IsNot("k", ("a",)))), Edge("on"))),
            True,
        ),
    ],
)
def test_what_one_requirement_says_of_another(one, other, does):
    assert implies(one, other) is does


# ---------------------------------------------------------------- terms that nobody fills


def flag(**kwargs):
    return Term("mine:t", Text("某事", "some matter"), **{"kind": "whole", "delegated_to": ("province",), **kwargs})


def resting(**kwargs):
    return route(ask("worked", years=term("mine:t")), tracks=("enterprise",), **kwargs)


def test_an_open_term_and_somebody_who_waits_for_it():
    here = side(flag(), resting())
    [one] = mine(unfilled(Patient(here)))
    assert (one.id, one.severity) == ("mine:t", "warning")
    assert "mine:r" in one.message.en
    assert decided(here, one.person).outcome is Outcome.NOT_COVERED


def test_a_term_that_grants_is_a_mechanism_that_does_not_exist():
    [one] = mine(unfilled(patient(flag(grants=True), resting())))
    assert (one.severity, "do not exist here" in one.message.en) == ("note", True)


def test_a_term_that_the_agency_fills_is_a_note():
    [one] = mine(unfilled(patient(flag(delegated_to=("agency",)), resting())))
    assert one.severity == "note"


def test_a_term_that_no_rule_rests_on():
    [one] = mine(unfilled(patient(flag())))
    assert one.message.en == "some matter: no rule rests on it"


def test_a_term_that_is_filled():
    assert mine(unfilled(patient(flag(), resting(), Filling("mine:t", 3, "D/1")))) == []


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(
    ("made", "severity", "words"),
    [
        (document(lapses=date(2027, 11, 21)), "warning", "lapses on 2027-11-21; 1 rules end with it"),
        (document(lapses=date(2027, 11, 22)), None, ""),
        (document(lapses=date(2026, 11, 21)), "note", "lapsed on 2026-11-21"),
        (document(in_force=date(2026, 11, 22)), "note", "is not in force until 2026-11-22"),
        (document(issued=None), "note", "the source gives no date"),
        (document(), None, ""),
        (document(issued=None, draft=True), "note", "is a draft: it does not count for this tenant"),
    ],
)
def test_documents(made, severity, words):
    found = mine(documents(patient(*on_its_own(made))))
    assert [one.severity for one in found] == ([severity] if severity else [])
    assert all(words in one.message.en for one in found)


def on_its_own(made):
    """A route of a document besides the one that the track rests on."""
    asked = route(ask("worked", years=3), tracks=("enterprise",), clauses=("E/1",))
    return evolve(made, id="E"), clause("E/1"), asked


def test_somebody_who_loses_when_a_document_lapses():
    here = side(*on_its_own(document(lapses=date(2027, 1, 1))))
    [one] = mine(documents(Patient(here)))
    last, then = evolve(here, on=date(2026, 12, 31)), evolve(here, on=date(2027, 1, 1))
    assert decided(last, one.person).outcome is Outcome.ELIGIBLE
    assert decided(then, one.person).outcome is Outcome.NOT_ELIGIBLE


# ---------------------------------------------------------------- gaps


def test_a_grade_without_a_route():
    ladder = Ladder("mine:ladder", X, ("special", "chief"), clauses=("D/1",), tracks=("third_party",))
    found = mine(gaps(patient(ladder, plugins=ALL)))
    assert [(one.id, one.selection.track, one.selection.grade) for one in found] == [
        ("mine:ladder", "third_party", "special"),
        ("mine:ladder", "third_party", "chief"),
    ]
    assert "the ladder has special technician, and no route" in found[0].message.en
    routes = [route(ask("works"), to=(grade,), name=f"mine:{grade}") for grade in ("special", "chief")]
    assert mine(gaps(patient(ladder, *routes, plugins=ALL))) == []


def test_there_are_no_gaps_in_the_bundled_places():
    for name in ("sichuan", "guilin", "inner-mongolia"):
        home = tenant(name)
        assert list(gaps(Patient(Side(home.label, Engine(home.open(), home.id), home.region, ON)))) == []


# ---------------------------------------------------------------- the order of the grades


def without_national(*extra):
    """A law whose routes are its own: those of the nation are taken out."""
    here = side(*extra)
    bundle = here.bundle
    routes = {name: said for name, said in bundle.routes.items() if said.by == "mine.toml"}
    return Patient(evolve(here, engine=Engine(evolve(bundle, routes=routes), "mine")))


def ladder_of(*held):
    """Routes to grades, each for the holder of another, "" for anybody."""
    return [
        route(ask("holds", grade=below) if below else ask("works"), to=(grade,), name=f"mine:{grade}")
        for grade, below in held
    ]


def test_grades_that_are_prerequisites_of_each_other():
    found = list(order(without_national(*ladder_of(("5", ""), ("4", "3"), ("3", "4")))))
    [circle] = [one for one in found if one.severity == "error"]
    assert circle.check == "order"
    assert circle.message.zh.endswith("：四级/中级工 → 三级/高级工 → 四级/中级工")
    beyond = [one.message.en for one in found if one.severity == "warning"]
    assert len(beyond) == 2
    assert all("cannot be reached" in words for words in beyond)


def test_a_grade_that_asks_for_itself():
    [one] = order(without_national(*ladder_of(("5", ""), ("4", "5")), route(ask("holds", grade="4"), to=("4",))))
    assert (one.severity, one.id) == ("error", "mine:r")


def test_a_grade_beyond_one_that_nobody_can_reach():
    found = list(order(without_national(*ladder_of(("5", ""), ("4", "5"), ("2", "3")))))
    assert [(one.severity, one.selection.grade) for one in found] == [("warning", "2")]


def test_an_order_that_holds():
    assert list(order(without_national(*ladder_of(("5", ""), ("4", "5"), ("3", "4"), ("2", "3"))))) == []
    assert list(order(Patient(side(plugins=ALL)))) == []


# ---------------------------------------------------------------- a grade that is easier than the one below


def years(grade, count, after="", **kwargs):
    asked = ask("worked", years=count, after=ask("holds", grade=after)) if after else ask("worked", years=count)
    return route(asked, to=(grade,), name=f"mine:{grade}", tracks=("enterprise",), **kwargs)


@pytest.mark.parametrize(
    ("low", "high"),
    [(years("4", 6), years("3", 5)), (years("4", 4, after="5"), years("3", 3, after="4"))],
)
def test_a_grade_easier_than_the_one_below(low, high):
    [one] = easier(without_national(low, high))
    assert (one.severity, one.id, one.selection.grade) == ("warning", "mine:3", "3")


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (years("4", 5), years("3", 5)),
        (years("4", 5), years("3", 3, after="4")),
        (years("4", 6), years("2", 5)),
        (years("4", 4, after="5"), years("3", 3, after="5")),
    ],
)
def test_grades_that_cannot_be_compared_or_are_no_easier(low, high):
    assert list(easier(without_national(low, high))) == []


@pytest.mark.parametrize("said", [clause("D/2", "工作满5年"), clause("D/2", figures=(("years", 5),))])
def test_unless_a_clause_says_so(said):
    high = years("3", 5, clauses=("D/2",))
    [one] = easier(without_national(said, years("4", 6), high))
    assert (one.severity, "the clause says so (D/2)" in one.message.en) == ("note", True)


# ---------------------------------------------------------------- a law that does not open


def home(tmp_path, text):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return Tenant("mine", X, "510000", ALL, (file,))


BASE = """
[[document]]
id = "D"
title = { zh = "甲", en = "A" }
issuer = { zh = "乙", en = "B" }
place = "510000"
issued = 2024-01-01
[[clause]]
id = "D/1"
at = "一"
kind = "scope"
gist = { zh = "一", en = "one" }
"""
BAD = """
[[filling]]
term = "enterprise:new-hire-months"
clause = "D/1"
value = 0
[[route]]
id = "mine:r"
to = ["4"]
method = "national:examination"
label = { zh = "某", en = "some" }
clauses = ["D/7"]
[[filling]]
term = "enterprise:ungraded-recognition"
clause = "D/1"
value = true
"""


def test_everything_that_does_not_fit_is_found_at_once(tmp_path):
    bundle, found = open_all(home(tmp_path, BASE + BAD))
    assert [(one.check, one.severity, one.plugin, one.id) for one in found] == [
        ("opening", "error", "mine.toml", "mine:r"),
        ("opening", "error", "mine.toml", "enterprise:new-hire-months"),
    ]
    assert "cites clause 'D/7', which is not declared" in found[0].message.en
    assert "expected a whole number of at least 1" in found[1].message.en
    # What fits stands, so that the rest can be looked at.
    assert any(said.what.term == "enterprise:ungraded-recognition" for said in bundle.fillings)
    assert "mine:r" not in bundle.routes


def test_once_mended_it_opens(tmp_path):
    mended = (BASE + BAD).replace("value = 0", "value = 12").replace("D/7", "D/1")
    bundle, found = open_all(home(tmp_path, mended))
    assert found == ()
    assert "mine:r" in bundle.routes


def test_a_file_that_cannot_be_read_and_plugins_that_are_not_there(tmp_path):
    bundle, [one] = open_all(home(tmp_path, "[[document"))
    assert (one.plugin, "is not TOML" in one.message.en, bundle is None) == ("mine.toml", True, False)
    bundle, [one] = open_all(Tenant("mine", X, "510000", ("nothing",)))
    assert (one.plugin, bundle) == ("nothing", None)


# ---------------------------------------------------------------- the whole


def test_a_person_of_a_finding_is_an_application():
    here = side(plugins=ALL)
    for one in plain():
        if one.person is not None:
            assert here.engine.decide([application(here, one.person)])[0].outcome in set(Outcome)


def test_the_gravest_come_first():
    order_of = [("error", "warning", "note").index(one.severity) for one in plain()]
    assert order_of == sorted(order_of)
    assert "error" not in {one.severity for one in plain()}


def test_a_way_that_another_makes_needless():
    wide = Way("enterprise:filed", "mine:wide", clauses=("D/1",))
    found = needless(patient(wide))
    assert "enterprise:filed" in {one.id for one in found}
