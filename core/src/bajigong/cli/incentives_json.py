"""The contract of ``bajigong incentives --json``: one object for each application, of fixed keys in a fixed order."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bajigong.cli.result_names import last
from bajigong.cli.result_offices import Office
from bajigong.engine.engine import Application
from bajigong.engine.incentive_answer import IncentiveAnswer
from bajigong.engine.verdict import RequirementAnswer
from bajigong.policy.text import Lang
from bajigong.schema import printed_code


def as_object(
    application: Application, answers: Iterable[IncentiveAnswer], office: Office, lang: Lang
) -> dict[str, Any]:
    """Return what is written for one application."""
    return {
        "applicant": (application.facts.get("applicant") or {}).get("name"),
        "tenant": office.tenant.id,
        "track": application.facts.get("track"),
        "place": application.place,
        "on": application.on.isoformat(),
        "incentives": [_answer(answer, lang) for answer in answers],
        "bundle": office.engine.bundle.hash,
    }


def _answer(answer: IncentiveAnswer, lang: Lang) -> dict[str, Any]:
    return {
        "id": answer.id,
        "label": answer.label.say(lang),
        "gist": answer.gist.say(lang),
        "occupation": printed_code(answer.occupation) if answer.occupation else answer.occupation,
        "grade": answer.grade,
        "status": str(answer.status),
        "since": _day(answer.since),
        "until": _day(answer.until),
        "claim_by": _day(last(answer.until) if answer.until else None),
        "amount": answer.amount,
        "requirements": [_requirement(requirement, lang) for requirement in answer.requirements],
        "missing": [list(facts) for facts in answer.missing],
        "cites": list(answer.cites),
        "notes": [note.say(lang) for note in answer.notes],
        "in_force": answer.in_force,
    }


def _requirement(requirement: RequirementAnswer, lang: Lang) -> dict[str, Any]:
    return {
        "text": requirement.text.say(lang),
        "holds": str(requirement.holds),
        "since": _day(requirement.since),
        "until": _day(requirement.until),
        "missing": list(requirement.missing),
        "terms": list(requirement.terms),
        "way": requirement.way,
    }


def _day(when: date | None) -> str | None:
    return when.isoformat() if when else None
