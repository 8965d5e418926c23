"""Professional titles and the skill-improvement subsidy, on their boundary days. Expected days are from the law."""

from datetime import date, timedelta

import pytest

from bajigong.answers import Application
from bajigong.engine.engine import Engine
from bajigong.engine.incentives import incentives
from bajigong.errors import LawError
from bajigong.law.opening import open_bundle
from bajigong.policy.asks import Ask, When
from bajigong.policy.law import Clause, Document, Incentive, Term
from bajigong.policy.text import same
from bajigong.testing import facts

ENGINE = Engine(open_bundle(["national"]), "nobody")
BORER, WELDER = "6-18-01-05", "6-18-02-04"
DAY = date(2025, 6, 1)


def person(**changes):
    """In post, insured since 2020, with grade 4 since 2025-03-01 and nothing paid; None takes a fact away."""
    usual = {
        "employment": "in_post",
        "insurance": [{"from": date(2020, 1, 1)}],
        "subsidies": [],
        "certificates": [certificate("4", date(2025, 3, 1))],
        "work": [{"occupation": BORER, "from": date(2020, 1, 1)}],
    }
    return facts(usual, changes)


def certificate(grade, issued, occupation=BORER):
    return {"occupation": occupation, "grade": grade, "issued": issued}


def engineering(grade, issued):
    """A certificate that is told to be in the field of engineering."""
    return certificate(grade, issued) | {"engineering": True}


def paid(on, grade="5", occupation=WELDER):
    return {"occupation": occupation, "grade": grade, "on": on}


def ask(applicant, on=DAY, engine=ENGINE, **facts):
    return incentives(engine, Application({"applicant": applicant, **facts}, on, "510000"))


def one(name, applicant, on=DAY, **facts):
    [answer] = [answer for answer in ask(applicant, on, **facts) if answer.id == f"national:{name}"]
    return answer


def status(name, applicant, on=DAY, **facts):
    answer = one(name, applicant, on, **facts)
    return str(answer.status), answer.since, answer.until


# ---------------------------------------------------------------- what a grade may bring


@pytest.mark.parametrize(
    ("grade", "names"),
    [
        ("apprentice", []),
        ("5", ["subsidy-5"]),
        ("4", ["subsidy-4"]),
        ("3", ["title-assistant", "subsidy-3"]),
        ("2", ["title-intermediate"]),
        ("1", ["title-associate-senior"]),
        ("special", []),
    ],
)
def test_each_grade_brings_what_is_laid_down_for_it(grade, names):
    answers = ask(person(certificates=[certificate(grade, date(2025, 3, 1))]))
    assert [answer.id.removeprefix("national:") for answer in answers] == names


@pytest.mark.parametrize(("grade", "amount"), [("5", 1000), ("4", 1500), ("3", 2000)])
def test_the_ceiling_of_the_subsidy(grade, amount):
    applicant = person(certificates=[certificate(grade, date(2025, 3, 1))])
    assert one(f"subsidy-{grade}", applicant).amount == amount


def test_each_certificate_is_answered_by_itself():
    certificates = [certificate("4", date(2025, 3, 1)), certificate("4", date(2025, 4, 1), WELDER)]
    answers = ask(person(certificates=certificates))
    assert [(one.occupation, one.since) for one in answers] == [
        (BORER, date(2025, 3, 1)),
        (WELDER, date(2025, 4, 1)),
    ]


def test_a_grade_held_twice_is_answered_once():
    certificates = [
        certificate("4", date(2025, 3, 1)),
        certificate("4", date(2025, 4, 1), f"{BORER}-001"),
        certificate("4", date(2025, 4, 1)),
    ]
    [answer] = ask(person(certificates=certificates))
    assert answer.until == date(2026, 1, 1)


def test_no_certificate_brings_nothing():
    assert ask(person(certificates=[])) == ()


# ---------------------------------------------------------------- titles


@pytest.mark.parametrize(
    ("name", "grade", "years"), [("assistant", "3", 2), ("intermediate", "2", 3), ("associate-senior", "1", 4)]
)
def test_a_title_after_the_years_of_work_since_the_certificate(name, grade, years):
    applicant = person(certificates=[engineering(grade, date(2020, 2, 29))])
    full = date(2020 + years, 2, 29 if years == 4 else 28)
    assert status(f"title-{name}", applicant, full - timedelta(days=1)) == ("from", full, None)
    assert status(f"title-{name}", applicant, full) == ("now", full, None)


def test_work_before_the_certificate_does_not_count_for_a_title():
    worked = [{"occupation": BORER, "from": date(2010, 1, 1), "to": date(2025, 2, 28)}]
    applicant = person(certificates=[engineering("3", date(2025, 3, 1))], work=worked)
    assert status("title-assistant", applicant) == ("never", None, None)


