"""A person in words: the facts of an application, as a sentence of an office says them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from bajigong.bundle import Bundle
from bajigong.cli.result_names import Names, day
from bajigong.cli.result_reasons import failing
from bajigong.engine.verdict import Outcome, Verdict
from bajigong.policy.facts import FactField
from bajigong.policy.text import Text, listed, same

_HEAD = Text("{track}，{occupation}（{code}），申报{grade}", "{track}, {occupation} ({code}), for {grade}")
_NONE = Text("无{label}", "no {label}")
_ONE = Text("{label}：{value}", "{label}: {value}")
_RECORDS = Text("{label}（{records}）", "{label} ({records})")
_SELF = Text("本职业", "the same occupation")
_YES, _NO = Text("是", "yes"), Text("否", "no")
_BECAUSE = Text("{outcome}（{why}）", "{outcome} ({why})")
_LACKS = Text("{outcome}（距最近的条件尚缺：{why}）", "{outcome} (nearest to it, and lacking: {why})")
_FROM = Text("{outcome}，{day}起符合", "{outcome}, eligible from {day}")
_WORDS = {
    Outcome.ELIGIBLE: Text("符合", "eligible"),
    Outcome.NOT_ELIGIBLE: Text("不符合", "not eligible"),
    Outcome.UNDETERMINED: Text("无法判定", "undetermined"),
    Outcome.NOT_COVERED: Text("未作规定", "not covered"),
}
#: So many reasons are given.
_REASONS = 2
#: Types of fact whose values speak for themselves.
_PLAIN = frozenset({"choice", "grade", "occupation", "place"})


def outcome_said(outcome: Outcome) -> Text:
    """Name a verdict."""
    return _WORDS[outcome]


def verdict_said(verdict: Verdict) -> Text:
    """Say a verdict in short, with what stands in the way."""
    said = _WORDS[verdict.outcome]
    if verdict.eligible_from:
        said = _FROM.fill(outcome=said, day=day(verdict.eligible_from))
    why = failing(verdict)[:_REASONS]
    shape = _LACKS if verdict.outcome is Outcome.NOT_ELIGIBLE else _BECAUSE
    return shape.fill(outcome=said, why=listed(why, "；", "; ")) if why else said


@frozen(eq=False)
class Person:
    """Somebody's facts, to be said in the words of a bundle."""

    names: Names
    facts: Mapping[str, Any]

    def said(self) -> Text:
        """Say all of them: what is applied for, then each fact."""
        facts = self.facts
        head = _HEAD.fill(
            track=self.names.track(facts["track"]),
            occupation=self.names.occupation(facts["occupation"]),
            code=facts["occupation"],
            grade=self.names.grade(facts["grade"]),
        )
        return listed((head, *self._groups(facts, "")), "；", "; ")

    @property
    def _bundle(self) -> Bundle:
        return self.names.bundle

    def _groups(self, facts: Mapping[str, Any], above: str) -> Iterator[Text]:
        for key, value in facts.items():
            path = f"{above}{key}"
            field = self._bundle.schema.fields.get(path)
            if isinstance(value, Mapping):
                yield from self._groups(value, f"{path}.")
            elif field and field.type == "list":
                yield self._list(field, value)
            elif field and above:
                yield _ONE.fill(label=field.label, value=self._value(field, value))

    def _list(self, field: FactField, records: list[Mapping[str, Any]]) -> Text:
        if not records:
            return _NONE.fill(label=field.label)
        said = tuple(self._record(field, record) for record in records)
        return _RECORDS.fill(label=field.label, records=listed(said, "；", "; "))

    def _record(self, field: FactField, record: Mapping[str, Any]) -> Text:
        below = self._bundle.schema.children[field.path]
        said = (self._field(below[name], record[name]) for name in below if name in record)
        return listed(tuple(said), "，", ", ")

    def _field(self, field: FactField, value: Any) -> Text:
        """Say one field of a record: what speaks for itself without its label."""
        said = self._value(field, value)
        return said if field.type in _PLAIN else _ONE.fill(label=field.label, value=said)

    def _value(self, field: FactField, value: Any) -> Text:
        if isinstance(value, list | tuple):
            return listed(tuple(self._value(field, one) for one in value))
        if isinstance(value, date):
            return day(value)
        if isinstance(value, bool):
            return _YES if value else _NO
        if field.type == "occupation":
            return _SELF if value == self.facts["occupation"] else self.names.occupation(value)
        if field.type == "grade":
            return self.names.grade(value)
        return next((c.label for c in field.choices if c.value == value), same(str(value)))
