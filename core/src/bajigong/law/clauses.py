"""What became of each clause: which rules and fillings cite it, and what its plugin says that they cannot show."""

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from attrs import frozen

from bajigong.law.bundle import RULES
from bajigong.law.opening import Bundle, Said
from bajigong.law.place import terms_of
from bajigong.policy.law import Clause, Document, Rule
from bajigong.policy.registers import Standard
from bajigong.policy.text import Text
from bajigong.policy.when import TERM

State = Literal["encoded", "partly", "discretion", "declared", "not_encoded"]
STATES: tuple[State, ...] = get_args(State)

#: The kind of a clause that asks for no rule: declaring it is all there is to do.
PRINCIPLE = "principle"


@frozen
class ClauseState:
    """A clause, the plugin that owns it, its state, and the ids of what cites it.

    A filling is named ``term:`` and its term. A rule that rests on a filled term cites the filling's clause with it.
    """

    clause: Clause
    document: Document
    owner: str
    state: State
    cited_by: tuple[str, ...]

    @property
    def id(self) -> str:
        """The clause's own id."""
        return self.clause.id


def clause_states(bundle: Bundle) -> tuple[ClauseState, ...]:
    """Return the state of every clause, in the order in which the documents and clauses are declared."""
    cited = _cited(bundle)
    return tuple(_state(bundle, said, cited.get(name, ())) for name, said in bundle.clauses.items())


@frozen
class Paragraph:
    """A numbered paragraph of a document: the clauses declared for it, or what it says that asks nothing."""

    document: Document
    at: str
    clauses: tuple[str, ...]
    nothing: Text | None = None

    @property
    def accounted(self) -> bool:
        """Whether it is known what became of it."""
        return bool(self.clauses) or self.nothing is not None


def paragraphs(bundle: Bundle) -> tuple[Paragraph, ...]:
    """Return every numbered paragraph of the documents whose paragraphs were counted, in their order."""
    return tuple(
        Paragraph(
            document,
            at,
            tuple(c.id for c in _clauses_of(bundle, document) if _stands_in(c.at, at)),
            dict(document.asks_nothing).get(at),
        )
        for document in (said.what for said in bundle.documents.values())
        for at in document.paragraphs
    )


def _clauses_of(bundle: Bundle, document: Document) -> Iterator[Clause]:
    return (said.what for said in bundle.clauses.values() if said.what.document == document.id)


def _stands_in(clause: str, paragraph: str) -> bool:
    """Say whether a clause is of a paragraph or of a sentence in it, or of the whole section that holds it."""
    return clause == paragraph or clause.startswith(f"{paragraph} ") or paragraph.startswith(clause)


def rules_of(bundle: Bundle) -> Iterator[Rule]:
    """Give every rule of a bundle."""
    for name in RULES:
        for said in getattr(bundle, name).values():
            yield said.what


def standards_of(bundle: Bundle) -> Iterator[Standard]:
    """Give the standards that cite a clause: those whose grades are on record, which are a gate."""
    return (said.what for said in bundle.standards.values() if said.what.clauses)


def _state(bundle: Bundle, said: Said[Clause], cited_by: tuple[str, ...]) -> ClauseState:
    clause = said.what
    document = bundle.documents[clause.document].what
    return ClauseState(clause, document, said.by, _judged(clause, bool(cited_by)), cited_by)


def _judged(clause: Clause, cited: bool) -> State:
    """What the plugin says of its clause comes first; else being cited makes it encoded."""
    if clause.status:
        return clause.status
    if cited:
        return "encoded"
    return "declared" if clause.kind == PRINCIPLE else "not_encoded"


def _cited(bundle: Bundle) -> Mapping[str, tuple[str, ...]]:
    """Map clauses to what cites them: rules by themselves, fillings, then rules that rest on those."""
    found: dict[str, dict[str, None]] = {}
    for clause, by in (*_by_rules(bundle), *_by_fillings(bundle)):
        found.setdefault(clause, {})[by] = None
    return {clause: tuple(by) for clause, by in found.items()}


def _by_rules(bundle: Bundle) -> Iterator[tuple[str, str]]:
    for rule in (*rules_of(bundle), *standards_of(bundle)):
        for clause in rule.clauses:
            yield clause, rule.id


def _by_fillings(bundle: Bundle) -> Iterator[tuple[str, str]]:
    resting: dict[str, list[str]] = {}
    for rule in rules_of(bundle):
        for term in terms_of(bundle, rule):
            resting.setdefault(term, []).append(rule.id)
    for said in bundle.fillings:
        yield said.what.clause, TERM + said.what.term
        for rule_id in resting.get(said.what.term, ()):
            yield said.what.clause, rule_id
