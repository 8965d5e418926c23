"""An appendix of clauses: what became of each, and where in the book it is cited."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from bajigong.clauses import ClauseState, clause_states, rules_of, standards_of
from bajigong.law_book.desk import Desk, Link, anchor
from bajigong.law_book.labels import CLAUSE_KIND, STATE, worded
from bajigong.law_book.methods import figures
from bajigong.law_book.past import label_of
from bajigong.law_book.sentences import Sentence
from bajigong.policy.when import TERM
from bajigong.standards import title


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
    labels = {rule.id: label_of(desk, rule) for rule in rules_of(desk.bundle)}
    labels |= {standard.id: title(standard) for standard in standards_of(desk.bundle)}
    found: dict[str, Link] = {}
    for one in ids:
        term = desk.bundle.terms.get(one.removeprefix(TERM)) if one.startswith(TERM) else None
        text = desk.say(term.what.label if term else labels[one])
        link = Link(text, anchor("t", term.what.id) if term else places.get(one, ""))
        if text not in found or (link.to and not found[text].to):
            found[text] = link
    yield from found.values()
