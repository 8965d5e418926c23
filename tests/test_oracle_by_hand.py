"""Cases worked out by hand from the documents, so that oracle and engine cannot agree on a mistake of both."""

from dataclasses import asdict
from datetime import date

import pytest
from tests.oracle import judge

from bajigong.answers import Application
from bajigong.engine.engine import Engine
from bajigong.law.opening import open_bundle

BORER, PROGRAMMER, OFFICER = "6-18-01-05", "4-04-05-01", "3-01-04-04"
GRADES = ["apprentice", "5", "4", "3", "2", "1", "special", "chief"]
BUNDLES = dict.fromkeys(("sichuan", "guangxi", "inner_mongolia"))
TENANT_OF = {"51": "sichuan", "45": "guangxi", "15": "inner_mongolia"}


def asked_of_the_oracle(facts, on, place):
    told = asdict(judge(facts, on, place, TENANT_OF[place[:2]]))
    return told | {"rules": told["gates"] | told["routes"]}


def asked_of_the_engine(facts, on, place):
    tenant = TENANT_OF[place[:2]]
    if BUNDLES[tenant] is None:
        names = ["national", "enterprise", "college", "third_party", "veterans", tenant]
        BUNDLES[tenant] = Engine(open_bundle(names), tenant)
    verdict = BUNDLES[tenant].decide([Application(facts, on, place)])[0]
    rules = {rule.id: (str(rule.holds), rule.since, rule.until) for rule in (*verdict.gates, *verdict.routes)}
    told = {name: getattr(verdict, name) for name in ("since", "until", "eligible_from")}
    return told | {
        "outcome": str(verdict.outcome),
        "missing": frozenset(map(frozenset, verdict.missing)),
        "rules": rules,
    }


@pytest.fixture(params=[asked_of_the_oracle, asked_of_the_engine], ids=["oracle", "engine"])
def ask(request):
    return request.param


def spell(first, last=None, code=BORER, **more):
    return {"occupation": code, "from": first, **({"to": last} if last else {}), **more}


def certificate(grade, issued, code=BORER):
    return {"occupation": code, "grade": grade, "issued": issued}


def filing(**more):
    usual = {
        "occupations": [BORER, PROGRAMMER, OFFICER],
        "grades": GRADES,
        "regions": ["000000"],
        "people": "own",
    }
    return {**usual, "from": date(2020, 1, 1), "until": date(2040, 1, 1), **more}


def person(grade, *, code=BORER, track="third_party", agency=None, **given):
    """Make an application of which only the applicant's own facts are in question."""
    lists = ("staff", "work", "certificates", "titles", "education", "apprenticeships", "competitions")
    declared = {name: [] for name in (*lists, "achievements", "reviews", "station")}
    if track == "enterprise":
        declared["staff"] = [{"relation": "employee", "from": date(2010, 1, 1)}]
    usual = {"kind": track, "size": "large", "well_run": True, "reputable": True, "industry_scale": True}
    usual["filings"] = [filing(people="public" if track == "third_party" else "own")]
    return {
        "track": track,
        "occupation": code,
        "grade": grade,
        "applicant": declared | given,
        "agency": usual | (agency or {}),
    }


ON = date(2026, 11, 21)
CHENGDU, GUILIN, NANNING, HOHHOT = "510100", "450300", "450100", "150100"


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("born", "sixteen"),
    [(date(2010, 11, 21), date(2026, 11, 21)), (date(2008, 2, 29), date(2024, 2, 29))],
)
def test_sixteen_is_reached_on_the_birthday(ask, born, sixteen):
    told = ask(person("5", birth_date=born), ON, CHENGDU)
    assert told["rules"]["national:2023/5-1"] == ("yes", sixteen, None)


