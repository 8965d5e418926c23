"""The documents behind the law: their heads and dates, and how each stands on the day."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal

from attrs import frozen

from bajigong.calendar import from_day, to_day
from bajigong.law.bundle import RULES
from bajigong.law.opening import Bundle, Said
from bajigong.law.place import Variant
from bajigong.law.terms import ELSEWHERE, LAPSED, NOT_YET, covers, in_force
from bajigong.policy.law import Document
from bajigong.policy.rules import Aspect, Rule, Way
from bajigong.policy.text import Text
from bajigong.review.book_law import LawAt, Link, anchor, named
from bajigong.review.book_words import ASPECT, DRAFT_COUNTS, STATUS, worded

Status = Literal["in_force", "undated", "lapsed", "not_yet", "draft", "elsewhere"]


@frozen
class Standing:
    """A document as it stands in a place on a day.

    ``since`` is the first day on which it counts, ``lapses`` the first on which it no longer does. ``counts``: it is
    law there that day.
    """

    document: Document
    owner: str
    status: Status
    counts: bool
    since: date | None
    lapses: date | None
    clauses: tuple[str, ...]


def standings(bundle: Bundle, place: str, on: date) -> tuple[Standing, ...]:
    """Return how every document of a bundle stands in a place on a day, in the order in which they are declared."""
    return tuple(standing(bundle, said, place, on) for said in bundle.documents.values())


def standing(bundle: Bundle, said: Said[Document], place: str, on: date) -> Standing:
    """Return how one document stands in a place on a day."""
    document = said.what
    since, lapses = (from_day(day) for day in in_force(document))
    status = _status(document, place, on)
    dated = _by_date(document, on)
    counts = status in ("in_force", "undated") or (status == "draft" and bundle.drafts and dated not in _OUT)
    return Standing(document, said.by, status, counts, since, lapses, _clauses(bundle, document.id))


_OUT: tuple[Status, ...] = ("lapsed", "not_yet")


def _status(document: Document, place: str, on: date) -> Status:
    if not covers(document, place):
        return "elsewhere"
    return "draft" if document.draft else _by_date(document, on)


def _by_date(document: Document, on: date) -> Status:
    since, until = in_force(document)
    if to_day(on) >= until:
        return "lapsed"
    if to_day(on) < since:
        return "not_yet"
    return "undated" if document.start is None else "in_force"


def _clauses(bundle: Bundle, document: str) -> tuple[str, ...]:
    return tuple(name for name, said in bundle.clauses.items() if said.what.document == document)


def out_of_force(bundle: Bundle, clauses: Iterable[str], on: date) -> tuple[Document, ...]:
    """Return the documents behind clauses whose dates leave the day out, each once."""
    names = dict.fromkeys(bundle.clauses[clause].what.document for clause in clauses)
    documents = (bundle.documents[name].what for name in names)
    return tuple(document for document in documents if _by_date(document, on) in _OUT)


_SILENT = Text("现行文件未作规定：{term}", "no document in force here lays down: {term}")


def why_not(law_at: LawAt, rules: Iterable[Rule]) -> tuple[Link, ...]:
    """Say why none of the rules is law here that day, each reason once."""
    reasons = dict.fromkeys(reason for rule in rules for reason in _reasons(law_at, rule))
    return tuple(reasons) or (Link(law_at.say(ELSEWHERE)),)


def _reasons(law_at: LawAt, rule: Rule) -> Iterator[Link]:
    for silence in law_at.law.silences:
        if silence.rule is rule:
            term = silence.term
            yield Link(law_at.say(_SILENT, term=term.label), anchor("t", term.id))
    for variant in _placed(law_at, rule):
        yield from out_links(law_at, variant)


def _placed(law_at: LawAt, rule: Rule) -> Iterator[Variant[Any]]:
    law = law_at.law
    every = (law.ways, law.routes, law.ladders, law.methods, law.aspects, law.incentives, law.duties)
    return (variant for variants in every for variant in variants if variant.rule is rule)


def out_links(law_at: LawAt, variant: Variant[Any]) -> tuple[Link, ...]:
    """Say which documents behind a rule are out of force, and from when."""
    documents = out_of_force(law_at.bundle, variant.clauses, law_at.on)
    return tuple(Link(_out(law_at, document), anchor("d", document.id)) for document in documents)


def _out(law_at: LawAt, document: Document) -> str:
    since, until = in_force(document)
    begun = to_day(law_at.on) >= since
    day = from_day(until if begun else since)
    return law_at.say(LAPSED if begun else NOT_YET, doc=named(document), day=law_at.day(day) if day else "")


@frozen
class Past:
    """A rule that is not in force on the day: its name, its grades, the clauses behind it, and why."""

    label: str
    scope: str
    cites: tuple[Link, ...]
    why: tuple[Link, ...]


def label_of(law_at: LawAt, rule: Rule) -> Text:
    """Name a rule: a way by its gate, an aspect by what it is about."""
    if isinstance(rule, Way):
        return law_at.bundle.gates[rule.gate].what.label
    return worded(ASPECT, rule.of) if isinstance(rule, Aspect) else rule.label


def past(law_at: LawAt) -> tuple[Past, ...]:
    """List the rules of the place that a document out of force takes away, those alike together."""
    groups: dict[tuple[Text, tuple[str, ...], tuple[str, ...]], list[Any]] = {}
    for name in RULES:
        for variant in getattr(law_at.law, name):
            if not law_at.counts(variant) and out_links(law_at, variant):
                key = (label_of(law_at, variant.rule), getattr(variant.rule, "tracks", ()), variant.clauses)
                groups.setdefault(key, []).append(variant)
    return tuple(_past(law_at, *key, variants) for key, variants in groups.items())


def _past(law_at: LawAt, label: Text, tracks: tuple[str, ...], clauses: tuple[str, ...], variants: list[Any]) -> Past:
    grades = {grade for variant in variants for grade in variant.grades}
    scope = [law_at.say(text) for text in (law_at.tracks(tracks), law_at.grades(grades)) if text.zh]
    words = ("；" if law_at.zh else "; ").join(scope)
    return Past(law_at.title(label), words, law_at.cites(clauses), out_links(law_at, variants[0]))


@frozen
class DocumentEntry:
    """A document: its heads, its dates as they are written, and how it stands on the day."""

    id: str
    anchor: str
    title: str
    number: str
    issuer: str
    issued: str
    in_force: str
    lapses: str
    status: str
    code: str
    counts: bool
    based_on: str
    replaces: str
    note: str
    clauses: int


def documents(law_at: LawAt) -> tuple[DocumentEntry, ...]:
    """Write every document of the bundle."""
    return tuple(_document(law_at, one) for one in standings(law_at.bundle, law_at.law.place, law_at.on))


def _document(law_at: LawAt, one: Standing) -> DocumentEntry:
    document = one.document
    joint = "、" if law_at.zh else ", "
    issued, begins, lapses = (
        law_at.day(day) if day else "" for day in (document.issued, document.in_force, one.lapses)
    )
    status = DRAFT_COUNTS if one.status == "draft" and one.counts else STATUS[one.status]
    return DocumentEntry(
        document.id,
        anchor("d", document.id),
        law_at.say(document.title),
        document.number,
        law_at.say(document.issuer),
        issued,
        begins,
        lapses,
        law_at.say(status),
        one.status,
        one.counts,
        joint.join(document.based_on),
        joint.join(document.replaces),
        law_at.say(document.note) if document.note else "",
        len(one.clauses),
    )
