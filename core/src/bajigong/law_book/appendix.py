"""The documents, their clauses with what became of each, and the rules that lapsed or are yet to come."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from bajigong.clauses import RULES, ClauseState, clause_states
from bajigong.law_book.desk import Desk, Link, anchor
from bajigong.law_book.labels import ASPECT, CLAUSE_KIND, DRAFT_COUNTS, STATE, STATUS, worded
from bajigong.law_book.methods import figures
from bajigong.law_book.sentences import Sentence
from bajigong.law_book.silence import out_links
from bajigong.law_book.standing import Standing, standings
from bajigong.policy.rules import Aspect, Rule, Way
from bajigong.policy.text import Text
from bajigong.policy.when import TERM


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


@frozen
class ClauseEntry:
    """A clause: its place, gist and state, what is missing, and where in the book it is cited."""

    id: str
    anchor: str
    at: str
    kind: str
    gist: str
    state: str
    code: str
    lacks: str
    figures: str
    cited: tuple[Link, ...]


@frozen
class Past:
    """A rule that is not in force on the day: its name, its grades, the clauses behind it, and why."""

    label: str
    scope: str
    cites: tuple[Link, ...]
    why: tuple[Link, ...]


def documents(desk: Desk) -> tuple[DocumentEntry, ...]:
    """Write every document of the bundle."""
    return tuple(_document(desk, one) for one in standings(desk.bundle, desk.law.place, desk.on))


def _document(desk: Desk, one: Standing) -> DocumentEntry:
    document = one.document
    joint = "、" if desk.zh else ", "
    issued, begins, lapses = (desk.day(day) if day else "" for day in (document.issued, document.in_force, one.lapses))
    status = DRAFT_COUNTS if one.status == "draft" and one.counts else STATUS[one.status]
    return DocumentEntry(
        document.id,
        anchor("d", document.id),
        desk.say(document.title),
        document.number,
        desk.say(document.issuer),
        issued,
        begins,
        lapses,
        desk.say(status),
        one.status,
        one.counts,
        joint.join(document.based_on),
        joint.join(document.replaces),
        desk.say(document.note) if document.note else "",
        len(one.clauses),
    )


def clauses(desk: Desk, sentences: Iterable[Sentence]) -> Mapping[str, tuple[ClauseEntry, ...]]:
    """Write every clause, by document."""
    places: dict[str, str] = {}
    for one in sentences:
        places.setdefault(one.rule, one.anchor)
    found: dict[str, list[ClauseEntry]] = {}
    for state in clause_states(desk.bundle):
        found.setdefault(state.document.id, []).append(_clause(desk, state, places))
    return {document: tuple(entries) for document, entries in found.items()}


def _clause(desk: Desk, state: ClauseState, places: Mapping[str, str]) -> ClauseEntry:
    clause = state.clause
    numbers = figures(desk, clause.figures)
    return ClauseEntry(
        clause.id,
        anchor("c", clause.id),
        clause.at,
        desk.say(worded(CLAUSE_KIND, clause.kind)),
        desk.say(clause.gist),
        desk.say(STATE[state.state]),
        state.state,
        desk.say(clause.lacks) if clause.lacks else "",
        desk.say(numbers) if numbers else "",
        tuple(dict.fromkeys(_citing(desk, state.cited_by, places))),
    )


def _citing(desk: Desk, ids: Iterable[str], places: Mapping[str, str]) -> Iterator[Link]:
    """Name what cites a clause, each name once, led to where it stands in the book."""
    labels = {rule.id: label_of(desk, rule) for rule in _every_rule(desk)}
    found: dict[str, Link] = {}
    for one in ids:
        term = desk.bundle.terms.get(one.removeprefix(TERM)) if one.startswith(TERM) else None
        text = desk.say(term.what.label if term else labels[one])
        link = Link(text, anchor("t", term.what.id) if term else places.get(one, ""))
        if text not in found or (link.to and not found[text].to):
            found[text] = link
    yield from found.values()


def _every_rule(desk: Desk) -> Iterator[Rule]:
    for name in RULES:
        yield from (said.what for said in getattr(desk.bundle, name).values())


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
