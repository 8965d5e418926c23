"""Runs one command and writes what it cost: ``python launcher.py cost.json command …``.

A process of its own, and small: a child counts the memory of the process that it was forked from as its own peak.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path


def main(report: str, command: list[str]) -> int:
    """Run the command; return its exit code."""
    begun = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begun
    Path(report).write_text(json.dumps({"seconds": seconds, "peak_mb": _megabytes(usage)}), encoding="utf-8")
    return os.waitstatus_to_exitcode(status)


def _megabytes(usage: resource.struct_rusage) -> float:
    """Return the peak of resident memory: counted in bytes on macOS, in units of 1024 elsewhere."""
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
