"""Receipts: a verdict with the facts it rests on, so that it can be decided again.

The ID number is left out: the verdict rests on the date of birth, which stays.
"""

from collections.abc import Mapping, Set
from datetime import date
from typing import Any

from attrs import frozen

from bajigong.answers import Application, RuleAnswer, Verdict
from bajigong.calendar import DayWithin, NumberFrom
from bajigong.engine.engine import Engine
from bajigong.policy.facts import Schema


def receipt(application: Application, schema: Schema) -> dict[str, Any]:
    """Return what an application says, in plain values for JSON: its facts, the day asked about and the place."""
    private = frozenset(field.path for field in schema.fields.values() if field.type == "id_number")
    facts = _plain(application.facts, "", private)
    return {"on": application.on.isoformat(), "place": application.place, "facts": facts}


def _plain(value: Any, path: str, private: Set[str]) -> Any:
    if isinstance(value, Mapping):
        places = ((key, f"{path}.{key}" if path else key) for key in value)
        return {key: _plain(value[key], place, private) for key, place in places if place not in private}
    if isinstance(value, list | tuple):
        return [_plain(item, path, private) for item in value]
    if isinstance(value, DayWithin | NumberFrom):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


@frozen
class Change:
    """One thing in which a verdict differs from what was said before: a key, and the values."""

    key: str
    before: Any
    now: Any


@frozen
class Replay:
    """A verdict decided again: whether the law is the same, and what changed if not."""

    verdict: Verdict
    same_law: bool
    changes: tuple[Change, ...]

    @property
    def stands(self) -> bool:
        """Whether the verdict is what it was, with its dates."""
        return not {change.key for change in self.changes} & {"verdict", "since", "until", "eligible_from", "missing"}


def replay(engine: Engine, said: Mapping[str, Any], application: Application) -> Replay:
    """Decide an application again and hold the answer against what was said, a verdict as JSON gives it."""
    verdict = engine.decide([application])[0]
    changes = [Change(key, said.get(key), now) for key, now in _heads(verdict).items() if said.get(key) != now]
    for part in ("gates", "routes"):
        changes += _rules(part, said.get(part, []), getattr(verdict, part))
    return Replay(verdict, said.get("bundle") == verdict.bundle, tuple(changes))


def _heads(verdict: Verdict) -> dict[str, Any]:
    days = {key: getattr(verdict, key) for key in ("since", "until", "eligible_from")}
    return {
        "verdict": str(verdict.outcome),
        **{key: day.isoformat() if day else None for key, day in days.items()},
        "missing": [list(some) for some in verdict.missing],
    }


def _rules(part: str, said: list[Mapping[str, Any]], now: tuple[RuleAnswer, ...]) -> list[Change]:
    before = {rule["id"]: (rule["holds"], tuple(rule["cites"])) for rule in said}
    after = {rule.id: (str(rule.holds), rule.cites) for rule in now}
    names = dict.fromkeys((*before, *after))
    return [
        Change(f"{part}: {name}", before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]
