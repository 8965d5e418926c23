"""Chapters of what a grade brings, and of what agencies and offices must do and keep."""

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any

from attrs import evolve, frozen

from bajigong.law.place import Variant
from bajigong.policy.law import Aspect, Duty, Incentive, Keep, Method, Part
from bajigong.policy.text import Text, listed, same
from bajigong.review.book_law import LawAt, anchor, capital, yearly
from bajigong.review.book_sentences import Sentence, conditions, open_links, state
from bajigong.review.book_words import ASPECT, CLAUSE_KIND, MARK, Lexicon, worded

#: A labelled particular; None or an empty text for one that there is not.
Detail = tuple[Text, Text | None]

TRACKS = Text("评价类型", "tracks")
GRADES = Text("等级", "grades")
OCCUPATIONS = Text("职业（工种）", "occupations")
_AGENCIES = Text("评价机构", "agencies")
_METHODS = Text("评价方式", "methods")
_REPLACES = Text("代替", "in place of")
_CONTENT = Text("考核内容", "content")


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
    """The methods of a place, and what is laid down about several of them or all.

    ``unused`` are methods to which no route leads there that day.
    """

    methods: tuple[MethodEntry, ...]
    common: tuple[Sentence, ...]
    unused: tuple[str, ...]

    def sentences(self) -> Iterator[Sentence]:
        """Give every sentence of the chapter."""
        for method in self.methods:
            yield from (method.gist, *method.aspects)
        yield from self.common


def method_chapter(law_at: LawAt, reached: Set[str]) -> MethodChapter:
    """Write the methods to whose anchors routes lead, each with its aspects, and name those to which none does."""
    there: dict[str, list[Variant[Method]]] = {}
    for method in (method for method in law_at.law.methods if law_at.counts(method)):
        there.setdefault(method.rule.id, []).append(method)
    known = [name for name in there if anchor("m", name) in reached]
    known += [rule.replaces for rule in (there[name][0].rule for name in known) if rule.replaces in there]
    known = [name for name in there if name in known]
    unused = tuple(law_at.say(variants[0].rule.label) for name, variants in there.items() if name not in known)
    aspects = [one for one in law_at.law.aspects if law_at.counts(one) and _concerns(one.rule, known)]
    alone = {name: [one for one in aspects if one.rule.methods == (name,)] for name in known}
    common = [one for one in aspects if len(one.rule.methods) != 1]
    entries = tuple(_method(law_at, there[name], n, alone[name]) for n, name in enumerate(known, 1))
    return MethodChapter(entries, tuple(_aspects(law_at, common, "aspect")), unused)


def _concerns(aspect: Aspect, known: Iterable[str]) -> bool:
    return not aspect.methods or any(name in known for name in aspect.methods)


def _method(
    law_at: LawAt, variants: Sequence[Variant[Method]], number: int, aspects: Iterable[Variant[Aspect]]
) -> MethodEntry:
    rule = variants[0].rule
    at = f"method-{number}"
    replaces = law_at.bundle.methods.get(rule.replaces) if rule.replaces else None
    details = (
        *scope(law_at, rule.tracks, rule.grades),
        (_REPLACES, replaces.what.label if replaces else None),
        (_CONTENT, listed(rule.content, en="; ")),
    )
    cites = law_at.cites(clause for variant in variants for clause in variant.clauses)
    gist = evolve(state(law_at, variants[0], rule.gist, at), cites=cites, details=said(law_at, details))
    parts = tuple(_part(law_at, part) for part in rule.parts)
    return MethodEntry(
        anchor("m", rule.id), law_at.title(rule.label), gist, parts, tuple(_aspects(law_at, aspects, at))
    )


def _part(law_at: LawAt, part: Part) -> PartRow:
    mark, minutes = (str(figure) if figure is not None else "" for figure in (part.pass_mark, part.minutes))
    return PartRow(
        law_at.title(part.label), mark, minutes, law_at.say(law_at.grades(part.grades)) if part.grades else ""
    )


def _aspects(law_at: LawAt, aspects: Iterable[Variant[Aspect]], at: str) -> Iterator[Sentence]:
    order = {of: number for number, of in enumerate(ASPECT)}
    for number, aspect in enumerate(sorted(aspects, key=lambda one: order.get(one.rule.of, len(order))), 1):
        rule = aspect.rule
        written = state(law_at, aspect, rule.gist, f"{at}-{number}", worded(ASPECT, rule.of))
        details = _aspect_scope(law_at, rule)
        yield evolve(written, details=said(law_at, details))


