"""Grades that are easier to get than the one below, by requirements of one shape: unless a clause says so."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

from attrs import frozen

from bajigong.doctor.finding import Finding, Patient, Severity
from bajigong.doctor.held import held_before
from bajigong.doctor.rungs import Rung, rungs
from bajigong.placed import Variant
from bajigong.policy.text import Text
from bajigong.policy.when import Accumulated

Shape = Literal["alone", "after"]
_SHAPES: tuple[Shape, ...] = ("alone", "after")

_EASIER = Text(
    "{shape}，{low}须满{more}年，更高的{high}只须满{fewer}年",
    "{shape}, {low} asks for {more} years and the higher {high} for {fewer} only",
)
_SAID = Text("{message}；条款即如此规定（{clauses}）", "{message}; the clause says so ({clauses})")
_SHAPE = {
    "alone": Text("单凭工作年限的", "by years of work alone"),
    "after": Text("取得下一等级证书后凭工作年限的", "by years of work after the certificate for the grade below"),
}


@frozen(eq=False)
class _Years:
    """The fewest years by which a grade is reached in one shape, and the route that asks for them."""

    rung: Rung
    variant: Variant[Any]
    years: int


def easier(patient: Patient) -> Iterator[Finding]:
    """Find grades that ask for fewer years than the one below; each once, whatever the track."""
    seen: set[tuple[str, str]] = set()
    ladders: dict[tuple[str, str], list[Rung]] = {}
    for rung in rungs(patient):
        ladders.setdefault((rung.selection.track, rung.selection.occupation), []).append(rung)
    for ladder in ladders.values():
        for shape in _SHAPES:
            for low, high in _pairs(patient, ladder, shape):
                key = (low.variant.id, high.variant.id)
                if high.years < low.years and key not in seen:
                    seen.add(key)
                    yield _finding(patient, shape, low, high)


def _pairs(patient: Patient, ladder: list[Rung], shape: Shape) -> Iterator[tuple[_Years, _Years]]:
    """Give neighbours on a ladder of which both can be reached in the shape, by one reading of the conditions."""
    below = [None, *(rung.selection.grade for rung in ladder)]
    for column in dict.fromkeys(column for rung in ladder for column in rung.plan.columns or ("",)):
        years = [_fewest(patient, rung, column, shape, under) for rung, under in zip(ladder, below, strict=False)]
        yield from ((low, high) for low, high in pairwise(years) if low and high)


def _fewest(patient: Patient, rung: Rung, column: str, shape: Shape, below: str | None) -> _Years | None:
    mine = rung.plan.routes_of(column) if rung.plan.columns else rung.plan.routes
    routes = [route for route in mine if patient.side.counts(route.period)]
    found = [_Years(rung, route, years) for route in routes if (years := _years(patient, route, shape, below))]
    return min(found, key=lambda one: one.years, default=None)


def _years(patient: Patient, route: Variant[Any], shape: Shape, below: str | None) -> int | None:
    """Return the years of a route that asks for nothing but years of work, in one shape."""
    node = route.requirements[0].node if len(route.requirements) == 1 else None
    if not isinstance(node, Accumulated):
        return None
    if shape == "alone":
        return node.years if node.after is None else None
    held = held_before(node, patient.side.bundle.schema)
    return node.years if below and held == (frozenset({below}),) else None


def _finding(patient: Patient, shape: Shape, low: _Years, high: _Years) -> Finding:
    bundle, chosen = patient.side.bundle, high.rung.selection
    message = _EASIER.fill(
        shape=_SHAPE[shape],
        low=bundle.grades[low.rung.selection.grade].what.label,
        high=bundle.grades[chosen.grade].what.label,
        more=low.years,
        fewer=high.years,
    )
    saying = tuple(clause for clause in high.variant.clauses if _says(patient, clause, high.years))
    if saying:
        message = _SAID.fill(message=message, clauses=", ".join(saying))
    plugin = patient.maker(high.variant.rule)
    severity: Severity = "note" if saying else "warning"
    clauses = (*low.variant.clauses, *high.variant.clauses)
    return Finding("easier", severity, plugin, high.variant.id, message, clauses, selection=chosen)


def _says(patient: Patient, clause: str, years: int) -> bool:
    """Say whether a clause holds the figure, in its gist or among its figures."""
    what = patient.side.bundle.clauses[clause].what
    return str(years) in what.gist.zh or any(value == years for _, value in what.figures)
