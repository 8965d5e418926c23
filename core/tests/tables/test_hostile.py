"""Hostile text and places end soon, with one clear line."""

import json
import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

#: Far beyond what any of these takes when its work is linear in the input.
SECONDS = 30


@pytest.fixture(autouse=True)
def soon():
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < SECONDS


def test_aliases_of_aliases(fails):
    text = f"base: &a0 [{', '.join(['x'] * 3000)}]\nmany: &b\n" + "\n".join("  - *a0" for _ in range(3000))
    [problem] = fails("a.yaml", text)
    assert "aliases that repeat aliases; expected at most 1000000 values" in problem


def test_a_few_aliases_are_read(read):
    [raw] = read("a.yaml", "x: &a [1, 2]\ny: *a\nz: *a\n")
    assert raw.facts == {"x": ["1", "2"], "y": ["1", "2"], "z": ["1", "2"]}


def test_a_key_that_repeats_at_the_end_of_very_many(fails):
    keys = ",".join(f'"k{n}":1' for n in range(150_000))
    [problem] = fails("a.json", f'{{{keys},"k149999":2}}')
    assert "key 'k149999' twice" in problem


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="has no such device")
@pytest.mark.parametrize("name", ["a.csv", "a.yaml", "a.xlsx", "a.json"])
def test_a_device_behind_a_link(tmp_path, name):
    link = tmp_path / name
    link.symlink_to("/dev/zero")
    result = CliRunner().invoke(cli, ["check", str(link), "--tenant", "mondhausen", "--lang", "en"])
    assert result.exit_code == 1
    assert "found a pipe or a device; expected a file" in result.stderr


def test_a_name_of_five_thousand_characters(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["check", "x" * 5000 + ".csv", "--tenant", "mondhausen", "--lang", "en"])
    assert result.exit_code == 1
    assert "File name too long" in result.stderr


@pytest.mark.parametrize("output", ["r.csv", "r.xlsx", "r.parquet"])
def test_half_a_character_in_a_name_is_refused_and_written(tmp_path, monkeypatch, output):
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(
        json.dumps({"tenant": "mondhausen", "applicant": {"name": "\ud800" * 5000}}), encoding="utf-8"
    )
    result = CliRunner().invoke(cli, ["check", "a.json", "--tenant", "mondhausen", "--lang", "en", "-o", output])
    assert result.exit_code == 1
    assert not isinstance(result.exception, UnicodeEncodeError)
    assert "expected text without control characters" in result.stderr
