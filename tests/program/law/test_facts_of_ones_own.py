"""Law in TOML that declares facts of its own and asks about them: unknown stays unknown, and the day counts."""

import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.errors import LawError
from bajigong.law.tenants import tenants
from bajigong.scenarios import engine_of, read_application

pytestmark = pytest.mark.slow

LAW = """
[[document]]
id = "M"
title = { zh = "办法", en = "Measures" }
issuer = { zh = "某厅", en = "an office" }
place = "520000"

[[clause]]
id = "M/1"
at = "一"
kind = "eligibility"
gist = { zh = "条件", en = "conditions" }

[[fact]]
path = "applicant.medals"
type = "list"
label = { zh = "奖章", en = "medals" }

[[fact]]
path = "applicant.medals.by"
type = "choice"
label = { zh = "授予单位", en = "given by" }
choices = [
    { value = "city", label = { zh = "市", en = "city" } },
    { value = "county", label = { zh = "县", en = "county" } },
]

[[fact]]
path = "applicant.medals.on"
type = "date"
label = { zh = "授予日", en = "given on" }

[[fact]]
path = "applicant.medals.until"
type = "date"
label = { zh = "有效期至", en = "valid until" }

[[fact]]
path = "applicant.medals.points"
type = "number"
label = { zh = "积分", en = "points" }

[[fact]]
path = "agency.star"
type = "flag"
label = { zh = "星级机构", en = "a star agency" }

[[choice]]
fact = "applicant.achievements.kind"
value = "city_honour"
label = { zh = "市级技能荣誉", en = "a city's skills honour" }
aliases = ["市级荣誉"]

[[route]]
id = "mine:r"
to = ["5"]
method = "national:examination"
label = { zh = "奖章", en = "medals" }
clauses = ["M/1"]
when = [WHEN]
"""
TENANT = '[tenants.mine]\nregion = "520000"\nplugins = ["national", "enterprise"]\nlaws = ["mine.toml"]\n'
TEXT = 'text = { zh = "持有奖章", en = "holds a medal" }'
MEDAL = f'{{ kind = "on_record", of = "applicant.medals", since = "on", where = {{ by = ["city"] }}, {TEXT} }}'


def home(folder, when):
    (folder / "mine.toml").write_text(LAW.replace("WHEN", when), encoding="utf-8")
    (folder / "bajigong.toml").write_text(TENANT, encoding="utf-8")
    return tenants(folder / "bajigong.toml")["mine"]


def holds(folder, when, **facts):
    """Return how the route stands on 2026-11-21."""
    one = home(folder, when)
    agency = {"kind": "enterprise", **facts.pop("agency", {})}
    asked = {"track": "enterprise", "occupation": "6-18-01-05", "grade": "5", "on": "2026-11-21"}
    written = {**asked, "applicant": facts, "agency": agency}
    verdict = engine_of(one).decide([read_application(written, one, "x.yaml")])[0]
    [route] = [route for route in verdict.routes if route.id == "mine:r"]
    return str(route.holds)


@pytest.mark.parametrize(
    ("medals", "said"),
    [
        ([{"by": "city", "on": "2026-11-21"}], "yes"),
        ([{"by": "city", "on": "2026-11-22"}], "no"),
        ([{"by": "county", "on": "2020-01-01"}], "no"),
        ([], "no"),
        ([{"on": "2020-01-01"}], "unknown"),
    ],
)
def test_a_record(tmp_path, medals, said):
    assert holds(tmp_path, MEDAL, medals=medals) == said


def test_a_list_that_was_not_given_leaves_it_open(tmp_path):
    assert holds(tmp_path, MEDAL) == "unknown"


@pytest.mark.parametrize(("until", "said"), [("2026-11-21", "yes"), ("2026-11-20", "no")])
def test_a_record_in_force_through_its_last_day(tmp_path, until, said):
    when = f'{{ kind = "in_force_on_record", of = "applicant.medals", since = "on", until = "until", {TEXT} }}'
    assert holds(tmp_path, when, medals=[{"by": "city", "on": "2026-01-01", "until": until}]) == said


@pytest.mark.parametrize(("agency", "said"), [({"star": True}, "yes"), ({"star": False}, "no"), ({}, "unknown")])
def test_a_fact(tmp_path, agency, said):
    assert (
        holds(tmp_path, f'{{ kind = "fact_is", fact = "agency.star", values = [true], {TEXT} }}', agency=agency) == said
    )


@pytest.mark.parametrize(("day", "said"), [("2024-11-21", "yes"), ("2024-11-22", "no"), (None, "unknown")])
def test_a_day(tmp_path, day, said):
    when = f'{{ kind = "since_day", fact = "applicant.started_work", years = 2, {TEXT} }}'
    assert holds(tmp_path, when, **({"started_work": day} if day else {})) == said


RECENT = f'{{ kind = "recent_record", of = "applicant.medals", since = "on", years = 3, {TEXT} }}'


def test_a_table_with_a_key_named_kind_is_no_requirement(tmp_path):
    one_word = HONOUR.replace('["city_honour"]', '"city_honour"')
    assert holds(tmp_path, one_word, achievements=[{"on": "2026-01-01", "kind": "city_honour"}]) == "yes"


