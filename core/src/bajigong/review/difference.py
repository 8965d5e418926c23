"""What values and rules say, in words."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal, get_args

from attrs import frozen

from bajigong.calendar import from_day
from bajigong.law.opening import Bundle
from bajigong.law.place import Variant
from bajigong.law.terms import Period
from bajigong.policy.law import Term
from bajigong.policy.rules import Ladder, Route, Way
from bajigong.policy.text import Text, listed, same
from bajigong.review.witness import Side, Witness

Part = Literal[
    "documents", "terms", "ways", "routes", "ladders", "practice", "methods", "aspects", "incentives", "duties"
]
PARTS: tuple[Part, ...] = get_args(Part)
#: Only one side says anything; both do, and differ; both say the same, on other clauses or for another time.
How = Literal["only_a", "only_b", "otherwise", "basis"]


@frozen
class Held:
    """What one side says: in words, by which clauses, made by which plugins, from when until when it counts.

    ``rules`` are the ids of the rules that say it.
    """

    says: Text
    clauses: tuple[str, ...]
    by: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    rules: tuple[str, ...] = ()


@frozen(eq=False)
class Practised:
    """A selection for which assessment is laid down differently, and what each side lays down for it."""

    track: str
    occupation: str
    grade: str
    agency_kind: str | None
    a: Text | None
    b: Text | None


@frozen(eq=False)
class Difference:
    """One thing that differs. A side that says nothing of it is None.

    ``through`` are the terms, themselves among the differences, that make it differ.
    """

    part: Part
    id: str
    label: Text
    how: How
    a: Held | None
    b: Held | None
    through: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    practice: Practised | None = None


@frozen(eq=False)
class Differences:
    """All differences between two sides, part by part in the order of `PARTS`."""

    a: Side
    b: Side
    items: tuple[Difference, ...]

    def of(self, *parts: Part) -> tuple[Difference, ...]:
        """Return the differences of some parts."""
        return tuple(item for item in self.items if item.part in parts)


def how(a: Held | None, b: Held | None, *, same: bool) -> How:
    """Say how two sides differ that do not say the same on the same basis."""
    if a is None or b is None:
        return "only_b" if a is None else "only_a"
    return "basis" if same else "otherwise"


def days(period: Period) -> dict[str, Any]:
    """Return a period as the days of what is held."""
    since, until = period
    return {"since": from_day(since), "until": from_day(until)}


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
