"""Sentences out of rules: the requirements' own words, joined, each with the clauses behind it."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from attrs import frozen

from bajigong.law_book.desk import Desk, Link, anchor
from bajigong.law_book.wording import both, capital, either, sentence
from bajigong.placed import Variant, terms_of
from bajigong.policy.asks import Requirement
from bajigong.policy.rules import Rule, Way
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Open, Selected

R = TypeVar("R", bound=Rule)

_NONE = Text("无其他条件", "no further condition")
_NAMED = Text("{what}（{names}）", "{what} ({names})")
_FOR_GRADES = Text("申报{grades}的，{what}", "for {grades}: {what}")
_STILL_OPEN = Text("待定事项：{what}", "still open: {what}")
_LEAD = Text("{lead}：", "{lead}: ")


@frozen
class Sentence:
    """One sentence of law: its words, the clauses behind it, and the rule and variants that it was written from.

    ``lead`` names it, "" for none. ``open_terms`` are values in it that nobody has laid down, ``tables`` values too
    long to be part of it. ``details`` are labelled particulars below it.
    """

    rule: str
    variants: tuple[str, ...]
    text: str
    cites: tuple[Link, ...]
    anchor: str
    lead: str = ""
    open_terms: tuple[Link, ...] = ()
    tables: tuple[Link, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


def write(desk: Desk, variants: Sequence[Variant[Rule]], at: str, lead: Text | None = None) -> Sentence:
    """Write one sentence from the variants of one rule, any of which is enough."""
    first = variants[0]
    text = either([conditions(desk, variant.requirements) for variant in variants])
    if isinstance(first.rule, Way) and first.grades:
        text = _FOR_GRADES.fill(grades=desk.grades(first.grades), what=text)
    return Sentence(
        first.rule.id,
        tuple(variant.id for variant in variants),
        desk.say(sentence(text)),
        desk.cites(clause for variant in variants for clause in variant.clauses),
        at,
        _lead(desk, lead),
        open_links(desk, variants),
        _tables(desk, first.rule),
    )


def _lead(desk: Desk, lead: Text | None) -> str:
    return desk.say(_LEAD, lead=capital(lead)) if lead else ""


def state(desk: Desk, variant: Variant[Rule], gist: Text, at: str, lead: Text | None = None) -> Sentence:
    """Write one sentence from a rule's gist."""
    cites = desk.cites(variant.clauses)
    return Sentence(variant.rule.id, (variant.id,), desk.say(sentence(gist)), cites, at, _lead(desk, lead))


def conditions(desk: Desk, requirements: Iterable[Requirement]) -> Text:
    """Join the words of requirements that must all hold."""
    every = list(requirements)
    known = [_words(desk, one) for one in every if not isinstance(one.node, Open)]
    left_open = tuple(one.text for one in every if isinstance(one.node, Open))
    if not left_open:
        return both(known) if known else _NONE
    rest = _STILL_OPEN.fill(what=listed(left_open, "；", "; "))
    return listed((both(known), rest), "；另有", "; ") if known else rest


def _words(desk: Desk, requirement: Requirement) -> Text:
    """Give a requirement's own words; occupations named by their codes get their names."""
    node = requirement.node
    if isinstance(node, Selected) and node.selector == "occupation":
        return _NAMED.fill(what=requirement.text, names=desk.occupations(node.values))
    return requirement.text


def open_links(desk: Desk, variants: Iterable[Variant[Rule]]) -> tuple[Link, ...]:
    """Name the terms on which a rule waits, each once."""
    nodes = (requirement.node for variant in variants for requirement in variant.requirements)
    terms = dict.fromkeys(node.term for node in nodes if isinstance(node, Open))
    return tuple(Link(desk.say(desk.bundle.terms[term].what.label), anchor("t", term)) for term in terms)


def _tables(desk: Desk, rule: Rule) -> tuple[Link, ...]:
    """Name the tables of values on which a rule rests, where they are filled."""
    terms = (desk.bundle.terms[name].what for name in terms_of(rule) if desk.readings[name])
    return tuple(Link(desk.say(term.label), anchor("t", term.id)) for term in terms if term.kind == "table")


def by_rule(variants: Iterable[Variant[R]]) -> list[list[Variant[R]]]:
    """Put together the ways of one rule that stand on the same clauses, in their order."""
    groups: dict[tuple[str, tuple[str, ...]], list[Variant[R]]] = {}
    for variant in variants:
        groups.setdefault((variant.rule.id, variant.clauses), []).append(variant)
    return list(groups.values())
