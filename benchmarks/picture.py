"""The picture of a run: rows a second as bars on a log axis, the program's beside those of the others."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from attrs import evolve

mpl.use("Agg")
import matplotlib.pyplot as plt

from measure import Measurement

#: What is drawn, and the heading above it.
PANELS: Final = {
    "memory": "In memory",
    "nested": "Whole histories in memory",
    "files": "Parquet to Parquet",
    "excel": "Excel in",
}
OURS: Final = "#b3261e"
THEIRS: Final = "#8a8f98"
LOWEST: Final = 1e3


def draw(measurements: Sequence[Measurement], folder: Path) -> None:
    """Draw what was measured by rows, as SVG and PNG."""
    panels = {suite: found for suite in PANELS if (found := _fastest_first(measurements, suite))}
    if not panels:
        return
    heights = [len(found) + 1 for found in panels.values()]
    with mpl.rc_context({"svg.hashsalt": "bajigong", "font.size": 10}):
        figure, axes = plt.subplots(
            len(panels),
            1,
            figsize=(9, 0.42 * sum(heights) + 0.6),
            sharex=True,
            squeeze=False,
            gridspec_kw={"height_ratios": heights},
        )
        for axis, (suite, found) in zip(axes[:, 0], panels.items(), strict=True):
            _panel(axis, PANELS[suite], found)
        axes[-1, 0].set_xlabel("rows a second (log scale); longer is better")
        figure.tight_layout()
        for suffix in ("svg", "png"):
            figure.savefig(folder / f"results.{suffix}", dpi=160, metadata={"Date": None} if suffix == "svg" else None)
        plt.close(figure)


def _fastest_first(measurements: Sequence[Measurement], suite: str) -> list[Measurement]:
    """Return the measurements of a suite, fastest first: of each contestant all runs over its most rows together."""
    found: dict[str, Measurement] = {}
    for one in measurements:
        before = found.get(one.who)
        if one.suite == suite and (before is None or one.rows >= before.rows):
            joined = before.runs if before and before.rows == one.rows else ()
            found[one.who] = evolve(one, runs=(*joined, *one.runs))
    return sorted(found.values(), key=lambda one: -one.per_second)


def _panel(axis: Any, heading: str, found: Sequence[Measurement]) -> None:
    most = max(one.rows for one in found)
    names = [one.who if one.rows == most else f"{one.who} ({_count(one.rows)} rows)" for one in found]
    speeds = [one.per_second for one in found]
    colours = [OURS if name.startswith("program") else THEIRS for name in names]
    axis.barh(names, [speed - LOWEST for speed in speeds], left=LOWEST, color=colours)
    axis.set_xscale("log")
    axis.set_xlim(LOWEST, None)
    axis.invert_yaxis()
    axis.set_title(f"{heading}, {_count(most)} rows", loc="left", fontweight="bold", fontsize=10)
    for place, speed in enumerate(speeds):
        axis.annotate(_count(speed), (speed, place), xytext=(4, 0), textcoords="offset points", va="center")
    axis.margins(x=0.15)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    axis.grid(axis="x", which="major", alpha=0.3)
    axis.set_axisbelow(True)


def _count(number: float) -> str:
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number:.3g}"
