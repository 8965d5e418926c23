"""A finished result read again: who gains and who loses under the law there, and by which clauses."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define, field, frozen

from bajigong.answers import Holds, Outcome, RuleAnswer
from bajigong.batch.cases import OUTCOMES, Answers, Reason
from bajigong.batch.columns import Days, bounded
from bajigong.batch.files.frame import ReasonBook, coded
from bajigong.batch.summing.result import Codes, Coding, Crossed, Result, ResultError, open_book, open_result
from bajigong.batch.summing.summary import reason_of
from bajigong.calendar import NEVER
from bajigong.policy.text import Text

#: Eligible there alone, and here alone; eligible on neither side, and there from an earlier or a later day than here,
#: or from some day on one side alone; another verdict.
CHANGES: Final = ("same", "gains", "loses", "sooner", "later", "other")
SAME, GAINS, LOSES, SOONER, LATER, OTHER = range(len(CHANGES))

_ELIGIBLE: Final = OUTCOMES.index(Outcome.ELIGIBLE)
_NOT_ELIGIBLE: Final = OUTCOMES.index(Outcome.NOT_ELIGIBLE)


def compared(here: Answers, there: Answers) -> npt.NDArray[np.int8]:
    """Return the place in `CHANGES` of each row's change."""
    one, other = here.outcomes == _ELIGIBLE, there.outcomes == _ELIGIBLE
    mine, theirs = _begins(here), _begins(there)
    neither = ~one & ~other
    cases = [other & ~one, one & ~other, neither & (theirs < mine), neither & (theirs > mine)]
    cases.append(here.outcomes != there.outcomes)
    return np.select(cases, [GAINS, LOSES, SOONER, LATER, OTHER], SAME).astype(np.int8)


def _begins(answers: Answers) -> Days:
    """Return the day from which time alone makes a row eligible, `NEVER` where it does not."""
    days = answers.eligible_from
    said = (answers.outcomes == _NOT_ELIGIBLE) & bounded(days)
    return np.where(said, days, np.int32(NEVER))


#: So many pairs may wait to be put together.
_WAITING: Final = 1 << 20
_SIDES: Final = ["here", "there"]


@define(eq=False)
class Pairs:
    """Counts rows by the signatures of both sides."""

    waiting: list[Any] = field(factory=list)
    held: int = 0

    def add(self, here: Any, there: Any) -> None:
        """Count a batch, given the signatures of each row."""
        if not len(here):
            return
        self.waiting.append(_summed(pa.table([here, there, pa.repeat(1, len(here))], [*_SIDES, "people"])))
        self.held += self.waiting[-1].num_rows
        if self.held > _WAITING:
            self._settle()

    def counted(self) -> Iterator[tuple[int, int, int]]:
        """Give the pairs in order: the signatures here and there, and how many people have them."""
        self._settle()
        for one in self.waiting:
            ordered = one.sort_by([(side, "ascending") for side in _SIDES])
            columns = (ordered.column(name).to_pylist() for name in (*_SIDES, "people"))
            yield from zip(*columns, strict=True)

    def _settle(self) -> None:
        if self.waiting:
            self.waiting = [_summed(pa.concat_tables(self.waiting))]
            self.held = self.waiting[0].num_rows


def _summed(table: Any) -> Any:
    return table.group_by(_SIDES).aggregate([("people", "sum")]).rename_columns({"people_sum": "people"})


#: The columns that are read.
COLUMNS: Final = ("verdict", "against_verdict", "grade", "signature", "against_signature", "change")

_WIDTH: Final = len(OUTCOMES)
_WORD: Final = Text("{path}中有未知的取值“{word}”", "{path}: found {word!r}, which is no value of its column")


def _of(words: tuple[str, ...]) -> Coding:
    return Coding(values={word: number for number, word in enumerate(words)})


