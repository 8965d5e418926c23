"""The documents behind the law and how each stands on the day; an appendix of terms, and who filled them with what."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal

from attrs import frozen

from bajigong.calendar import from_day, to_day
from bajigong.law.bundle import ELSEWHERE, LAPSED, NOT_YET, RULES, Reading, covers, in_force, within
from bajigong.law.clauses import ClauseState, clause_states, rules_of, standards_of
from bajigong.law.opening import Bundle, Said
from bajigong.law.place import LAYER_NAMES, Variant, terms_of
from bajigong.law.standards import title
from bajigong.policy.law import Aspect, Document, Rule, Term, Way
from bajigong.policy.text import Text, listed
from bajigong.policy.types import thaw_table
from bajigong.policy.when import TERM
from bajigong.review.book_duties import figures
from bajigong.review.book_law import LawAt, Link, anchor, named
from bajigong.review.book_sentences import Sentence
from bajigong.review.book_words import (
    ASPECT,
    CLAUSE_KIND,
    DOCUMENT_STATES,
    DRAFT_COUNTS,
    STATUS,
    Lexicon,
    worded,
)

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


def clauses(law_at: LawAt, sentences: Iterable[Sentence]) -> Mapping[str, tuple[ClauseEntry, ...]]:
    """Write every clause, by document."""
    places: dict[str, str] = {}
    for one in sentences:
        places.setdefault(one.rule, one.anchor)
    found: dict[str, list[ClauseEntry]] = {}
    for state in clause_states(law_at.bundle):
        found.setdefault(state.document.id, []).append(_clause(law_at, state, places))
    return {document: tuple(entries) for document, entries in found.items()}


def _clause(law_at: LawAt, state: ClauseState, places: Mapping[str, str]) -> ClauseEntry:
    clause = state.clause
    numbers = figures(law_at, clause.figures)
    return ClauseEntry(
        clause.id,
        anchor("c", clause.id),
        clause.at,
        law_at.say(worded(CLAUSE_KIND, clause.kind)),
        law_at.say(clause.gist),
        law_at.say(DOCUMENT_STATES[state.state]),
        state.state,
        law_at.say(clause.lacks) if clause.lacks else "",
        law_at.say(numbers) if numbers else "",
        tuple(dict.fromkeys(_citing(law_at, state.cited_by, places))),
    )


def _citing(law_at: LawAt, ids: Iterable[str], places: Mapping[str, str]) -> Iterator[Link]:
    """Name what cites a clause, each name once, led to where it stands in the book."""
    labels = {rule.id: label_of(law_at, rule) for rule in rules_of(law_at.bundle)}
    labels |= {standard.id: title(standard) for standard in standards_of(law_at.bundle)}
    found: dict[str, Link] = {}
    for one in ids:
        term = law_at.bundle.terms.get(one.removeprefix(TERM)) if one.startswith(TERM) else None
        text = law_at.say(term.what.label if term else labels[one])
        link = Link(text, anchor("t", term.what.id) if term else places.get(one, ""))
        if text not in found or (link.to and not found[text].to):
            found[text] = link
    yield from found.values()


_FLAG = Text("是或否", "yes or no")
_WHOLE = Text("整数", "a whole number")
_LEAST = Text("不小于{n}", "at least {n}")
_MOST = Text("不大于{n}", "at most {n}")
_ONE_OF = Text("取其一：{choices}", "one of: {choices}")
_SOME_OF = Text("可多选：{choices}", "any of: {choices}")
_TABLE = Text("对应表", "a table")
_GRANTS = Text("本地未作规定的，不实行该项制度", "unless it is laid down, the mechanism does not exist here")
_OTHERWISE = Text(
    "未作规定的，按所涉条款：{value}", "unless it is laid down, as the clauses say that rest on it: {value}"
)
_NONE_OTHERWISE = Text("未作规定的，无一如此", "unless it is laid down, none")
_LEAVES_OPEN = Text("未作规定的，有关事项待定", "unless it is laid down, what rests on it stays undetermined")
_ALWAYS = Text("资料未载明", "no date in the source")
_NEVER = Text("未载明失效日期", "no end given")


@frozen
class Filled:
    """One value of a term: in words or as a table, from when until when, on which clauses, told by which plugin."""

    value: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    since: str
    until: str
    cites: tuple[Link, ...]
    by: str
    current: bool


@frozen
class TermEntry:
    """A term with its fillings; with none it is not laid down here."""

    anchor: str
    id: str
    title: str
    layers: str
    bounds: str
    unfilled: str
    clause: tuple[Link, ...]
    filled: tuple[Filled, ...]
    rules: tuple[str, ...]


def term_entries(law_at: LawAt) -> tuple[TermEntry, ...]:
    """Write every term of the bundle as it is filled in the place."""
    return tuple(_entry(law_at, said.what) for said in law_at.bundle.terms.values())


def _entry(law_at: LawAt, term: Term) -> TermEntry:
    filled = tuple(_filled(law_at, term, reading) for reading in law_at.readings[term.id])
    return TermEntry(
        anchor("t", term.id),
        term.id,
        law_at.title(term.label),
        law_at.say(listed(tuple(LAYER_NAMES[layer] for layer in term.delegated_to))),
        law_at.say(_bounds(law_at, term)),
        law_at.say(_unfilled(law_at, term)),
        law_at.cites([term.clause] if term.clause else []),
        filled,
        tuple(rule.id for rule in rules_of(law_at.bundle) if term.id in terms_of(law_at.bundle, rule)),
    )


def _unfilled(law_at: LawAt, term: Term) -> Text:
    if not term.otherwise:
        return _GRANTS if term.grants else _LEAVES_OPEN if term.otherwise is None else _NONE_OTHERWISE
    return _OTHERWISE.fill(value=Lexicon(law_at).value(term.otherwise, term))


def _bounds(law_at: LawAt, term: Term) -> Text:
    if term.kind in ("choice", "choices"):
        choices = listed(tuple(Lexicon(law_at).word(str(one), among=term.choices) for one in term.choices))
        return (_ONE_OF if term.kind == "choice" else _SOME_OF).fill(choices=choices)
    if term.kind == "whole":
        return listed((_WHOLE, *_limits(term)), "，")
    return _FLAG if term.kind == "flag" else _TABLE


def _limits(term: Term) -> Iterator[Text]:
    if term.least is not None:
        yield _LEAST.fill(n=term.least)
    if term.most is not None:
        yield _MOST.fill(n=term.most)


def _filled(law_at: LawAt, term: Term, reading: Reading) -> Filled:
    since, until = (from_day(day) for day in reading.period)
    lexicon = Lexicon(law_at)
    table = thaw_table(reading.value) if term.kind == "table" else ()
    keys = lexicon.ordered(key for row in table for key in row)
    return Filled(
        "" if table else law_at.say(lexicon.value(reading.value, term)),
        tuple(law_at.say(lexicon.column(key)) for key in keys),
        tuple(tuple(law_at.say(lexicon.cell(key, row[key])) if key in row else "" for key in keys) for row in table),
        law_at.day(since) if since else law_at.say(_ALWAYS),
        law_at.day(until) if until else law_at.say(_NEVER),
        law_at.cites(reading.clauses),
        reading.by,
        within(reading.period, to_day(law_at.on)),
    )
