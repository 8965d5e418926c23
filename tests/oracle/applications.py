"""Random applications, most of them near to eligible: a person who is, and then a few changes.

Days cluster where something turns: whole years before the day asked about, give or take a day; the days on which
documents take effect or lapse; the end of February.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from .days import plus

Facts = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

ELECTRICIAN, PROGRAMMER, OFFICER, CARER = "6-31-01-03", "4-04-05-01", "3-01-04-04", "4-10-01-05"
APPLIED_FOR = (ELECTRICIAN, PROGRAMMER, OFFICER, CARER, "6-18-01-03", f"{ELECTRICIAN}-001", f"{PROGRAMMER}-002")
WORKED_IN = (*APPLIED_FOR, f"{ELECTRICIAN}-002", "6-18-01-01", "4-04-05-02")
GRADES = ("apprentice", "5", "4", "3", "2", "1", "special", "chief")
BELOW = {"4": "5", "3": "4", "2": "3", "1": "2", "special": "1", "chief": "special"}
TRACKS = ("enterprise", "college", "third_party", "veterans")
PLACES = {
    "sichuan": ("510100", "510100", "510000", "510104", "510100", "450300"),
    "guangxi": ("450300", "450300", "450302", "450300", "450100", "450000"),
    "inner_mongolia": ("150100", "150100", "150000", "150102", "150100", "510100"),
}
REGIONS = ("000000", "510000", "510100", "510104", "450000", "450300", "450302", "150000", "150100", "150102")
SCHOOLS = (
    "secondary_vocational",
    "technical_school",
    "senior_technical_school",
    "technician_college",
    "higher_vocational",
    "college",
    "university",
)
SANCTIONS = ("criticised", "correcting", "suspended", "removed", "blacklisted")
PERSPECTIVES = ("post_mentor", "team", "production", "human_resources")
TURNS = (
    date(2021, 11, 3),
    date(2022, 12, 27),
    date(2022, 12, 28),
    date(2023, 11, 26),
    date(2023, 11, 27),
    date(2024, 2, 29),
    date(2025, 2, 28),
    date(2025, 3, 1),
    date(2027, 12, 27),
    date(2027, 12, 28),
    date(2028, 2, 29),
)

YEARS = st.sampled_from((0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 10, 16, -1))
flags = st.sampled_from((True, True, False))
choice = st.sampled_from


class Case(NamedTuple):
    """One application, the day asked about and the place."""

    facts: Facts
    on: date
    place: str


def days_asked_about() -> st.SearchStrategy[date]:
    """Give days to ask about: most while all the documents are in force."""
    usual = st.one_of(st.dates(date(2023, 12, 1), date(2027, 12, 1)), choice((date(2026, 11, 21), date(2024, 2, 29))))
    return st.one_of(usual, usual, usual, choice(TURNS))


def near(on: date) -> st.SearchStrategy[date]:
    """Give days on which something may turn on the day asked about."""
    anniversaries = st.builds(
        lambda years, months, days: plus(on, years=-years, months=-months) + timedelta(days),
        YEARS,
        choice((0, 0, 0, 1, 6)),
        choice((-1, 0, 0, 1, 2, -30)),
    )
    return st.one_of(anniversaries, anniversaries, anniversaries, choice(TURNS), choice((date(2016, 2, 29), on)))


def fields(code: str, grade: str, on: date) -> dict[str, dict[str, st.SearchStrategy[Any]]]:
    """Give what each list's records may hold."""
    day = near(on)
    occupation = st.one_of(st.just(code), choice(WORKED_IN))
    grades = st.one_of(st.just(grade), st.just(BELOW.get(grade, "5")), choice(GRADES))
    of = {"occupation": occupation, "related": choice((None, None, True, False))}
    open_end = st.one_of(st.none(), day)
    return {
        "applicant.staff": {
            "relation": choice(("employee", "employee", "dispatched", "outsourced", "intern", "affiliate")),
            "from": day,
            "to": open_end,
        },
        "applicant.work": {**of, "front_line": flags, "from": day, "to": open_end},
        "applicant.certificates": {**of, "grade": grades, "issued": day},
        "applicant.titles": {"rank": choice(("junior", "intermediate", "senior")), "related": flags, "obtained": day},
        "applicant.education": {
            "school": choice(SCHOOLS),
            "class": choice(("intermediate", "senior", "pre_technician", "technician")),
            "major_related": flags,
            "at_agency": flags,
            "enrolled": day,
            "graduates": day,
            "evaluated": flags,
            "pre_technician_certificate": flags,
            "skill_target": choice(("intermediate", "senior")),
        },
        "applicant.apprenticeships": {**of, "completed": day},
        "applicant.competitions": {
            "level": choice(
                ("national_1", "national_2", "national_2", "provincial_1", "provincial_2", "city", "enterprise")
            ),
            "rank": choice((1, 5, 6, 20, 21)),
            "group": choice(("worker", "worker", "student")),
            "excellent": flags,
            "occupation": occupation,
            "on": day,
        },
        "applicant.achievements": {
            "kind": choice(
                ("superb_skill", "outstanding_results", "major_problem_solved", "provincial_award", "mentoring")
            ),
            "on": day,
        },
        "applicant.reviews": {"perspective": choice(PERSPECTIVES), "grade": grades, "on": day},
        "applicant.station": {"kind": choice(("staff", "recruit")), "from": day, "to": open_end},
        "agency.filings": {
            "occupations": st.lists(st.one_of(st.just(code), choice(WORKED_IN)), max_size=2),
            "grades": st.one_of(st.just([*GRADES]), st.lists(grades, max_size=3)),
            "regions": st.lists(choice(REGIONS), max_size=2),
            "people": choice(("own", "public")),
            "from": day,
            "until": day,
            "office": choice(("nation", "province", "province", "city")),
            "reported_to": st.lists(choice(REGIONS), max_size=2),
            "reported_on": day,
        },
        "agency.sanctions": {"kind": choice(SANCTIONS), "from": day, "until": open_end},
    }


SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "applicant.work_years": choice((0, 1, 2.5, 2.99, 3, 4, 4.99, 5, 5, 6, 10, 12)),
    "agency.kind": choice(TRACKS),
    "agency.size": choice(("large", "medium", "small", "micro")),
    "agency.well_run": flags,
    "agency.reputable": flags,
    "agency.industry_scale": flags,
    "agency.school": choice(SCHOOLS),
    "agency.nature": choice(("government", "government_unit", "other", "other")),
    "agency.affiliation": choice(("national", "provincial", "provincial", "city", "none")),
    "agency.branch": flags,
    "agency.undertaking": flags,
    "track": choice(TRACKS),
    "grade": choice(GRADES),
    "occupation": choice(APPLIED_FOR),
}
DATES = ("agency.last_assessed", "applicant.birth_date", "applicant.started_work", "applicant.work_years_on")


def _owner(facts: Facts, path: str) -> tuple[Facts, str]:
    head, _, key = path.rpartition(".")
    return (facts[head] if head else facts), key


def eligible(draw: Draw, tenant: str, on: date) -> Case:
    """Draw a person whom nothing stands in the way of, of some grade by some route of many."""
    track = draw(choice(TRACKS if tenant == "sichuan" else TRACKS[:3]))
    five = choice(("3", "2") if (tenant, track) == ("guangxi", "college") else GRADES[1:6])
    grade = draw(st.one_of(five, five, five, choice(GRADES)))
    code = OFFICER if track == "veterans" else draw(choice(APPLIED_FOR))
    place = draw(choice(PLACES[tenant]))
    ago = {years: plus(on, years=-years) for years in range(31)}
    trade_or_not = (code, code, code[:10], f"{code[:10]}-001")
    region = draw(choice((f"{place[:2]}0000", f"{place[:4]}00", place, "000000")))
    applicant: Facts = {
        "birth_date": ago[draw(choice((16, 17, 30)))],
        "started_work": ago[12],
        "staff": [{"relation": "employee", "from": ago[5]}],
        "work": [{"occupation": code, "front_line": True, "from": ago[draw(choice((1, 2, 5, 12)))]}],
        "certificates": [],
        "titles": [],
        "education": [],
        "apprenticeships": [],
        "competitions": [],
        "achievements": [],
        "reviews": [],
        "station": [{"kind": "staff", "from": ago[2]}],
    }
    agency: Facts = {
        "kind": track,
        "size": "large",
        "well_run": True,
        "reputable": True,
        "industry_scale": True,
        "school": "technician_college",
        "filings": [
            {
                "occupations": [draw(choice(trade_or_not))],
                "grades": [*GRADES],
                "regions": [region],
                "people": "public" if track == "third_party" else "own",
                "from": ago[1],
                "until": plus(on, years=2),
            }
        ],
    }
    facts: Facts = {"track": track, "occupation": code, "grade": grade, "applicant": applicant, "agency": agency}
    if draw(choice((False, False, True))):
        region = draw(choice((f"{place[:2]}0000", f"{place[:4]}00")))
        more = {"regions": [region], "from": ago[draw(choice((0, 2)))], "until": plus(on, years=1)}
        agency["filings"].append({**agency["filings"][0], **more})
    _student(draw, facts, ago, on)
    _stand(draw, facts, ago, on, place)
    draw(choice((*BY_EXAMINATION, *BY_EXAMINATION, *BESIDES.get(track, ()))))(draw, facts, ago, on)
    return Case(facts, on, place)


