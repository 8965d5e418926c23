"""A chapter of methods: the parts of each, what is asked, and all that is laid down about how it is held."""

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve, frozen

from bajigong.law_book.desk import Desk, anchor
from bajigong.law_book.labels import ASPECT, MARK, worded
from bajigong.law_book.lexicon import Lexicon
from bajigong.law_book.sentences import Sentence, state
from bajigong.placed import Variant
from bajigong.policy.rules import Aspect, Method, Part
from bajigong.policy.text import Text, listed, same

SCOPE = Text("适用范围", "applies to")
FIGURES = Text("程序所用数值", "figures for programs")
_REPLACES = Text("代替", "in place of")
_CONTENT = Text("考核内容", "content")
_MARKED = Text("仅限{marks}", "{marks} only")
_METHOD = Text("适用于：{methods}", "for: {methods}")


@frozen
class PartRow:
    """One part of a method: the mark that passes, the least minutes and the grades that take it; "" where not said."""

    label: str
    pass_mark: str
    minutes: str
    grades: str


@frozen
class MethodEntry:
    """A method, its parts, and the aspects laid down for it alone."""

    anchor: str
    title: str
    gist: Sentence
    parts: tuple[PartRow, ...]
    aspects: tuple[Sentence, ...]


@frozen
class MethodChapter:
    """The methods of a place, and what is laid down about several of them or all."""

    methods: tuple[MethodEntry, ...]
    common: tuple[Sentence, ...]

    def sentences(self) -> Iterator[Sentence]:
        """Give every sentence of the chapter."""
        for method in self.methods:
            yield from (method.gist, *method.aspects)
        yield from self.common


def method_chapter(desk: Desk) -> MethodChapter:
    """Write the methods in force, each with its aspects."""
    aspects = [aspect for aspect in desk.law.aspects if desk.counts(aspect)]
    methods = [method for method in desk.law.methods if desk.counts(method)]
    known = {method.rule.id for method in methods}
    alone = {name: [one for one in aspects if one.rule.methods == (name,)] for name in known}
    common = [one for one in aspects if len(one.rule.methods) != 1 or one.rule.methods[0] not in known]
    entries = tuple(_method(desk, one, n, alone[one.rule.id]) for n, one in enumerate(methods, 1))
    return MethodChapter(entries, tuple(_aspects(desk, common, "aspect")))


def _method(desk: Desk, method: Variant[Method], number: int, aspects: Iterable[Variant[Aspect]]) -> MethodEntry:
    rule = method.rule
    at = f"method-{number}"
    replaces = desk.bundle.methods.get(rule.replaces) if rule.replaces else None
    details = (
        (SCOPE, scope(desk, rule.tracks, rule.grades)),
        (_REPLACES, replaces.what.label if replaces else None),
        (_CONTENT, listed(rule.content, en="; ") if rule.content else None),
    )
    gist = evolve(state(desk, method, rule.gist, at), details=said(desk, details))
    parts = tuple(_part(desk, part) for part in rule.parts)
    return MethodEntry(anchor("m", rule.id), desk.title(rule.label), gist, parts, tuple(_aspects(desk, aspects, at)))


def _part(desk: Desk, part: Part) -> PartRow:
    mark, minutes = (str(figure) if figure is not None else "" for figure in (part.pass_mark, part.minutes))
    return PartRow(desk.title(part.label), mark, minutes, desk.say(desk.grades(part.grades)) if part.grades else "")


def _aspects(desk: Desk, aspects: Iterable[Variant[Aspect]], at: str) -> Iterator[Sentence]:
    order = list(ASPECT)
    for number, aspect in enumerate(sorted(aspects, key=lambda one: order.index(one.rule.of)), 1):
        rule = aspect.rule
        written = state(desk, aspect, rule.gist, f"{at}-{number}", worded(ASPECT, rule.of))
        details = ((SCOPE, _aspect_scope(desk, rule)), (FIGURES, figures(desk, rule.figures)))
        yield evolve(written, details=said(desk, details))


def _aspect_scope(desk: Desk, rule: Aspect) -> Text | None:
    several = rule.methods if len(rule.methods) > 1 else ()
    named = _METHOD.fill(methods=desk.names(desk.bundle.methods, several)) if several else None
    agencies = listed(tuple(Lexicon(desk).word(kind, "kind") for kind in rule.agencies)) if rule.agencies else None
    marks = listed(tuple(worded(MARK, mark) for mark in rule.marks)) if rule.marks else None
    only = _MARKED.fill(marks=marks) if marks else None
    return _joined((named, scope(desk, rule.tracks, rule.grades), agencies, only))


def scope(desk: Desk, tracks: tuple[str, ...], grades: tuple[str, ...]) -> Text | None:
    """Name the tracks and grades that something is for, None for all."""
    return _joined((desk.tracks(tracks) if tracks else None, desk.grades(grades) if grades else None))


def _joined(texts: Iterable[Text | None]) -> Text | None:
    there = tuple(text for text in texts if text)
    return listed(there, "；", "; ") if there else None


def figures(desk: Desk, values: tuple[tuple[str, Any], ...]) -> Text | None:
    """Write the figures that programs read, as they are declared."""
    if not values:
        return None
    lexicon = Lexicon(desk)
    return listed(tuple(same(f"{name} = {desk.say(lexicon.figure(value))}") for name, value in values), "；", "; ")


def said(desk: Desk, details: Iterable[tuple[Text, Text | None]]) -> tuple[tuple[str, str], ...]:
    """Keep the particulars that there are."""
    return tuple((desk.say(label), desk.say(text)) for label, text in details if text and text.zh)
