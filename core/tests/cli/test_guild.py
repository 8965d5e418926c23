"""The command line on a law that is no bundled plugin's: each command once, from end to end."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from core.tests import toy

from bajigong.cli import cli

APPLICATION = """
track: guild
occupation: 陶匠
grade: {grade}
on: 2026-01-01
applicant: {{name: 甲, honest: {honest}, work: [{{from: 2019-01-01}}]}}
"""
#: Two who may, one whom the guild knows something bad of, one of whom nothing is known, one who is too new.
SHEET = """姓名,申报职业,申报级别,品行是否良好,从业开始日期
甲,陶匠,陶工,是,2019-01-01
乙,陶匠,陶工,是,2024-12-31
丙,陶匠,陶工,否,2019-01-01
丁,陶匠,陶工,,2019-01-01
戊,陶匠,陶工,是,2025-06-01
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(APPLICATION.format(grade="potter", honest="true"), encoding="utf-8")
    Path("people.csv").write_text(SHEET, encoding="utf-8")


def run(*words, code=0):
    done = CliRunner().invoke(cli, [*words, "--lang", "en"])
    assert done.exit_code == code, done.output
    return done.stdout


def of_guild(*words, code=0):
    return run(*words, "--tenant", toy.TENANT, code=code)


def test_no_tenants_and_plugins_are_found_but_those_of_the_guild():
    assert [line.split()[0] for line in run("tenants").splitlines()[1:]] == ["mondhausen", "sonnenau"]
    [said] = json.loads(run("plugins", "--json"))
    assert (said["name"], said["version"], said["regions"]) == ("guild", "1", ["110100"])


def test_an_application_is_checked():
    said = json.loads(of_guild("check", "--json", "a.yaml"))
    assert (said["verdict"], said["since"], said["occupation"]) == ("eligible", "2020-02-29", toy.POTTER)
    assert {clause for rule in (*said["gates"], *said["routes"]) for clause in rule["cites"]} == {
        *("MOON/1", "MOON/2", "MOON/4", "TOWN/1")
    }


@pytest.mark.parametrize(
    ("grade", "honest", "verdict"),
    [("potter", "false", "not_eligible"), ("potter", "", "undetermined"), ("master", "true", "undetermined")],
)
def test_an_exit_code_tells_another_verdict(grade, honest, verdict):
    Path("a.yaml").write_text(APPLICATION.format(grade=grade, honest=honest), encoding="utf-8")
    said = json.loads(of_guild("check", "--json", "--fail-unless", "eligible", "a.yaml", code=3))
    assert said["verdict"] == verdict


def test_a_grade_that_the_law_does_not_have_is_refused():
    Path("a.yaml").write_text(APPLICATION.format(grade="journeyman", honest="true"), encoding="utf-8")
    done = CliRunner().invoke(cli, ["check", "a.yaml", "--tenant", toy.TENANT, "--lang", "en"])
    assert (done.exit_code, "expected one of potter, master" in done.output) == (1, True)


@pytest.fixture
def result():
    of_guild("check", "people.csv", "--track", "guild", "--on", "2026-01-01", "-o", "r.parquet")
    return "r.parquet"


def test_a_sheet_becomes_a_result(result):
    rows = pq.read_table(result).to_pylist()
    assert [(row["name"], row["verdict"], row["eligible_from"]) for row in rows] == [
        ("甲", "eligible", None),
        ("乙", "eligible", None),
        ("丙", "not_eligible", None),
        ("丁", "undetermined", None),
        ("戊", "undetermined", None),  # there may be other work: the sheet has columns for one
    ]
    assert rows[0]["since"] == date(2020, 2, 29)
    assert rows[1]["since"] == date(2025, 12, 31)


def test_a_row_of_a_result_is_explained(result):
    said = json.loads(run("explain", result, "--column", "name", "--id", "丙", "--json"))
    assert (said["applicant"], said["verdict"], said["missing"]) == ("丙", "not_eligible", [])
    assert [gate["id"] for gate in said["gates"] if gate["holds"] == "no"] == ["guild:standing"]
    assert "? good standing" in run("explain", result, "--column", "name", "--id", "丁")


def test_a_result_is_summed_up(result):
    assert re.search(r"eligible\s+2\b", run("summary", result))


def test_the_law_is_shown():
    assert "Orders of Mondhausen [TOWN]" in of_guild("law", "show", "--on", "2026-01-01")
    terms = json.loads(of_guild("law", "terms", "--json"))
    assert [(one["id"], one["fillings"]) for one in terms] == [("guild:years", [[1, "TOWN/1"]])]
    clauses = of_guild("law", "clauses")
    assert "cited by  town:kilns, term:guild:years, guild:potter" in clauses


def test_the_doctor_finds_nothing():
    assert "nothing found" in of_guild("law", "doctor", "--on", "2026-01-01", "--strict")