@pytest.mark.parametrize(
    ("work", "full"),
    [
        ([spell(date(2020, 2, 29))], date(2025, 2, 28)),  # no corresponding day: the month's last
        ([spell(date(2020, 3, 1))], date(2025, 3, 1)),
        ([spell(date(2019, 1, 1), date(2023, 12, 31))], date(2024, 1, 1)),  # the last day worked counts
        ([spell(date(2019, 1, 1), date(2023, 12, 30))], None),
        # a gap of 365 days: so many days later than 2024-01-01, in a leap year
        ([spell(date(2019, 1, 1), date(2020, 12, 31)), spell(date(2022, 1, 1))], date(2024, 12, 31)),
        # two jobs at the same time are one
        ([spell(date(2015, 1, 1), date(2018, 12, 31)), spell(date(2016, 1, 1), date(2018, 12, 31))], None),
        # a trade is the same occupation; another occupation counts if it is related
        ([spell(date(2020, 3, 1), code=f"{BORER}-001")], date(2025, 3, 1)),
        ([spell(date(2020, 3, 1), code="6-18-01-01", related=True)], date(2025, 3, 1)),
        ([spell(date(2020, 3, 1), code="6-18-01-01", related=False)], None),
    ],
)
def test_five_years_of_work_are_full(ask, work, full):
    told = ask(person("4", work=work), ON, CHENGDU)
    assert told["rules"]["national:2023/4-1"] == (("yes", full, None) if full else ("no", None, None))


def test_only_time_after_the_certificate_counts(ask):
    # From 2021-03-01: 306 days to the end of 2021, none in 2022, then on. Four years are 1461 days: 365 days later.
    work = [spell(date(2012, 7, 1), date(2021, 12, 31)), spell(date(2023, 1, 1))]
    told = ask(person("3", work=work, certificates=[certificate("4", date(2021, 3, 1))]), ON, CHENGDU)
    assert told["rules"]["national:2023/3-2"] == ("yes", date(2026, 3, 1), None)


def test_years_stated_as_a_number_cannot_be_more_than_they_are(ask):
    held = [certificate("3", date(2010, 1, 1))]
    stated = {"work_years": 3, "started_work": date(2015, 1, 1), "certificates": held}
    facts = person("2", **stated)
    del facts["applicant"]["work"]
    # Three years of work are not five, wherever they lie; how they lie says which is not given.
    assert ask(facts, ON, CHENGDU)["rules"]["national:2023/2-1"] == ("no", None, None)


def test_years_stated_as_a_number_count_if_they_are_enough_wherever_they_lie(ask):
    held = [certificate("3", date(2010, 1, 1))]
    # At work since 2006 for nine years: even if done at once, five of them are after the certificate.
    facts = person("2", work_years=9, started_work=date(2006, 1, 1), certificates=held)
    del facts["applicant"]["work"]
    assert ask(facts, ON, CHENGDU)["rules"]["national:2023/2-1"] == ("yes", ON, None)
    facts["applicant"]["work_years"] = 8.9
    assert ask(facts, ON, CHENGDU)["rules"]["national:2023/2-1"][0] == "unknown"


def test_years_stated_as_a_number_are_not_full_before_as_many_have_passed(ask):
    # Three years after 2023-11-21 are full on 2026-11-21, whatever number is stated the day before.
    held = certificate("5", date(2023, 11, 21))
    stated = {"work_years": 4.9, "started_work": date(2023, 11, 21), "work_years_on": date(2026, 11, 20)}
    facts = person("4", certificates=[held], **stated)
    del facts["applicant"]["work"]
    assert ask(facts, date(2026, 11, 20), CHENGDU)["rules"]["national:2023/4-2"] == ("no", None, None)
    assert ask(facts, ON, CHENGDU)["rules"]["national:2023/4-2"] == ("unknown", None, None)
    # As of the day itself they are.
    facts["applicant"]["work_years_on"] = ON
    assert ask(facts, ON, CHENGDU)["rules"]["national:2023/4-2"] == ("yes", ON, None)
    # And to know less of the certificate never turns a yes into a no.
    del held["occupation"]
    assert ask(facts, ON, CHENGDU)["missing"] == {
        frozenset({"applicant.certificates.occupation"}),
        frozenset({"applicant.certificates.related"}),
    }


def test_the_final_year_counts_and_its_student_stays_one_to_the_last_day(ask):
    study = {
        "school": "higher_vocational",
        "class": "senior",
        "major_related": True,
        "at_agency": True,
        "enrolled": date(2024, 9, 1),
        "graduates": date(2027, 6, 30),
        "evaluated": True,
    }
    agency = {"school": "higher_vocational"}
    told = ask(person("3", track="college", education=[study], agency=agency), ON, GUILIN)
    assert told["outcome"] == "eligible"
    assert (told["since"], told["until"]) == (date(2026, 6, 30), date(2027, 7, 1))
    # In Sichuan any own student is the school's; the diploma of an evaluated programme is what the standard asks.
    told = ask(person("3", track="college", education=[study], agency=agency), ON, CHENGDU)
    assert (told["since"], told["until"]) == (date(2026, 6, 30), date(2027, 7, 1))


