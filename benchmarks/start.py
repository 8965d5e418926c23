"""Start-up of the command line, as a ratio to importing the libraries it stands on, in one run.

``python benchmarks/start.py`` prints a table: the ratio, the aim, and the guard over which it exits with 1. The aim is
not met for a check: about 40 % of its time goes into making the declarations' classes and importing the engine, about a
fifth into reading the law's TOML. Runs alternate, so that a machine whose speed drifts does not tilt the comparison.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNS = 15
#: What a command should take, as a multiple of the imports.
AIM = 2.0
#: What it may take at most before this fails.
GUARD = 4.5
BASE = [sys.executable, "-c", "import click, attrs, pluggy, numpy"]
COMMANDS = {
    "bajigong --version": [sys.executable, "-m", "bajigong", "--version"],
    "bajigong check (one file)": [
        *(sys.executable, "-m", "bajigong", "check"),
        str(ROOT / "examples" / "sichuan-machinist.yaml"),
        "--json",
    ],
}


def seconds(command: list[str]) -> float:
    """Time one run of a command that must succeed."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> int:
    """Measure, print, and say whether a bound was passed."""
    for command in (BASE, *COMMANDS.values()):
        seconds(command)
    passed = False
    print("| command | median ms | ratio to the imports | aim | guard |\n|---|---|---|---|---|")
    for name, command in COMMANDS.items():
        pairs = [(seconds(command), seconds(BASE)) for _ in range(RUNS)]
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"| {name} | {1000 * statistics.median(a for a, _ in pairs):.0f} | {ratio:.2f} | {AIM} | {GUARD} |")
        passed |= ratio > GUARD
    print(f"\nimports alone: {1000 * statistics.median(b for _, b in pairs):.0f} ms")
    return int(passed)


if __name__ == "__main__":
    sys.exit(main())