def test_the_doctor_finds_a_rule_by_which_nobody_gains():
    Path("more.toml").write_text(
        '[[route]]\nid = "town:late"\nto = ["master"]\nmethod = "trial"\nlabel = { zh = "晚", en = "late" }\n'
        'clauses = ["TOWN/1"]\nwhen = [{ kind = "held", years = 9 }]\n',
        encoding="utf-8",
    )
    said = of_guild("law", "doctor", "--on", "2026-01-01", "--strict", "--bundle", "more.toml", code=1)
    assert "[more.toml] town:late: whoever meets it also meets guild:master (MOON/3): nobody gains by it" in said


def test_the_law_of_two_days_differs_and_somebody_is_found_for_whom():
    said = run("law", "diff", "mondhausen@2026-01-01", "mondhausen@2015-01-01")
    assert "years until potter (guild:years)" in said
    assert "Mondhausen on 2026-01-01: eligible; Mondhausen on 2015-01-01: not covered" in said


def test_the_book_holds_every_clause():
    of_guild("law", "book", "-o", "b.html", "--on", "2026-01-01")
    page = Path("b.html").read_text(encoding="utf-8")
    for gist in ("paragraph 1", "paragraph 2", "paragraph 3", "paragraph 4", "one year is enough in Mondhausen"):
        assert gist in page


def test_the_rules_are_shown_as_they_are_compiled():
    case = ("--track", "guild", "--occupation", toy.POTTER, "--grade", "potter", "--place", toy.TOWN)
    source = of_guild("law", "source", *case)
    assert "def " in source
    assert "applicant.work" in source


def test_how_a_grade_is_assessed():
    case = ("--track", "guild", "--occupation", toy.POTTER, "--grade", "potter")
    assert "at the wheel" in of_guild("method", *case)
    assert json.loads(of_guild("judge", "wheel=60", *case, "--json"))["outcome"] == "passed"
    assert json.loads(of_guild("judge", "wheel=59", *case, "--json"))["outcome"] == "failed"


def test_the_ladder():
    assert "potter, master" in of_guild("ladder")


def test_a_template_is_a_sheet_that_can_be_checked():
    of_guild("template", "-o", "t.xlsx")
    said = json.loads(of_guild("check", "t.xlsx", "--json", code=1))
    assert [one["sheet"] for one in said["error"]] == ["filings", "agency"], "what the example says of the agency"


SCENARIO = """
tenant: mondhausen
base:
  {track: guild, occupation: 陶匠, grade: potter, on: 2026-01-01, applicant: {honest: true, work: [{from: 2019-01-01}]}}
cases:
  - name: a year of work
    clauses: [MOON/2, TOWN/1, MOON/4]
    expect: {verdict: eligible, since: 2020-02-29, route: "guild:potter"}
  - name: of bad standing
    clauses: [MOON/1]
    set: {applicant.honest: false}
    expect: {verdict: not_eligible}
MORE
"""
MASTER = """
  - name: five years a potter
    clauses: [MOON/3]
    set: {grade: master, applicant.certificates: [{occupation: 陶匠, issued: 2020-02-29}]}
    expect: {verdict: eligible, since: 2025-02-28, route: "guild:master"}
"""


def test_scenarios_notice_each_rule_that_is_taken_out():
    covered = ("law", "coverage", "--national", "--scenarios", ".", "--threshold", "100")
    Path("guild.scenario.yaml").write_text(SCENARIO.replace("MORE", MASTER), encoding="utf-8")
    of_guild(*covered)
    Path("guild.scenario.yaml").write_text(SCENARIO.replace("MORE", ""), encoding="utf-8")
    assert "MOON/3" in of_guild(*covered, code=1)


def test_a_duty_is_done_by_a_day_of_each_year():
    duty = json.loads(of_guild("duties", "--on", "2026-01-01", "--json"))
    assert (duty["id"], duty["due"], duty["day"]) == ("town:kilns", "03-31", "2026-03-31")


def test_an_occupation_is_found_by_a_part_of_its_name():
    assert "釉工" in of_guild("occupation", "釉")


def test_what_was_decided_is_decided_again_from_its_receipt():
    Path("one.json").write_text(of_guild("check", "a.yaml", "--json", "--receipt"), encoding="utf-8")
    again = json.loads(run("replay", "one.json", "--json"))
    assert (again["stands"], again["same_law"], again["verdict"]["now"]) == (True, True, "eligible")


def test_a_process_answers_with_no_other_plugin_installed():
    """Blocked are both ways to a bundled plugin: the list of what is installed, and its import."""
    program = (
        "import sys; from importlib.metadata import entry_points; from bajigong.cli import main\n"
        "try: import bajigong_elsewhere\n"
        "except ModuleNotFoundError: print(*(one.name for one in entry_points(group='bajigong')), file=sys.stderr)\n"
        "main()"
    )
    words = ("check", "a.yaml", "--tenant", toy.TENANT, "--fail-unless", "eligible", "--lang", "en")
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "guild\n")
    assert done.stdout.startswith("Eligible for potter (as of 2026-01-01)")


@pytest.mark.slow
def test_the_tests_of_the_toy_law_pass_with_no_other_plugin_installed():
    tests = str(Path(toy.__file__).parents[1] / "test_toy_law.py")
    root = Path(toy.__file__).parents[3]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
