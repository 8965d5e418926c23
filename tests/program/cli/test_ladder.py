"""``bajigong ladder``."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.law.place import Reader
from bajigong.law.tenants import tenant

FIVE = ["5", "4", "3", "2", "1"]


def run(*args):
    return CliRunner().invoke(cli, ["ladder", *args])


def read(*args):
    result = run(*args, "--json", "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def ladders(said):
    return {one["id"]: one for one in said["ladders"]}


def reasons(said, track):
    return {one["ladder"]: one["why"] for one in said["closed"] if track in one["tracks"]}


def test_the_eight_grades_stand_lowest_first_and_are_for_enterprises():
    said = read("--tenant", "sichuan", "--on", "2026-11-21")
    assert (said["place"], said["on"]) == ("510000", "2026-11-21")
    eight = ladders(said)["enterprise:eight"]
    assert eight["grades"] == ["apprentice", *FIVE, "special", "chief"]
    assert (eight["tracks"], eight["steps"]) == (["enterprise"], True)
    assert (eight["since"], eight["until"]) == ("2022-12-28", "2027-12-28")
    [cite] = eight["cites"]
    assert (cite["clause"], cite["document"], cite["at"]) == ("SC22/3.2.b", "川人社规〔2022〕9号", "三(二) 2")
    assert said["bundle"].startswith("sha256:")


def test_steps_within_a_grade_are_for_places_whose_document_speaks_of_them():
    """SC22 三(二) lets enterprises divide grades; Guilin's notice does not speak of it."""
    assert ladders(read("--tenant", "sichuan", "--on", "2026-11-21"))["enterprise:eight"]["steps"] is True
    assert ladders(read("--tenant", "guilin", "--on", "2026-11-21"))["enterprise:eight"]["steps"] is None
    bundle = tenant("sichuan").open()
    filling = next(said for said in bundle.fillings if said.what.term == "enterprise:steps-within-grades")
    law = Reader(bundle.without(filling.what), "510000").read()
    assert [one.steps for one in law.ladders if one.rule.id == "enterprise:eight"] == [None]


def test_who_has_the_five_grades():
    said = ladders(read("--tenant", "sichuan", "--on", "2026-11-21"))
    assert said["national:five"]["grades"] == FIVE
    assert set(said["national:five"]["tracks"]) == {"college", "enterprise", "third_party"}
    assert said["national:five"]["steps"] is False
    assert said["veterans:five"]["tracks"] == ["veterans"]


def test_a_grade_that_is_for_another_track_says_so():
    said = read("--tenant", "sichuan", "--on", "2026-11-21", "--track", "college")
    [closed] = said["closed"]
    assert (closed["ladder"], closed["grades"]) == ("enterprise:eight", ["apprentice", "special", "chief"])
    assert closed["why"] == ["only where the track is enterprise"]


def test_what_lapsed_says_which_document_and_when():
    said = read("--tenant", "sichuan", "--on", "2027-12-28")
    assert "enterprise:eight" not in ladders(said)
    assert reasons(said, "enterprise")["enterprise:eight"] == ["川人社规〔2022〕9号 lapsed on 2027-12-28"]
    assert ladders(said)["national:five"]["cites"][0]["clause"] == "T2023/levels"
    assert "enterprise:eight" in ladders(read("--tenant", "sichuan", "--on", "2027-12-27"))


def test_a_gate_on_which_nothing_is_in_force_is_a_note():
    notes = " ".join(read("--tenant", "sichuan", "--on", "2027-12-28")["notes"])
    assert "enterprise: no application can be decided" in notes
    assert "no application can be decided" not in " ".join(read("--tenant", "sichuan", "--on", "2027-12-27")["notes"])


def test_what_is_not_yet_in_force_says_from_when():
    said = read("--tenant", "sichuan", "--on", "2022-12-27", "--track", "enterprise")
    assert reasons(said, "enterprise")["enterprise:eight"] == ["川人社规〔2022〕9号 is not in force until 2022-12-28"]


def test_what_nothing_grants_names_the_term():
    said = read("--tenant", "inner-mongolia", "--on", "2026-11-21")
    [why] = reasons(said, "enterprise")["enterprise:eight"]
    assert why == "no document in force here provides for it (enterprises may set the eight-grade series)"
    assert "veterans:five" in reasons(said, "veterans")


def test_a_document_without_a_date_is_a_note():
    said = read("--tenant", "inner-mongolia", "--on", "2026-11-21")
    assert any("edition of 2023: the source gives no date" in note for note in said["notes"])


def test_another_place_has_its_own_law():
    assert "enterprise:eight" in ladders(read("--tenant", "guilin", "--on", "2026-11-21"))
    said = read("--tenant", "guilin", "--on", "2026-11-21", "--place", "450000", "--track", "enterprise")
    assert list(ladders(said)) == ["national:five"]
    assert said["place"] == "450000"


@pytest.mark.parametrize("occupation", ["6-18-01-05", "镗工"])
def test_a_track_for_one_occupation_is_closed_to_others(occupation):
    said = read("--tenant", "sichuan", "--on", "2026-11-21", "--occupation", occupation)
    assert said["occupation"] == "6-18-01-05"
    assert "veterans:five" not in ladders(said)
    assert reasons(said, "veterans")["veterans:five"] == ["only where the occupation applied for is 3-01-04-04"]
    said = read("--tenant", "sichuan", "--on", "2026-11-21", "--occupation", "退役军人事务员")
    assert "veterans:five" in ladders(said)


def test_for_people():
    result = run("--tenant", "sichuan", "--on", "2026-11-21", "--lang", "zh")
    assert result.exit_code == 0
    assert result.stdout.startswith("510000 2026-11-21 的职业技能等级序列\n")
    assert "  等级（由低到高）  学徒工、五级/初级工、四级/中级工" in result.stdout
    assert "  起止              自2022-12-28起，2027-12-28起失效\n" in result.stdout
    assert "川人社规〔2022〕9号 三(二) 2 [SC22/3.2.b]" in result.stdout
    assert "学徒工、特级技师、首席技师。“新八级工”等级序列：仅限：评价类型为企业自主评价" in result.stdout


def test_where_nothing_is_open():
    result = run("--tenant", "inner-mongolia", "--track", "veterans", "--lang", "zh")
    assert result.exit_code == 0
    assert "当日无开放的等级序列" in result.stdout


def test_today_is_the_day_where_none_is_given():
    assert read("--tenant", "sichuan")["on"] >= "2026-01-01"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, "Missing option '--tenant'"),
        (("--tenant", "nowhere"), 1, "found tenant 'nowhere'"),
        (("--tenant", "sichuan", "--track", "x"), 2, "found track 'x'; expected one of college, enterprise"),
        (("--tenant", "sichuan", "--place", "51"), 2, "found --place '51'"),
        (("--tenant", "sichuan", "--on", "2026-02-30"), 2, "expected a day as YYYY-MM-DD"),
        (("--tenant", "sichuan", "--occupation", "镗工师"), 1, "6-18-01-05  镗工"),
        (("--tenant", "sichuan", "--occupation", "商务师"), 1, "did you mean"),
    ],
)
def test_what_is_wrong_is_one_message(args, code, said):
    result = run(*args, "--lang", "en")
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
