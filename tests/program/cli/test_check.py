"""``bajigong check``: what it reads, what it answers, and how it ends."""

import json

import pytest
from click.testing import CliRunner

from bajigong import testing
from bajigong.cli import cli

ID_NUMBER = "510104199003070015"
FACTS = {
    "tenant": "sichuan",
    "track": "enterprise",
    "occupation": "6-18-01-05",
    "grade": "3",
    "on": "2026-11-21",
    "applicant": {
        "name": "张三",
        "id_number": ID_NUMBER,
        "birth_date": "1990-03-07",
        "staff": [{"relation": "employee", "from": "2012-07-01"}],
        "work": [{"occupation": "6-18-01-05", "front_line": True, "from": "2012-07-01"}],
        "certificates": [{"occupation": "6-18-01-05", "grade": "4", "issued": "2021-03-01"}],
        **{key: [] for key in ("titles", "education", "competitions", "achievements", "reviews", "station")},
    },
    "agency": {
        "kind": "enterprise",
        "size": "large",
        "well_run": True,
        "reputable": True,
        "filings": [
            {
                "occupations": ["6-18-01-05"],
                "grades": ["5", "4", "3"],
                "regions": ["510000"],
                "people": "own",
                "from": "2025-11-01",
                "until": "2028-10-31",
            }
        ],
    },
}
SHEET = """\
姓名,出生日期,申报职业,申报级别,用工形式,用工开始日期,从事职业,从业开始日期
甲,1990-03-07,镗工,四级,本单位职工,2012-07-01,镗工,2012-07-01
乙,1990-02-30,镗工,四级,本单位职工,2012-07-01,镗工,2012-07-01
丙,1999-03-07,镗工,四级,本单位职工,2025-07-01,镗工,2025-07-01
"""


def facts(**changes):
    """The application of 张三 with other values; a key like applicant__work goes below, None takes away."""
    return testing.facts(FACTS, **changes)


