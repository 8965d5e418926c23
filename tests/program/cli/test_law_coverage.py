import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.review import coverage

pytestmark = pytest.mark.slow

CASES = """
tenant: guilin
base:
  track: third_party
  occupation: 6-18-01-05
  grade: 5
  on: 2026-11-21
  applicant: {birth_date: 1990-01-01}
  agency:
    kind: college
    filings:
      - occupations: [6-18-01-05]
        grades: [5]
        regions: ["450300"]
        people: public
        from: 2025-11-01
        until: 2028-10-31
cases:
  - name: the public
    clauses: [GL23/4.3]
    expect: {verdict: eligible}
"""


#: What was measured already: the same cases on the same law come to the same.
MEASURED = {}


@pytest.fixture(autouse=True)
def measured_once(monkeypatch):
    measure = coverage.cover

    def cover(tenants, scenarios, step=lambda _: None):
        key = (tuple(one.id for one in tenants), tuple((one.name, one.application.on) for one in scenarios))
        if key not in MEASURED:
            MEASURED[key] = measure(tenants, scenarios, step)
        return MEASURED[key]

    monkeypatch.setattr(coverage, "cover", cover)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.scenario.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


def run(*arguments, code=0):
    result = CliRunner().invoke(cli, ["law", "coverage", "--tenant", "guilin", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def test_a_clause_counts_if_a_case_notices_that_its_rule_is_gone(folder):
    found = {one["clause"]: one for one in json.loads(run("--scenarios", folder, "--json").stdout)}
    assert len(found) == 22
    assert found["GL23/4.3"]["counts"]
    assert {"id": "third_party:kinds = GL23/4.3", "noticed_by": "the public"} in found["GL23/4.3"]["rules"]
    assert found["GL23/4.3"]["scenarios"] == ["the public"]
    assert not found["GL23/4.1.c"]["counts"]


def test_a_share_under_the_threshold_is_exit_code_1(folder):
    assert "100%" in run("--scenarios", folder, "--threshold", 100, "--lang", "zh", code=1).stderr


def test_the_page_holds_every_clause(folder):
    page = folder / "coverage.html"
    run("--scenarios", folder, "-o", page, "--lang", "zh")
    text = page.read_text(encoding="utf-8")
    clauses, paragraphs = text.split("<h2>文件编号段落</h2>")
    assert (clauses.count("<tr "), paragraphs.count("<tr ")) == (22, 18)
    assert "GL23/4.3" in clauses
    assert "<td>不含要求：工作目标</td>" in paragraphs
    assert not list(folder.glob(".coverage*"))


def test_the_numbered_paragraphs_are_counted_and_one_without_a_clause_is_named(folder, tmp_path):
    assert "18 numbered paragraphs: 17 have clauses, 1 ask nothing, 0 are not" in run("--scenarios", folder).stderr
    law = """
[[document]]
id = "YN"
title = { zh = "甲", en = "A" }
issuer = { zh = "乙", en = "B" }
issued = 2024-01-01
place = "530000"
paragraphs = ["一", "二(一)", "二(二)"]
[document.asks_nothing."一"]
zh = "目标"
en = "aims"
[[clause]]
id = "YN/2.1"
at = "二(一) 1"
kind = "principle"
gist = { zh = "丙", en = "C" }
"""
    (tmp_path / "one.toml").write_text(law, encoding="utf-8")
    home = '[tenants.yunnan]\nregion = "530000"\nplugins = ["national"]\nlaws = ["one.toml"]\n'
    (tmp_path / "bajigong.toml").write_text(home, encoding="utf-8")
    asked = ["law", "coverage", "--tenant", "yunnan", "--config", str(tmp_path / "bajigong.toml"), "--scenarios"]
    empty = tmp_path / "none"
    empty.mkdir()
    result = CliRunner().invoke(cli, [*asked, str(empty), "--threshold", "1", "--lang", "zh"])
    assert "未交代：甲 二(二)" in result.stderr
    assert result.exit_code == 1


def test_national_clauses_are_added_when_asked_for(folder):
    found = json.loads(run("--scenarios", folder, "--json", "--national").stdout)
    assert "T2023/5-1" in {one["clause"] for one in found}


def test_without_scenarios_nothing_counts(tmp_path):
    assert not any(one["counts"] for one in json.loads(run("--scenarios", tmp_path, "--json").stdout))
