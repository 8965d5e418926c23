"""What a release says of itself agrees, and what is published asks for nothing that only developers need."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import bajigong

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_version_stands_in_one_place():
    assert "version" not in PROJECT["project"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "core/src/bajigong/__init__.py"
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == bajigong.__version__


def test_what_only_developers_need_is_no_extra():
    groups = PROJECT["dependency-groups"]
    assert not set(groups) & set(PROJECT["project"]["optional-dependencies"])
    included = {one["include-group"] for one in groups["dev"] if isinstance(one, dict)}
    assert included == set(groups) - {"dev"}


def test_every_fragment_of_the_changelog_is_taken_up():
    pytest.importorskip("towncrier", reason="one of the group 'release'")
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next"]
    drafted = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert drafted.returncode == 0, drafted.stderr
    said = "".join(drafted.stdout.split())
    for fragment in (ROOT / "changelog").glob("*.*.md"):
        first = re.split(r"\n\n", fragment.read_text(encoding="utf-8").strip())[0]
        assert "".join(first.split()) in said, fragment.name


def test_a_forges_checks_are_those_of_every_machine():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8"))
    [job] = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]


def test_the_checks_build_the_site_before_the_tests():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    [tests] = [line for line in lines if line.startswith("python -m pytest")]
    assert lines.index("python docs/build.py") < lines.index(tests)
