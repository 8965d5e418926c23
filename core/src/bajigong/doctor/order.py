"""The order of the grades: prerequisites go in no circle, and every grade can be reached."""

from collections.abc import Iterator, Mapping
from typing import Any

from bajigong.doctor.finding import Finding, Patient, Severity
from bajigong.doctor.held import Alternatives, all_of, held_before
from bajigong.doctor.rungs import rungs
from bajigong.placed import Variant
from bajigong.policy.text import Text, listed

_CIRCLE = Text("等级互为前提，形成循环：{grades}", "grades are prerequisites of each other, in a circle: {grades}")
_BEYOND = Text(
    "{grade}有申报条件，但其所要求先取得的等级无法取得：{grades}",
    "there are routes to {grade}, but the grades that they ask to be held first cannot be reached: {grades}",
)

#: For each grade the routes to it, and the grades that each asks to be held.
_Asked = Mapping[str, list[tuple[Variant[Any], Alternatives]]]


def order(patient: Patient) -> Iterator[Finding]:
    """Find circles among prerequisites, and grades that cannot be reached for want of them."""
    asked = _asked(patient)
    for circle in _circles(asked):
        variant = next(v for v, before in asked[circle[0]] if any(circle[1] in some for some in before))
        names = listed(tuple(_label(patient, grade) for grade in circle), " → ", " → ")
        yield _finding(patient, variant, "error", _CIRCLE.fill(grades=names), circle[0])
    yield from _unreached(patient, asked)


def _asked(patient: Patient) -> _Asked:
    """Return, for each grade, the routes in force to it and the grades that each asks to be held."""
    schema = patient.side.bundle.schema
    found: dict[str, list[tuple[Variant[Any], Alternatives]]] = {}
    for variant in patient.in_force("routes"):
        before = all_of(tuple(held_before(r.node, schema) for r in variant.requirements))
        for grade in variant.grades:
            found.setdefault(grade, []).append((variant, before))
    return found


def _circles(asked: _Asked) -> Iterator[tuple[str, ...]]:
    """Give each circle once, from the grade that is declared first and back to it."""
    edges = {g: {h for _, before in routes for some in before for h in some} for g, routes in asked.items()}
    closed: set[frozenset[str]] = set()
    for start in edges:
        path = _back_to(start, edges)
        if path and frozenset(path) not in closed:
            closed.add(frozenset(path))
            yield path


def _back_to(start: str, edges: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return the shortest way from a grade over its prerequisites back to it, () where there is none."""
    paths: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for grade in sorted(edges.get(path[-1], ())):
            if grade == start:
                return (*path, start)
            if grade not in seen:
                seen.add(grade)
                paths.append((*path, grade))
    return ()


def _unreached(patient: Patient, asked: _Asked) -> Iterator[Finding]:
    reached = _reached(asked)
    for grade in dict.fromkeys(rung.selection.grade for rung in rungs(patient)):
        if grade in asked and grade not in reached:
            variant, before = asked[grade][0]
            missing = sorted({one for some in before for one in some} - reached)
            names = listed(tuple(_label(patient, one) for one in missing))
            message = _BEYOND.fill(grade=_label(patient, grade), grades=names)
            yield _finding(patient, variant, "warning", message, grade)


def _reached(asked: _Asked) -> set[str]:
    """Return the grades that can be reached by somebody who begins with none."""
    reached: set[str] = set()
    while True:
        more = {g for g, routes in asked.items() if any(some <= reached for _, before in routes for some in before)}
        if more <= reached:
            return reached
        reached |= more


def _label(patient: Patient, grade: str) -> Text:
    return patient.side.bundle.grades[grade].what.label


def _finding(patient: Patient, variant: Variant[Any], severity: Severity, message: Text, grade: str) -> Finding:
    chosen = next((rung.selection for rung in rungs(patient) if rung.selection.grade == grade), None)
    plugin = patient.maker(variant.rule)
    return Finding("order", severity, plugin, variant.id, message, variant.clauses, selection=chosen)
