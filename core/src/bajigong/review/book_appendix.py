"""An appendix of terms: who may fill each within which bounds, and who filled it, with what, from when until when."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from bajigong.calendar import from_day, to_day
from bajigong.law.clauses import ClauseState, clause_states, rules_of, standards_of
from bajigong.law.place import LAYER_NAMES, terms_of
from bajigong.law.standards import title
from bajigong.law.terms import Reading, within
from bajigong.policy.law import Term
from bajigong.policy.text import Text, listed
from bajigong.policy.types import thaw_table
from bajigong.policy.when import TERM
from bajigong.review.book_duties import figures
from bajigong.review.book_law import LawAt, Link, anchor
from bajigong.review.book_sentences import Sentence
from bajigong.review.book_standing import label_of
from bajigong.review.book_words import CLAUSE_KIND, DOCUMENT_STATES, Lexicon, worded


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
