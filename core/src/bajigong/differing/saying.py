"""What values and rules say, in words."""

from collections.abc import Iterable, Sequence
from typing import Any

from bajigong.bundle import Bundle
from bajigong.placed import Variant
from bajigong.policy.law import Term
from bajigong.policy.rules import Ladder, Route, Way
from bajigong.policy.text import Text, listed, same

_YES, _NO = Text("有此规定", "it is laid down"), Text("明确不予适用", "it is ruled out")
_ROWS = Text("对应表（{n}行）", "a table of {n} rows")
_NOTHING = Text("不另设条件", "nothing more is asked")
_TO = Text("{grades}：{asks}", "{grades}: {asks}")
_OR = Text("；或者", "; or else ")


def value_said(bundle: Bundle, term: Term, value: Any) -> Text:
    """Say what a term is filled with."""
    match term.kind:
        case "flag":
            return _YES if value else _NO
        case "choices":
            return listed(tuple(_choice(bundle, term, one) for one in value))
        case "table":
            return _ROWS.fill(n=len(value))
        case "choice":
            return _choice(bundle, term, value)
        case "whole":
            return same(str(value))


def _choice(bundle: Bundle, term: Term, value: Any) -> Text:
    """Name a value by the fact whose closed list has all of the term's values, the shortest such list."""
    if all(choice in bundle.grades for choice in term.choices):
        return bundle.grades[str(value)].what.label
    lists = [
        {choice.value: choice.label for choice in said.what.choices}
        for said in bundle.facts.values()
        if {choice.value for choice in said.what.choices} >= set(term.choices)
    ]
    return min(lists, key=len).get(value, same(str(value))) if lists else same(str(value))


def grades_said(bundle: Bundle, grades: Iterable[str]) -> Text:
    """Name grades, the lowest first."""
    ordered = sorted(grades, key=lambda grade: bundle.grades[grade].what.order)
    return listed(tuple(bundle.grades[grade].what.label for grade in ordered))


def rule_said(bundle: Bundle, variants: Sequence[Variant[Any]]) -> Text:
    """Say what a rule comes to where it stands: its grades, and what it asks, one way or another."""
    rule = variants[0].rule
    gist: Text | None = getattr(rule, "gist", None)
    if gist is not None:
        return gist
    asks = listed(tuple(dict.fromkeys(_asks(variant) for variant in variants)), _OR.zh, _OR.en)
    grades = {grade for variant in variants for grade in variant.grades}
    if isinstance(rule, Route | Ladder) or (isinstance(rule, Way) and grades):
        return _TO.fill(grades=grades_said(bundle, grades), asks=asks)
    return asks


def _asks(variant: Variant[Any]) -> Text:
    return listed(tuple(r.text for r in variant.requirements), "；", "; ") if variant.requirements else _NOTHING


def rule_named(bundle: Bundle, rule: Any) -> Text:
    """Name a rule: by its label or, a way, by its gate's; what has neither goes by its id."""
    if isinstance(rule, Way):
        return bundle.gates[rule.gate].what.label
    label: Text | None = getattr(rule, "label", None)
    return label or same(rule.id)
