"""``bajigong check``: columns that are not used are said on both roads, and a map says what they are."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from bajigong.cli import cli

ROWS = {
    "姓名": ["甲"],
    "id": ["7"],
    "政治面貌": ["群众"],
    "拿证日期": ["2021-03-01"],
    "申报职业": ["陶匠"],
    "申报级别": ["陶艺师"],
}
TOLD = "columns that are not used: 政治面貌、拿证日期"
LOUD = "warning: column '拿证日期' is not used, though it may be "


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(",".join(ROWS) + "\n" + ",".join(one for (one,) in ROWS.values()) + "\n", encoding="utf-8")
    pq.write_table(pa.table(ROWS), "a.parquet")


def run(*words):
    return CliRunner().invoke(cli, ["check", "--tenant", "mondhausen", "--track", "guild", "--lang", "en", *words])


@pytest.mark.parametrize(
    "words",
    [
        ("a.csv", "--json"),
        ("a.csv",),
        ("a.csv", "-o", "r.csv"),
        ("a.csv", "-o", "r.parquet"),
        ("a.parquet", "-o", "r.csv"),
        ("a.parquet", "-o", "r.parquet"),
        ("a.parquet", "--json"),
        ("a.parquet", "-o", "folder/"),
    ],
)
def test_every_road_says_what_is_not_used(words):
    result = run(*words)
    assert result.exit_code == 0, result.output
    assert result.stderr.count("columns that are not used: ") == 1
    assert TOLD in result.stderr or TOLD.replace("政治面貌", "id、政治面貌") in result.stderr
    assert LOUD in result.stderr
    assert "'发证日期'" in result.stderr


def test_an_id_column_is_read_by_every_output():
    for output in ("r.csv", "r.parquet", "r.xlsx"):
        assert run("a.parquet", "-o", output).exit_code == 0
    assert pq.read_table("r.parquet").column("id").to_pylist() == ["7"]


def test_a_map_on_the_command_line_and_in_a_tenant():
    Path("m.toml").write_text('[columns]\n"拿证日期" = "发证日期"\n"政治面貌" = ""\nid = ""\n', encoding="utf-8")
    Path("bajigong.toml").write_text(
        '[tenants.here]\nregion = "110100"\nplugins = ["guild"]\n'
        'columns = { "拿证日期" = "发证日期", "政治面貌" = "", id = "" }\n',
        encoding="utf-8",
    )
    for words in (("--columns", "m.toml", "--strict-columns"), ("--tenant", "here", "--strict-columns")):
        for output in ((), ("-o", "r.parquet")):
            result = run("a.csv", *words, *output)
            assert result.exit_code == 0, result.output
            assert "not used" not in result.stderr


@pytest.mark.parametrize("output", [(), ("-o", "r.csv"), ("-o", "r.parquet")])
def test_strict_columns_refuse(output):
    result = run("a.csv", "--strict-columns", *output)
    assert result.exit_code == 1
    assert "found '拿证日期'; expected a known header (did you mean " in result.stderr


@pytest.mark.parametrize("output", [(), ("-o", "r.csv"), ("-o", "r.parquet")])
def test_a_map_that_is_wrong_is_one_error(output):
    Path("m.toml").write_text('[columns]\n"拿证日期" = "applicant.certificates.isued"\n', encoding="utf-8")
    result = run("a.csv", "--columns", "m.toml", *output)
    assert result.exit_code == 1
    assert "m.toml, 拿证日期: found 'applicant.certificates.isued'; expected the path of a fact" in result.stderr
    assert result.stderr.count("isued") == 1


def test_a_first_map_is_written_and_used():
    made = CliRunner().invoke(
        cli, ["template", "--tenant", "mondhausen", "--from", "a.parquet", "-o", "m.toml", "--lang", "en"]
    )
    assert made.exit_code == 0, made.output
    words = Path("m.toml").read_text(encoding="utf-8")
    assert '# "拿证日期" = "applicant.certificates[0].issued"' in words
    Path("m.toml").write_text(words.replace('# "', '"'), encoding="utf-8")
    result = run("a.csv", "--columns", "m.toml")
    assert result.exit_code == 0
    assert "not used" not in result.stderr
