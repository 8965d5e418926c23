"""``bajigong incentives``: what may be claimed now, from which day, until which day, and why not."""

import io
import json
import re
from datetime import date

import pytest
from click.testing import CliRunner

from bajigong.answers import Application
from bajigong.cli import cli
from bajigong.cli.incentives_run import show
from bajigong.cli.open_tenants import OpenTenants
from bajigong.cli.show.lines import cells
from bajigong.engine.incentives import incentives

BORER, OFFICER = "6-18-01-05", "3-01-04-04"
FACTS = {
    "tenant": "sichuan",
    "track": "enterprise",
    "on": "2025-11-21",
    "applicant": {
        "name": "张三",
        "employment": "in_post",
        "insurance": [{"from": "2024-01-01"}],
        "subsidies": [],
        "staff": [{"relation": "employee", "from": "2020-01-01"}],
        "work": [{"occupation": BORER, "from": "2020-01-01"}],
        "certificates": [{"occupation": BORER, "grade": "3", "issued": "2025-02-28", "engineering": True}],
    },
}
SHEET = """\
姓名,证书职业,证书等级,发证日期,就业状态,参保开始日期,已领补贴职业,已领补贴等级,补贴发放日期
甲,镗工,四级,2025-03-01,在职,2020-01-01,镗工,五级,2024-05-01
乙,镗工,四级,2025-03-01,领取失业保险金,2020-01-01,镗工,三级,2025-05-01
丙,镗工,四级,2025-02-30,在职,2020-01-01,,,
"""


def facts(**changes):
    return {**FACTS, "applicant": {**FACTS["applicant"], **changes}}


