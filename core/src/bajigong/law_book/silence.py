"""Why something is not law here that day: what is silent, what lapsed, what is for another place."""

from collections.abc import Iterable, Iterator
from typing import Any

from bajigong.calendar import from_day, to_day
from bajigong.law_book.desk import Desk, Link, anchor, named
from bajigong.law_book.standing import out_of_force
from bajigong.placed import Variant
from bajigong.policy.law import Document
from bajigong.policy.rules import Rule
from bajigong.policy.text import Text
from bajigong.readings import in_force

_LAPSED = Text("{doc}自{day}起失效", "{doc} lapsed on {day}")
_NOT_YET = Text("{doc}自{day}起施行", "{doc} is not in force until {day}")
_SILENT = Text("现行文件未作规定：{term}", "no document in force here lays down: {term}")
_ELSEWHERE = Text("其依据不适用于此地", "what it rests on is not law here")


def why_not(desk: Desk, rules: Iterable[Rule]) -> tuple[Link, ...]:
    """Say why none of the rules is law here that day, each reason once."""
    reasons = dict.fromkeys(reason for rule in rules for reason in _reasons(desk, rule))
    return tuple(reasons) or (Link(desk.say(_ELSEWHERE)),)


def _reasons(desk: Desk, rule: Rule) -> Iterator[Link]:
    for silence in desk.law.silences:
        if silence.rule is rule:
            term = silence.term
            yield Link(desk.say(_SILENT, term=term.label), anchor("t", term.id))
    for variant in _placed(desk, rule):
        yield from out_links(desk, variant)


def _placed(desk: Desk, rule: Rule) -> Iterator[Variant[Any]]:
    law = desk.law
    every = (law.ways, law.routes, law.ladders, law.methods, law.aspects, law.incentives, law.duties)
    return (variant for variants in every for variant in variants if variant.rule is rule)


def out_links(desk: Desk, variant: Variant[Any]) -> tuple[Link, ...]:
    """Say which documents behind a rule are out of force, and from when."""
    documents = out_of_force(desk.bundle, variant.clauses, desk.on)
    return tuple(Link(_out(desk, document), anchor("d", document.id)) for document in documents)


def _out(desk: Desk, document: Document) -> str:
    since, until = in_force(document)
    begun = to_day(desk.on) >= since
    day = from_day(until if begun else since)
    return desk.say(_LAPSED if begun else _NOT_YET, doc=named(document), day=desk.day(day) if day else "")