def test_the_notice_of_sichuan_ends_with_its_fifth_year(ask):
    # Up to the end of 2022 only the edition of 2018 can apply, which asks a year of work for grade 5; from the standard
    # of 31 August 2023 on, the edition of 2023.
    facts = person("5", birth_date=date(1990, 1, 1), work=[spell(date(2015, 1, 1))])
    assert ask(facts, date(2022, 12, 27), CHENGDU)["outcome"] == "not_covered"
    days = {
        date(2022, 12, 28): (date(2022, 12, 28), date(2023, 1, 1)),
        date(2027, 12, 27): (date(2023, 8, 31), date(2027, 12, 28)),
    }
    for on, stretch in days.items():
        told = ask(facts, on, CHENGDU)
        assert told["outcome"] == "eligible"
        assert (told["since"], told["until"]) == stretch
    assert ask(facts, date(2027, 12, 28), CHENGDU)["outcome"] == "not_covered"


def test_the_first_day_is_found_by_waiting(ask):
    # Four years after 2023-03-01 are full on 2027-03-01; the filing begins later.
    facts = person("3", work=[spell(date(2018, 1, 1))], certificates=[certificate("4", date(2023, 3, 1))])
    assert ask(facts, ON, CHENGDU)["eligible_from"] == date(2027, 3, 1)
    facts["agency"]["filings"][0]["from"] = date(2027, 5, 1)
    assert ask(facts, ON, CHENGDU)["eligible_from"] == date(2027, 5, 1)
    facts["agency"]["filings"][0]["from"] = date(2027, 12, 28)  # when the notice has lapsed
    assert ask(facts, ON, CHENGDU)["eligible_from"] is None


# ---------------------------------------------------------------- what places lay down


def superb(grade, **more):
    done = [{"kind": kind, "on": date(2025, 5, 1)} for kind in ("superb_skill", "outstanding_results")]
    work = [spell(date(2024, 7, 1), front_line=True)]
    return person(grade, track="enterprise", achievements=done, work=work, **more)


def test_front_line_recognition_begins_a_grade_higher_in_sichuan_than_in_guilin(ask):
    assert ask(superb("3"), ON, GUILIN)["outcome"] == "eligible"
    assert ask(superb("3"), ON, CHENGDU)["outcome"] == "not_eligible"
    assert ask(superb("2"), ON, CHENGDU)["outcome"] == "eligible"
    assert ask(superb("2"), ON, HOHHOT)["outcome"] == "not_covered"  # the nation's opinion alone speaks of it
    assert ask(superb("2"), ON, NANNING)["outcome"] == "not_covered"  # a city of which nothing is laid down


@pytest.mark.parametrize(
    ("relation", "chengdu", "guilin", "hohhot"),
    [
        ("employee", "eligible", "eligible", "eligible"),
        ("outsourced", "eligible", "not_covered", "eligible"),
        ("affiliate", "eligible", "not_covered", "not_covered"),
    ],
)
def test_whom_an_enterprise_may_count_as_its_own(ask, relation, chengdu, guilin, hohhot):
    facts = person("5", track="enterprise", birth_date=date(1990, 1, 1))
    facts["applicant"]["staff"][0]["relation"] = relation
    assert [ask(facts, ON, place)["outcome"] for place in (CHENGDU, GUILIN, HOHHOT)] == [chengdu, guilin, hohhot]


def test_direct_recognition_in_sichuan_wants_several_perspectives_and_no_certificate(ask):
    perspectives = ("post_mentor", "team", "production", "human_resources")
    reviews = [{"perspective": one, "grade": "3", "on": date(2026, 10, 8)} for one in perspectives]
    assert ask(person("3", track="enterprise", reviews=reviews), ON, CHENGDU)["since"] == date(2026, 10, 8)
    assert (
        ask(person("3", track="enterprise", reviews=reviews[1:]), ON, CHENGDU)["outcome"] == "not_covered"
    )  # 等多角度
    assert ask(person("3", track="enterprise", reviews=reviews[3:]), ON, CHENGDU)["outcome"] == "not_eligible"
    small = {"size": "small"}
    assert ask(person("3", track="enterprise", reviews=reviews, agency=small), ON, CHENGDU)["outcome"] == "not_eligible"
    held = [certificate("5", date(2026, 12, 1), code="6-18-01-01")]
    told = ask(person("3", track="enterprise", reviews=reviews, certificates=held), ON, CHENGDU)
    assert told["rules"]["enterprise:direct/reviewed"] == ("yes", date(2026, 10, 8), date(2026, 12, 1))


