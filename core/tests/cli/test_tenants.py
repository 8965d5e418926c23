"""``bajigong tenants``."""

import json

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

FILE = """
[tenants.mine]
label = { zh = "甲县", en = "County A" }
region = "520100"
plugins = ["guild"]
laws = ["a.toml", "b.toml"]
drafts = true
"""


def run(*args):
    return CliRunner().invoke(cli, ["tenants", *args])


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "bajigong.toml"
    file.write_text(FILE, encoding="utf-8")
    return file


def test_those_of_a_file_are_listed_with_it(config):
    said = {one["name"]: one for one in json.loads(run("--json", "--lang", "en", "--config", str(config)).stdout)}
    assert said["mine"] == {
        "name": "mine",
        "label": "County A",
        "region": "520100",
        "plugins": ["guild"],
        "files": [str(config.parent / "a.toml"), str(config.parent / "b.toml")],
        "drafts": True,
        "origin": str(config),
    }
    assert {"mondhausen", "sonnenau"} < set(said)


def test_for_people(config):
    head, *lines = run("--lang", "zh", "--config", str(config)).stdout.splitlines()
    assert head.split() == ["租户", "名称", "地区", "插件", "规则文件", "草案", "来源"]
    [line] = [line for line in lines if line.startswith("mine ")]
    assert line.split() == [
        "mine",
        "甲县",
        "520100",
        "guild",
        "a.toml,",
        "b.toml",
        "计入",
        str(config),
    ]


def test_the_columns_stand_below_each_other():
    from bajigong.cli.show.lines import cells

    lines = run("--lang", "zh").stdout.splitlines()
    assert len({cells(line[: line.index(region)]) for line in lines[1:] for region in [line.split()[2]]}) == 1


@pytest.mark.parametrize("text", ["[tenants.x]\nregion = 5", "x = [", "[other]\n"])
def test_a_faulty_file_is_one_message(tmp_path, text):
    file = tmp_path / "bajigong.toml"
    file.write_text(text, encoding="utf-8")
    result = run("--config", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(file) in result.stderr


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path):
    assert run("--config", str(tmp_path / "none.toml")).exit_code == 2
