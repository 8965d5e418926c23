"""How a grade is assessed, and what scores come to."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from bajigong.engine.methods import CannotJudge, judge, practice
from bajigong.errors import InputError, LawError
from bajigong.law.opening import open_bundle
from bajigong.law.place import Reader
from bajigong.law.tenants import tenants
from bajigong.policy.facts import Selection
from bajigong.policy.law import Aspect, Clause, Document, Method, Part
from bajigong.policy.text import same

ON = date(2026, 11, 21)
X = same("x")
PLUGINS = ("national", "enterprise", "college", "third_party", "veterans", "sichuan")
BORER, DIGITAL, VETERANS = "6-18-01-05", "4-04-05-05", "3-01-04-04"
EXAM, VETERANS_EXAM = "national:examination", "sichuan:veterans-examination"
COMPETITION = "national:competition-promotion"


@cache
def bundled(tenant):
    home = tenants()[tenant]
    return home.open(), home.region


def practices(track, grade, occupation=BORER, *, tenant="sichuan", bundle=None, agency=None, on=ON, place=None):
    own, region = bundled(tenant)
    those, here = bundle or own, place or region
    law = Reader(those, here).read()
    return {one.method.id: one for one in practice(those, law, Selection(track, occupation, grade, here), agency, on)}


def opened(*extra):
    return open_bundle(PLUGINS, extra=[("mine.toml", one) for one in extra])


def parts(one):
    return [(part.id, part.pass_mark, part.minutes) for part in one.parts]


def aspects(one):
    return {applied.aspect.id: applied for applied in one.aspects}


# ---------------------------------------------------------------- which methods


@pytest.mark.parametrize("grade", ["5", "4", "3"])
def test_up_to_grade_3_theory_and_skill(grade):
    assert parts(practices("third_party", grade)[EXAM]) == [("theory", 60, 90), ("skill", 60, None)]


@pytest.mark.parametrize("grade", ["2", "1"])
def test_from_grade_2_the_review_comes_in(grade):
    expected = [("theory", 60, 90), ("skill", 60, None), ("review", 60, None)]
    assert parts(practices("third_party", grade)[EXAM]) == expected


def test_a_method_is_given_once_with_every_route_to_it():
    found = practices("enterprise", "2")
    direct, exception = "enterprise:direct-recognition", "enterprise:exceptional-promotion"
    assert set(found) == {direct, exception, COMPETITION, EXAM}
    assert {"enterprise:direct/reviewed", "enterprise:direct/reviewed-by-some", "enterprise:front-line"} == {
        route.id for route in found[direct].routes
    }
    assert len(found[EXAM].routes) > 1


def test_a_grade_that_no_route_leads_to_has_no_method():
    assert practices("third_party", "special") == {}


def test_what_lapsed_is_not_open():
    assert "enterprise:direct-recognition" in practices("enterprise", "2", on=date(2027, 12, 27))
    # What the nation lays down is there still: recognition of front-line workers and promotion by exception too.
    left = practices("enterprise", "2", on=date(2027, 12, 28))
    assert set(left) == {"enterprise:direct-recognition", "enterprise:exceptional-promotion", COMPETITION, EXAM}
    before = practices("enterprise", "2", on=date(2027, 12, 27))["enterprise:direct-recognition"]
    assert set(before.clauses) == {"SC22/5.1.b"}
    assert set(left["enterprise:direct-recognition"].clauses) == {"ZB22/13.b"}


def test_an_aspect_lapses_with_its_document():
    last, after = (practices("third_party", "3", DIGITAL, on=date(2027, 12, day))[EXAM] for day in (27, 28))
    assert "sichuan:computer-theory" in aspects(last)
    assert "sichuan:computer-theory" not in aspects(after)
    assert "national:invigilators" in aspects(after)


def test_a_more_particular_method_stands_in_place_of_the_general_one():
    found = practices("veterans", "5", VETERANS)
    assert EXAM not in found
    one = found[VETERANS_EXAM]
    assert one.replaced == (EXAM,)
    # The notice leaves to the standard which grades take a review; where that is not known it is open.
    assert parts(one) == [("theory", 60, None), ("skill", 60, None), ("review", 60, None)]
    assert "sichuan:veterans-review" in aspects(one)
    high = practices("veterans", "2", VETERANS)[VETERANS_EXAM]
    assert parts(high) == [("theory", 60, None), ("skill", 60, None), ("review", 60, None)]
    assert "sichuan:veterans-review" not in aspects(high)
    assert len(one.content) == 5
    assert one.clauses[0] == "SCV/2.2.b"
    # What is laid down about the general method holds for the one in its place.
    assert {"national:invigilators", "sichuan:veterans-bank"} <= set(aspects(one))
    assert list(practices("third_party", "5", VETERANS)) == [EXAM]


def test_elsewhere_the_general_method_stands():
    assert list(practices("veterans", "5", VETERANS, tenant="guilin")) == [EXAM]


def mine(name="mine:exam", replaces=EXAM, place="510100"):
    document = Document(name, X, X, place=place, issued=date(2024, 1, 1))
    theory = (Part("theory", X, 70),)
    method = Method(name, X, X, theory, clauses=(f"{name}/1",), replaces=replaces)
    return document, Clause(f"{name}/1", "1", "assessment", X), method


def test_the_method_of_the_more_specific_place_is_closer():
    bundle = opened(*mine(), *mine("mine:province", place="510000"))
    assert list(practices("third_party", "3", bundle=bundle, place="510100")) == ["mine:exam", COMPETITION]
    assert list(practices("third_party", "3", bundle=bundle, place="510000")) == ["mine:province", COMPETITION]
    assert list(practices("third_party", "3", bundle=bundle, on=date(2023, 1, 1))) == [EXAM, COMPETITION]


def test_a_method_may_stand_for_one_that_stands_for_another():
    one = practices("veterans", "3", VETERANS, bundle=opened(*mine(replaces=VETERANS_EXAM)), place="510100")
    assert one["mine:exam"].replaced == (VETERANS_EXAM, EXAM)
    assert {"sichuan:veterans-bank", "national:invigilators"} <= set(aspects(one["mine:exam"]))


def test_methods_that_stand_for_each_other_come_to_an_end():
    bundle = opened(*mine("mine:a", replaces="mine:b"), *mine("mine:b", replaces="mine:a"), *mine("mine:c"))
    assert list(practices("third_party", "3", bundle=bundle, place="510100")) == ["mine:c", COMPETITION]
    circle = opened(*mine("mine:a"), *mine("mine:b", replaces="mine:a"), *mine("mine:c", replaces="mine:b"))
    assert list(practices("third_party", "3", bundle=circle, place="510100")) == ["mine:c", COMPETITION]


def test_a_tie_names_both_methods():
    with pytest.raises(LawError, match=r"methods 'mine:a' and 'mine:b' both stand in place of 'national:examination'"):
        practices("third_party", "3", bundle=opened(*mine("mine:a"), *mine("mine:b")), place="510100")


# ---------------------------------------------------------------- what is laid down about them


def of(**kwargs):
    """The one aspect made up for a test, as it stands for a third party's borer of grade 3."""
    agency, occupation = kwargs.pop("agency", None), kwargs.pop("occupation", BORER)
    aspect = Aspect("mine:aspect", "bank", X, clauses=("SC22/7",), **kwargs)
    found = practices("third_party", "3", occupation, bundle=opened(aspect), agency=agency)
    return aspects(found[EXAM]).get("mine:aspect")