@define(eq=False)
class Tally:
    """Takes batches of the result at ``path`` and keeps their counts.

    ``cells`` counts rows by change, by verdict here and by verdict there: 6 times 4 times 4.
    """

    path: object
    cells: npt.NDArray[np.int64] = field(factory=lambda: np.zeros((len(CHANGES), _WIDTH, _WIDTH), np.int64))
    grades: Crossed = field(factory=lambda: Crossed(len(CHANGES)))
    gaining: Pairs = field(factory=Pairs)
    losing: Pairs = field(factory=Pairs)
    _changes: Coding = field(factory=lambda: _of(CHANGES))
    _verdicts: Coding = field(factory=lambda: _of(tuple(map(str, OUTCOMES))))

    def add(self, batch: Any) -> None:
        """Count a batch. Raises ResultError for a change or a verdict that is none."""
        changes = self._codes(self._changes, batch.column("change"), len(CHANGES))
        here, there = (
            self._codes(self._verdicts, batch.column(name), _WIDTH) for name in ("verdict", "against_verdict")
        )
        keys = (changes * _WIDTH + here) * _WIDTH + there
        self.cells += np.bincount(keys, minlength=self.cells.size).reshape(self.cells.shape)
        self.grades.add(batch.column("grade"), changes)
        for pairs, change in ((self.gaining, GAINS), (self.losing, LOSES)):
            some = pa.array(changes == change)
            pairs.add(*(batch.column(name).filter(some) for name in ("signature", "against_signature")))

    def _codes(self, coding: Coding, column: Any, width: int) -> Codes:
        codes = coding.codes(column)
        for other in list(coding.values)[width:]:
            raise ResultError(_WORD.fill(path=self.path, word=other))
        return codes


_WORDS: Final = pa.dictionary(pa.int32(), pa.string())
#: What the law there answers, as the columns without the prefix; and what changes.
FIELDS: Final = (
    pa.field("against_verdict", _WORDS, nullable=False),
    pa.field("against_since", pa.date32()),
    pa.field("against_until", pa.date32()),
    pa.field("against_eligible_from", pa.date32()),
    pa.field("against_route", _WORDS),
    pa.field("against_signature", pa.int64(), nullable=False),
    pa.field("change", _WORDS, nullable=False),
)
NAMES: Final = frozenset(field.name for field in FIELDS)

_VERDICTS: Final = [str(outcome) for outcome in OUTCOMES]


def columns(here: Answers, there: Answers, reasoned: dict[str, Any]) -> dict[str, pa.Array]:
    """Return the columns by name. ``reasoned`` are those that follow from the reasons there."""
    eligible, later = there.outcomes == _ELIGIBLE, there.outcomes == _NOT_ELIGIBLE
    return {
        "against_verdict": coded(there.outcomes, _VERDICTS),
        "against_since": _days(there.since, eligible),
        "against_until": _days(there.until, eligible | later),
        "against_eligible_from": _days(there.eligible_from, later),
        "against_route": reasoned["route"],
        "against_signature": reasoned["signature"],
        "change": coded(compared(here, there), list(CHANGES)),
    }


def _days(days: Days, wanted: npt.NDArray[np.bool_]) -> pa.Array:
    return pa.array(days, pa.int32(), mask=~(wanted & bounded(days))).cast(pa.date32())


#: A gate or a route by its id, and the clauses that it cites.
Cited = tuple[str, tuple[str, ...]]


