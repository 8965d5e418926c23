"""What ``--against`` may say, and what is said of anything else."""

import pickle
from datetime import date

import pytest
from tests.program.batch.against.made import TODAY

from bajigong.batch.against.law import Against, read
from bajigong.batch.files.ask import Ask
from bajigong.errors import BajigongError
from bajigong.law.tenants import tenant

HERE = tenant("sichuan")
LAW = """
[[document]]
id = "NEW"
title = { zh = "新规", en = "New rules" }
issuer = { zh = "某厅", en = "An office" }
place = "510000"
draft = true

[[clause]]
id = "NEW/1"
at = "一"
kind = "scope"
gist = { zh = "甲", en = "First" }
"""


@pytest.fixture
def law(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new.toml").write_text(LAW, encoding="utf-8")
    return tmp_path / "new.toml"


def test_a_tenant_a_day_a_file(law):
    asked = read("guilin", HERE)
    assert (asked.tenant.id, asked.law, asked.on) == ("guilin", None, None)
    asked = read("2027-12-28", HERE)
    assert (asked.tenant, asked.law, asked.on) == (HERE, None, date(2027, 12, 28))
    asked = read("new.toml", HERE)
    assert (asked.tenant, asked.law, asked.on) == (HERE, law, None)


def test_a_tenant_and_a_file_on_a_day(law):
    assert read("guilin@2027-12-28", HERE).on == date(2027, 12, 28)
    asked = read("new.toml@2027-12-28", HERE)
    assert (asked.law, asked.on) == (law, date(2027, 12, 28))


@pytest.mark.parametrize(
    ("said", "en", "zh"),
    [
        ("nowhere", "found 'nowhere'; expected a tenant (guilin, inner-mongolia, sichuan), a day", "应为租户名称"),
        ("", "found ''; expected a tenant", "应为租户名称"),
        ("2027-02-30", "found '2027-02-30'; expected a day as YYYY-MM-DD", "日期应为YYYY-MM-DD"),
        ("2027/12/28", "expected a day as YYYY-MM-DD", "日期应为YYYY-MM-DD"),
        ("guilin@tomorrow", "found 'guilin@tomorrow'; expected a day as YYYY-MM-DD", "日期应为YYYY-MM-DD"),
        ("guilin@", "expected a day as YYYY-MM-DD", "日期应为YYYY-MM-DD"),
        ("none.toml", "there is no file none.toml", "文件none.toml不存在"),
    ],
)
def test_anything_else_is_said_in_both_languages(said, en, zh, law):
    with pytest.raises(BajigongError) as raised:
        read(said, HERE)
    assert en in str(raised.value)
    with pytest.raises(BajigongError) as raised:
        read(said, HERE, lang="zh")
    assert zh in str(raised.value)


def opened(said, **options):
    ask = Ask("sichuan", TODAY, **options)
    return ask.tenant_law(), Against(said).open(ask, ask.tenant_law())


def test_a_file_is_found_from_wherever_it_is_opened(law, tmp_path_factory, monkeypatch):
    against = pickle.loads(pickle.dumps(Against("new.toml")))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    ask = Ask("sichuan", TODAY)
    assert against.open(ask, ask.tenant_law()).asked.law == law


def test_the_same_law_is_opened_once():
    here, there = opened("2027-12-28")
    assert there.tenant_law is here
    assert opened("sichuan")[1].tenant_law is here
    assert opened("guilin")[1].tenant_law is opened("guilin@2027-12-28")[1].tenant_law


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "new.toml: declares nothing"),
        ("[tenants.x]\nregion = '510000'", "new.toml: found [tenants]; expected one of [[document]]"),
        ("not toml", "new.toml: is not TOML in UTF-8"),
        ('[[clause]]\nid = "NEW/1"', "new.toml, line 1, clause NEW/1"),
        (LAW.replace("NEW", "SC22"), "'SC22' is declared twice"),
        (LAW.replace('id = "NEW/1"', 'id = "OLD/1"'), "OLD"),
    ],
)
def test_a_file_that_is_no_law_is_refused(content, said, law):
    law.write_text(content, encoding="utf-8")
    with pytest.raises(BajigongError) as raised:
        opened("new.toml")
    assert said in str(raised.value)


def test_a_changed_file_is_opened_again(law):
    _, before = opened("new.toml")
    law.write_text(LAW + '\n[[clause]]\nid = "NEW/2"\nat = "二"\nkind = "scope"\ngist = { zh = "乙", en = "Second" }\n')
    _, after = opened("new.toml")
    assert before.tenant_law.bundle != after.tenant_law.bundle
    assert before.name != after.name
    assert "NEW/2" in after.tenant_law.engine.bundle.clauses


def test_what_a_result_says_of_the_other_side(law):
    _, there = opened("guilin@2027-12-28")
    assert there.metadata("result.against.parquet") == {
        "against": "guilin@2027-12-28",
        "against_tenant": "guilin",
        "against_bundle": there.tenant_law.bundle,
        "against_reasons": "result.against.parquet",
        "against_on": "2027-12-28",
    }
    assert "against_on" not in opened("guilin")[1].metadata("")
