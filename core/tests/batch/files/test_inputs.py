"""Which files words of a command line stand for: each real file once, and what is left out is said."""

import inspect
import json
import os
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner
from core.tests.toy import TENANT

from bajigong.batch.files.inputs import find_inputs
from bajigong.cli import cli
from bajigong.errors import InputError

pytestmark = pytest.mark.slow

COMMON = {"tenant": TENANT, "track": "guild", "on": "2026-06-30"}
ROWS = 500


@pytest.fixture
def folder(put, people):
    """Make a folder of 500 people in two files, one of them below another folder; return a list of what is said."""
    put("in/a.csv", people(200, 1))
    put("in/deep/b.csv", people(300, 2))
    return []


def named(*words, said=None):
    return find_inputs(words, (lambda text: said.append(text.en)) if said is not None else lambda text: None)


BOTH = ("in/a.csv", "in/deep/b.csv")
WORDS = ["in", "in/", "./in", "in/**/*.csv", "**/*.csv", "in/**", "i*/**/[ab].csv"]


def plain(found):
    return tuple(str(Path(one)) for one in found)


@pytest.mark.parametrize("word", WORDS)
def test_links_into_the_folder_itself_give_nothing_more(folder, word):
    Path("in/loop").symlink_to(".")
    Path("in/deep/up").symlink_to("..")
    Path("in/deep/round").symlink_to("../../in")
    Path("in/self.csv").symlink_to("self.csv")
    Path("in/again.csv").symlink_to("a.csv")
    Path("in/deep/again.csv").symlink_to("../again.csv")
    os.link("in/a.csv", "in/z.csv")
    assert plain(named(word, said=folder)) == BOTH
    assert any("in/z.csv" in one for one in folder) == (word != WORDS[-1])


def test_every_person_is_read_once(folder):
    Path("in/loop").symlink_to(".")
    Path("in/deep/up").symlink_to("..")
    Path("in/again.csv").symlink_to("a.csv")
    Path("common.json").write_text(json.dumps(COMMON), encoding="utf-8")
    for words, output in ((["in"], "a.parquet"), (["in/**/*.csv", "in/a.csv", "in/again.csv"], "b.csv")):
        result = CliRunner().invoke(cli, ["check", "--lang", "en", "--common", "common.json", *words, "-o", output])
        assert result.exit_code == 0, result.output
        assert f"{ROWS} applications: {ROWS} checked" in result.stderr
        assert "read already" in result.stderr


def test_a_link_to_a_file_outside_is_followed_and_said(folder, put, people):
    put("store/c.csv", people(3))
    put("store/more/d.csv", people(3))
    Path("in/c.csv").symlink_to("../store/c.csv")
    Path("in/store").symlink_to("../store")
    assert named("in", said=folder) == ("in/a.csv", "in/c.csv", "in/deep/b.csv")
    assert any("files outside" in one and "in/c.csv" in one for one in folder)
    assert any("not read" in one and "in/store" in one for one in folder)
    assert named("in/*.csv") == ("in/a.csv", "in/c.csv")
    assert named("in/*/*.csv", said=folder) == ("in/deep/b.csv",)
    assert named("in/store") == ("in/store/c.csv", "in/store/more/d.csv"), "what is named outright may be a link"
    assert named("in/store/*.csv") == ("in/store/c.csv",)


def test_a_link_to_nothing_is_said(folder):
    Path("in/gone.csv").symlink_to("nowhere.csv")
    assert named("in", said=folder) == BOTH
    assert any("not read" in one and "in/gone.csv" in one for one in folder)


def test_a_file_that_is_named_twice_is_read_once(folder):
    os.link("in/a.csv", "other.csv")
    Path("link.csv").symlink_to("in/a.csv")
    for twice in (
        "in/a.csv",
        "./in/a.csv",
        "in/deep/../a.csv",
        "other.csv",
        "link.csv",
        str(Path("in/a.csv").resolve()),
    ):
        folder.clear()
        assert named("in/a.csv", twice, said=folder) == ("in/a.csv",)
        assert len(folder) == 1
    assert named("in/deep", "in", "in/a.csv") == ("in/deep/b.csv", "in/a.csv")
    assert named("-", "-") == ("-",)
    assert named("nowhere.csv", "nowhere.csv") == ("nowhere.csv", "nowhere.csv"), "its reader says what is wrong"


