"""Gaps: a grade that is open to a track, and no route leads to it."""

from collections.abc import Iterator

from bajigong.doctor.finding import Finding, Patient
from bajigong.doctor.rungs import Rung, is_open, rungs
from bajigong.policy.asks import TermRef
from bajigong.policy.rules import Route, Rule
from bajigong.policy.text import Text, listed

_GAP = Text(
    "{track}：等级序列中有{grade}，当日却没有通向它的申报条件{why}",
    "{track}: the ladder has {grade}, and no route in force leads to it{why}",
)
_SILENT = Text("（此地未作规定：{terms}）", " (not laid down here: {terms})")
_NONE = Text("", "")


def gaps(patient: Patient) -> Iterator[Finding]:
    """Find grades without a route in force, on tracks that are open."""
    seen: set[tuple[str, str]] = set()
    for rung in rungs(patient):
        key = (rung.selection.track, rung.selection.grade)
        reached = any(patient.side.counts(route.period) for route in rung.plan.routes)
        if not reached and key not in seen and is_open(patient, rung.plan):
            seen.add(key)
            yield _finding(patient, rung)


def _leads_to(rule: Rule, grade: str) -> bool:
    """Say whether a rule is a route to a grade, or to grades that a term would name."""
    return isinstance(rule, Route) and (isinstance(rule.to, TermRef) or grade in rule.to)


def _finding(patient: Patient, rung: Rung) -> Finding:
    bundle, chosen, ladder = patient.side.bundle, rung.selection, rung.ladders[0]
    silent = [one.term.label for one in rung.plan.silences if _leads_to(one.rule, chosen.grade)]
    message = _GAP.fill(
        track=bundle.tracks[chosen.track].what.label,
        grade=bundle.grades[chosen.grade].what.label,
        why=_SILENT.fill(terms=listed(tuple(dict.fromkeys(silent)))) if silent else _NONE,
    )
    return Finding("gaps", "warning", patient.maker(ladder.rule), ladder.id, message, ladder.clauses, selection=chosen)
