"""Slips in files of scenarios: each is an error of its file alone, with the line where it stands."""

import re

import pytest

from bajigong.errors import LawError
from bajigong.scenarios import load_scenarios

FILE = """\
tenant: sichuan
base:
  track: enterprise
  occupation: 6-18-01-05
  grade: 3
  on: 2026-11-21
  applicant: {birth_date: 1990-03-07, work: []}
  agency: {kind: enterprise, size: large}
cases:
  - name: a case
    clauses: [SC22/4.1.a]
    set: {applicant.titles: []}
    drop: [agency.size]
    expect: {verdict: undetermined, since: null, cites: [SC22/4.1.a]}
"""
SLIPS = [
    ("tenant: sichuan", "tenants: sichuan", 1, "tenants", r"found key 'tenants'; .*\(did you mean 'tenant'\?\)"),
    ("tenant: sichuan", "", 2, "", "key 'tenant' is missing"),
    ("cases:\n", "case:\n", 9, "case", r"\(did you mean 'cases'\?\)"),
    ("tenant: sichuan", "tenant: 5", 1, "tenant", "found 5; expected text in quotes"),
    ("    clauses:", "    clause:", 11, r"cases\[0\].clause", r"\(did you mean 'clauses'\?\)"),
    ("clauses: [SC22/4.1.a]", "clauses: SC22/4.1.a", 11, r"cases\[0\].clauses", "found 'SC22/4.1.a'; expected a list"),
    (
        "clauses: [SC22/4.1.a]",
        "clauses: [SC22/4.1.aa]",
        11,
        r"clauses\[0\]",
        r"not declared \(did you mean 'SC22/4.1.a'",
    ),
    (
        "cites: [SC22/4.1.a]",
        "cites: [SC22/4]",
        14,
        r"expect.cites\[0\]",
        "found clause 'SC22/4', which is not declared",
    ),
    ("drop: [agency.size]", "drop: [agency.sise]", 13, r"drop\[0\]", r"does not give \(did you mean 'agency.size'\?\)"),
    ("drop: [agency.size]", "drop: agency.size", 13, "drop", "found 'agency.size'; expected a list"),
    ("set: {applicant.titles", "set: {track.titles", 12, "set.track.titles", "what stands above it is no table"),
    ("verdict: undetermined", "verdict: undetermind", 14, "expect.verdict", r"\(did you mean 'undetermined'\?\)"),
    ("verdict: undetermined", "verdikt: undetermined", 14, "expect.verdikt", r"\(did you mean 'verdict'\?\)"),
    ("since: null", "since: soon", 14, "expect.since", "found 'soon'; expected a date"),
    ("cases:\n", "cases: [\n", None, "", "is not YAML in UTF-8"),
]


def written(folder, text):
    file = folder / "mine.scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_file_that_the_slips_are_made_in_is_right(tmp_path):
    [one] = load_scenarios(written(tmp_path, "\ufeff" + FILE))
    assert one.clauses == ("SC22/4.1.a",)


@pytest.mark.parametrize(("right", "wrong", "line", "entry", "said"), SLIPS, ids=[slip[1] for slip in SLIPS])
def test_a_slip(tmp_path, right, wrong, line, entry, said):
    assert right in FILE
    file = written(tmp_path, FILE.replace(right, wrong, 1))
    with pytest.raises(LawError) as caught:
        load_scenarios(file)
    [message] = str(caught.value).splitlines()
    place = rf", line {line}" if line else r", line \d+"
    assert re.match(rf"{re.escape(str(file))}{place}(, .*{entry})?: .*{said}", message), message


def test_it_is_an_error_of_the_file_alone(pytester_folder):
    result = pytester_folder(FILE.replace("verdict:", "verdikt:"), FILE)
    assert re.search("expect.verdikt: found key 'verdikt'", result)
    assert "Traceback" not in result
    assert "1 passed, 1 error" in result


@pytest.fixture
def pytester_folder(tmp_path):
    import subprocess
    import sys

    def run(*files):
        (tmp_path / "conftest.py").write_text('pytest_plugins = ["bajigong.testing"]\n')
        for number, text in enumerate(files):
            (tmp_path / f"{number}.scenario.yaml").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout

    return run