@frozen(eq=False)
class ComparedReason:
    """What counts of a reason for comparing it with that of the other side.

    ``held`` are the gates, and the best route, that hold; ``barring`` the gates that do not and the nearest route where
    none holds. ``passed`` are all rules that hold, ``cited`` all clauses that any rule cites.
    """

    held: tuple[Cited, ...]
    barring: tuple[Cited, ...]
    passed: frozenset[str]
    cited: frozenset[str]
    failing: tuple[Text, ...]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Take what counts of a reason."""
        rules = (*_named("gate", reason.gates), *_named("route", reason.routes))
        decisive = [(name, one) for name, one in rules if not name.startswith("route ") or one.id == reason.route]
        return cls(
            tuple((name, one.cites) for name, one in decisive if one.holds is Holds.YES),
            tuple((name, one.cites) for name, one in decisive if one.holds is not Holds.YES),
            frozenset(name for name, one in rules if one.holds is Holds.YES),
            frozenset(clause for _, one in rules for clause in one.cites),
            reason.failing,
            tuple(dict.fromkeys(fact for facts in reason.missing for fact in facts)),
        )

    @property
    def bars(self) -> tuple[str, ...]:
        """The clauses of what stands in the way."""
        return _once(self.barring)

    def beyond(self, other: "ComparedReason") -> tuple[str, ...]:
        """The clauses of what holds on this side and not on the other."""
        return _once((name, cites) for name, cites in self.held if name not in other.passed)


def _named(kind: str, rules: Iterable[RuleAnswer]) -> Iterable[tuple[str, RuleAnswer]]:
    return [(f"{kind} {one.id}", one) for one in rules]


def _once(rules: Iterable[Cited]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for _, cites in rules for clause in cites))


T = TypeVar("T")

#: Stands for the clauses of something that no clause lays down.
NO_CLAUSE: Final = ""

#: Something with the people whom it concerns, the commonest first.
Clauses = tuple[tuple[str, int], ...]
Texts = tuple[tuple[Text, int], ...]


@frozen(eq=False)
class Turn:
    """People who are eligible on one side alone. A person counts once for each clause, text and fact.

    ``held`` are the clauses by which they are eligible on the one side, ``bars`` those that stand in the way on the
    other, `NO_CLAUSE` where nothing is laid down there; ``failing`` says what fails on the other side, ``missing`` are
    the facts that would settle it there, where it is not determined.
    """

    people: int
    held: Clauses
    bars: Clauses
    failing: Texts
    missing: Clauses


@define(eq=False)
class Turning:
    """Sums over pairs of compared_reasons. ``novel`` leaves out of ``held`` what the other side cites as well."""

    novel: bool
    people: int = 0
    held: Counter[str] = field(factory=Counter)
    bars: Counter[str] = field(factory=Counter)
    failing: Counter[Text] = field(factory=Counter)
    missing: Counter[str] = field(factory=Counter)

    def add(self, eligible: ComparedReason, other: ComparedReason, people: int) -> None:
        """Add people with one pair of compared_reasons: of the side on which they are eligible, and of the other."""
        self.people += people
        _count(self.held, self._held(eligible, other), people)
        _count(self.bars, other.bars or (NO_CLAUSE,), people)
        _count(self.failing, other.failing, people)
        _count(self.missing, other.missing, people)

    def done(self) -> Turn:
        """Return the sums."""
        held, bars, missing = map(_ranked, (self.held, self.bars, self.missing))
        return Turn(self.people, held, bars, _ranked(self.failing), missing)

    def _held(self, eligible: ComparedReason, other: ComparedReason) -> tuple[str, ...]:
        by = eligible.beyond(other)
        fresh = tuple(clause for clause in by if clause not in other.cited)
        return fresh if self.novel or fresh else by


def _count(counts: Counter[Any], things: Iterable[Any], people: int) -> None:
    counts.update(dict.fromkeys(things, people))


def _ranked(counts: Counter[T]) -> tuple[tuple[T, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], str(one[0]))))


#: So many reasons of a side are kept in hand.
_KEPT: Final = 1 << 16
_ALONE: Final = Text(
    "{path}不是对照核验的结果，核验时须加--against", "{path}: is not a result of a check with --against"
)
_NO_BOOK: Final = Text(
    "{path}的对照原因字典{book}不在其旁或无法读取",
    "{path}: its dictionary of reasons there, {book}, is not beside it or cannot be read",
)


@frozen
class Law:
    """One side: the tenant, the name of its law, and the one day asked about, "" where rows may have their own."""

    tenant: str
    bundle: str
    on: str


@frozen(eq=False)
class Changes:
    """The counts of a result; people are its rows.

    ``said`` is what ``--against`` said. ``changes`` are by change, ``verdicts`` by verdict here and there, ``grades``
    by grade ("" for none) and change. ``loses`` are those eligible here alone, ``gains`` those eligible there alone.
    """

    here: Law
    there: Law
    said: str
    total: int
    changes: Mapping[str, int]
    verdicts: Mapping[tuple[Outcome, Outcome], int]
    grades: Mapping[str, Mapping[str, int]]
    loses: Turn
    gains: Turn

    @property
    def changed(self) -> int:
        """The people for whom anything changes."""
        return self.total - self.changes["same"]


def changes(path: Path) -> Changes:
    """Count a finished result of a check with ``--against``, a batch at a time.

    Raises ResultError where it is none, is not whole or lacks a dictionary of reasons.
    """
    result = open_result(path)
    said = {key.decode(): value.decode() for key, value in (result.schema.metadata or {}).items() if key != b"pandas"}
    if not NAMES.issubset(result.schema.names) or "bajigong.against" not in said:
        raise ResultError(_ALONE.fill(path=path))
    tally = Tally(path)
    for batch in result.batches(COLUMNS):
        tally.add(batch)
    sides = _Sides(result, _book_there(result, said.get("bajigong.against_reasons", "")))
    day = said.get("bajigong.on", "")
    by_change = dict(zip(CHANGES, tally.cells.sum((1, 2)).tolist(), strict=True))
    return Changes(
        Law(result.tenant, result.bundle, day),
        Law(
            said.get("bajigong.against_tenant", ""),
            said.get("bajigong.against_bundle", ""),
            said.get("bajigong.against_on", day),
        ),
        said["bajigong.against"],
        sum(by_change.values()),
        by_change,
        _crossed(tally),
        {grade: dict(zip(CHANGES, counts, strict=True)) for grade, counts in sorted(tally.grades.by_value().items())},
        sides.turn(tally.losing, eligible_here=True),
        sides.turn(tally.gaining, eligible_here=False),
    )


def _crossed(tally: Tally) -> dict[tuple[Outcome, Outcome], int]:
    cells = tally.cells.sum(0).tolist()
    every = ((one, other, cells[n][m]) for n, one in enumerate(OUTCOMES) for m, other in enumerate(OUTCOMES))
    return {(one, other): people for one, other, people in every if people}


def _book_there(result: Result, name: str) -> ReasonBook:
    path = result.reasons.with_name(Path(name).name) if name else result.reasons
    try:
        return ReasonBook.open(path)
    except (OSError, ValueError) as error:  # pyarrow's errors are ValueErrors
        raise ResultError(_NO_BOOK.fill(path=result.path, book=name or "?")) from error


class _Sides:
    """The reasons of both sides, each looked up once while it is in hand."""

    def __init__(self, result: Result, there: ReasonBook) -> None:
        here = open_book(result)

        @lru_cache(maxsize=_KEPT)
        def compared_reason(signature: int, *, mine: bool) -> ComparedReason:
            return ComparedReason.of(reason_of(here if mine else there, signature, result.path))

        self.compared_reason = compared_reason

    def turn(self, pairs: Pairs, *, eligible_here: bool) -> Turn:
        turning = Turning(novel=eligible_here)
        for one, other, people in self._pairs(pairs):
            turning.add(*((one, other) if eligible_here else (other, one)), people)
        return turning.done()

    def _pairs(self, pairs: Pairs) -> Iterator[tuple[ComparedReason, ComparedReason, int]]:
        for here, there, people in pairs.counted():
            yield self.compared_reason(here, mine=True), self.compared_reason(there, mine=False), people
