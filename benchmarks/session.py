"""One run of the benchmark: what it was asked to measure, and what has been measured so far."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

from attrs import define, field

from bounds import Bound, Ratio, read
from measure import Cost, Job, Measurement, alternate


@define
class Session:
    """``rows`` in memory and in files, ``runs`` of each thing; data and results go to ``folder``."""

    rows: int
    runs: int
    quick: bool
    folder: Path
    measurements: list[Measurement] = field(factory=list)
    ratios: list[Ratio] = field(factory=list)
    agreements: list[str] = field(factory=list)
    skipped: list[str] = field(factory=list)
    bounds: dict[str, Bound] = field(factory=read)

    def at_most(self, rows: int) -> int:
        """Return a number of rows, no more than those asked for, a tenth of it in a quick run."""
        return min(self.rows, rows // 10 if self.quick else rows)

    def data(self, name: str, write: Callable[[Path], Any]) -> Path:
        """Return a file of the data folder, written where it is not there yet, or was made otherwise."""
        path = self.folder / "data" / f"{_made_by()}-{name}"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_name(f"half-{path.name}")
            write(half)
            half.replace(path)
        return path

    def compare(self, suite: str, rows: int, program: tuple[str, Job], peer: tuple[str, Job]) -> list[Measurement]:
        """Run the program and a peer in turn, and note both."""
        costs = alternate(self.runs, program[1], peer[1])
        return [self.note(suite, who, rows, runs) for who, runs in zip((program[0], peer[0]), costs, strict=True)]

    def note(self, suite: str, who: str, rows: int, runs: tuple[Cost, ...]) -> Measurement:
        """Note what was measured, and say it."""
        one = Measurement(suite, who, rows, runs)
        self.measurements.append(one)
        peak = f", {one.peak_mb:,.0f} MB" if one.peak_mb else ""
        print(
            f"  {who:<28}{one.rows:>12,} rows  {one.seconds:>9.3f} s  {one.per_second:>14,.0f} a second{peak}",
            flush=True,
        )
        return one

    def ratio(self, name: str, value: float, rows: int, bound: Bound | None = None) -> None:
        """Note a ratio, to be held to its bound."""
        one = Ratio(name, value, rows, bound or self.bounds[name])
        self.ratios.append(one)
        print(f"  {name}: {value:.2f} ({one.verdict})", flush=True)

    def agreed(self, what: str) -> None:
        """Note that answers were compared and found the same."""
        self.agreements.append(what)
        print(f"  agreed: {what}", flush=True)

    def skip(self, what: str, reason: str) -> None:
        """Note what was not measured, and why."""
        self.skipped.append(f"{what}: {reason}")
        print(f"  skipped: {what}: {reason}", flush=True)


def _made_by() -> str:
    """Return a short name for how people are made: data sets of another making are not used again."""
    sources = (Path(__file__).parent / name for name in ("population.py", "vocabulary.py", "workbook.py"))
    return f"{crc32(b''.join(source.read_bytes() for source in sources)):08x}"
