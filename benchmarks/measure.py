"""Timing: a call in this process, or a command in its own; two of them in turn, so that a drifting machine is fair."""

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import frozen

HERE = Path(__file__).parent


@frozen
class Cost:
    """What one run took: seconds, and the peak of memory in MB where it ran alone."""

    seconds: float
    peak_mb: float | None = None


Job = Callable[[], Cost]


@frozen
class Measurement:
    """Some runs of one thing over so many rows."""

    suite: str
    who: str
    rows: int
    runs: tuple[Cost, ...]

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def per_second(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds

    @property
    def peak_mb(self) -> float | None:
        """The median of the peaks."""
        peaks = [run.peak_mb for run in self.runs if run.peak_mb is not None]
        return statistics.median(peaks) if peaks else None


def call(work: Callable[[], object], keep: list[Any] | None = None, *, collect: bool = True) -> Job:
    """Return a job that times a call; what it returns goes into ``keep``, in place of what was there.

    ``collect`` clears away first what other calls left behind.
    """

    def run() -> Cost:
        if collect:
            gc.collect()
        begun = time.perf_counter()
        made = work()
        seconds = time.perf_counter() - begun
        if keep is not None:
            keep[:] = [made]
        return Cost(seconds)

    return run


def command(words: list[str]) -> Job:
    """Return a job that runs a command, which must succeed, from the folder of the benchmarks."""

    def run() -> Cost:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "cost.json")
            words_around = [sys.executable, "-S", "-E", str(HERE / "launcher.py"), str(report), *words]
            done = subprocess.run(words_around, cwd=HERE, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"{' '.join(words[:4])} … failed:\n{done.stderr[-2000:]}")
            return Cost(**json.loads(report.read_text(encoding="utf-8")))

    return run


def alternate(runs: int, *jobs: Job) -> list[tuple[Cost, ...]]:
    """Run jobs in turn, so many times each."""
    rounds = [tuple(job() for job in jobs) for _ in range(runs)]
    return [tuple(one) for one in zip(*rounds, strict=True)]