@pytest.mark.parametrize(
    ("kwargs", "here"),
    [
        ({}, True),
        ({"methods": (EXAM,)}, True),
        ({"methods": ("enterprise:appointment",)}, False),
        ({"tracks": ("third_party", "college")}, True),
        ({"tracks": ("college",)}, False),
        ({"grades": ("3",)}, True),
        ({"grades": ("2",)}, False),
        ({"agencies": ("college",), "agency": "college"}, True),
        ({"agencies": ("college",), "agency": "third_party"}, False),
        ({"marks": "S", "occupation": DIGITAL}, True),
        ({"marks": "S", "occupation": f"{DIGITAL}-001"}, True),
        ({"marks": "LS", "occupation": DIGITAL}, True),
        ({"marks": "L", "occupation": DIGITAL}, False),
        ({"marks": "S"}, False),
    ],
)
def test_to_whom_an_aspect_applies(kwargs, here):
    one = of(**kwargs)
    assert (one is not None) is here
    assert one is None or one.hangs_on == ()


def test_what_is_not_given_leaves_it_open():
    assert of(agencies=("college",)).hangs_on == ("agency.kind",)
    assert of(marks="S", occupation="9-99-99-99").hangs_on == ("occupation",)
    assert of(marks="S", agencies=("college",), occupation="9-99-99-99").hangs_on == ("agency.kind", "occupation")
    assert of(agencies=("college",), marks="L", occupation=DIGITAL) is None


