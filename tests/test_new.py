"""A folder that ``bajigong new`` makes passes its own tests before anything is changed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.installing import install

pytestmark = pytest.mark.slow


def run(folder: Path, *args: str, **more: str):
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", **more}
    command = [sys.executable, "-m", *args]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


DOCTOR = ("bajigong", "law", "doctor", "--lang", "en", "--tenant")
APPLICATION = """\
{track: third_party, occupation: 6-18-01-05, grade: 4, place: "520000", on: 2026-11-21,
 applicant: {name: 吴桐, birth_date: 1995-08-15, work: [{occupation: 6-18-01-05, from: 2019-09-01}]},
 agency: {kind: third_party, filings: [{occupations: [6-18-01-05], grades: [4], regions: ["520000"],
          people: public, from: 2025-01-01, until: 2027-12-31}]}}
"""


def test_a_placeholder_answers_nobody(tmp_path):
    """What nobody has laid down is no law: the draft answers only where drafts are asked for, and says so."""
    run(tmp_path, "bajigong", "new", "place", "demo", "--region", "520000")
    (tmp_path / "demo" / "one.yaml").write_text(APPLICATION, "utf-8")
    said = {
        name: json.loads(run(tmp_path / "demo", "bajigong", "check", "one.yaml", "--json", "--tenant", name).stdout)
        for name in ("demo", "demo-draft")
    }
    assert {name: one["verdict"] for name, one in said.items()} == {"demo": "not_covered", "demo-draft": "eligible"}
    assert any("草案" in note or "draft" in note for note in said["demo-draft"]["notes"])


def test_a_place_passes_its_tests_at_once(tmp_path):
    made = run(tmp_path, "bajigong", "new", "place", "demo", "--region", "520000", "--zh", "贵州省", "--en", "Guizhou")
    assert made.returncode == 0, made.stderr
    ended = run(tmp_path / "demo", "pytest", "-q", "-p", "no:cacheprovider")
    assert (ended.returncode, "3 passed" in ended.stdout) == (0, True), ended.stdout
    assert "this tenant is answered by it" in run(tmp_path / "demo", *DOCTOR, "demo-draft").stdout
    assert "is a draft: it does not count" in run(tmp_path / "demo", *DOCTOR, "demo").stdout
    law = tmp_path / "demo" / "demo.toml"
    law.write_text(law.read_text("utf-8").partition("[[filling]]")[0], "utf-8")
    assert "3 failed" in run(tmp_path / "demo", "pytest", "-q", "-p", "no:cacheprovider").stdout


def test_the_settings_of_a_folder_above_do_not_matter(tmp_path):
    """Somebody makes it inside a checkout, whose tests want what is not installed."""
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\nno_such_option = 1\n", "utf-8")
    for what in ("place", "plugin"):
        made = run(tmp_path, "bajigong", "new", what, what, "--region", "520000")
        assert made.returncode == 0, made.stderr
        settings = run(tmp_path / what, "pytest", "--collect-only", "-p", "no:cacheprovider", "--strict-config")
        assert "no_such_option" not in settings.stdout + settings.stderr
        assert f"rootdir: {tmp_path / what}\n" in settings.stdout


@pytest.mark.parametrize(("lang", "said"), [("zh", "全部内容都是占位"), ("en", "Everything in it is a placeholder")])
@pytest.mark.parametrize("what", ["place", "plugin"])
def test_what_is_made_speaks_the_language_that_was_asked_for(tmp_path, what, lang, said):
    run(tmp_path, "bajigong", "new", what, "demo", "--region", "520000", "--zh", "某省", "--lang", lang)
    files = [file for file in (tmp_path / "demo").rglob("*") if file.suffix in (".toml", ".yaml")]
    notes = [line for file in files for line in file.read_text("utf-8").splitlines() if line.startswith("# ")]
    assert any(said in note for note in notes)
    chinese = [note for note in notes if re.search("[\u4e00-\u9fff]", note)]
    assert chinese == (notes if lang == "zh" else [])
    assert all((file.read_text("utf-8").splitlines() or ["x"])[0].strip() for file in files)


def test_a_plugin_passes_its_tests_at_once(tmp_path):
    made = run(tmp_path, "bajigong", "new", "plugin", "demo_two", "--region", "520000", "-o", "folder")
    assert made.returncode == 0, made.stderr
    installed = install(tmp_path / "folder", tmp_path / "site")
    ended = run(tmp_path / "folder", "pytest", "-q", "-p", "no:cacheprovider", **installed)
    assert (ended.returncode, "4 passed" in ended.stdout) == (0, True), ended.stdout


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["place", "Demo", "--region", "520000"], 2, "found 'Demo'; expected small letters"),
        (["place", "demo", "--region", "990000"], 2, "found '990000'; expected six digits of GB/T 2260"),
        (["place", "demo", "--region", "520000", "--zh", 'a"b'], 2, "expected a label without quotes"),
        (["place", "Demo", "--region", "520000", "--lang", "zh"], 2, "填写为'Demo'；应为小写字母"),
        (["place", "demo", "--region", "990000", "--lang", "zh"], 2, "填写为'990000'；应为GB/T 2260六位代码"),
        (["place", "demo", "--region", "520000", "--zh", 'a"b', "--lang", "zh"], 2, "应为不含引号、反斜杠和换行的名称"),
        (["plugin", "taken", "--region", "520000"], 1, "taken: found something of this name; expected a name"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(tmp_path, args, code, said):
    (tmp_path / "taken").write_text("mine", "utf-8")
    ended = run(tmp_path, "bajigong", "new", *args)
    assert (ended.returncode, said in ended.stderr) == (code, True), ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    assert (tmp_path / "taken").read_text("utf-8") == "mine"
