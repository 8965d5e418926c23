"""Documents, clauses, and the terms by which a higher rule leaves a value to a lower one."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from attrs import frozen

from bajigong.policy.text import Text, among, near
from bajigong.policy.types import ClauseId, Count, Fault, RegionCode, Some, TermId, TypeMismatch, class_hook, converter

#: From the general to the particular. A filling at a later level beats one at an earlier.
LAYERS = ("nation", "province", "city", "county", "agency")
Layer = Literal["nation", "province", "city", "county", "agency"]
_FLAG: Final = Text("true或false", "true or false")
_ONE: Final = Text("以下之一：", "one of ")
_SOME: Final = Text("以下若干项：", "some of ")
_LISTED: Final = Text("{some}，写作列表 […]", "{some}, in a list […]")
_ROWS: Final = Text("若干行的列表", "a list of rows")


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

    def unfit(self, value: Any) -> Text | None:
        """Say what a value for it should have been, nothing where it fits."""
        match self.kind:
            case "flag":
                return None if isinstance(value, bool) else _FLAG
            case "whole":
                return self._unfit_whole(value)
            case "choice":
                return None if value in self.choices else self._of_choices(_ONE, value)
            case "choices":
                listed = isinstance(value, tuple)
                if listed and value and all(item in self.choices for item in value):
                    return None
                some = self._of_choices(_SOME, value)
                return some if listed else _LISTED.fill(some=some)
            case "table":
                return None if isinstance(value, tuple) else _ROWS

    def _of_choices(self, lead: Text, value: Any) -> Text:
        known = tuple(map(str, self.choices))
        wrong = next((one for one in value if one not in self.choices), "") if isinstance(value, tuple) else value
        nearest = near(wrong, known) if wrong not in self.choices else Text("", "")
        return Text(f"{lead.zh}{'、'.join(known)}{nearest.zh}", f"{lead.en}{', '.join(known)}{nearest.en}")

    def _unfit_whole(self, value: Any) -> Text | None:
        whole = isinstance(value, int) and not isinstance(value, bool)
        low, high = self.least, self.most
        if whole and (low is None or value >= low) and (high is None or value <= high):
            return None
        zh = [f"不小于{low}" if low is not None else "", f"不大于{high}" if high is not None else ""]
        en = [f"of at least {low}" if low is not None else "", f"of at most {high}" if high is not None else ""]
        return Text("、".join(filter(None, zh)) + "的整数", " ".join(["a whole number", *filter(None, en)]))


@frozen
class Filling:
    """A value for a term, and the clause that gives it. Its place is that of the clause's document."""

    term: TermId
    value: Any
    clause: ClauseId
    known_from: date | None = None


#: What may be said of a document: an issued one counts from its date on, a draft only where drafts do.
_STATUS: Final = ("draft", "in_force")


def _document_hook(cls: Any) -> Any:
    """Read a document, of which ``status = "draft"`` says the same as ``draft = true``."""
    plain = class_hook(cls)

    def hook(value: Any, wanted: Any) -> Any:
        if isinstance(value, Mapping) and "status" in value:
            if value["status"] not in _STATUS:
                raise TypeMismatch((Fault(("status",), among(value["status"], _STATUS)),))
            value = {key: one for key, one in value.items() if key != "status"} | {"draft": value["status"] == "draft"}
        return plain(value, wanted)

    return hook


converter().register_structure_hook_factory(lambda cls: cls is Document, _document_hook)