def test_an_aspect_carries_its_clauses_and_days():
    one = aspects(practices("third_party", "3", DIGITAL)[EXAM])["sichuan:computer-theory"]
    assert one.clauses == ("SC22/5.2",)
    assert one.period[1] - one.period[0] == (date(2027, 12, 28) - date(2022, 12, 28)).days


@pytest.mark.parametrize("tenant", tenants())
def test_an_aspect_names_methods_that_there_are_and_says_its_figures(tenant):
    bundle, _ = bundled(tenant)
    for said in bundle.aspects.values():
        aspect = said.what
        assert set(aspect.methods) <= set(bundle.methods), aspect.id
        for name, value in aspect.figures:
            if isinstance(value, int) and not isinstance(value, bool):
                assert str(value) in aspect.gist.zh, (aspect.id, name)
                assert str(value) in aspect.gist.en, (aspect.id, name)
    assert all(said.what.replaces in {"", *bundle.methods} for said in bundle.methods.values())


# ---------------------------------------------------------------- scores

BOTH = (Part("theory", X, 60), Part("skill", X, 60))


def outcome(**scores):
    return judge(BOTH, {name: None if score is None else Decimal(score) for name, score in scores.items()}).outcome


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({"theory": "60", "skill": "60"}, "passed"),
        ({"theory": "60.0", "skill": "100"}, "passed"),
        ({"theory": "60", "skill": "59.9"}, "failed"),
        ({"theory": "60", "skill": "59.99999999999999999999999999999999999"}, "failed"),
        ({"theory": "0", "skill": "100"}, "failed"),
        ({"theory": "60"}, "incomplete"),
        ({"theory": "60", "skill": None}, "incomplete"),
        ({"theory": "59", "skill": None}, "incomplete"),
        ({"theory": "0"}, "incomplete"),
        ({}, "incomplete"),
    ],
)
def test_every_part_must_be_taken_and_passed(scores, expected):
    assert outcome(**scores) == expected


def test_a_result_says_what_each_part_came_to():
    result = judge(BOTH, {"skill": Decimal("59.9")})
    assert [(one.part.id, one.score, one.pass_mark, one.passed) for one in result.parts] == [
        ("theory", None, 60, None),
        ("skill", Decimal("59.9"), 60, False),
    ]
    with pytest.raises(AttributeError):
        result.outcome = "passed"


@pytest.mark.parametrize("score", ["-0.1", "100.1", "1000", "NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_score_outside_0_to_100(score):
    with pytest.raises(InputError, match=r"theory: found .*; expected a score from 0 to 100"):
        judge(BOTH, {"theory": Decimal(score), "skill": Decimal(60)})


def test_an_unknown_part_and_every_other_problem_is_named():
    with pytest.raises(InputError) as raised:
        judge(BOTH, {"theroy": Decimal(60), "skill": Decimal(101)})
    assert [problem.place for problem in raised.value.problems] == ["theroy", "skill"]
    assert raised.value.problems[0].say("en") == "theroy: found 'theroy'; expected one of theory, skill"


@pytest.mark.parametrize("score", [59.9, 60, True, "60"])
def test_scores_are_exact_decimals(score):
    with pytest.raises(TypeError, match="expected a Decimal"):
        judge(BOTH, {"theory": score, "skill": Decimal(60)})


@pytest.mark.parametrize("scores", [{}, {"theory": Decimal(60), "defence": Decimal(90)}])
def test_a_part_without_a_pass_mark_cannot_be_judged(scores):
    with pytest.raises(CannotJudge, match="defence: no source gives a pass mark") as raised:
        judge((*BOTH, Part("defence", same("defence"))), scores)
    assert raised.value.say("zh") == "defence：资料未载明合格分，不能判定"


def test_nothing_to_judge():
    with pytest.raises(CannotJudge, match="nothing in this method is judged by scores"):
        judge((), {})
