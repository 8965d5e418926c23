"""The benchmark of the batch engine against other tools: ``python benchmarks/run.py [--rows N] [--only …] [--quick]``.

Everything is measured in one run, the program and a peer in turn. Ratios are held to ``floors.toml``; it exits with 1
where one is under its floor, or where two answers differ.
"""

import argparse
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from bajigong.errors import BajigongError

import report
from agreement import Disagreement
from session import Session

#: What is measured, in this order: the module of each, and its heading.
SUITES: Final = {
    "agree": "Agreement on random people",
    "memory": "In memory",
    "nested": "Whole histories in memory",
    "files": "Parquet to Parquet",
    "excel": "Excel",
    "first": "First run and later runs",
    "growth": "Growth",
    "decision": "One decision with its explanation",
    "start_up": "Cold start",
    "registering": "Registration",
    "spark": "Spark",
}
#: What breaks one suite off, and not the others.
BROKEN: Final = (
    *(Disagreement, BajigongError, ImportError, OSError),
    *(RuntimeError, ValueError, subprocess.SubprocessError),
)
#: Those that take half a minute however few the rows are.
SLOW: Final = ("spark",)
ROWS: Final = 10_000_000
QUICK_ROWS: Final = 100_000
RUNS: Final = 3


def main(words: list[str] | None = None) -> int:
    """Measure, write the results, and say whether a bound was passed."""
    chosen = _options(words)
    session = Session(
        rows=chosen.rows or (QUICK_ROWS if chosen.quick else ROWS),
        runs=chosen.runs or (1 if chosen.quick else RUNS),
        quick=chosen.quick,
        folder=chosen.output,
    )
    try:
        problems = [problem for name in _chosen(chosen, session) if (problem := _run(name, session))]
    finally:
        report.write(session)
    problems += [
        f"{one.name}: {one.value:.2f} is under its floor {one.bound.floor:g}" for one in session.ratios if one.fails
    ]
    for problem in problems:
        print(problem, file=sys.stderr)
    written = session.folder / "results.md"
    if written.exists():
        print(written.read_text(encoding="utf-8"))
    print(f"results in {written}")
    return 1 if problems else 0


def _chosen(chosen: argparse.Namespace, session: Session) -> list[str]:
    """Return the suites to be measured; in a quick run the slow ones only by name."""
    left_out = [name for name in SLOW if chosen.quick and not chosen.only and name not in chosen.skip]
    for name in left_out:
        session.skip(name, f"not in a quick run, unless by --only {name}")
    return [name for name in chosen.only or SUITES if name not in (*chosen.skip, *left_out)]


def _run(name: str, session: Session) -> str:
    """Measure one suite; return what is wrong, "" for nothing."""
    print(f"{SUITES[name]}:", flush=True)
    try:
        import_module(f"suites.{name}").run(session)
    except BROKEN as error:
        session.skip(name, "broken off")
        return f"{name}: {error}"
    return ""


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, help=f"rows in memory and in files (default {ROWS:,})")
    parser.add_argument("--runs", type=int, help=f"runs of each thing (default {RUNS})")
    parser.add_argument(
        "--only", nargs="+", choices=SUITES, default=[], metavar="SUITE", help=f"of {', '.join(SUITES)}"
    )
    parser.add_argument("--skip", nargs="+", choices=SUITES, default=[], metavar="SUITE", help="measure the others")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROWS:,} rows, one run: to try it")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent / "out", metavar="DIR")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