@pytest.mark.parametrize(("field", "expected"), [(True, "now"), (False, "never"), (None, "unknown")])
def test_a_title_of_engineering_is_for_that_field(field, expected):
    """Which occupations belong to it no source lists: a care worker gets no engineer's title by silence."""
    told = {} if field is None else {"engineering": field}
    applicant = person(certificates=[certificate("3", date(2020, 2, 29)) | told])
    answer = one("title-assistant", applicant, date(2026, 1, 1))
    assert answer.status == expected
    assert answer.missing == ((("applicant.certificates.engineering",),) if expected == "unknown" else ())


def test_work_that_was_not_given_is_asked_for():
    applicant = person(certificates=[engineering("3", date(2020, 3, 1))], work=None)
    assert one("title-assistant", applicant).missing == (("applicant.work",),)


# ---------------------------------------------------------------- the subsidy: its window and its document


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 2, 28), ("from", date(2024, 2, 29), date(2025, 3, 1))),
        (date(2024, 2, 29), ("now", date(2024, 2, 29), date(2025, 3, 1))),
        (date(2025, 2, 28), ("now", date(2024, 2, 29), date(2025, 3, 1))),
        (date(2025, 3, 1), ("lapsed", date(2024, 2, 29), date(2025, 3, 1))),
    ],
)
def test_the_last_of_the_twelve_months_of_a_leap_day(on, expected):
    assert status("subsidy-4", person(certificates=[certificate("4", date(2024, 2, 29))]), on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 31), ("now", date(2025, 3, 1), date(2026, 1, 1))),
        (date(2026, 1, 1), ("not_covered", None, None)),
    ],
)
def test_the_policy_was_carried_on_to_the_end_of_2025(on, expected):
    assert status("subsidy-4", person(), on) == expected


def test_after_2025_the_answer_says_that_nothing_was_found():
    answer = one("subsidy-4", person(), date(2026, 1, 1))
    notes = "".join(note.zh for note in answer.notes)
    assert "2026-01-01失效" in notes
    assert "2026年是否继续执行未查到" in notes
    assert not answer.in_force
    assert answer.missing == ()


def test_while_it_is_in_force_the_answer_says_that_the_first_day_of_2024s_rule_is_not_known():
    answer = one("subsidy-4", person(certificates=[certificate("4", date(2024, 3, 1))]), date(2024, 6, 1))
    assert any("资料未载明日期" in note.zh for note in answer.notes)
    assert any("职业培训补贴" in note.zh for note in answer.notes)
    assert answer.in_force


# ---------------------------------------------------------------- the subsidy: insurance and employment


@pytest.mark.parametrize(
    ("spells", "expected"),
    [
        ([(date(2024, 6, 1), None)], ("now", date(2025, 6, 1))),
        ([(date(2024, 6, 2), None)], ("from", date(2025, 6, 2))),
        ([(date(2020, 1, 1), date(2020, 12, 31))], ("now", date(2025, 3, 1))),
        ([(date(2021, 1, 1), date(2021, 12, 30))], ("never", None)),
        ([(date(2021, 1, 1), date(2021, 6, 30)), (date(2025, 1, 1), None)], ("from", date(2025, 7, 4))),
    ],
)
def test_twelve_months_of_insurance_in_all(spells, expected):
    insurance = [{"from": a, **({"to": b} if b else {})} for a, b in spells]
    assert status("subsidy-4", person(insurance=insurance))[:2] == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [("in_post", "now"), ("unemployment_benefit", "now"), ("other", "never"), (None, "unknown")],
)
def test_in_post_or_drawing_unemployment_benefit(state, expected):
    assert status("subsidy-4", person(employment=state))[0] == expected


# ---------------------------------------------------------------- the subsidy: how often


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (paid(date(2025, 5, 1), "4", BORER), "lapsed"),
        (paid(date(2025, 5, 1), "3", BORER), "lapsed"),
        (paid(date(2019, 5, 1), "1", BORER), "never"),
        (paid(date(2024, 5, 1), "5", BORER), "now"),
        (paid(date(2024, 5, 1), "3", WELDER), "now"),
    ],
)
def test_once_for_the_occupation_and_not_below_a_grade_that_was_paid(record, expected):
    assert status("subsidy-4", person(subsidies=[record]))[0] == expected


def test_on_the_day_of_payment_it_is_paid():
    applicant = person(subsidies=[paid(date(2025, 5, 1), "4", BORER)])
    assert status("subsidy-4", applicant, date(2025, 4, 30)) == ("now", date(2025, 3, 1), date(2025, 5, 1))
    assert status("subsidy-4", applicant, date(2025, 5, 1)) == ("lapsed", date(2025, 3, 1), date(2025, 5, 1))


