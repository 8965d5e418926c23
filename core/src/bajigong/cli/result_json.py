"""The contract for programs: one JSON object for each application, one a line. Its keys and their order are fixed."""

import json
from typing import IO, Any

from attrs import frozen

from bajigong.answers import ReadingAnswer, RequirementAnswer, RuleAnswer, Verdict
from bajigong.cli.result_row import Answer, Row
from bajigong.errors import Problem
from bajigong.policy.text import Lang
from bajigong.receipts import receipt
from bajigong.schema import printed_code


@frozen
class JsonLines:
    """Writes rows as NDJSON."""

    out: IO[str]
    lang: Lang
    receipts: bool = False

    def put(self, row: Row) -> None:
        """Write one row."""
        written = as_object(row, self.lang)
        if self.receipts and row.answer:
            written["application"] = receipt(row.answer.application)
        self.out.write(json.dumps(written, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Finish: there is nothing more to write."""


def as_object(row: Row, lang: Lang) -> dict[str, Any]:
    """Return what is written for a row."""
    if row.answer:
        return _verdict(row.answer, lang)
    return {"file": row.file, "row": row.row, "error": [_problem(problem, lang) for problem in row.problems]}


def _verdict(answer: Answer, lang: Lang) -> dict[str, Any]:
    verdict = answer.verdict
    trade = answer.names.trade(verdict.occupation or "")
    return {
        "applicant": verdict.applicant,
        "tenant": verdict.tenant,
        "track": verdict.track,
        "occupation": printed_code(verdict.occupation) if verdict.occupation else None,
        "grade": verdict.grade,
        "on": verdict.on.isoformat(),
        "verdict": str(verdict.outcome),
        **_span(verdict),
        "eligible_from": verdict.eligible_from.isoformat() if verdict.eligible_from else None,
        "gates": [{"id": gate.id, **_rule(gate, lang)} for gate in verdict.gates],
        "routes": [_route(route, lang) for route in verdict.routes],
        "missing": [list(facts) for facts in verdict.missing],
        "notes": [note.say(lang) for note in verdict.notes],
        "bundle": verdict.bundle,
        **({"trade": trade} if trade else {}),
        **({"readings": [_reading(one, lang) for one in verdict.readings]} if verdict.readings else {}),
    }


def _route(route: RuleAnswer, lang: Lang) -> dict[str, Any]:
    return {"id": route.id, "method": route.method, **_rule(route, lang), "reading": route.reading or None}


def _reading(reading: ReadingAnswer, lang: Lang) -> dict[str, Any]:
    return {"id": reading.id, "label": reading.label.say(lang), "holds": str(reading.holds), **_span(reading)}


def _rule(rule: RuleAnswer, lang: Lang) -> dict[str, Any]:
    return {
        "holds": str(rule.holds),
        **_span(rule),
        "requirements": [_requirement(requirement, lang) for requirement in rule.requirements],
        "cites": list(rule.cites),
        "label": rule.label.say(lang),
        "in_force": rule.in_force,
    }


def _requirement(requirement: RequirementAnswer, lang: Lang) -> dict[str, Any]:
    return {
        "text": requirement.text.say(lang),
        "holds": str(requirement.holds),
        **_span(requirement),
        "missing": list(requirement.missing),
        "terms": list(requirement.terms),
        "way": requirement.way,
    }


def _span(bounds: Verdict | RuleAnswer | RequirementAnswer | ReadingAnswer) -> dict[str, str | None]:
    since, until = bounds.since, bounds.until
    return {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None}


def _problem(problem: Problem, lang: Lang) -> dict[str, Any]:
    return {
        "sheet": problem.sheet or None,
        "row": problem.row,
        "column": problem.column,
        "line": problem.line,
        "item": problem.item,
        "place": problem.place,
        "found": problem.found.say(lang),
        "expected": problem.expected.say(lang),
        "message": problem.say(lang),
    }
