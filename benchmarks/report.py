"""What a run leaves: ``results.json`` for programs, ``results.md`` for people, and a picture."""

import json
from pathlib import Path
from typing import Any

from attrs import asdict

from bounds import Ratio
from machine import machine, versions
from measure import Measurement
from session import Session


def write(session: Session) -> None:
    """Write all of it to the session's folder."""
    session.folder.mkdir(parents=True, exist_ok=True)
    found = as_data(session)
    _file(session.folder / "results.json", json.dumps(found, indent=2, ensure_ascii=False))
    _file(session.folder / "results.md", as_text(session))
    try:
        from picture import draw
    except ImportError as error:
        session.skip("picture", str(error))
        return
    draw(session.measurements, session.folder)


def as_data(session: Session) -> dict[str, Any]:
    """Return everything that was measured."""
    return {
        "machine": machine(),
        "versions": versions(),
        "options": {"rows": session.rows, "runs": session.runs, "quick": session.quick},
        "measurements": [_measured(one) for one in session.measurements],
        "ratios": [
            {"name": one.name, "value": one.value, "rows": one.rows, **asdict(one.bound), "verdict": one.verdict}
            for one in session.ratios
        ],
        "agreed": session.agreements,
        "skipped": session.skipped,
    }


def as_text(session: Session) -> str:
    """Return it as Markdown."""
    about = machine()
    parts = [
        "# Benchmark",
        f"{about['processors']} processors ({about['model']}), {about['memory']}, {about['system']},"
        f" Python {about['python']}; {session.runs} runs each, medians."
        " Ratios are judged, seconds are not: those of another machine differ.",
        "## Ratios",
        _table(("ratio", "measured", "aim", "beyond", "floor", ""), [_ratio(one) for one in session.ratios]),
        "## Measurements",
        _table(("", "who", "rows", "seconds", "rows a second", "peak MB"), [_row(one) for one in session.measurements]),
        _listed("## Agreed", session.agreements),
        _listed("## Skipped", session.skipped),
        "## Versions",
        ", ".join(f"{name} {number}" for name, number in versions().items()),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _measured(one: Measurement) -> dict[str, Any]:
    runs = [run.seconds for run in one.runs]
    return {
        "suite": one.suite,
        "who": one.who,
        "rows": one.rows,
        "seconds": one.seconds,
        "per_second": one.per_second,
        "peak_mb": one.peak_mb,
        "runs": runs if len(runs) < 50 else len(runs),
    }


def _ratio(one: Ratio) -> tuple[str, ...]:
    sign = "≥" if one.bound.better == "higher" else "≤"
    bounds = (one.bound.aim, one.bound.beyond, one.bound.floor)
    at = "" if one.judged else f" (over {one.rows:,} rows: the floor is not judged)"
    return (
        one.bound.what,
        f"{one.value:.2f}",
        *(f"{sign} {b:g}" if b is not None else "" for b in bounds),
        one.verdict + at,
    )


def _row(one: Measurement) -> tuple[str, ...]:
    peak = f"{one.peak_mb:,.0f}" if one.peak_mb else ""
    return (one.suite, one.who, f"{one.rows:,}", f"{one.seconds:.4g}", f"{one.per_second:,.0f}", peak)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _listed(head: str, items: list[str]) -> str:
    return "\n\n".join((head, "\n".join(f"- {item}" for item in items))) if items else ""


def _file(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
