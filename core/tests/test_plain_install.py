"""What the plain install does without: one application is checked with no numpy, no pyarrow and no compiler."""

import subprocess
import sys

import pytest
import xlsxwriter
from core.tests import toy

pytestmark = pytest.mark.slow

POTTER = str(toy.HERE / "potter.yaml")

# What the extra brings is not to be found, as where it is not installed.
SCRIPT = """
import sys

BROUGHT = ("numpy", "pyarrow", "numba", "llvmlite")

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BROUGHT:
            raise ModuleNotFoundError(name, name=name.partition(".")[0])

sys.meta_path.insert(0, Missing())
from bajigong.cli import cli
cli(sys.argv[1:], standalone_mode=False)
found = [name for name in sys.modules if name.partition(".")[0] in BROUGHT]
sys.exit(f"imported: {found}" if found else 0)
"""


def run(*args):
    command = [sys.executable, "-c", SCRIPT, *args]
    return subprocess.run(command, capture_output=True, check=False, text=True, encoding="utf-8")


def test_one_application_is_checked():
    done = run("check", "--json", "--tenant", "mondhausen", POTTER)
    assert done.returncode == 0, done.stderr
    assert '"verdict"' in done.stdout


def test_what_a_grade_brings_is_told():
    done = run("incentives", "--json", "--tenant", "mondhausen", POTTER)
    assert done.returncode == 0, done.stderr


def test_a_sheet_is_checked_row_by_row(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "sheet.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "申报职业", "申报级别", "从业开始日期"])
        for row in range(200):
            sheet.write_row(row + 1, 0, [f"甲{row}", "陶匠", "陶工", "2019-01-01"])
    asked = ("--tenant", "mondhausen", "--track", "guild", "--on", "2026-11-21", "--lang", "en")
    done = run("check", *asked, str(tmp_path / "sheet.xlsx"))
    assert done.returncode == 0, done.stderr
    assert "200 applications" in done.stdout