THREE = [paid(date(2024, month, 1)) for month in (7, 8, 9)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 8, 31), ("now", date(2024, 6, 1), date(2024, 9, 1))),
        (date(2024, 9, 1), ("from", date(2025, 1, 1), date(2025, 6, 2))),
        (date(2024, 12, 31), ("from", date(2025, 1, 1), date(2025, 6, 2))),
        (date(2025, 1, 1), ("now", date(2025, 1, 1), date(2025, 6, 2))),
    ],
)
def test_the_third_of_a_year_closes_the_year(on, expected):
    applicant = person(certificates=[certificate("4", date(2024, 6, 1))], subsidies=THREE)
    assert status("subsidy-4", applicant, on) == expected


def test_two_of_a_year_leave_it_open():
    applicant = person(certificates=[certificate("4", date(2024, 6, 1))], subsidies=THREE[:2])
    assert status("subsidy-4", applicant, date(2024, 12, 31))[0] == "now"


def test_from_one_rule_to_the_next_what_may_be_claimed_goes_on():
    applicant = person(certificates=[certificate("4", date(2024, 6, 1))])
    for on in (date(2024, 6, 1), date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 1)):
        assert status("subsidy-4", applicant, on) == ("now", date(2024, 6, 1), date(2025, 6, 2))


# ---------------------------------------------------------------- the rule of 2025


@pytest.mark.parametrize(
    ("shortage", "earlier", "expected"),
    [
        (None, 0, "now"),
        (None, 1, "unknown"),
        (False, 1, "never"),
        (True, 1, "now"),
        (True, 2, "now"),
        (True, 3, "never"),
    ],
)
def test_once_a_year_and_twice_more_for_what_is_in_short_supply(shortage, earlier, expected):
    told = {} if shortage is None else {"shortage": shortage}
    held = {**certificate("4", date(2025, 8, 15)), **told}
    subsidies = [paid(date(2025, month, 10)) for month in (3, 4, 5)[:earlier]]
    answer = one("subsidy-4", person(certificates=[held], subsidies=subsidies), date(2025, 10, 15))
    assert str(answer.status) == expected
    assert answer.missing == ((("applicant.certificates.shortage",),) if expected == "unknown" else ())


def test_in_2024_two_were_paid_to_anybody():
    applicant = person(certificates=[certificate("4", date(2024, 6, 1))], subsidies=THREE[:2])
    assert status("subsidy-4", applicant, date(2024, 9, 1))[0] == "now"


@pytest.mark.parametrize(
    ("higher", "on", "expected"),
    [
        (date(2023, 1, 15), date(2025, 10, 15), "never"),
        (date(2025, 9, 1), date(2025, 8, 31), "now"),
        (date(2025, 9, 1), date(2025, 9, 1), "lapsed"),
        (date(2023, 1, 15), date(2024, 10, 15), "now"),
    ],
)
def test_a_lower_grade_than_one_held_is_not_paid_for_in_2025(higher, on, expected):
    issued = date(on.year, 8, 15)
    applicant = person(certificates=[certificate("3", higher), certificate("4", issued)])
    assert status("subsidy-4", applicant, on)[0] == expected


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({"months": 12, "as_of": date(2025, 6, 1)}, "now"),
        ({"months": 11, "as_of": date(2025, 6, 1)}, "never"),
        ({"months": 12, "as_of": date(2025, 6, 2)}, "from"),
        ({"months": 12}, "unknown"),
        ({"as_of": date(2025, 6, 1)}, "unknown"),
    ],
)
def test_months_of_contributions_are_counted_as_months(counted, expected):
    """Spells that make no whole year may hold twelve monthly contributions: the count says so."""
    spells = [{"from": date(2024, 1, 15), "to": date(2024, 6, 14)}]
    assert status("subsidy-4", person(insurance=spells, contributions=[counted]))[0] == expected


# ---------------------------------------------------------------- what is missing


def test_every_fact_that_was_not_given_is_asked_for_at_once():
    answer = one("subsidy-4", {"certificates": [certificate("4", date(2025, 3, 1))]})
    assert str(answer.status) == "unknown"
    assert answer.missing == (("applicant.employment", "applicant.insurance", "applicant.subsidies"),)
    assert (answer.since, answer.until) == (date(2025, 3, 1), date(2026, 1, 1))


