"""The rules that a document out of force takes away: named, not set out."""

from typing import Any

from attrs import frozen

from bajigong.clauses import RULES
from bajigong.law_book.desk import Desk, Link
from bajigong.law_book.labels import ASPECT, worded
from bajigong.law_book.silence import out_links
from bajigong.policy.rules import Aspect, Rule, Way
from bajigong.policy.text import Text


@frozen
class Past:
    """A rule that is not in force on the day: its name, its grades, the clauses behind it, and why."""

    label: str
    scope: str
    cites: tuple[Link, ...]
    why: tuple[Link, ...]


def label_of(desk: Desk, rule: Rule) -> Text:
    """Name a rule: a way by its gate, an aspect by what it is about."""
    if isinstance(rule, Way):
        return desk.bundle.gates[rule.gate].what.label
    return worded(ASPECT, rule.of) if isinstance(rule, Aspect) else rule.label


def past(desk: Desk) -> tuple[Past, ...]:
    """List the rules of the place that a document out of force takes away, those alike together."""
    groups: dict[tuple[Text, tuple[str, ...], tuple[str, ...]], list[Any]] = {}
    for name in RULES:
        for variant in getattr(desk.law, name):
            if not desk.counts(variant) and out_links(desk, variant):
                key = (label_of(desk, variant.rule), getattr(variant.rule, "tracks", ()), variant.clauses)
                groups.setdefault(key, []).append(variant)
    return tuple(_past(desk, *key, variants) for key, variants in groups.items())


def _past(desk: Desk, label: Text, tracks: tuple[str, ...], clauses: tuple[str, ...], variants: list[Any]) -> Past:
    grades = {grade for variant in variants for grade in variant.grades}
    scope = [desk.say(text) for text in (desk.tracks(tracks), desk.grades(grades)) if text.zh]
    words = ("；" if desk.zh else "; ").join(scope)
    return Past(desk.title(label), words, desk.cites(clauses), out_links(desk, variants[0]))