HONOUR = MEDAL.replace("applicant.medals", "applicant.achievements").replace('by = ["city"]', 'kind = ["city_honour"]')


@pytest.mark.parametrize(
    ("kind", "said"),
    [("city_honour", "yes"), ("市级荣誉", "yes"), ("市级技能荣誉", "yes"), ("mentoring", "no"), (None, "unknown")],
)
def test_a_further_choice_of_a_fact_that_is_declared_elsewhere(tmp_path, kind, said):
    some = [{"on": "2026-01-01", **({"kind": kind} if kind else {})}]
    assert holds(tmp_path, HONOUR, achievements=some) == said


@pytest.mark.parametrize(
    ("was", "wrong", "said"),
    [
        (
            "achievements.kind",
            "achievements.kin",
            r"mine.toml, line 49, choice .*\(did you mean 'applicant.ach",
        ),
        (
            "achievements.kind",
            "achievements.on",
            "'applicant.achievements.on' is of type date; expected a fact",
        ),
        ('value = "city_honour"', 'value = "mentoring"', "'mentoring' already stands for choice mentoring"),
        ('["市级荣誉"]', '["师带徒业绩突出"]', "'师带徒业绩突出' already stands for choice mentoring"),
        ('value = "city_honour"', 'valu = "city_honour"', r"found key 'valu'.*value"),
    ],
)
def test_a_further_choice_that_fits_none(tmp_path, monkeypatch, was, wrong, said):
    monkeypatch.setattr(f"{__name__}.LAW", LAW.replace(was, wrong))
    with pytest.raises(LawError, match=said):
        home(tmp_path, MEDAL).open()


def test_a_kind_with_words_of_its_own_for_each_choice_says_how_to_ask_for_a_further_one(tmp_path):
    with pytest.raises(LawError, match="a further choice is asked for by the kinds on_record and fact_is"):
        home(tmp_path, '{ kind = "achieved", kinds = ["city_honour"] }').open()


NONE_OF_LATE = f'{{ kind = "not", what = {RECENT} }}'


@pytest.mark.parametrize(
    ("medals", "said"),
    [
        ([], "yes"),
        ([{"on": "2023-11-20"}], "yes"),
        ([{"on": "2023-11-21"}], "no"),
        ([{"on": "2026-11-21"}], "no"),
        ([{"on": "2026-11-22"}], "yes"),
        ([{"by": "city"}], "unknown"),
        (None, "unknown"),
    ],
)
def test_none_within_three_years_the_last_day_counted(tmp_path, medals, said):
    assert holds(tmp_path, NONE_OF_LATE, **({} if medals is None else {"medals": medals})) == said


LAST = f'{{ kind = "last_record", of = "applicant.medals", since = "on", months = 6, {TEXT} }}'


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["2020-01-01", "2026-05-21"], "yes"),
        (["2020-01-01", "2026-05-22"], "no"),
        (["2020-01-01", "2026-12-01"], "yes"),
        ([], "no"),
        (["2020-01-01", None], "unknown"),
    ],
)
def test_so_long_after_the_last(tmp_path, days, said):
    assert holds(tmp_path, LAST, medals=[{"on": day} if day else {"by": "city"} for day in days]) == said


SUM = f'kind = "total_of_records", of = "applicant.medals", since = "on", amount = "points", least = 48, {TEXT}'


@pytest.mark.parametrize(
    ("more", "medals", "said"),
    [
        ("", [("2020-01-01", 40), ("2026-11-21", 8)], "yes"),
        ("", [("2020-01-01", 40), ("2026-11-22", 8)], "no"),
        ("", [("2020-01-01", 40), ("2021-01-01", 7.5)], "no"),
        ("", [("2020-01-01", 40), ("2021-01-01", None)], "unknown"),
        (", months = 12", [("2025-11-21", 40), ("2026-11-21", 8)], "no"),
        (", months = 12", [("2025-11-22", 40), ("2026-11-21", 8)], "yes"),
        (f", after = {LAST.replace(', months = 6', '')}", [("2026-01-01", 40), ("2026-11-01", 48)], "yes"),
        (f", after = {LAST.replace(', months = 6', '')}", [("2026-01-01", 48), ("2026-11-01", 40)], "no"),
    ],
)
def test_what_adds_up(tmp_path, more, medals, said):
    """After the last medal its own points count, and no earlier ones."""
    some = [{"on": day, **({"points": points} if points is not None else {})} for day, points in medals]
    assert holds(tmp_path, f"{{ {SUM}{more} }}", medals=some) == said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (NONE_OF_LATE.replace(", years = 3", ""), "neither years nor months are given"),
        (NONE_OF_LATE.replace("what = ", "wat = "), r"found key 'wat'; expected .*what"),
        (f"{{ {SUM.replace('points', 'by')} }}", "node Total: reads 'applicant.medals.by' as a number; its type is ch"),
        (f"{{ {SUM.replace('48', '0')} }}", "found 0; expected a whole number of at least 1"),
        (f"{{ {SUM}, after = {LAST} }}", "time cannot be counted from"),
        (MEDAL.replace("applicant.medals", "applicant.medal"), r"reads fact 'applicant.medal', which is not declared"),
        (MEDAL.replace('"city"', '"town"'), "found 'town'; expected one of city, county"),
        (MEDAL.replace('since = "on"', 'since = "by"'), "reads 'applicant.medals.by' as a date; its type is choice"),
        (MEDAL.replace("zh = ", "cn = "), "expected a text"),
    ],
)
def test_a_slip(tmp_path, wrong, said):
    with pytest.raises(LawError, match=said):
        home(tmp_path, wrong).open()