@pytest.fixture
def write(tmp_path):
    def written(content, name="application.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return written


def run(*args, lang="zh", **kwargs):
    return CliRunner().invoke(cli, ["incentives", "--lang", lang, *args], **kwargs)


def objects(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def statuses(result):
    return [{one["id"]: one["status"] for one in said["incentives"]} for said in objects(result)]


# For people


def test_what_may_be_claimed_now_comes_first_and_says_by_when(write):
    result = run(write(FACTS))
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "张三　企业自主评价　四川省（以2025年11月21日为准）"
    assert lines[2:5] == [
        "镗工（6-18-01-05）　三级/高级工",
        "  现可享受",
        "    ✓ 技能提升补贴（三级/高级工）（最高2000元，自2025年2月28日起，最迟2025年12月31日申领）",
    ]
    assert "    → 申报工程技术领域助理级职称（2027年2月28日起）" in lines
    assert "      依据：川人社规〔2022〕9号 四(一) 2、四(一) 1" in lines


def test_the_same_in_english(write):
    lines = run(write(FACTS), lang="en").stdout.splitlines()
    assert lines[0] == "张三, enterprise, Sichuan (as of 2025-11-21)"
    subsidy = "skill-improvement subsidy (grade 3) (at most 2000 yuan, since 2025-02-28, claim by 2025-12-31)"
    assert lines[3:5] == ["  Now", f"    ✓ {subsidy}"]


def test_what_was_missed_says_from_when_it_is_over_and_why(write):
    result = run(write(facts(certificates=[{"occupation": BORER, "grade": "3", "issued": "2024-02-29"}])))
    lines = result.stdout.splitlines()
    at = lines.index("  已不再可享受")
    assert lines[at + 1] == "    ✗ 技能提升补贴（三级/高级工）（最高2000元，2025年3月1日起不再符合）"
    assert "      ✗ 自证书核发之日起12个月内申领（2024年2月29日至2025年2月28日符合）" in lines[at:]


def test_what_was_paid_says_since_when(write):
    paid = [{"occupation": BORER, "grade": "3", "on": "2025-05-01"}]
    lines = run(write(facts(subsidies=paid))).stdout.splitlines()
    assert (
        "      ✗ 未领取过本职业该等级及以上等级的技能提升补贴，也未持有本职业更高等级证书（2025年5月1日起不再符合）"
        in lines
    )


def test_what_is_missing_is_named(write):
    result = run(write(facts(insurance=None)))
    lines = result.stdout.splitlines()
    at = lines.index("  缺少事实，尚不能判定")
    assert lines[at + 1].endswith("（最高2000元，如符合，最迟2025年12月31日申领）")
    assert "      缺少：失业保险参保" in lines[at:]


def test_a_document_that_lapsed_is_named(write):
    result = run("--on", "2026-01-01", write(FACTS))
    assert "    – 技能提升补贴（三级/高级工）（当日无有效规定，最高2000元）" in result.stdout
    assert "关于延续实施失业保险稳岗惠民政策措施的通知已于2026-01-01失效" in result.stdout
    assert "失业保险技能提升补贴政策（2024年）已于2025-01-01失效" in result.stdout
    assert "2026年是否继续执行未查到" in result.stdout


def test_what_is_left_open_is_named_with_its_clause(write):
    officer = facts(certificates=[{"occupation": OFFICER, "grade": "4", "issued": "2025-03-01"}])
    said = run(write({**officer, "track": "veterans"})).stdout
    assert "现行文件未作规定\n    – 与社区工作者能力水平双向比照认定" in said
    assert "• 退役军人事务员认定成效突出的表扬条件尚无规定（关于进一步做好" in said
    # The notice bears no date and cannot be older than what it is based on.
    assert "：资料未载明日期，不早于" in said


def test_no_certificate(write):
    assert run(write(facts(certificates=[]))).stdout.splitlines()[-1] == "未持有职业技能等级证书"


def test_a_grade_on_which_the_documents_say_nothing(write):
    apprentice = facts(certificates=[{"occupation": BORER, "grade": "apprentice", "issued": "2025-03-01"}])
    result = run("--tenant", "guilin", write(apprentice))
    assert result.stdout.splitlines()[-1] == "现行文件未规定所持等级的激励"


def test_nobody_about_whom_nothing_is_known(write):
    result = run("--tenant", "guilin", write({}))
    assert result.exit_code == 0
    assert "（未填姓名）　广西桂林市" in result.stdout
    assert "\n所持职业、等级不明\n" in result.stdout
    assert "缺少：已持职业技能证书" in result.stdout


def test_several_applications_stand_apart(write):
    result = run(write([FACTS, facts(name="李四")]))
    assert result.stdout.count("以2025年11月21日为准") == 2
    assert "\n\n\n李四" in result.stdout


# For programs


def test_the_keys_of_an_object(write):
    [said] = objects(run("--json", write(FACTS)))
    assert list(said) == ["applicant", "tenant", "track", "place", "on", "incentives", "bundle"]
    assert (said["applicant"], said["tenant"], said["place"]) == ("张三", "sichuan", "510000")
    one = {one["id"]: one for one in said["incentives"]}["national:subsidy-3"]
    assert list(one) == [
        *("id", "label", "gist", "occupation", "grade", "status", "since", "until", "claim_by", "amount"),
        *("requirements", "missing", "cites", "notes", "in_force"),
    ]
    assert (one["status"], one["since"], one["until"], one["claim_by"]) == (
        "now",
        "2025-02-28",
        "2026-01-01",
        "2025-12-31",
    )
    assert (one["amount"], one["missing"]) == (2000, [])
    assert list(one["requirements"][0]) == ["text", "holds", "since", "until", "missing", "terms", "way"]
    assert said["bundle"].startswith("sha256:")


def test_a_sheet_with_chinese_headers(write):
    result = run("--tenant", "guilin", "--on", "2025-06-01", "--json", write(SHEET, "people.csv"))
    assert result.exit_code == 1
    first, second, third = objects(result)
    # A column for one subsidy, or one certificate, does not say that there was no other.
    assert [said["incentives"][0]["status"] for said in (first, second)] == ["unknown", "lapsed"]
    missing = first["incentives"][0]["missing"]
    assert all(any(path.startswith("applicant.subsidies.") for path in one) for one in missing)
    assert (first["applicant"], second["incentives"][0]["until"]) == ("甲", "2025-05-01")
    assert third["row"] == 4
    assert "people.csv，第4行，「发证日期」列" in result.stderr


def test_the_place_says_whose_law_answers(write):
    here, there = (statuses(run("--json", *args, write(FACTS)))[0] for args in ((), ("--place", "450300")))
    assert "sichuan:promotion-links" in here
    assert "sichuan:promotion-links" not in there


def test_standard_input():
    result = run("--json", "-", input=json.dumps(FACTS))
    assert statuses(result)[0]["national:subsidy-3"] == "now"


# What is wrong


def test_a_wrong_value_is_an_error_that_names_it(write):
    result = run(write(facts(employment="retired")))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "retired" in result.stderr


def test_a_wrong_application_leaves_the_others(write):
    result = run("--json", write([facts(hobby="chess"), FACTS]))
    assert result.exit_code == 1
    assert [list(said)[:1] for said in objects(result)] == [["file"], ["applicant"]]


@pytest.mark.parametrize("args", [(), ("--on", "2026-02-30", "x.json")])
def test_wrong_usage(args):
    assert run(*args).exit_code == 2


def test_an_option_that_cannot_be_read_is_wrong_usage(write):
    result = run("--place", "somewhere", write(FACTS))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "somewhere" in result.stderr


@pytest.mark.parametrize("name", [None, "atlantis"])
def test_no_tenant_or_an_unknown_one_is_an_error_that_names_them_all(write, name):
    result = run(write({**FACTS, "tenant": name}))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "guilin, inner-mongolia, sichuan" in result.stderr


def test_an_unknown_tenant_option(write):
    result = run("--tenant", "atlantis", write(FACTS))
    assert (result.exit_code, result.stdout) == (1, "")


def test_a_file_that_is_not_there():
    result = run("--tenant", "sichuan", "nowhere.yaml")
    assert result.exit_code == 1
    assert "nowhere.yaml" in result.stderr


# On a terminal


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_lines_are_wrapped_to_the_terminal(monkeypatch):
    out = Terminal()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("COLUMNS", "60")
    open_tenant = OpenTenants().get("guilin")
    application = Application({"applicant": {}, "grade": "5", "occupation": BORER}, date(2025, 6, 1), "450300")
    show(application, incentives(open_tenant.engine, application), open_tenant.names, "zh")
    lines = re.sub("\x1b\\[[0-9;]*m", "", out.getvalue()).splitlines()
    assert any("技能提升补贴（五级/初级工）" in line for line in lines)
    assert max(map(cells, lines)) <= 60