def _same(code: str) -> st.SearchStrategy[str]:
    """Give codes of the same occupation: itself, and now and then another trade of it."""
    return choice((code, code, code[:10], f"{code[:10]}-009"))


def _stand(draw: Draw, facts: Facts, ago: dict[int, date], on: date, place: str) -> None:
    """Tell something of the agency's standing, now and then: where it filed and reported, what was decided about it."""
    agency = facts["agency"]
    if draw(flags):
        report = {"reported_to": [f"{place[:4]}00"], "reported_on": on + timedelta(draw(choice((0, -9, 1))))}
        agency["filings"][0].update({"office": draw(choice(("province", "city"))), **report})
    if draw(choice((False, False, True))):
        agency["affiliation"] = draw(choice(("provincial", "city", "none")))
    if draw(choice((False, False, False, True))):
        agency["last_assessed"] = ago[1] + timedelta(draw(choice((0, 1, 30))))
    if draw(choice((False, False, False, True))):
        last = on + timedelta(draw(choice((-1, 0, 90))))
        agency["sanctions"] = [{"kind": draw(choice(SANCTIONS)), "from": ago[1], "until": last}]


def _student(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """Make a college's own student of the applicant."""
    if facts["track"] != "college":
        return
    usual = {"2": "technician_college", "3": "higher_vocational"}.get(facts["grade"], "technical_school")
    school = draw(choice((usual, usual, "technician_college", "higher_vocational")))
    facts["agency"]["school"] = school
    study = {
        "school": school,
        "class": "pre_technician",
        "major_related": True,
        "at_agency": True,
        "enrolled": ago[3],
        "graduates": plus(on, months=draw(choice((0, 6, 12)))) + timedelta(draw(choice((0, 0, 1, -1)))),
        "evaluated": True,
        "pre_technician_certificate": True,
        "skill_target": "senior",
    }
    facts["applicant"]["education"] = [study]


def _by_work(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """Work after the certificate of the grade below."""
    grade = BELOW.get(facts["grade"])
    facts["applicant"]["work"][0]["from"] = ago[draw(choice((5, 6, 10, 12)))]
    if grade:
        issued = ago[draw(choice((3, 4, 5)))] + timedelta(draw(choice((0, 0, 1, -1))))
        held = {"occupation": draw(_same(facts["occupation"])), "grade": grade, "issued": issued}
        facts["applicant"]["certificates"] = [held]


def _by_spells(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """Work in two spells that make a whole number of years just now, with a gap, or with days worked twice."""
    _by_work(draw, facts, ago, on)
    code, years = facts["occupation"], draw(choice((1, 2, 3, 4, 5, 5, 6, 10)))
    gap = draw(choice((0, 1, 31, 365)))
    first = plus(on, years=-years) - timedelta(gap)
    needed = (plus(first, years=years) - first).days
    worked = draw(st.integers(1, needed - 1))
    again = first + timedelta(worked + gap)
    spells = [
        {"occupation": code, "front_line": True, "from": first, "to": first + timedelta(worked - 1)},
        {"occupation": code, "front_line": True, "from": again, "to": on + timedelta(draw(choice((-1, -1, 0, -2))))},
    ]
    if draw(flags):
        twice = {"from": first + timedelta(draw(choice((0, 5, worked // 2)))), "to": first + timedelta(worked // 2)}
        spells.append({"occupation": draw(choice((code, code[:10]))), "front_line": False, **twice})
    if draw(st.booleans()):
        facts["applicant"]["certificates"] = []
    facts["applicant"]["work"] = draw(st.permutations(spells))


def _by_title(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """A professional title, and the certificate of the grade below."""
    _by_work(draw, facts, ago, on)
    alone, beside = {"3": ("junior", "junior"), "2": ("intermediate", "junior"), "1": ("senior", "intermediate")}.get(
        facts["grade"], ("junior", "junior")
    )
    rank, years = draw(choice(((alone, 1), (beside, 5), (beside, 5))))
    obtained = ago[years] + timedelta(draw(choice((0, 0, 1, -1))))
    for held in facts["applicant"]["certificates"]:
        held["issued"] = draw(choice((held["issued"], ago[1] + timedelta(draw(choice((0, 1)))))))
    facts["applicant"]["titles"] = [{"rank": rank, "related": draw(flags), "obtained": obtained}]


def _by_school(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """A school of some kind, and the certificate of the grade below."""
    _by_work(draw, facts, ago, on)
    study = {
        "school": draw(choice(SCHOOLS)),
        "class": draw(choice(("senior", "pre_technician", "technician"))),
        "major_related": True,
        "at_agency": draw(flags),
        "enrolled": ago[4],
        "graduates": plus(on, months=draw(choice((-24, 0, 6, 12, 13)))),
        "evaluated": draw(flags),
        "pre_technician_certificate": True,
        "skill_target": draw(choice(("intermediate", "senior"))),
    }
    facts["applicant"]["education"].append(study)


def _by_review(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """Reviews from every perspective, and no certificate."""
    day = on + timedelta(draw(choice((0, -1, 1, -40))))
    facts["applicant"]["reviews"] = [
        {"perspective": one, "grade": facts["grade"], "on": day} for one in draw(st.permutations(PERSPECTIVES))
    ]
    if draw(choice((False, False, True))):
        held = {"occupation": draw(choice(WORKED_IN)), "grade": draw(choice(GRADES))}
        issued = draw(choice((None, on, on + timedelta(1), on + timedelta(40))))
        facts["applicant"]["certificates"] = [{**held, "issued": issued}]


def _by_achievement(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """Achievements on the front line."""
    _by_work(draw, facts, ago, on)
    kinds = ("superb_skill", "outstanding_results", draw(choice(("mentoring", "provincial_award"))))
    facts["applicant"]["achievements"] = [
        {"kind": one, "on": on + timedelta(draw(choice((0, -9, 1))))} for one in kinds
    ]


def _by_competition(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """A prize."""
    if draw(flags):
        _by_work(draw, facts, ago, on)
    prize = {
        "level": draw(choice(("national_1", "national_2", "national_2", "city"))),
        "rank": draw(choice((1, 5, 6, 20))),
        "group": draw(choice(("worker", "worker", "student"))),
        "excellent": True,
        "occupation": draw(_same(facts["occupation"])),
        "on": on + timedelta(draw(choice((0, -1, 1, -100)))),
    }
    facts["applicant"]["competitions"] = [prize]


def _by_stated_years(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """The years of work as one number, just enough or just not, in all or after the certificate."""
    _by_work(draw, facts, ago, on)
    applicant = facts["applicant"]
    if draw(choice((False, False, True))):
        # Beside a list: of each spell something may be unknown, or it may be of other work.
        for spell in applicant["work"]:
            for key in draw(st.lists(choice(("from", "occupation", "related")), max_size=2)):
                spell.pop(key, None)
            if draw(choice((False, False, True))):
                spell |= {"occupation": "6-18-01-01", "related": False}
    else:
        del applicant["work"]
    in_all = {"5": 1, "4": 5, "3": 10, "2": 2}.get(facts["grade"], 6)
    after = {"4": 3, "3": 4}.get(facts["grade"], 5)
    more = draw(choice((0, 1, 3)))
    applicant["work_years"] = draw(choice((in_all, in_all, after + more, after + more))) - draw(choice((0, 0, 0, 0.01)))
    if applicant["certificates"]:
        issued = applicant["certificates"][0]["issued"]
        applicant["started_work"] = plus(issued, years=-more) + timedelta(draw(choice((0, 0, 1, -1))))
    if draw(flags):
        applicant["work_years_on"] = on + timedelta(draw(choice((0, -1, 1, -366, -30))))


def _by_apprenticeship(draw: Draw, facts: Facts, ago: dict[int, date], on: date) -> None:
    """A completed apprenticeship, and some years of work."""
    _by_work(draw, facts, ago, on)
    done = on + timedelta(draw(choice((0, -1, 1, -100))))
    facts["applicant"]["apprenticeships"] = [{"occupation": facts["occupation"], "completed": done}]


BY_EXAMINATION = (_by_work, _by_spells, _by_title, _by_school, _by_stated_years, _by_apprenticeship)
BESIDES = {
    "enterprise": (_by_review, _by_review, _by_achievement, _by_achievement, _by_competition, _by_competition),
    "veterans": (_by_competition, _by_competition),
}


def change(draw: Draw, facts: Facts, on: date) -> None:
    """Change one thing: leave out, replace or add a fact, a record or a list."""
    lists = fields(facts.get("occupation") or ELECTRICIAN, facts.get("grade") or "3", on)
    if draw(choice((False, False, False, True))):
        _doubt(draw, facts)
        return
    path = draw(st.one_of(choice(tuple(lists)), choice(tuple(lists)), choice((*SCALARS, *DATES))))
    owner, key = _owner(facts, path)
    if path not in lists:
        drawn = near(on) if path in DATES else SCALARS[path]
        _replace(owner, key, draw(st.one_of(st.none(), drawn)), draw)
        return
    rows = owner.get(key)
    action = draw(choice(("field", "field", "field", "field", "add", "add", "drop", "clear", "remove")))
    if action == "drop" or rows is None:
        _replace(owner, key, None, draw)
    elif action == "clear":
        owner[key] = []
    elif action == "add" or not rows:
        rows.append({name: value for name, of in lists[path].items() if (value := draw(of)) is not None})
    elif action == "remove":
        rows.pop()
    else:
        row = draw(choice(rows))
        name = draw(choice(tuple(lists[path])))
        _replace(row, name, draw(st.one_of(st.none(), lists[path][name])), draw)


def _doubt(draw: Draw, facts: Facts) -> None:
    """Make it doubtful whether a record is of the same occupation, or of a related one."""
    some = [facts["applicant"].get(key) for key in ("work", "certificates", "competitions", "apprenticeships")]
    rows = [row for records in some for row in records or ()]
    if rows:
        code = facts.get("occupation") or ELECTRICIAN
        row = draw(choice(rows))
        row["occupation"] = draw(choice((None, None, code, code[:10], f"{code[:10]}-009", "6-18-01-01")))
        row["related"] = draw(choice((None, True, False)))


def _replace(owner: Facts, key: str, value: object, draw: Draw) -> None:
    """Set a fact, or leave it out: by no key or, which is the same, by one without a value."""
    if value is None and draw(st.booleans()):
        owner.pop(key, None)
    else:
        owner[key] = value


def given_paths(facts: Facts) -> list[tuple[str, Facts, str]]:
    """List what is given: the path of each fact, and where it stands. An end left out is not unknown: it goes on."""
    found: list[tuple[str, Facts, str]] = []
    for head, owner in (("", facts), ("applicant.", facts["applicant"]), ("agency.", facts["agency"])):
        for key, value in owner.items():
            if value is None or key in ("applicant", "agency"):
                continue
            found.append((f"{head}{key}", owner, key))
            for row in value if isinstance(value, list) else ():
                found += [(f"{head}{key}.{name}", row, name) for name in row if name != "to" and row[name] is not None]
    return found


def anything(draw: Draw, tenant: str, on: date) -> Case:
    """Draw an application of which nothing is given or left out on purpose."""
    facts: Facts = {"applicant": {}, "agency": {}}
    for path in ("track", "occupation", "grade"):
        facts[path] = draw(SCALARS[path])
    lists = fields(facts["occupation"], facts["grade"], on)
    for path, of in lists.items():
        owner, key = _owner(facts, path)
        size = draw(choice((None, 0, 0, 1, 1, 2, 3)))
        if size is not None:
            record = st.fixed_dictionaries({}, optional=of)
            owner[key] = [draw(record) for _ in range(size)]
    for path in (*SCALARS, *DATES):
        owner, key = _owner(facts, path)
        if key not in owner and draw(flags):
            owner[key] = draw(near(on) if path in DATES else SCALARS[path])
    return Case(facts, on, draw(choice(PLACES[tenant])))


@st.composite
def cases(draw: Draw, tenant: str, *, changes: int = 4) -> Case:
    """Draw an application that a tenant may meet."""
    on = draw(days_asked_about())
    if draw(choice((False, False, False, True))):
        return anything(draw, tenant, on)
    case = eligible(draw, tenant, on)
    facts = deepcopy(case.facts)
    for _ in range(draw(st.integers(0, changes))):
        change(draw, facts, on)
    for _ in range(draw(choice((0, 0, 0, 1, 2, 4)))):
        _, owner, key = draw(choice(given_paths(facts)))
        _replace(owner, key, None, draw)
    return case._replace(facts=facts)
