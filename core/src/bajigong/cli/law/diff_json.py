"""Differences for programs."""

from datetime import date
from typing import TYPE_CHECKING, Any

from bajigong.cli.law.diff_people import people_json
from bajigong.cli.result_reasons import clauses, failing
from bajigong.engine.verdict import Verdict
from bajigong.policy.text import Lang, Text
from bajigong.receipts import receipt
from bajigong.witness.trial import application

if TYPE_CHECKING:
    from bajigong.differing.people import People
    from bajigong.law_diff import Difference, Differences, Held, Practised, Side, Witness


def said_in_json(found: "Differences", people: "People | None", lang: Lang) -> dict[str, Any]:
    """Return both sides, every difference, and what it comes to for people where some were given."""
    said = {
        "a": _side(found.a, lang),
        "b": _side(found.b, lang),
        "differences": [_difference(found, one, lang) for one in found.items],
    }
    return said if people is None else {**said, "people": people_json(people)}


def _side(side: "Side", lang: Lang) -> dict[str, Any]:
    return {
        "tenant": side.engine.tenant,
        "name": side.name.say(lang),
        "place": side.place,
        "on": side.on.isoformat(),
        "bundle": side.bundle.hash,
    }


def _difference(found: "Differences", one: "Difference", lang: Lang) -> dict[str, Any]:
    return {
        "part": one.part,
        "id": one.id,
        "label": one.label.say(lang),
        "how": one.how,
        "a": _held(one.a, lang),
        "b": _held(one.b, lang),
        "through": list(one.through),
        "witnesses": [witness_json(found.a, witness, lang) for witness in one.witnesses],
        "practice": _practised(one.practice, lang),
    }


def _held(held: "Held | None", lang: Lang) -> dict[str, Any] | None:
    if held is None:
        return None
    return {
        "says": held.says.say(lang),
        "clauses": list(held.clauses),
        "plugins": list(held.by),
        "rules": list(held.rules),
        "since": _day(held.since),
        "until": _day(held.until),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def witness_json(side: "Side", witness: "Witness", lang: Lang) -> dict[str, Any]:
    """Return a person's facts and both verdicts."""
    facts = receipt(application(side, witness.facts))["facts"]
    return {"facts": facts, "a": verdict_json(witness.a, lang), "b": verdict_json(witness.b, lang)}


def verdict_json(verdict: Verdict, lang: Lang) -> dict[str, Any]:
    """Return a verdict in short: its dates, why it is none, and the clauses it rests on."""
    return {
        "verdict": str(verdict.outcome),
        "since": _day(verdict.since),
        "until": _day(verdict.until),
        "eligible_from": _day(verdict.eligible_from),
        "because": [reason.say(lang) for reason in failing(verdict)],
        "cites": list(clauses(verdict)),
    }


def _practised(shown: "Practised | None", lang: Lang) -> dict[str, Any] | None:
    if shown is None:
        return None

    def said(text: Text | None) -> str | None:
        return text.say(lang) if text is not None else None

    selection = {"track": shown.track, "occupation": shown.occupation, "grade": shown.grade}
    return {**selection, "agency_kind": shown.agency_kind, "a": said(shown.a), "b": said(shown.b)}