def bounded(folder):
    """Declare medals whose end comes not before them, that were given in the past, for ten points at most."""
    one = home(folder, MEDAL)
    law = (folder / "mine.toml").read_text(encoding="utf-8")
    for name, more in (("on", "past = true"), ("until", 'after = "on"')):
        law = law.replace(f'.{name}"\ntype = "date"', f'.{name}"\ntype = "date"\n{more}')
    most = 'most = 10\nunit = { zh = "分", en = "points" }'
    law = law.replace('.points"\ntype = "number"', f'.points"\ntype = "number"\n{most}')
    (folder / "mine.toml").write_text(law, encoding="utf-8")
    return one


IMPOSSIBLE = [
    ({"on": "2020-01-02", "until": "2020-01-01"}, "a day not before 2020-01-02 (given on)"),
    ({"on": "2100-01-01"}, "a day not after"),
    ({"points": 11}, "at most 10 points"),
]
POSSIBLE = {"on": "2020-01-02", "until": "2020-01-02", "points": 10}


def checked(folder, path, *more):
    """Run a check by that law; return what is printed."""
    told = ["--config", str(folder / "bajigong.toml"), "--tenant", "mine", "--lang", "en"]
    return CliRunner().invoke(cli, ["check", str(path), *told, *more]).output


@pytest.mark.parametrize(("medal", "said"), IMPOSSIBLE)
def test_what_cannot_be_true_of_a_fact_of_ones_own(tmp_path, medal, said):
    bounded(tmp_path)
    asked = {"track": "enterprise", "occupation": "6-18-01-05", "grade": "5", "on": "2026-11-21"}
    for name, one in (("bad.json", medal), ("good.json", POSSIBLE)):
        facts = {**asked, "applicant": {"medals": [one]}}
        (tmp_path / name).write_text(json.dumps(facts), encoding="utf-8")
    assert said in checked(tmp_path, tmp_path / "bad.json")
    assert not [words for _, words in IMPOSSIBLE if words in checked(tmp_path, tmp_path / "good.json")]


def test_what_cannot_be_true_is_found_in_columns_too(tmp_path):
    bounded(tmp_path)
    every = [*(medal for medal, _ in IMPOSSIBLE), POSSIBLE]
    names = ("on", "until", "points")
    rows = {
        **{key: [value] * len(every) for key, value in (("track", "enterprise"), ("occupation", "6-18-01-05"))},
        "grade": ["5"] * len(every),
        "on": [date(2026, 11, 21)] * len(every),
        "applicant.medals": [[{name: medal.get(name) for name in names}] for medal in every],
    }
    kind = pa.list_(pa.struct([("on", pa.string()), ("until", pa.string()), ("points", pa.float64())]))
    columns = {key: pa.array(some, kind if key == "applicant.medals" else None) for key, some in rows.items()}
    pq.write_table(pa.table(columns), tmp_path / "people.parquet")
    result = tmp_path / "result.parquet"
    printed = checked(tmp_path, tmp_path / "people.parquet", "-o", str(result))
    assert pq.read_table(result).num_rows == 1, printed
    refused = (tmp_path / "result.refused.csv").read_text(encoding="utf-8-sig")
    assert [said for _, said in IMPOSSIBLE if said in refused] == [said for _, said in IMPOSSIBLE]


@pytest.mark.parametrize(
    ("was", "wrong", "said"),
    [
        (
            '.until"\ntype = "date"',
            '.until"\ntype = "date"\nafter = "off"',
            r"found 'off'; expected one of birth, on, un",
        ),
        (
            '.until"\ntype = "date"',
            '.until"\ntype = "date"\nmost = 3',
            "most goes with a fact of type number; found date",
        ),
        ('.points"\ntype = "number"', '.points"\ntype = "number"\npast = true', "past goes with a fact of type date"),
        (
            'agency.star"\ntype = "flag"',
            'agency.star"\ntype = "flag"\ntemplate = ["apart"]',
            "template goes with a fact",
        ),
    ],
)
def test_a_property_that_does_not_go_with_the_fact(tmp_path, was, wrong, said):
    one = home(tmp_path, MEDAL)
    law = (tmp_path / "mine.toml").read_text(encoding="utf-8")
    assert was in law
    (tmp_path / "mine.toml").write_text(law.replace(was, wrong), encoding="utf-8")
    with pytest.raises(LawError, match=said):
        one.open()