def test_without_certificates_the_grade_applied_for_is_answered():
    [answer] = ask({**person(certificates=None)}, occupation=BORER, grade="4")
    assert (answer.occupation, answer.grade, str(answer.status)) == (BORER, "4", "unknown")
    assert answer.missing == (("applicant.certificates",),)
    assert any("按所申报的作答" in note.zh for note in answer.notes)


def test_a_certificate_that_leaves_its_grade_out_is_answered_for_the_grade_applied_for():
    certificates = [{"occupation": BORER, "issued": date(2025, 3, 1)}]
    [answer] = ask(person(certificates=certificates), grade="5")
    assert answer.missing == (("applicant.certificates.grade",),)


def test_with_no_grade_at_all_every_incentive_waits_for_the_certificates():
    answers = ask(person(certificates=None))
    assert {str(answer.status) for answer in answers} == {"unknown"}
    assert {answer.missing for answer in answers} == {(("applicant.certificates",),)}
    assert len(answers) == len(ENGINE.bundle.incentives)


def test_a_window_that_is_over_needs_no_other_fact():
    applicant = {"certificates": [certificate("4", date(2024, 2, 1))]}
    answer = one("subsidy-4", applicant)
    assert (str(answer.status), answer.missing) == ("lapsed", ())
    assert (answer.since, answer.until) == (date(2024, 2, 1), date(2025, 2, 2))


def test_a_year_that_is_full_is_not_called_lapsed_while_another_may_come():
    """Insurance is not known: whether it holds next year cannot be said, nor that it is over."""
    applicant = person(certificates=[certificate("4", date(2024, 6, 1))], subsidies=THREE, insurance=None)
    assert status("subsidy-4", applicant, date(2024, 10, 1)) == ("never", None, None)


# ---------------------------------------------------------------- how a place may write incentives


@pytest.mark.parametrize(
    ("ask_", "message"),
    [
        (Ask("insured", (("months", 7),)), "found 7 months; expected whole years, in months"),
        (Ask("employment_is", (("states", ("busy",)),)), "found 'busy'; expected one of in_post"),
    ],
)
def test_a_requirement_that_cannot_be_built(ask_, message):
    incentive = Incentive("mine:incentive", same("x"), same("x"), When(((ask_,),)), clauses=("PT/3",))
    with pytest.raises(LawError, match=message):
        open_bundle(["national"], extra=[("mine.toml", incentive)])


def test_an_incentive_of_several_ways_holds_by_any_of_them():
    ways = When(((Ask("holds_grade"), Ask("insured", (("months", 120),))), (Ask("holds_grade"),)))
    incentive = Incentive("mine:incentive", same("x"), same("x"), ways, clauses=("PT/3",))
    engine = Engine(open_bundle(["national"], extra=[("mine.toml", incentive)]), "nobody")
    mine = {answer.id: answer for answer in ask(person(), engine=engine)}["mine:incentive"]
    assert (str(mine.status), len(mine.requirements)) == ("now", 1)
    early = {answer.id: answer for answer in ask(person(), date(2025, 2, 1), engine)}["mine:incentive"]
    assert (str(early.status), early.since) == ("from", date(2025, 3, 1))
    assert [requirement.way for requirement in early.requirements] == [1, 1, 2]


def test_an_incentive_that_a_place_must_grant_and_does_not_is_not_covered():
    term = Term("mine:grant", same("the grant"), "flag", ("province",), grants=True)
    incentive = Incentive("mine:incentive", same("bonus"), same("x"), needs=("mine:grant",))
    extra = [("mine.toml", one) for one in (term, incentive)]
    engine = Engine(open_bundle(["national"], extra=extra), "nobody")
    mine = {answer.id: answer for answer in ask(person(), engine=engine)}["mine:incentive"]
    assert (str(mine.status), mine.in_force, mine.requirements) == ("not_covered", False, ())
    assert [note.en for note in mine.notes] == ["bonus: no document in force here provides for it (the grant)"]


def test_a_document_that_is_not_yet_in_force_is_no_ground():
    document = Document("MINE", same("the notice"), same("office"), in_force=date(2025, 7, 1))
    clause = Clause("MINE/1", "1", "incentive", same("x"))
    incentive = Incentive("mine:incentive", same("bonus"), same("x"), clauses=("MINE/1",))
    extra = [("mine.toml", one) for one in (document, clause, incentive)]
    engine = Engine(open_bundle(["national"], extra=extra), "nobody")
    for on, expected in ((date(2025, 6, 30), "not_covered"), (date(2025, 7, 1), "now")):
        mine = {answer.id: answer for answer in ask(person(), on, engine)}["mine:incentive"]
        assert str(mine.status) == expected
        assert any("not in force until 2025-07-01" in note.en for note in mine.notes) is (expected == "not_covered")
