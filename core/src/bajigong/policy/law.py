"""Documents, clauses and terms, and the rules that stand on them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, get_args

from attrs import field, frozen, validators

from bajigong.policy.asks import ALWAYS, TermRef, When
from bajigong.policy.facts import Choice
from bajigong.policy.text import Text, among, near
from bajigong.policy.types import (
    ChoiceOf,
    ClauseId,
    Count,
    Fault,
    GateId,
    GradeId,
    MethodId,
    MonthAndDay,
    RegionCode,
    Some,
    TemplateId,
    TermId,
    TrackId,
    TypeMismatch,
    class_hook,
    converter,
)

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


Grades = tuple[GradeId, ...] | TermRef
SomeGrades = Annotated[tuple[GradeId, ...], Some()] | TermRef


@frozen
class Track:
    """A kind of assessment (评价类型) and the kinds of agency that hold it; ``aliases`` are what people write."""

    id: str
    label: Text
    gist: Text
    aliases: tuple[str, ...] = ()


@frozen
class Gate:
    """What must hold whatever the route. It says nothing by itself: its ways do.

    ``tracks`` and ``occupations`` empty mean all. A gate with no way in force in a place leaves the question uncovered
    there; one that is ``optional`` asks nothing in a place that lays down no way through it.
    """

    id: str
    label: Text
    tracks: tuple[TrackId, ...] = ()
    optional: bool = False
    occupations: tuple[str, ...] = ()


@frozen
class Way:
    """One way through a gate: any one of a gate's ways is enough.

    ``clauses`` are cited besides those of the fillings it rests on. ``needs`` names terms whose filling opens the way
    without being a parameter of it.
    """

    gate: GateId
    id: str
    when: When = ALWAYS
    clauses: tuple[ClauseId, ...] = ()
    needs: tuple[TermId, ...] = ()
    tracks: tuple[TrackId, ...] = ()
    grades: Grades = ()


@frozen
class Route:
    """One sufficient way to a grade (申报条件), leading to a method. Empty ``tracks``, ``standards``: all."""

    id: str
    to: SomeGrades
    method: MethodId
    label: Text
    when: When = ALWAYS
    clauses: tuple[ClauseId, ...] = ()
    needs: tuple[TermId, ...] = ()
    tracks: tuple[TrackId, ...] = ()
    standards: tuple[TemplateId, ...] = ()


@frozen
class Ladder:
    """Ordered grades (等级序列), lowest first. ``tracks`` empty: of every track that has no ladder of its own.

    ``steps`` says whether a grade may be divided into steps (等级内划分层次); a term leaves it to each place.
    """

    id: str
    label: Text
    grades: Annotated[tuple[GradeId, ...], Some()]
    when: When = ALWAYS
    clauses: tuple[ClauseId, ...] = ()
    needs: tuple[TermId, ...] = ()
    tracks: tuple[TrackId, ...] = ()
    steps: bool | TermRef = False


@frozen
class Part:
    """One part of an assessment: marks out of 100, the mark that passes, and the least time in minutes.

    ``grades``: the grades that take this part, empty for all. A figure that no source gives is None.
    """

    id: str
    label: Text
    pass_mark: Count | None = None
    minutes: Count | None = None
    grades: tuple[GradeId, ...] = ()


@frozen
class Method:
    """How a grade is assessed (评价方式): its parts, and what is asked about.

    ``replaces`` names a more general method in whose place it stands where it applies.
    """

    id: str
    label: Text
    gist: Text
    parts: tuple[Part, ...] = ()
    content: tuple[Text, ...] = ()
    clauses: tuple[ClauseId, ...] = ()
    needs: tuple[TermId, ...] = ()
    tracks: tuple[TrackId, ...] = ()
    grades: tuple[GradeId, ...] = ()
    replaces: MethodId = ""


Of = Literal["delivery", "bank", "panel", "room", "norm", "joint"]


@frozen
class Aspect:
    """One thing laid down about assessment: how it is delivered, whose questions it asks, who sits on the panel.

    It applies to the named ``methods`` (all, if none), ``tracks``, ``grades`` and kinds of agency (``agencies``), and
    with ``marks`` only to occupations that bear one of the marks. ``figures`` are its numbers by name. ``parts``: it
    counts only where one of these parts is taken. ``role`` is that of the assessors of whom it speaks.
    """

    id: str
    of: Of
    gist: Text
    figures: tuple[tuple[str, Any], ...] = ()
    clauses: tuple[ClauseId, ...] = ()
    needs: tuple[TermId, ...] = ()
    methods: tuple[MethodId, ...] = ()
    tracks: tuple[TrackId, ...] = ()
    grades: tuple[GradeId, ...] = ()
    agencies: tuple[str, ...] = ()
    marks: str = ""
    parts: tuple[str, ...] = ()
    role: str = ""


@frozen
class Ceiling:
    """A row of a table of amounts: what an incentive is worth at most for a grade, in yuan."""

    grade: GradeId
    yuan: Count


@frozen
class Incentive:
    """What a grade brings (激励): a rule with requirements and spans like any other.

    ``grades`` are the grades that bring it, empty for all. ``amount`` is the most it is worth, in yuan, None where no
    source gives a figure; a term is a table whose rows say ``yuan`` for a ``grade``.
    """

    id: str
    label: Text
    gist: Text
    when: When = ALWAYS
    clauses: tuple[ClauseId, ...] = ()
    needs: tuple[TermId, ...] = ()
    tracks: tuple[TrackId, ...] = ()
    grades: tuple[GradeId, ...] = ()
    occupations: tuple[str, ...] = ()
    amount: Count | TermRef | None = None


@frozen
class Keep:
    """What must be kept (档案): for so many years at least, or for ever where ``years`` is None."""

    what: Text
    years: Count | None = None


DutyKind = Literal["filing", "staff", "fee", "archive", "report", "supervision", "certificate", "bank"]


#: The acts of a register that a duty may stand before: to file, to report work elsewhere, to plan a session, to admit
#: an applicant, to open the assessment, to give a certificate.
Act = Literal["file", "visit", "plan", "register", "assess", "issue"]
Test = Literal["given", "is", "one_of", "none_of", "has_all", "in_order", "at_least", "at_most"]


@frozen
class Demand:
    """What a duty asks of one fact before an act: that it is ``given``, or how it stands to a value.

    ``value`` is a figure, words or a list; ``figure`` names a figure of the duty in its place, ``term`` a term that may
    be left open. ``where`` is what must be so for it to be asked at all. ``acts`` are those of the duty before which it
    is asked, empty for each. ``choices`` are the words that the fact may have, where they are a closed list: those of
    all demands on one fact count together, and no other word is taken.
    """

    fact: str
    label: Text = field(factory=lambda: Text("", ""))
    test: Test = field(default="given", validator=validators.in_(get_args(Test)))
    value: Any = None
    figure: str = ""
    term: str = ""
    where: "tuple[Demand, ...]" = ()
    choices: tuple[Choice, ...] = ()
    acts: tuple[Act, ...] = field(default=(), validator=validators.deep_iterable(validators.in_(get_args(Act))))


#: What a register counts of an agency: a start that each has once, sanctions, what inspections found, what of it was
#: not put right in time, objections upheld, certificates revoked, sessions held, certificates given.
Counted = Literal["start", "sanction", "finding", "overdue", "objection", "revoked", "session", "certificate"]


@frozen
class Point:
    """A row of what agencies are rated by (评分): so many points, above or below zero, for each of what is counted.

    ``kind`` is that of the sanction, empty for each. ``years``: only those of the last so many years; ``most``: no more
    than so many of them.
    """

    of: Counted
    points: int
    kind: Annotated[str, ChoiceOf("sanction")] = ""
    years: Count | None = None
    most: Count | None = None


@frozen
class Level:
    """A row of what points come to (评定等次): its name, and the points from which on an agency has it."""

    at_least: int
    label: Text


@frozen
class Duty:
    """What an agency or office must do or keep, and by when (监管要求).

    ``due`` is a day of each year, ``MM-DD``, by which it is done. ``before`` names the act that it comes before.
    ``keep`` is what it keeps and how long. ``lists`` are closed or leading lists of the clause: grounds, rules, uses,
    steps. ``figures`` are its numbers by name. ``acts`` are the acts of a register that it stands before, and
    ``demands`` what each of these asks: one that demands nothing is for people to see to. ``points`` and ``levels``
    rate agencies: each is a term, a table of rows like `Point` and `Level`, that stays open until a clause fills it.
    """

    id: str
    kind: DutyKind
    label: Text
    gist: Text
    who: Text
    clauses: Annotated[tuple[ClauseId, ...], Some()]
    tracks: tuple[TrackId, ...] = ()
    due: MonthAndDay = ""
    before: Text | None = None
    keep: tuple[Keep, ...] = ()
    lists: tuple[Text, ...] = ()
    figures: tuple[tuple[str, Any], ...] = ()
    acts: tuple[Act, ...] = field(default=(), validator=validators.deep_iterable(validators.in_(get_args(Act))))
    demands: tuple[Demand, ...] = ()
    points: TermRef | None = None
    levels: TermRef | None = None


Rule = Way | Route | Ladder | Method | Aspect | Incentive | Duty