@pytest.mark.parametrize("number", [0, 7])
def test_files_that_have_one_number_are_told_apart(folder, monkeypatch, number):
    """Not every file system numbers its files, and some give the same number twice."""
    real = os.stat

    class Numbered:
        def __init__(self, said):
            self.said = said

        def __getattr__(self, name):
            return number if name == "st_ino" else getattr(self.said, name)

    Path("in/again.csv").symlink_to("a.csv")
    monkeypatch.setattr(os, "stat", lambda *args, **kwargs: Numbered(real(*args, **kwargs)))
    assert named("in", "in/a.csv") == BOTH


def test_hidden_files_and_folders_of_runs_are_no_input(folder, put, people):
    for name in ("in/.hidden.csv", "in/.bajigong/part.csv", "in/.res.parquet.bajigong/part.csv", "in/~$a.csv"):
        put(name, people(3))
    assert plain(named("in")) == BOTH
    assert plain(named("in/**/*.csv")) == BOTH
    assert named("in/.h*.csv") == ("in/.hidden.csv",)
    with pytest.raises(InputError):
        named("in/.*/*.csv")


def test_results_are_no_input_and_that_is_said(folder, people, put):
    put("people.parquet", people(3).set_column(4, "grade", pa.array(["九段", "potter", "potter"])))
    Path("common.json").write_text(json.dumps(COMMON), encoding="utf-8")
    results = ("r.csv", "r.xlsx", "r.parquet", "r.arrow", "home/", "deep/s.parquet")
    for output in results:
        for lang in ("zh", "en"):
            path = f"in/{output}" if output != "r.arrow" else "in/arrow/r.arrow"
            Path("in/arrow").mkdir(exist_ok=True)
            args = ["check", "--lang", lang, "--common", "common.json", "people.parquet", "-o", path]
            result = CliRunner().invoke(cli, args + (["--resume"] if output == "home/" and lang == "en" else []))
            assert "not checked" in result.stderr or "未核验" in result.stderr or "--resume" in result.stderr
        assert plain(named_with_sheets("in", folder)) == BOTH
    assert any("in/r.csv" in one and "results of a check" in one for one in folder)


def named_with_sheets(word, said):
    from bajigong.cli.show.table import is_sheet_of_results

    return find_inputs([word], lambda text: said.append(text.en), is_sheet_of_results)


def test_ndjson_results_are_no_input(folder):
    Path("in/x.ndjson").write_text(
        json.dumps({**COMMON, "occupation": "陶匠", "grade": "potter"}) + "\n", encoding="utf-8"
    )
    assert CliRunner().invoke(cli, ["check", "in/x.ndjson", "-o", "in/y.ndjson"]).exit_code == 0
    assert named_with_sheets("in/*.ndjson", folder) == ("in/x.ndjson",)


@pytest.mark.parametrize("name", ["refused.csv", "people.refused.csv", "reasons.parquet", "x.against.parquet"])
def test_people_in_a_file_with_such_a_name_are_read(folder, put, people, name):
    put(f"in/{name}", people(3))
    put("in/manifest.json/keep.csv", people(3, 9))
    assert f"in/{name}" in named("in")


def test_people_beside_a_result_are_read(folder, put, people):
    Path("common.json").write_text(json.dumps(COMMON), encoding="utf-8")
    assert CliRunner().invoke(cli, ["check", "--common", "common.json", "in/a.csv", "-o", "in/"]).exit_code == 0
    assert plain(named("in")) == BOTH


def test_a_sheet_of_results_is_written_over_in_its_folder(folder):
    Path("common.json").write_text(json.dumps(COMMON), encoding="utf-8")
    for output in ("in/all.csv", "in/all.xlsx", "in/all.parquet"):
        for _ in range(2):
            result = CliRunner().invoke(cli, ["check", "--lang", "en", "--common", "common.json", "in", "-o", output])
            assert f"{ROWS} applications: {ROWS} checked" in result.stderr, result.output


def test_folders_below_one_another_deeper_than_python_counts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    depth, before = 150, sys.getrecursionlimit()
    path = "/".join(["d"] * depth)
    Path(path).mkdir(parents=True)
    Path(path, "a.csv").write_text("x")
    sys.setrecursionlimit(len(inspect.stack(0)) + depth)
    try:
        assert named("d") == named("d/**/*.csv") == (f"{path}/a.csv",)
    finally:
        sys.setrecursionlimit(before)


def test_a_folder_that_cannot_be_looked_through_is_one_message(folder, monkeypatch):
    real = os.scandir

    def closed(path):
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", closed)
    with pytest.raises(InputError, match="in/deep: found a folder that cannot be looked through"):
        named("in")
