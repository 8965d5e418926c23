"""The contract for programs: ``bajigong check --json``, its keys and their order."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

EXAMPLES = Path(__file__).parents[3] / "examples"
KEYS = [
    *("applicant", "tenant", "track", "occupation", "grade", "on"),
    *("verdict", "since", "until", "eligible_from"),
    *("gates", "routes", "missing", "notes", "bundle"),
]
GATE = ["id", "holds", "since", "until", "requirements", "cites", "label", "in_force"]
ROUTE = ["id", "method", "holds", "since", "until", "requirements", "cites", "label", "in_force", "reading"]
REQUIREMENT = ["text", "holds", "since", "until", "missing", "terms", "way"]


def check(*args, lang="zh"):
    result = CliRunner().invoke(cli, ["check", "--json", "--lang", lang, *args])
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(params=["sichuan-machinist", "sichuan-next-spring", "sichuan-related-work", "guilin-dispatched"])
def said(request):
    [one] = check(str(EXAMPLES / f"{request.param}.yaml"))
    return one


def test_the_keys_stand_in_their_order(said):
    assert list(said) == KEYS
    assert said["gates"]
    assert all(list(gate) == GATE for gate in said["gates"])
    assert all(list(route) == ROUTE for route in said["routes"])
    rules = [*said["gates"], *said["routes"]]
    assert all(list(one) == REQUIREMENT for rule in rules for one in rule["requirements"])


def test_values_have_their_types(said):
    assert said["verdict"] in {"eligible", "not_eligible", "undetermined", "not_covered"}
    assert {rule["holds"] for rule in (*said["gates"], *said["routes"])} <= {"yes", "no", "unknown"}
    for key in ("on", "since", "until", "eligible_from"):
        assert said[key] is None or date.fromisoformat(said[key])
    assert said["bundle"].startswith("sha256:")
    assert all(isinstance(fact, str) for facts in said["missing"] for fact in facts)


def test_only_an_undetermined_case_lacks_facts(said):
    assert bool(said["missing"]) == (said["verdict"] == "undetermined")


def test_the_language_changes_the_words_and_nothing_else():
    path = str(EXAMPLES / "sichuan-machinist.yaml")
    [zh], [en] = check(path), check(path, lang="en")
    assert zh != en
    for one in (zh, en):
        one["notes"] = []
        for rule in (*one["gates"], *one["routes"]):
            rule["label"] = ""
            for requirement in rule["requirements"]:
                requirement["text"] = ""
    assert zh == en


def test_chinese_is_written_as_it_is_and_one_object_stands_on_one_line():
    result = CliRunner().invoke(cli, ["check", "--json", str(EXAMPLES / "sichuan-machinist.yaml")])
    assert result.stdout.count("\n") == 1
    assert '"applicant": "张三"' in result.stdout


def test_an_application_that_says_nothing_is_undetermined_by_what_picks_its_rules(tmp_path):
    path = tmp_path / "empty.json"
    path.write_text('{"tenant": "sichuan"}', encoding="utf-8")
    [one] = check(str(path))
    assert list(one) == KEYS
    assert one["verdict"] == "undetermined"
    assert one["missing"] == [["track", "occupation", "grade"]]
    assert (one["applicant"], one["gates"], one["routes"]) == (None, [], [])


def test_readings_stand_where_the_law_leaves_open_which_conditions_apply(tmp_path):
    one = {"tenant": "sichuan", "on": "2026-11-21", "track": "third_party", "occupation": "6-31-01-03", "grade": 3}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(one), encoding="utf-8")
    [said] = check(str(path), lang="en")
    assert list(said) == [*KEYS, "readings"]
    assert [list(one) for one in said["readings"]] == [["id", "label", "holds", "since", "until"]] * len(
        said["readings"]
    )
    by_reading = {route["reading"] for route in said["routes"]} - {None}
    assert by_reading
    assert by_reading <= {one["id"] for one in said["readings"]}


def test_a_trade_is_named_beside_the_code_of_its_occupation(tmp_path):
    one = {"tenant": "sichuan", "on": "2026-11-21", "track": "enterprise", "occupation": "直播销售员", "grade": 3}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(one, ensure_ascii=False), encoding="utf-8")
    [said] = check(str(path))
    assert (said["occupation"], said["trade"]) == ("4-01-06-02", "直播销售员")
    shown = CliRunner().invoke(cli, ["check", "--lang", "zh", str(path)]).output
    assert "互联网营销师（直播销售员）（4-01-06-02）" in shown