@pytest.fixture
def write(tmp_path):
    def written(content, name="application.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return written


@pytest.fixture
def sheet(write):
    """A sheet, and the options that give what its rows have in common."""
    common = facts(occupation=None, grade=None) | {"applicant": {"competitions": [], "reviews": []}}
    return [write(SHEET, "sheet.csv"), "--common", write(common, "common.json")]


def run(*args, lang="zh", **kwargs):
    return CliRunner().invoke(cli, ["check", "--lang", lang, *args], **kwargs)


def objects(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def verdicts(*args):
    return [one["verdict"] for one in objects(run("--json", *args))]


# What is answered


def test_the_verdict_comes_first_and_standard_error_stays_empty(write):
    result = run(write(FACTS))
    assert (result.exit_code, result.stderr) == (0, "")
    first, second, third = result.stdout.splitlines()[:3]
    assert first == "结论：符合申报条件，可申报三级/高级工（以2026年11月21日为准）"
    assert second == "张三　镗工（6-18-01-05）　三级/高级工　企业自主评价　四川省"
    assert third.startswith("自2025年11月1日起符合，至2027年12月27日止（尚余1年1个月7天）")


def test_the_same_in_english(write):
    lines = run(write(FACTS), lang="en").stdout.splitlines()
    assert lines[0] == "Eligible for grade 3 (senior worker) (as of 2026-11-21)"
    assert lines[2] == "eligible since 2025-11-01, until 2027-12-27 (1 year 1 month 7 days left)"


def test_several_applications_are_a_table_in_the_order_of_the_input(write):
    files = [write(facts(applicant__name=name), f"{name}.json") for name in ("乙", "甲", "丙")]
    result = run(*files)
    lines = result.stdout.splitlines()
    assert [line.split()[2] for line in lines[:4]] == ["姓名", "乙", "甲", "丙"]
    assert lines[-1] == "共3份：符合3"
    assert result.stderr == "共3份申报：已核验3份，未核验0份\n"


def test_all_routes_writes_out_every_application(write):
    result = run("--all-routes", write([FACTS, facts(applicant__name="李四")]))
    assert result.stdout.count("结论：") == 2
    assert "national:2023/3-6" in result.stdout


# Who answers


def test_each_application_may_name_its_tenant(write):
    many = [facts(tenant=name) for name in ("sichuan", "guilin", "sichuan")]
    said = objects(run("--json", write(many)))
    assert [one["tenant"] for one in said] == ["sichuan", "guilin", "sichuan"]
    assert said[0]["bundle"] == said[2]["bundle"] != said[1]["bundle"]


def test_the_option_goes_before_what_the_file_says(write):
    assert objects(run("--json", "--tenant", "guilin", write(FACTS)))[0]["tenant"] == "guilin"


@pytest.mark.parametrize("name", [None, "atlantis", "", ["sichuan"]])
def test_no_tenant_or_an_unknown_one_is_an_error_that_names_them_all(write, name):
    result = run(write(facts(tenant=name)))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "guilin, inner-mongolia, sichuan" in result.stderr


def test_an_unknown_tenant_option_is_an_error_that_names_them_all(write):
    result = run("--tenant", "atlantis", write(FACTS))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "guilin、inner-mongolia、sichuan" in result.stderr


def test_a_sheet_without_a_tenant_is_one_error_and_not_one_for_each_row(write):
    result = run(write(SHEET, "sheet.csv"))
    assert result.exit_code == 1
    assert result.stderr.count("guilin") == 1


def test_a_sheet_may_have_a_column_of_tenants(write):
    head, *rows = SHEET.splitlines()
    rows = [f"{row},{name}" for row, name in zip(rows, ("sichuan", "guilin", "atlantis"), strict=True)]
    said = objects(run("--json", write("\n".join([f"{head},租户", *rows]), "sheet.csv")))
    assert [one.get("tenant", "—") for one in said] == ["sichuan", "—", "—"]
    assert [error["column"] for error in said[2]["error"]] == ["租户"]


def test_a_tenant_of_a_file(tmp_path, write):
    plugins = '["national", "enterprise", "college", "third_party", "veterans", "sichuan"]'
    config = write(f'[tenants.here]\nregion = "510000"\nplugins = {plugins}\n', "bajigong.toml")
    assert objects(run("--json", "--config", config, "--tenant", "here", write(FACTS)))[0]["tenant"] == "here"


# What options say


def test_options_go_before_what_the_file_says(write):
    said = objects(run("--json", "--grade", "四级", "--on", "2026-12-01", "--track", "college", write(FACTS)))[0]
    assert (said["grade"], said["on"], said["track"]) == ("4", "2026-12-01", "college")


@pytest.mark.parametrize("words", ["3", "三级", "高级工", "三级/高级工"])
def test_a_grade_is_read_like_the_words_of_a_file(write, words):
    assert objects(run("--json", "--grade", words, write(facts(grade=None))))[0]["grade"] == "3"


@pytest.mark.parametrize("option", [("--grade", "九级"), ("--track", "hobby"), ("--place", "somewhere")])
def test_an_option_that_cannot_be_read_is_wrong_usage(write, option):
    result = run(*option, write(FACTS))
    assert (result.exit_code, result.stdout) == (2, "")
    assert option[0] in result.stderr
    assert option[1] in result.stderr


@pytest.mark.parametrize("args", [(), ("--on", "2026-02-30", "x.json"), ("--fail-unless", "maybe", "x.json")])
def test_wrong_usage(args):
    assert run(*args).exit_code == 2


def test_the_place_moves_the_question(write):
    assert verdicts("--place", "110000", write(FACTS)) != verdicts(write(FACTS))


# Facts in common


def test_common_facts_fill_in_what_a_row_does_not_give(write):
    common = write(facts(grade="1") | {"applicant": {"name": "共有"}}, "common.json")
    said = objects(run("--json", "--common", common, write({"grade": "3", "applicant": FACTS["applicant"]})))
    assert (said[0]["verdict"], said[0]["applicant"], said[0]["grade"]) == ("eligible", "张三", "3")


def test_a_list_of_a_row_is_not_joined_with_the_common_one(write):
    common = write({"applicant": {"certificates": FACTS["applicant"]["certificates"]}}, "common.json")
    own = facts(applicant__certificates=[], applicant__work=[{"occupation": "6-18-01-05", "from": "2020-01-01"}])
    assert verdicts("--common", common, write(own)) == ["not_eligible"]


@pytest.mark.parametrize("content", ["[]", '[{"grade": "3"}, {"grade": "4"}]', "{", "[1]"])
def test_a_common_file_that_holds_no_single_set_is_an_error_that_names_it(write, content):
    result = run("--common", write(content, "common.json"), write(FACTS))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "common.json" in result.stderr


def test_a_common_file_that_is_a_table_is_an_error(write):
    result = run("--common", write(SHEET, "common.csv"), write(FACTS))
    assert result.exit_code == 1
    assert "common.csv" in result.stderr


# What is wrong


def test_a_wrong_row_is_said_and_the_others_are_checked(sheet):
    result = run(*sheet)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line.split()[4] for line in lines[1:4]] == ["符合", "未核验", "无法判定"]
    assert "1990-02-30" in lines[2]
    assert lines[-1] == "共3份：符合1，无法判定1，未核验1"
    problem, closing = result.stderr.splitlines()
    assert "sheet.csv，第3行，「出生日期」列" in problem
    assert closing == "共3份申报：已核验2份，未核验1份"


def test_a_wrong_row_as_an_object(sheet):
    first, wrong, third = objects(run("--json", *sheet))
    assert (first["applicant"], third["applicant"]) == ("甲", "丙")
    assert list(wrong) == ["file", "row", "error"]
    assert wrong["row"] == 3
    assert [(error["row"], error["column"], error["place"]) for error in wrong["error"]] == [
        (3, "出生日期", "applicant.birth_date")
    ]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\udcff"])
def test_a_file_that_cannot_be_read_leaves_the_others(tmp_path, write, content):
    broken = tmp_path / "broken.json"
    broken.write_bytes(content.encode("utf-8", "surrogateescape"))
    result = run("--json", str(broken), write(FACTS))
    assert result.exit_code == 1
    assert [one.get("verdict") for one in objects(result)] == [None, "eligible"]
    assert objects(result)[0]["row"] is None
    assert result.stderr.splitlines()[-1] == "共1份申报：已核验1份，未核验0份；1处问题不属于任何一份申报"


def test_a_single_wrong_application_leaves_standard_output_empty(write):
    result = run(write(facts(applicant__birth_date="1990-02-30")))
    assert (result.exit_code, result.stdout) == (1, "")


def test_an_unknown_key_is_never_dropped(write):
    result = run(write(facts(hobby="chess")))
    assert result.exit_code == 1
    assert "hobby" in result.stderr


def test_a_wrong_value_in_common_is_said_once_with_its_file(write):
    many = [facts(agency__size=None, applicant__name=name) for name in "甲乙丙"]
    result = run("--common", write('{"agency": {"size": "gigantic"}}', "common.json"), write(many))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("gigantic") == 1
    assert "common.json" in result.stderr


def test_what_contradicts_a_value_in_common_is_said_where_it_stands(write):
    common = write({"applicant": {"birth_date": "2015-03-07"}}, "common.json")
    result = run("--common", common, write(facts(applicant__birth_date=None, applicant__id_number=None)))
    assert result.exit_code == 1
    assert "application.json" in result.stderr
    assert "2015-03-07" in result.stderr


# How it ends


@pytest.mark.parametrize(("wanted", "code"), [("eligible", 0), ("not_eligible", 3), ("undetermined", 3)])
def test_a_verdict_other_than_the_one_asked_for_is_exit_code_3(write, wanted, code):
    result = run("--fail-unless", wanted, write(FACTS))
    assert result.exit_code == code
    assert result.stdout.startswith("结论：符合")


def test_what_could_not_be_checked_counts_for_more_than_a_verdict(sheet):
    assert run("--fail-unless", "undetermined", *sheet).exit_code == 1


def test_an_id_number_is_never_shown(write, tmp_path):
    for args in ([], ["--json"], ["--all-routes"]):
        result = run(*args, write(FACTS), write(facts(grade="4"), "b.json"))
        assert ID_NUMBER not in result.output
    wrong = run(write(facts(applicant__birth_date="1991-03-07")))
    assert wrong.exit_code == 1
    assert ID_NUMBER not in wrong.output