def test_a_special_technician_waits_for_years_that_nobody_has_laid_down(ask):
    held = [certificate("1", date(2010, 1, 1))]
    work = [spell(date(2005, 1, 1), front_line=True)]
    facts = person("special", track="enterprise", certificates=held, work=work)
    assert ask(facts, ON, CHENGDU)["outcome"] == "not_covered"
    assert ask(facts, ON, GUILIN)["outcome"] == "not_covered"
    facts = person("special", certificates=held, work=work)
    assert ask(facts, ON, CHENGDU)["outcome"] == "not_eligible"  # 企业可 …: only an enterprise may


def test_a_competition_raises_to_a_grade_or_one_step(ask):
    prize = {"level": "national_2", "rank": 6, "group": "worker", "occupation": BORER, "on": date(2026, 9, 1)}
    assert ask(person("3", track="enterprise", competitions=[prize]), ON, CHENGDU)["since"] == date(2026, 9, 1)
    assert ask(person("2", track="enterprise", competitions=[prize]), ON, CHENGDU)["outcome"] == "not_eligible"
    # One step up for who held it before the prize; another trade will do for either, a related occupation not.
    for held, won, issued, since in (
        (BORER, f"{BORER}-002", date(2026, 8, 31), date(2026, 9, 1)),
        (f"{BORER}-001", BORER, date(2026, 8, 31), date(2026, 9, 1)),
        (BORER, BORER, date(2026, 9, 1), None),
        ("6-18-01-01", BORER, date(2026, 8, 31), None),
        (BORER, "6-18-01-01", date(2026, 8, 31), None),
    ):
        certificates = [{**certificate("3", issued, code=held), "related": True}]
        prizes = [{**prize, "occupation": won, "related": True}]
        told = ask(person("2", track="enterprise", competitions=prizes, certificates=certificates), ON, CHENGDU)
        assert told["since"] == since


def test_the_edition_of_the_conditions_follows_the_standard(ask):
    work = [spell(date(2021, 3, 1), code=PROGRAMMER)]
    told = ask(person("4", code=PROGRAMMER, work=work), ON, CHENGDU)  # standard of 2022: six years, or five since 2023
    assert told["outcome"] == "not_covered"
    assert told["rules"]["national:2018/4-2"] == ("no", date(2027, 3, 1), None)
    assert told["rules"]["national:2023/4-1"] == ("yes", date(2026, 3, 1), None)
    work = [spell(date(2021, 12, 1), code=PROGRAMMER)]
    told = ask(person("4", code=PROGRAMMER, work=work), ON, CHENGDU)  # by neither yet: by both with the sixth year
    assert (told["outcome"], told["eligible_from"]) == ("not_eligible", date(2027, 12, 1))
    work = [spell(date(2021, 3, 1))]
    assert ask(person("4", work=work), ON, CHENGDU)["since"] == date(2026, 3, 1)  # edition of 2023: five


def test_a_filing_for_a_city_does_not_reach_another_in_inner_mongolia(ask):
    facts = person("5", birth_date=date(1990, 1, 1))
    # NM21 三(五): an agency of the region itself, and one filed with the ministry, report to the league or city first.
    # Whose agency it is must be known: one of the region reports first also where it filed for that city alone.
    outcomes = {"150000": "undetermined", "000000": "undetermined", "150100": "undetermined", "150200": "not_eligible"}
    for region, outcome in outcomes.items():
        facts["agency"]["filings"] = [filing(people="public", regions=[region])]
        assert ask(facts, ON, HOHHOT)["outcome"] == outcome
    facts["agency"] |= {"affiliation": "city", "filings": [filing(people="public", regions=["150100"])]}
    assert ask(facts, ON, HOHHOT)["outcome"] == "eligible"


