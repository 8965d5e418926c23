"""How many of our modules a reader meets who follows one application, or one row of a sheet, from file to answer.

A module counts when a function of it is called; what only runs while a module is imported does not. The bounds are what
it takes today: they may be made smaller, never larger.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
#: Writes the names of the modules entered to a file.
COUNTING = """
import json, sys, threading
from pathlib import Path
from bajigong.cli import main

entered, importing = set(), threading.local()

def note(frame, event, arg):
    if frame.f_code.co_name == "<module>":
        step = {"call": 1, "return": -1}.get(event, 0)
        importing.depth = getattr(importing, "depth", 0) + step
    elif event == "call" and not getattr(importing, "depth", 0):
        entered.add(frame.f_globals.get("__name__", ""))

found, *sys.argv[1:] = sys.argv[1:]
threading.setprofile(note)
sys.setprofile(note)
try:
    main()
finally:
    sys.setprofile(None)
    Path(found).write_text(json.dumps(sorted(name for name in entered if name.startswith("bajigong."))))
"""
ONE, ROWS = 45, 73

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("args", "most"),
    [
        (["sichuan-machinist.yaml"], ONE),
        (["people.parquet", "--tenant", "sichuan", "--threads", "1", "-o", "{folder}/result.parquet"], ROWS),
    ],
    ids=["an application that is printed", "a row of Parquet"],
)
def test_no_more_modules_are_entered_than_before(tmp_path, args, most):
    found = tmp_path / "entered.json"
    said = [one.format(folder=tmp_path) for one in args]
    command = [sys.executable, "-c", COUNTING, str(found), "check", "--on", "2026-06-30", str(EXAMPLES / said[0])]
    ended = subprocess.run([*command, *said[1:]], capture_output=True, encoding="utf-8", check=False)
    assert ended.returncode == 0, ended.stderr
    entered = json.loads(found.read_text(encoding="utf-8"))
    assert {"bajigong.law.opening", "bajigong.engine.engine"} <= set(entered)
    assert len(entered) <= most, entered
