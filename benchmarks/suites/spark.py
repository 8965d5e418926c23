"""Spark, once, where there is one: the program inside mapInArrow, against its own result."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec

from measure import HERE, Cost
from session import Session

SUITE = "spark"
ROWS = 100_000


def run(session: Session) -> None:
    """Run the script in a process of its own; it compares the results."""
    lacking = [name for name, here in (("java", shutil.which("java")), ("pyspark", find_spec("pyspark"))) if not here]
    if lacking:
        session.skip("spark", f"no {' and no '.join(lacking)} here")
        return
    rows = session.at_most(ROWS)
    words = [sys.executable, str(HERE / "spark_once.py"), str(rows)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"spark_once.py failed:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    session.note(SUITE, "program in mapInArrow", rows, (Cost(found["seconds"]),))
    session.agreed(f"mapInArrow and the direct result, {rows:,} rows")