def test_agencies_of_the_region_work_in_a_league_once_they_have_reported(ask):
    facts = person("5", birth_date=date(1990, 1, 1))
    for region in ("150000", "000000"):
        told = filing(people="public", regions=[region], reported_to=["150100"], reported_on=ON)
        facts["agency"] |= {"filings": [told], "affiliation": "provincial"}
        assert (ask(facts, ON, HOHHOT)["outcome"], ask(facts, ON, HOHHOT)["since"]) == ("eligible", ON)
        before = ask(facts, date(2026, 11, 20), HOHHOT)
        assert (before["outcome"], before["eligible_from"]) == ("not_eligible", ON)
        facts["agency"]["filings"] = [told | {"reported_to": ["150200"]}]
        assert ask(facts, ON, HOHHOT)["outcome"] == "not_eligible"


def test_a_sanction_bars_from_its_first_day_to_its_last(ask):
    facts = person("5", birth_date=date(1990, 1, 1))
    facts["agency"]["sanctions"] = [{"kind": "removed", "from": date(2026, 1, 31), "until": date(2026, 2, 28)}]
    days = {date(2026, 1, 30): "eligible", date(2026, 1, 31): "not_eligible", date(2026, 2, 28): "not_eligible"}
    for day, outcome in (days | {date(2026, 3, 1): "eligible"}).items():
        assert ask(facts, day, CHENGDU)["outcome"] == outcome
    facts["agency"]["sanctions"] = [{"kind": "removed", "until": date(2026, 2, 28)}]
    unknown = ask(facts, date(2026, 1, 1), CHENGDU)
    assert (unknown["outcome"], unknown["missing"]) == ("undetermined", {frozenset({"agency.sanctions.from"})})


def test_a_year_without_a_session_is_open_in_inner_mongolia_and_nothing_in_sichuan(ask):
    facts = person("5", birth_date=date(1990, 1, 1))
    facts["agency"] |= {"last_assessed": date(2024, 2, 29), "affiliation": "none"}
    facts["agency"]["filings"] = [filing(people="public", regions=["150000"])]
    assert ask(facts, date(2025, 2, 27), HOHHOT)["outcome"] == "eligible"
    assert ask(facts, date(2025, 2, 28), HOHHOT)["outcome"] == "not_covered"
    facts["agency"]["filings"] = [filing(people="public")]
    assert ask(facts, ON, CHENGDU)["outcome"] == "eligible"


def test_veterans_affairs_officers(ask):
    station = [{"kind": "recruit", "from": date(2026, 1, 1)}]
    born = date(1990, 1, 1)
    facts = person("5", code=OFFICER, track="veterans", birth_date=born, station=station)
    told = ask(facts, ON, CHENGDU)
    assert (told["outcome"], told["since"], told["until"]) == ("eligible", date(2024, 8, 6), date(2040, 1, 2))
    assert ask(facts | {"occupation": BORER}, ON, CHENGDU)["outcome"] == "not_eligible"
    assert ask(facts | {"grade": "special"}, ON, CHENGDU)["outcome"] == "not_eligible"
    assert ask(facts, ON, GUILIN)["outcome"] == "not_covered"


# ---------------------------------------------------------------- what is not known


def test_what_is_missing_is_named_in_the_smallest_sets(ask):
    facts = person("4", work=[{"occupation": "6-18-01-01", "from": date(2015, 1, 1)}])
    del facts["applicant"]["education"]
    assert ask(facts, ON, CHENGDU)["missing"] == {
        frozenset({"applicant.work.related"}),
        frozenset({"applicant.education"}),
    }
    del facts["agency"]["kind"]
    assert ask(facts, ON, CHENGDU)["missing"] == {
        frozenset({"agency.kind", "applicant.work.related"}),
        frozenset({"agency.kind", "applicant.education"}),
    }
    del facts["grade"], facts["track"]
    assert ask(facts, ON, CHENGDU)["missing"] == {frozenset({"track", "grade"})}


def test_work_not_given_may_have_been_done_always_but_not_before_the_certificate(ask):
    facts = person("3", certificates=[certificate("4", date(2022, 11, 22))])
    del facts["applicant"]["work"]
    told = ask(facts, ON, CHENGDU)
    assert told["rules"]["national:2023/3-2"][0] == "no"  # full on 2026-11-22 at the earliest
    assert told["rules"]["national:2023/3-1"][0] == "unknown"
    facts["applicant"]["certificates"] = [certificate("4", date(2022, 11, 21))]
    assert ask(facts, ON, CHENGDU)["rules"]["national:2023/3-2"][0] == "unknown"
