"""``bajigong summary``: tables, JSON, and what is wrong with a result."""

import json
import re
from io import StringIO

import pytest
from click.testing import CliRunner
from tests.program.batch.summing import made

from bajigong.cli import cli
from bajigong.cli.show.lines import Figure, bar, percent


@pytest.fixture
def result(tmp_path):
    return made.write(tmp_path)


def summary(path, *options, lang="zh"):
    return CliRunner().invoke(cli, ["summary", str(path), "--lang", lang, *options])


def cells(line):
    return re.split(r"\s{2,}", line.strip())


def table(said, title):
    """The rows below a title, cell by cell."""
    lines = said.split(f"\n{title}\n")[1].split("\n\n")[0].splitlines()
    return [cells(line) for line in lines if not line.startswith("•")]


def test_what_it_is_of_comes_first(result):
    done = summary(result)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "四川省职业技能等级申报资格核验汇总"
    assert lines[1] == "以2026年11月21日为准，已核验12人"
    assert [cells(line)[:3] for line in lines[3:8]] == [
        ["结论", "人数", "占比"],
        ["符合", "6", "50.0%"],
        ["不符合", "3", "25.0%"],
        ["无法判定", "2", "16.7%"],
        ["未作规定", "1", "8.3%"],
    ]


def test_reasons_and_missing_facts_are_ranked(result):
    said = summary(result).stdout
    reasons = table(said, "不符合的主要原因（一人可有多项）")
    assert [(row[0], row[1], row[-1]) for row in reasons[1:]] == [
        ("3", "100.0%", "累计从事本职业工作满4年"),
        ("1", "33.3%", "职业、等级、地区均在有效备案范围内"),
    ]
    facts = table(said, "最需补充的事实（无法判定者）")
    assert {row[-1]: tuple(row[:2]) for row in facts[1:]}["工作经历"] == ("2", "2")


def test_the_forecast_tells_the_months_that_bring_something(result):
    said = summary(result).stdout
    rows = table(said, "今后24个月仅因时间推移的变化")
    assert [row[:3] for row in rows[1:]] == [
        ["2026-12", "+1", "7"],
        ["2027-03", "+1", "-1"],
        ["2027-12", "-4", "3"],
    ]
    assert "• 2027年12月28日：4人同时不再符合（川人社规〔2022〕9号失效）" in said
    assert "• 2027年3月1日：1人同时不再符合\n" in said


def test_fewer_months_tell_less(result):
    said = summary(result, "--months", "2").stdout
    assert "今后2个月" in said
    assert "2027年12月28日" not in said
    assert "2个月内无变化" not in said
    assert "1个月内无变化" in summary(result, "--months", "1").stdout


def test_tables_cross_with_the_verdicts(result):
    said = summary(result, lang="en").stdout
    grades = table(said, "By grade")
    assert grades[0][:6] == ["grade", "people", "eligible", "not eligible", "undetermined", "not covered"]
    assert [row[0] for row in grades[1:]] == [
        "(not given)",
        "grade 4 (intermediate worker)",
        "grade 3 (senior worker)",
        "grade 2 (technician)",
    ]
    assert grades[3][1:6] == ["9", "5", "2", "1", "1"]
    cities = table(said, "By city")
    assert [row[0] for row in cities[1:]] == ["510100", "Sichuan", "510300"]


def test_only_the_tables_that_are_asked_for_are_printed(result):
    said = summary(result, "--by", "city", "--by", "grade").stdout
    assert ("按地区" in said, "按申报等级" in said, "按申报职业" in said, "按申报条件" in said) == (
        True,
        True,
        False,
        False,
    )


def test_of_many_occupations_the_rest_are_put_together(tmp_path):
    codes = [f"6-99-{n:02}-01" for n in range(25)]
    people = [made.person(n, made.ELIGIBLE, occupation=code) for n, code in enumerate(codes + codes[:20])]
    rows = table(summary(made.write(tmp_path, people)).stdout, "按申报职业")
    assert len(rows) == 22
    assert rows[-1][:2] == ["其余5个职业", "5"]


def test_routes_of_one_name_are_told_apart_by_their_ids(tmp_path):
    people = [made.PEOPLE[0], made.PEOPLE[1] | {"route": "place:other"}]
    rows = table(summary(made.write(tmp_path, people)).stdout, "按申报条件（符合者所依，其余为最接近的）")
    assert [row[0] for row in rows[1:]] == ["2023年版申报条件三级之2", "place:other"]


def test_json_has_whole_tables_under_the_codes_of_the_result(result):
    said = json.loads(summary(result, "--json").stdout)
    assert list(said) == [
        *("tenant", "bundle", "on", "total", "refused", "verdicts", "failing", "missing", "forecast"),
        *("grades", "occupations", "routes", "cities"),
    ]
    assert said["on"] == ["2026-11-21", "2026-11-21"]
    assert said["verdicts"] == {"eligible": 6, "not_eligible": 3, "undetermined": 2, "not_covered": 1}
    assert said["failing"][0] == {"text": made.WORK.zh, "people": 3}
    assert {"fact": "applicant.work", "label": "工作经历", "people": 2, "alone": 2} in said["missing"]
    assert said["forecast"]["months"][1] == {"month": "2026-12", "gained": 1, "lost": 0, "total": 7}
    assert said["forecast"]["leaving"][1] == {"day": "2027-12-28", "people": 4, "lapsing": ["川人社规〔2022〕9号"]}
    assert said["cities"]["510300"] == {"eligible": 1, "not_eligible": 0, "undetermined": 0, "not_covered": 0}
    assert said["refused"] == 0


def test_the_refused_are_told_of(result):
    lines = "文件,行号\n" + "".join(f"a.csv,{n}\n" for n in range(1200))
    (result.parent / "result.refused.csv").write_text(lines, encoding="utf-8-sig")
    assert "另有1,200人因资料有误未能核验" in summary(result).stdout
    assert json.loads(summary(result, "--json").stdout)["refused"] == 1200


def test_several_days_asked_about_are_told_of(tmp_path):
    people = [made.PEOPLE[0] | {"on": made.PEOPLE[0]["since"]}, *made.PEOPLE]
    assert "所问日期2025年1月1日至2026年11月21日" in summary(made.write(tmp_path, people)).stdout


def test_another_law_is_told_of(tmp_path):
    done = summary(made.write(tmp_path, bundle="sha256:" + "0" * 64), lang="en")
    assert done.exit_code == 0
    assert "sha256:000000000000…" in done.stderr


def test_a_file_that_is_no_result_is_said_to_be_none(tmp_path):
    done = summary(tmp_path / "none.parquet", lang="en")
    assert done.exit_code == 1
    assert "there is no such file" in done.stderr


def test_on_a_terminal_tables_are_drawn(result, monkeypatch):
    class Screen(StringIO):
        def isatty(self):
            return True

    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", "120")
    cli.main(["summary", str(result), "--lang", "zh"], standalone_mode=False)
    assert "────" in screen.getvalue()
    assert "█" in screen.getvalue()


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 10, "0.0%"),
        (1, 3, "33.3%"),
        (10, 10, "100.0%"),
        (1, 10**6, "<0.1%"),
        (10**6 - 1, 10**6, ">99.9%"),
        (0, 0, "—"),
    ],
)
def test_a_share_that_is_something_never_looks_like_nothing(part, whole, said):
    assert percent(part, whole) == said


def test_a_bar_that_is_something_shows():
    assert bar(0, 10, "").words == ""
    assert bar(1, 10**7, "").words == "▏"
    assert bar(10, 10, "").words == "█" * 24
    assert Figure("1").words == "1"
