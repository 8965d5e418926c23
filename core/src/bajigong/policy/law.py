"""Documents, clauses, and the terms by which a higher rule leaves a value to a lower one."""

from datetime import date
from typing import Annotated, Any, Literal

from attrs import frozen

from bajigong.policy.text import Text
from bajigong.policy.types import ClauseId, Count, RegionCode, Some, TermId

#: From the general to the particular. A filling at a later level beats one at an earlier.
LAYERS = ("nation", "province", "city", "county", "agency")
Layer = Literal["nation", "province", "city", "county", "agency"]


@frozen
class Document:
    """A document of policy: who issued it, for which place, from when until when.

    ``issued`` and ``in_force`` are None where the source gives no date: such a document counts, and a verdict that
    cites it says that it has no date; yet it does not count before ``not_before``, the first day on which it can have
    been there. ``lapses`` is the first day on which it no longer counts, None for never. ``based_on`` are the numbers
    of the documents that it rests on: it is in force no earlier than they are.
    ``draft``: it is not in force yet and decides nothing, but where drafts are asked for; ``status = "draft"`` says the
    same. ``place`` is a GB/T 2260 code, "" for the nation. ``known_from`` is the day on which it came to be known here.
    ``paragraphs`` are the places of all its numbered paragraphs, empty where they were not counted; ``asks_nothing``
    says what those hold that ask nothing of anybody.
    """

    id: str
    title: Text
    issuer: Text
    number: str = ""
    place: RegionCode = ""
    issued: date | None = None
    in_force: date | None = None
    not_before: date | None = None
    valid_years: Count | None = None
    lapses: date | None = None
    draft: bool = False
    based_on: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    source: str = ""
    note: Text | None = None
    known_from: date | None = None
    layer: Layer | None = None
    paragraphs: tuple[str, ...] = ()
    asks_nothing: tuple[tuple[str, Text], ...] = ()

    @property
    def start(self) -> date | None:
        """The day from which it counts, None where the source gives none."""
        return self.in_force or self.issued

    @property
    def name(self) -> Text:
        """The number by which offices cite it, or its title where it has none."""
        return Text(self.number, self.number) if self.number else self.title


Status = Literal["", "partly", "discretion", "declared"]

#: What a clause is about: who and what is covered, who is eligible, how grades are assessed, and what must be done.
ClauseKind = Literal[
    "scope",
    "eligibility",
    "ladder",
    "assessment",
    "incentive",
    "principle",
    "filing",
    "staff",
    "fee",
    "archive",
    "report",
    "supervision",
    "certificate",
    "bank",
]


@frozen
class Clause:
    """One clause of a document: its place in it, its kind and its gist in our own words.

    ``status`` says what its rules cannot show: "partly" encoded, with what it ``lacks``; left to "discretion", with
    who decides in ``lacks``; "declared" only, because it asks nothing that software could do.
    """

    id: str
    at: str
    kind: ClauseKind
    gist: Text
    does: str = ""
    figures: tuple[tuple[str, Any], ...] = ()
    status: Status = ""
    lacks: Text | None = None

    @property
    def document(self) -> str:
        """The id of the document it stands in: what comes before the slash."""
        return self.id.partition("/")[0]


@frozen
class Term:
    """A value that a rule leaves open, for the named layers to fill within bounds.

    ``kind``: "flag", "whole" (a whole number), "choice", "choices" (a list of choices) or "table" (a list of
    mappings). ``grants``: without a filling the mechanism does not exist in a place; otherwise an unfilled term leaves
    the answer open. ``each``: several fillings stand side by side, each its own rule, instead of the last one winning.
    ``otherwise`` is the value while nobody has filled it: what the clauses of the rules that rest on it say themselves.
    """

    id: str
    label: Text
    kind: Literal["flag", "whole", "choice", "choices", "table"]
    delegated_to: Annotated[tuple[Layer, ...], Some()]
    grants: bool = False
    each: bool = False
    least: int | None = None
    most: int | None = None
    choices: tuple[Any, ...] = ()
    clause: ClauseId = ""
    otherwise: Any = None


@frozen
class Filling:
    """A value for a term, and the clause that gives it. Its place is that of the clause's document."""

    term: TermId
    value: Any
    clause: ClauseId
    known_from: date | None = None
