"""Reasons: one row that stands for all with its signature is explained, and its days are taken off."""

from typing import Any

from attrs import evolve

from bajigong.batch.answers import Reason
from bajigong.calendar import from_day
from bajigong.engine.decide import Decision
from bajigong.engine.explain import Explainer
from bajigong.engine.reasons import best_route, clauses, failing
from bajigong.engine.selection import Selection
from bajigong.engine.verdict import Outcome, RuleAnswer, Verdict

_BLANK: dict[str, Any] = {"since": None, "until": None}


def reason(selection: Selection, decision: Decision, signature: int) -> Reason:
    """Explain a row."""
    verdict = _verdict(selection, decision)
    route = best_route(verdict)
    return Reason(
        signature,
        verdict.outcome,
        selection.track,
        selection.grade,
        route.id if route else "",
        route.label if route else None,
        route.method if route else "",
        failing(verdict),
        verdict.missing,
        clauses(verdict),
        tuple(map(_undated, verdict.gates)),
        tuple(map(_undated, verdict.routes)),
        tuple(evolve(one, **_BLANK) for one in verdict.readings),
    )


def unselected(missing: tuple[str, ...], track: str, grade: str, signature: int) -> Reason:
    """Explain rows for which no rule could be picked."""
    return Reason(signature, Outcome.UNDETERMINED, track, grade, "", None, "", (), (missing,), (), (), ())


def _verdict(selection: Selection, decision: Decision) -> Verdict:
    explainer = Explainer(decision)
    outcome, missing = explainer.outcome()
    day = from_day(decision.on)
    assert day is not None  # a day asked about is a real one
    return Verdict(
        applicant=None,
        tenant="",
        track=selection.track,
        occupation=None,
        grade=selection.grade,
        place=selection.place,
        on=day,
        outcome=outcome,
        **_BLANK,
        eligible_from=None,
        gates=explainer.gates(),
        routes=explainer.routes(),
        missing=missing,
        notes=(),
        bundle="",
        readings=explainer.readings(),
    )


def _undated(answer: RuleAnswer) -> RuleAnswer:
    bare = tuple(evolve(requirement, **_BLANK) for requirement in answer.requirements)
    return evolve(answer, requirements=bare, **_BLANK)