def _aspect_scope(law_at: LawAt, rule: Aspect) -> tuple[Detail, ...]:
    several = rule.methods if len(rule.methods) > 1 else ()
    agencies = tuple(Lexicon(law_at).word(kind, "kind") for kind in rule.agencies)
    return (
        (_METHODS, law_at.names(law_at.bundle.methods, several)),
        *scope(law_at, rule.tracks, rule.grades),
        (_AGENCIES, listed(agencies)),
        (OCCUPATIONS, listed(tuple(worded(MARK, mark) for mark in rule.marks))),
    )


def scope(law_at: LawAt, tracks: tuple[str, ...], grades: tuple[str, ...]) -> tuple[Detail, ...]:
    """Name the tracks and grades that something is for, where it is not for all."""
    return (TRACKS, law_at.tracks(tracks)), (GRADES, law_at.grades(grades))


def figures(law_at: LawAt, values: tuple[tuple[str, Any], ...]) -> Text | None:
    """Write the figures that programs read, as they are declared."""
    if not values:
        return None
    lexicon = Lexicon(law_at)
    return listed(tuple(same(f"{name} = {law_at.say(lexicon.figure(value))}") for name, value in values), "；", "; ")


def said(law_at: LawAt, details: Iterable[Detail]) -> tuple[tuple[str, str], ...]:
    """Keep the particulars that there are."""
    return tuple((law_at.say(label), law_at.say(text)) for label, text in details if text and text.zh)


_WHO = Text("责任主体", "who")
_CONDITIONS = Text("条件", "conditions")
_AMOUNT = Text("金额上限", "at most")
_YUAN = Text("{n}元", "{n} yuan")
_DUE = Text("期限", "due")
_YEARLY = Text("每年{day}前", "by {day} each year")
_BEFORE = Text("先于", "before")
_KEEP = Text("保存", "to be kept")
_YEARS = Text("{what}至少{n}年", "{what}: at least {n} years")
_FOR_EVER = Text("{what}永久", "{what}: for ever")
_LISTS = Text("包括", "namely")


@frozen
class DutyGroup:
    """The duties of one kind."""

    title: str
    sentences: tuple[Sentence, ...]


def incentives(law_at: LawAt) -> tuple[Sentence, ...]:
    """Write every incentive in force."""
    there = (one for one in law_at.law.incentives if law_at.counts(one))
    return tuple(_incentive(law_at, one, n) for n, one in enumerate(there, 1))


def _incentive(law_at: LawAt, one: Variant[Incentive], number: int) -> Sentence:
    rule = one.rule
    details = (
        (_CONDITIONS, conditions(law_at, one.requirements) if one.requirements else None),
        (GRADES, law_at.grades(one.grades)),
        (TRACKS, law_at.tracks(rule.tracks)),
        (OCCUPATIONS, law_at.occupations(rule.occupations)),
        (_AMOUNT, _YUAN.fill(n=one.amount) if one.amount is not None else None),
    )
    written = state(law_at, one, rule.gist, f"incentive-{number}", rule.label)
    return evolve(written, details=said(law_at, details), open_terms=open_links(law_at, [one]))


def duties(law_at: LawAt) -> tuple[DutyGroup, ...]:
    """Write every duty in force, by kind in the order in which the kinds come up."""
    kinds: dict[str, list[Variant[Duty]]] = {}
    for one in law_at.law.duties:
        if law_at.counts(one):
            kinds.setdefault(one.rule.kind, []).append(one)
    return tuple(
        DutyGroup(law_at.say(capital(worded(CLAUSE_KIND, kind))), tuple(_duties(law_at, kind, those)))
        for kind, those in kinds.items()
    )


def _duties(law_at: LawAt, kind: str, those: Iterable[Variant[Duty]]) -> Iterator[Sentence]:
    for number, one in enumerate(those, 1):
        rule = one.rule
        details = (
            (_WHO, rule.who),
            (TRACKS, law_at.tracks(rule.tracks)),
            (_DUE, _YEARLY.fill(day=yearly(rule.due)) if rule.due else None),
            (_BEFORE, rule.before),
            (_KEEP, listed(tuple(_kept(keep) for keep in rule.keep), "；", "; ")),
            (_LISTS, listed(rule.lists, "；", "; ")),
        )
        written = state(law_at, one, rule.gist, f"duty-{kind}-{number}", rule.label)
        yield evolve(written, details=said(law_at, details))


def _kept(keep: Keep) -> Text:
    return _FOR_EVER.fill(what=keep.what) if keep.years is None else _YEARS.fill(what=keep.what, n=keep.years)
