"""``bajigong law doctor``."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

pytestmark = pytest.mark.slow

TENANT = """
[tenants.north]
label = { zh = "北地", en = "North" }
region = "630000"
plugins = ["national", "enterprise"]
laws = ["north.toml"]
"""
LAW = """
[[document]]
id = "N"
number = "北发1号"
title = { zh = "北文件", en = "document N" }
issuer = { zh = "某局", en = "some office" }
place = "630000"
issued = 2024-01-01
[[clause]]
id = "N/1"
at = "一"
kind = "scope"
gist = { zh = "范围", en = "scope" }
[[filling]]
term = "national:filing"
clause = "N/1"
value = true
[[filling]]
term = "enterprise:relations"
clause = "N/1"
value = ["employee"]
[[filling]]
term = "enterprise:other-relations"
clause = "N/1"
value = false
"""
MORE = """
[[route]]
id = "more:years"
to = ["2"]
method = "national:examination"
label = { zh = "年限", en = "years" }
clauses = ["N/1"]
when = [{ kind = "worked", years = 3 }]
[[route]]
id = "more:needless"
to = ["2"]
method = "national:examination"
label = { zh = "多余", en = "needless" }
clauses = ["N/1"]
when = [{ kind = "worked", years = 4 }]
"""


@pytest.fixture
def config(tmp_path):
    (tmp_path / "north.toml").write_text(LAW, encoding="utf-8")
    file = tmp_path / "bajigong.toml"
    file.write_text(TENANT, encoding="utf-8")
    return file


@pytest.fixture
def more(tmp_path):
    file = tmp_path / "more.toml"
    file.write_text(MORE, encoding="utf-8")
    return file


def run(config, *args):
    return CliRunner().invoke(
        cli, ["law", "doctor", "--tenant", "north", "--config", str(config), "--on", "2026-11-21", *map(str, args)]
    )


def read(config, *args):
    return json.loads(run(config, *args, "--json", "--lang", "en").stdout)


def test_json(config, more):
    said = read(config, "--bundle", more)
    assert (said["tenant"], said["place"], said["on"]) == ("north", "630000", "2026-11-21")
    assert said["counts"]["error"] == 0
    found = {(one["check"], one["id"]): one for one in said["findings"]}
    one = found["needless", "more:needless"]
    assert (one["severity"], one["plugin"], one["clauses"]) == ("note", "more.toml", ["N/1"])
    assert one["person"]["applicant"]["work"]
    assert found["easier", "national:2018/2-1"]["selection"]["grade"] == "2"
    assert ("unfilled", "enterprise:other-relations") not in found


def test_for_people(config, more):
    result = run(config, "--bundle", more, "--lang", "zh")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "北地（630000）2026年11月21日 的规定体检"
    [line] = [line for line in lines if "more:needless" in line]
    assert "满足此项的人必然也满足more:years（N/1）" in line
    after = lines[lines.index(line) + 1 :]
    assert after[0] == "   条款：北发1号 一"
    assert after[1].startswith("   例：")
    assert result.stderr.startswith("共")


def test_exit_codes(config, more):
    assert run(config).exit_code == 0
    assert run(config, "--strict").exit_code == 1  # terms that nobody fills are warnings
    more.write_text(MORE.replace("N/1", "N/7"), encoding="utf-8")
    result = run(config, "--bundle", more, "--lang", "en")
    assert result.exit_code == 1
    assert "1. [more.toml] more:years: line 7: cites clause 'N/7', which is not declared" in result.stdout
    assert "2. [more.toml] more:needless:" in result.stdout


def test_a_law_that_cannot_be_opened_at_all(tmp_path, config):
    config.write_text(TENANT.replace('"enterprise"', '"enterprises"'), encoding="utf-8")
    result = run(config, "--lang", "en")
    assert result.exit_code == 1
    assert "[enterprises]" in result.stdout
    assert read(config)["bundle"] is None


def test_wrong_usage(config):
    result = CliRunner().invoke(cli, ["law", "doctor", "--lang", "en"])
    assert (result.exit_code, "Missing option '--tenant'" in result.stderr) == (2, True)
    assert run(config, "--place", "99").exit_code == 2


def test_nothing_found_is_said(monkeypatch, config):
    monkeypatch.setattr("bajigong.review.doctor.examine", lambda side: ())
    result = run(config, "--lang", "en")
    assert "nothing found" in result.stdout
    assert "findings: 0" in result.stderr
